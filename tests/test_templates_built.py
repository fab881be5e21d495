"""The shipped Word templates are what the script in docx_templates makes, and show what the forms ask."""

import importlib.util
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from docx import Document
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from continuity.definitions.catalogue import Catalogue, content_root, read_catalogue
from continuity.documents import compile_template, lint

FOLDER = content_root() / "docx_templates"
VARIANT = "liten_forvaltning"
# What the front table prints, and answers that only steer what else is asked.
FRONT_TABLE = {"decided_at", "decided_by", "registration_number", "applies_to", "valid_from", "valid_to"}
FRONT_TABLE |= {"document_owner", "follow_up", "replaces"}
STEERING = {"criteria_differ", "covered", "extend"}
# A document that is printed on few pages has no list of its chapters.
LISTED = (
    "full_governing_document",
    "guideline",
    "business_impact_analysis",
    "continuity_plan",
    "exercise",
    "maintenance",
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    found, complaints = read_catalogue([content_root()])
    assert complaints == ()
    return found


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """docx_templates/build.py; it puts its own folder on the path, which is taken off again."""
    path = list(sys.path)
    spec = importlib.util.spec_from_file_location("build", FOLDER / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path[:] = path


@pytest.fixture(scope="module")
def built(script: ModuleType, catalogue: Catalogue) -> dict[Path, bytes]:
    return dict(script.templates(catalogue))


def parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_shipped_templates_are_what_the_script_makes(built: dict[Path, bytes]) -> None:
    shipped = {path.relative_to(FOLDER): path.read_bytes() for path in FOLDER.rglob("*.docx")}
    assert set(shipped) == set(built)
    for place, data in built.items():
        assert parts(shipped[place]) == parts(data), f"{place}: run python docx_templates/build.py"


def test_every_template_compiles_and_has_nothing_to_remark(built: dict[Path, bytes]) -> None:
    for place, data in built.items():
        compile_template(data, name=str(place))
        assert lint(data, name=str(place)) == ()


def test_every_template_is_a_valid_word_file(built: dict[Path, bytes], tmp_path: Path) -> None:
    for place, data in built.items():
        file = tmp_path / "template.docx"
        file.write_bytes(data)
        assert [str(error) for error in OpenXmlValidator().validate(str(file)).errors] == [], place


def test_both_languages_have_the_same_tables(built: dict[Path, bytes]) -> None:
    for place, data in built.items():
        if "sv" in place.parts:
            english = Path(*("en" if part == "sv" else part for part in place.parts))
            assert tables(data) == tables(built[english])


def tables(docx: bytes) -> list[int]:
    return [len(table.columns) for table in Document(io.BytesIO(docx)).tables]


def test_every_question_is_printed_in_its_document(script: ModuleType, catalogue: Catalogue) -> None:
    beside = {
        "governing_document": "committee_memo",
        "full_governing_document": "full_committee_memo",
        "continuity_plan": "contact_annex",
    }
    for document in (*beside, "business_impact_analysis", "exercise", "maintenance"):
        form = catalogue.form(document).model
        asked = {
            "".join(f"{name}[]." for name in scope(form, page_id)) + question_id
            for page_id, _, question_id, question in form.questions()
            if question.kind != "note" and question_id not in FRONT_TABLE | STEERING and page_id != "superseded"
        }
        printed = script.shown(catalogue, document)
        printed |= script.shown(catalogue, beside[document]) if document in beside else set()
        assert {
            path for path in asked if not any(one == path or one.startswith(f"{path}.") for one in printed)
        } == set()


def scope(form: object, page_id: str) -> tuple[str, ...]:
    page = form.pages[page_id]  # type: ignore[attr-defined]
    around: tuple[str, ...] = form.scope_of(page_id)  # type: ignore[attr-defined]
    return (*around, page_id) if page.rows is not None else around


def test_a_misspelt_answer_in_a_template_is_an_error(script: ModuleType, catalogue: Catalogue) -> None:
    answers = script.Answers(script.paths_of(catalogue.form("exercise").model))
    with pytest.raises(LookupError, match="sumary"):
        answers.has("{{ answers.sumary }}")


def test_a_small_department_answers_exactly_the_core_questions(catalogue: Catalogue) -> None:
    for name in catalogue.names("form"):
        whole, small = catalogue.form(name).model, catalogue.form(name, VARIANT).model
        core = {question_id for *_, question_id, question in whole.questions() if question.core}
        assert {question_id for *_, question_id, _ in small.questions()} == core
        assert all(question.core for *_, question in small.questions())


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_list_of_contents_names_every_chapter_and_links_to_it(built: dict[Path, bytes], language: str) -> None:
    for document in LISTED:
        opened = Document(io.BytesIO(built[Path(language) / f"{document}.docx"]))
        chapters = [p.text for p in opened.paragraphs if p.style is not None and p.style.name == "Heading 1"]
        entries = [p for p in opened.paragraphs if p.style is not None and p.style.name == "toc 1"]
        assert [entry.hyperlinks[0].text for entry in entries] == chapters
        marks = {mark.get(qn("w:name")) for mark in opened.element.body.iter(qn("w:bookmarkStart"))}
        assert [entry.hyperlinks[0].fragment in marks for entry in entries] == [True] * len(chapters)
