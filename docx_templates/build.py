"""Builds the shipped Word templates: `python docx_templates/build.py [FOLDER]` writes every .docx below FOLDER.

Staff edit copies of these files in Word; what we ship is made here, so that a change can be read before it is made.
"""

import io
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from making import (  # noqa: E402  # the folder above must be on the path first
    business_impact_analysis,
    committee_memo,
    contact_annex,
    continuity_plan,
    dependency_analysis,
    exercise,
    full_governing_document,
    governing_document,
    maintenance,
    priority_order,
    questions,
    status_report,
)
from making.contents import fill_contents  # noqa: E402
from making.paper import Paper  # noqa: E402
from making.paths import Answers, paths_of  # noqa: E402

from continuity.definitions.catalogue import Catalogue, content_root, read_catalogue  # noqa: E402
from continuity.definitions.vocabulary import LANGUAGES, Language  # noqa: E402

# Document -> who writes it, and the form whose answers it shows, if any.
WRITERS: Mapping[str, tuple[Callable[[Paper], None], str]] = {
    "governing_document": (governing_document.write, "governing_document"),
    "full_governing_document": (full_governing_document.write, "full_governing_document"),
    "guideline": (full_governing_document.write, "full_governing_document"),
    "business_impact_analysis": (business_impact_analysis.write, "business_impact_analysis"),
    "continuity_plan": (continuity_plan.write, "continuity_plan"),
    "contact_annex": (contact_annex.write, "continuity_plan"),
    "exercise": (exercise.write, "exercise"),
    "maintenance": (maintenance.write, "maintenance"),
    "committee_memo": (committee_memo.write, "governing_document"),
    "full_committee_memo": (committee_memo.write, "full_governing_document"),
    "questions": (questions.write, ""),
    "dependency_analysis": (dependency_analysis.write, ""),
    "priority_order": (priority_order.write, ""),
    "status_report": (status_report.write, ""),
}
QUESTIONS = {"sv": "Frågorna", "en": "The questions"}
EPOCH = (1980, 1, 1, 0, 0, 0)


def templates(catalogue: Catalogue) -> Iterator[tuple[Path, bytes]]:
    """Every shipped template as (path below docx_templates, bytes); a variant has its own where its form differs."""
    for document in WRITERS:
        for language in LANGUAGES:
            yield Path(language) / f"{document}.docx", build(catalogue, document, language)
    for variant in catalogue.names("variant"):
        for document, (_, form) in WRITERS.items():
            if form and catalogue.form(form, variant).hash != catalogue.form(form).hash:
                for language in LANGUAGES:
                    place = Path("variants") / variant / language / f"{document}.docx"
                    yield place, build(catalogue, document, language, variant)


def build(catalogue: Catalogue, document: str, language: Language, variant: str = "") -> bytes:
    """One template; an answer that the whole form does not have is an error, one that a variant lacks is left out."""
    plain = io.BytesIO()
    _written(catalogue, document, language, variant).docx.save(plain)
    return _repacked(plain.getvalue())


def shown(catalogue: Catalogue, document: str) -> set[str]:
    """The paths of the answers that a document prints."""
    return _written(catalogue, document, LANGUAGES[0], "").answers.shown


def _written(catalogue: Catalogue, document: str, language: Language, variant: str) -> Paper:
    write, form = WRITERS[document]
    answers = Answers(paths_of(catalogue.form(form, variant).model) if form else {}, whole=not variant)
    titles = catalogue.organisation.model.document_titles
    title = titles[document].in_(language) if document in titles else QUESTIONS[language]
    paper = Paper(language, title, answers)
    write(paper)
    fill_contents(paper)
    return paper


def _repacked(source: bytes) -> bytes:
    """The same parts in the same order with a fixed time, so that the same script gives the same file."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def main() -> None:
    """Writes all templates below the given folder, or where they are shipped."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    catalogue, complaints = read_catalogue([content_root()])
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    for place, data in templates(catalogue):
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        print(f"{place} {len(data)}")


if __name__ == "__main__":
    main()
