"""What lint says of templates and documents."""

import re

import pytest
from docx.document import Document

from continuity.documents import CoreProperties, lint
from continuity.documents.accessibility import contrast
from continuity.documents.filters import PALETTE
from tests.documents.making import body, p, render, repacked, word


def faults(source: bytes, severity: str, **options: bool) -> str:
    return "\n".join(str(fault) for fault in lint(source, name="m.docx", **options) if fault.severity == severity)


MARK = '<w:bookmarkStart w:id="{0}" w:name="{1}"/><w:bookmarkEnd w:id="{0}"/>'
DRAWING = "<w:drawing><wp:inline><wp:docPr id='1' name='a'/></wp:inline></w:drawing>"
TWO_ROWS = "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>{0}</w:tc></w:tr><w:tr><w:tc>{0}</w:tc></w:tr></w:tbl>"


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("<w:tbl><w:tblPr/><w:tblGrid/></w:tbl>", "saknar rader"),
        ("<w:tbl><w:tblPr/><w:tblGrid/><w:tr/></w:tbl>", "saknar celler"),
        ("<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr/></w:tc></w:tr></w:tbl>", "slutar inte med ett stycke"),
        (
            f"<w:p>{MARK.format(1, 'a')}{MARK.format(2, 'A')}</w:p>",
            "finns 2 gånger",
        ),
        ('<w:p><w:bookmarkStart w:id="1" w:name="a"/></w:p>', "börjar men slutar inte"),
        ('<w:p><w:pPr><w:pStyle w:val="Finnsinte"/></w:pPr></w:p>', "Formatmallen Finnsinte"),
        ('<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="999"/></w:numPr></w:pPr></w:p>', "numrering"),
        ('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>', "saknar slut"),
        ('<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>', "utan att ha börjat"),
        ('<w:p><w:hyperlink r:id="rId999"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>', "rId999"),
        (
            '<w:sdt><w:sdtPr><w:tag w:val="' + "x" * 65 + '"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>',
            "64 tecken",
        ),
        (
            f"<w:p><w:r>{DRAWING * 2}</w:r></w:p>",
            "används av 2",
        ),
        ("<w:p><w:r><w:t>{{ fel | fel }}</w:t></w:r></w:p>", "Filtret fel"),
    ],
)
def test_what_word_would_repair_is_an_error(xml: str, said: str) -> None:
    assert said in faults(body(xml), "error")


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        (TWO_ROWS.format(p("x")), "saknar rubrikrad"),
        (TWO_ROWS.format(p("x")), "saknar beskrivning"),
        (
            "<w:p><w:r><w:drawing><wp:inline><wp:docPr id='1' name='Bild 1'/></wp:inline></w:drawing></w:r></w:p>",
            "alternativtext",
        ),
        (
            "<w:p><w:r><w:drawing><wp:anchor><wp:docPr id='1' name='a' descr='x'/></wp:anchor></w:drawing></w:r></w:p>",
            "flyter fritt",
        ),
        (
            '<w:p><w:pPr><w:pStyle w:val="Heading3"/></w:pPr><w:r><w:t>Djup</w:t></w:r></w:p>',
            "hoppar från nivå 0 till nivå 3",
        ),
        ('<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:p>', "rubrik är tom"),
        (p("Bara text"), "inga rubriker"),
        (p("- en egen lista"), "skriven för hand"),
        ('<w:p><w:hyperlink w:anchor="a"><w:r><w:t>https://a.se</w:t></w:r></w:hyperlink></w:p>', "vart den leder"),
        (
            "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr>"
            '<w:shd w:val="clear" w:fill="FFFF00"/></w:tcPr><w:p><w:r><w:rPr>'
            '<w:color w:val="FFFFFF"/></w:rPr><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>',
            "syns dåligt",
        ),
    ],
)
def test_what_hinders_readers_is_a_warning(xml: str, said: str) -> None:
    assert said in faults(body(xml), "warning")


def test_a_template_without_a_language_or_with_protection_is_warned_about() -> None:
    def edit(name: str, text: str) -> str:
        if name == "word/settings.xml":
            return text.replace("<w:zoom", '<w:documentProtection w:edit="readOnly"/><w:zoom')
        return re.sub(r"<w:lang [^>]*/>", "", text) if name == "word/styles.xml" else text

    said = faults(repacked(word("x"), edit=edit), "warning")
    assert "inget språk" in said
    assert "skyddad mot ändringar" in said


def test_a_well_made_template_has_no_faults_at_all() -> None:
    def build(document: Document) -> None:
        document.add_heading("Plan", 1)
        document.add_paragraph("Text {{ a }}", style="List Bullet")

    assert [str(fault) for fault in lint(word(build=build))] == []


def test_a_finished_document_wants_a_title_and_its_text_may_look_like_a_tag() -> None:
    docx = render(word("{{ a }}"), {"a": "{{ fel | fel }}"}, core=CoreProperties(title="T"))
    assert faults(docx, "error", finished=True) == ""
    assert "titel" not in faults(docx, "warning", finished=True)
    assert "titel" in faults(render(word("x")), "warning", finished=True)


def test_dark_text_is_readable_on_every_colour_of_the_levels() -> None:
    assert all(contrast("000000", colour) >= 7 for colour in PALETTE)
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("777777", "FFFFFF") == pytest.approx(4.48, abs=0.01)
