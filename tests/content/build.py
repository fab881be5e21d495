"""Builds the Word templates of the test content: `python tests/content/build.py [FOLDER]`."""

import io
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docx_templates")]

from making import questions  # noqa: E402  # the folders above must be on the path first
from making.contents import fill_contents  # noqa: E402
from making.frame import cover, front_table, header_and_footer, revisions, signatures  # noqa: E402
from making.paper import Column, Paper  # noqa: E402
from making.paths import Answers, paths_of  # noqa: E402

from continuity.definitions.catalogue import Catalogue, read_catalogue  # noqa: E402
from continuity.definitions.vocabulary import LANGUAGES, Language  # noqa: E402

EPOCH = (1980, 1, 1, 0, 0, 0)


def picture(paper: Paper) -> None:
    """What the survey says, and each place with its events."""
    header_and_footer(paper)
    cover(paper)
    paper.heading(1, "Vad invånarna säger", "What the residents say", new_page=True)
    paper.text("{{ answers.summary }}", "{{ answers.summary }}")
    with paper.when("answers.respondents"):
        paper.text("{{ answers.respondents }} svarade.", "{{ answers.respondents }} answered.")
    with paper.each("place", "answers.places"):
        paper.heading(2, "{{ place.place }}", "{{ place.place }}")
        paper.text("Oron är {{ place.worry }}.", "The worry is {{ place.worry }}.")
        columns = [
            Column("Vad som hände", "What happened", 12, "{{ event.what }}"),
            Column("Gånger", "Times", 4, "{{ event.times }}"),
        ]
        paper.rows("Händelser på platsen", "Events at the place", "event", "place.events", columns)
        paper.text("Sammanlagt {{ place.all_times }}.", "In all {{ place.all_times }}.")
    revisions(paper)
    signatures(paper)


def promise(paper: Paper) -> None:
    """Why, and what is done where."""
    header_and_footer(paper)
    cover(paper)
    paper.heading(1, "Det här lovar vi", "This we promise", new_page=True)
    paper.text("{{ answers.background }}", "{{ answers.background }}")
    columns = [
        Column("Var", "Where", 4, "{{ m.place }}"),
        Column("Vad", "What", 8, "{{ m.measure }}"),
        Column("Klart", "Done", 4, "{{ m.done_by | date }}"),
    ]
    paper.rows("Åtgärder", "Measures", "m", "answers.measures", columns)
    revisions(paper)
    signatures(paper)


def evaluation(paper: Paper) -> None:
    """How each measure went, and what happens now."""
    header_and_footer(paper)
    cover(paper)
    paper.heading(1, "Så gick det", "How it went", new_page=True)
    columns = [
        Column("Var", "Where", 10, "{{ r.place }}"),
        Column("Höll löftet", "Promise kept", 6, "{{ r.kept }}"),
    ]
    paper.rows("Resultat", "Results", "r", "answers.results", columns)
    paper.heading(1, "Beslut", "Decision")
    paper.text("{{ answers.outcome }}.", "{{ answers.outcome }}.")
    paper.answer("answers.reason", "Skäl", "Reason")
    revisions(paper)
    signatures(paper)


def board_memo(paper: Paper) -> None:
    """What the board is asked to decide."""
    header_and_footer(paper)
    front_table(paper)
    paper.heading(1, "Förslag till beslut", "Proposed decision")
    paper.text(
        "Kommunstyrelsen antar {{ document.title }}, version {{ document.version }}.",
        "The executive board adopts {{ document.title }}, version {{ document.version }}.",
    )
    paper.text("{{ answers.background }}", "{{ answers.background }}")


# Document -> who writes it, and the form whose answers it shows.
WRITERS: Mapping[str, tuple[Callable[[Paper], None], str]] = {
    "picture": (picture, "picture"),
    "promise": (promise, "promise"),
    "evaluation": (evaluation, "evaluation"),
    "board_memo": (board_memo, "promise"),
    "questions": (questions.write, ""),
}


def templates(catalogue: Catalogue) -> Iterator[tuple[Path, bytes]]:
    """Every template as (path below docx_templates, bytes)."""
    for document in WRITERS:
        for language in LANGUAGES:
            yield Path(language) / f"{document}.docx", build(catalogue, document, language)


def build(catalogue: Catalogue, document: str, language: Language) -> bytes:
    """One template; an answer that its form does not have is an error."""
    write, form = WRITERS[document]
    titles = catalogue.organisation.model.document_titles
    title = titles[document].in_(language) if document in titles else document
    paper = Paper(language, title, Answers(paths_of(catalogue.form(form).model) if form else {}))
    write(paper)
    fill_contents(paper)
    plain = io.BytesIO()
    paper.docx.save(plain)
    return _timeless(plain.getvalue())


def _timeless(source: bytes) -> bytes:
    """The same parts with a fixed time, so that the same script gives the same file."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def main() -> None:
    """Writes the templates below the given folder, or where the tests read them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "docx_templates"
    for place, data in templates(read_catalogue([HERE])[0]):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(data)


if __name__ == "__main__":
    main()
