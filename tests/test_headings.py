"""Every heading of every Word document, in both languages, full and as the open extract, against the list of them."""

import io
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from docx import Document

from continuity.definitions.catalogue import Catalogue, content_root, read_catalogue
from continuity.documents import compile_template
from continuity.errors import NotFound
from continuity.services.paper import examples, municipalfields

FOLDER = content_root() / "docx_templates"
LISTS = tomllib.loads((Path(__file__).parent / "support" / "headings.toml").read_text(encoding="utf-8"))
DOCUMENTS, SOMETIMES = LISTS["documents"], LISTS["sometimes"]
A_NAME = "…"  # in the list: a name out of the answers, in a template's tag
LANGUAGES = ("sv", "en")
Heading = tuple[int, str]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    found, complaints = read_catalogue([content_root()])
    assert complaints == ()
    return found


def listed(document: str, language: str) -> list[Heading]:
    return [(row[0], row[1 + LANGUAGES.index(language)]) for row in DOCUMENTS[document]]


def headings(docx: bytes) -> Iterator[Heading]:
    for paragraph in Document(io.BytesIO(docx)).paragraphs:
        style = str(paragraph.style.name) if paragraph.style is not None else ""
        if style.startswith("Heading "):
            yield int(style.removeprefix("Heading ")), A_NAME if "{{" in paragraph.text else paragraph.text


def test_the_list_names_every_document_that_is_shipped() -> None:
    assert {path.stem for path in FOLDER.rglob("*.docx")} == set(DOCUMENTS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_template_has_the_listed_headings_in_their_order_and_no_other(document: str, language: str) -> None:
    assert list(headings((FOLDER / language / f"{document}.docx").read_bytes())) == listed(document, language)


@pytest.mark.parametrize(
    "path", sorted((FOLDER / "variants").rglob("*.docx")), ids=lambda path: f"{path.parent.name} {path.stem}"
)
def test_a_variants_template_lacks_no_heading_but_the_names_of_rows_it_does_not_ask_for(path: Path) -> None:
    expected = listed(path.stem, path.parent.name)
    found = list(headings(path.read_bytes()))
    assert [one for one in found if one[1] != A_NAME] == [one for one in expected if one[1] != A_NAME]


def papers_of(catalogue: Catalogue, document: str) -> Iterator[examples.Papers]:
    """The steps that have the document: a variant's own, where the ordinary workflow has none."""
    for variant in ("", *catalogue.names("variant")):
        with suppress(NotFound):
            yield examples.papers(catalogue, document, variant=variant)


def made(catalogue: Catalogue, document: str, language: str, edition: str) -> bytes:
    """The document of the form's own examples, or of a municipality of two rows a list."""
    source = catalogue.template(document, language)
    if document in municipalfields.SCHEMAS:
        values = municipalfields.values(document, municipalfields.example(document))
    else:
        papers = next(papers_of(catalogue, document))
        snapshot = examples.snapshot(papers, language=language)
        values = examples.values(papers, snapshot, language=language, edition=edition, document=document)
    return compile_template(source.read_bytes(), name=source.name).render(values, language=language)


@pytest.mark.parametrize("edition", ["full", "open"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_finished_document_has_every_listed_heading(
    catalogue: Catalogue, document: str, language: str, edition: str
) -> None:
    sometimes = {words for row in DOCUMENTS[document] if row[1] in SOMETIMES for words in row[1:]}
    expected = [one for one in listed(document, language) if one[1] not in {A_NAME, *sometimes}]
    found = list(headings(made(catalogue, document, language, edition)))
    assert [one for one in found if one in expected] == expected
    named = A_NAME in {name for level, name in listed(document, language) if level == 1}
    assert found
    assert named or [one for one in found if one[0] == 1] == [one for one in expected if one[0] == 1]
