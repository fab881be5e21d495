"""Values that are more than text: paragraphs, lists, pictures, links, page breaks."""

import io
import zipfile

import pytest
from docx import Document as open_docx
from docx.document import Document

from continuity.documents import (
    Hyperlink,
    LevelWord,
    Omitted,
    PageBreak,
    Paragraph,
    Paragraphs,
    Picture,
    Run,
    WrongData,
)
from tests.documents.making import W, assert_valid, body, names, png, render, rows, table, texts, word, xml

LONG = "Inledning & mer\nny rad\n\n- ett\n- två\n\n1. a\n2. b\n\nSlut"


def styles(docx: bytes) -> list[str]:
    return [paragraph.style.name for paragraph in open_docx(io.BytesIO(docx)).paragraphs]  # type: ignore[union-attr]


def test_a_long_text_is_read_as_paragraphs_and_lists() -> None:
    assert [(block.kind, block.text) for block in Paragraphs.from_text(LONG)] == [
        ("text", "Inledning & mer\nny rad"),
        ("bullet", "ett"),
        ("bullet", "två"),
        ("number", "a"),
        ("number", "b"),
        ("text", "Slut"),
    ]
    assert not Paragraphs.from_text(" \r\n ")
    assert [b.text for b in Paragraphs.from_text("- ett\nfortsatt\n- två")] == ["ett\nfortsatt", "två"]


def test_a_long_text_alone_in_its_paragraph_becomes_real_paragraphs_and_lists() -> None:
    docx = render(word("före", "{{ a }}", "efter"), {"a": Paragraphs.from_text(LONG)})
    assert texts(docx) == ["före", "Inledning & merny rad", "ett", "två", "a", "b", "Slut", "efter"]
    assert styles(docx) == [
        "Normal",
        "Normal",
        "List Bullet",
        "List Bullet",
        "List Number",
        "List Number",
        "Normal",
        "Normal",
    ]
    assert_valid(docx)


def test_each_numbered_list_begins_at_one() -> None:
    docx = render(word("{{ a }}", "{{ a }}"), {"a": Paragraphs.from_text("1. a\n2. b\n\nx\n\n1. c")})
    numbers = [node.get(f"{{{W}}}val") for node in xml(docx).iter(f"{{{W}}}numId")]
    assert len(numbers) == 6
    assert len(set(numbers)) == 4
    assert_valid(docx)


def test_a_long_text_within_a_line_continues_it_and_is_continued() -> None:
    docx = render(word("Svar: {{ a }} (slut)"), {"a": Paragraphs.from_text("ett\n\n- två")})
    assert texts(docx) == ["Svar: ett", "två (slut)"]
    assert_valid(docx)


def test_a_long_text_inside_an_inline_condition_stays_in_its_paragraph() -> None:
    docx = render(word("{% if a %}Svar: {{ a }}{% endif %}"), {"a": Paragraphs.from_text("ett\n\n- två")})
    assert texts(docx) == ["Svar: ett• två"]
    assert_valid(docx)


def test_no_long_text_leaves_an_empty_paragraph() -> None:
    for nothing in (Paragraphs(), None, ""):
        docx = render(table(("{{ a }}", "x")), {"a": nothing})
        assert rows(docx) == [["", "x"]]
        assert_valid(docx, audit=False)


def test_long_texts_in_repeated_rows_and_over_many_rows_keep_their_places() -> None:
    source = table(("{% for r in rs %}{{ r.a }}", "{{ r.b }}{% endfor %}"))
    docx = render(source, {"rs": [{"a": Paragraphs.from_text(f"{n}\n\n- p"), "b": str(n)} for n in range(1500)]})
    found = rows(docx)
    assert len(found) == 1500
    assert found[1234] == ["1234\np", "1234"]


def test_styled_runs_and_links_in_paragraphs() -> None:
    value = Paragraphs(
        (
            Paragraph(
                (
                    Run("fet", bold=True),
                    Run(" och "),
                    Run("lutad", italic=True),
                    Run("länk", url="https://a.se/?x=1&y=2"),
                )
            ),
        )
    )
    docx = render(word("{{ a }}"), {"a": value})
    runs = open_docx(io.BytesIO(docx)).paragraphs[0].runs
    assert [(run.text, bool(run.bold), bool(run.italic)) for run in runs] == [
        ("fet", True, False),
        (" och ", False, False),
        ("lutad", False, True),
    ]
    assert "https://a.se/?x=1&amp;y=2" in _rels(docx)
    assert_valid(docx)


def _rels(docx: bytes, part: str = "word/_rels/document.xml.rels") -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read(part).decode()


def test_a_link_is_a_link_and_the_same_address_is_kept_once() -> None:
    docx = render(
        word("Se {{ a }} och {{ a }}, {{ 'ring' | link('mailto:a@b.se') }}."),
        {"a": Hyperlink("här <&>", "https://a.se/")},
    )
    assert texts(docx)[0] == "Se här <&> och här <&>, ring."
    assert len(list(xml(docx).iter(f"{{{W}}}hyperlink"))) == 3
    assert _rels(docx).count("https://a.se/") == 1
    assert_valid(docx)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "\\\\server\\x", "http://a b", 'https://a"><x', ""]
)
def test_a_link_to_anything_else_is_refused(url: str) -> None:
    with pytest.raises(WrongData, match="Länken"):
        render(word("{{ a }}"), {"a": Hyperlink("x", url)})


def test_a_link_inside_a_link_is_only_its_words() -> None:
    source = body('<w:p><w:hyperlink w:anchor="x"><w:r><w:t>{{ a }}</w:t></w:r></w:hyperlink></w:p>')
    docx = render(source, {"a": Hyperlink("ord", "https://a.se")})
    assert texts(docx)[0] == "ord"
    assert len(list(xml(docx).iter(f"{{{W}}}hyperlink"))) == 1


def test_a_picture_has_alternative_text_and_the_same_picture_is_stored_once() -> None:
    picture = Picture(png(), 'Karta över "Mälarvik" & omnejd', width_cm=4)

    def build(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ bild }}"
        document.add_paragraph("{% for x in xs %}")
        document.add_paragraph("Bild: {{ x }}")
        document.add_paragraph("{% endfor %}")

    docx = render(word(build=build), {"bild": picture, "xs": [picture, picture, Picture(png(5, 5), "annan")]})
    assert len([name for name in names(docx) if name.startswith("word/media/")]) == 2
    shapes = open_docx(io.BytesIO(docx)).inline_shapes
    assert [shape._inline.docPr.get("descr") for shape in shapes] == [picture.alt, picture.alt, "annan"]
    assert shapes[0].width.cm == pytest.approx(4, abs=0.01)
    assert shapes[0].height.cm == pytest.approx(4 * 2 / 3, abs=0.01)
    assert_valid(docx)


def test_a_jpeg_is_read_and_other_files_are_refused() -> None:
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x02\x00\x03\x01\x01\x11\x00\xff\xd9"
    assert any(name.endswith(".jpeg") for name in names(render(word("{{ a }}"), {"a": Picture(jpeg, "x")})))
    for data in (b"", b"GIF89a", b"<svg/>", png()[:20], b"\xff\xd8\xff\xe0\x00"):
        with pytest.raises(WrongData, match="Bilden"):
            render(word("{{ a }}"), {"a": Picture(data, "x")})
    with pytest.raises(WrongData, match="alternativtext"):
        render(word("{{ a }}"), {"a": Picture(png(), " ")})


def test_a_page_break_breaks_the_page() -> None:
    docx = render(word("före{{ a }}efter"), {"a": PageBreak()})
    assert [node.get(f"{{{W}}}type") for node in xml(docx).iter(f"{{{W}}}br")] == ["page"]
    assert_valid(docx)


def test_a_level_word_prints_as_words_and_shades_with_its_colour() -> None:
    docx = render(
        table(("{{ a | shade }}", "{{ b | shade }}")), {"a": LevelWord("3 Allvarlig", "F8CBAD"), "b": Omitted("borta")}
    )
    assert rows(docx) == [["3 Allvarlig", "borta"]]
    assert [node.get(f"{{{W}}}fill") for node in xml(docx).iter(f"{{{W}}}shd")] == ["F8CBAD"]


@pytest.mark.parametrize("colour", ["röd", "FFF", '"/><w:x', "GGGGGG", 7])
def test_a_colour_that_is_none_is_refused(colour: object) -> None:
    with pytest.raises(WrongData, match="Färgen"):
        render(table(("{% cellbg c %}x", "y")), {"c": colour})


def test_the_format_around_a_tag_is_kept() -> None:
    def build(document: Document) -> None:
        run = document.add_paragraph("Namn: ").add_run("{{ a }} slut")
        run.bold = True

    docx = render(word(build=build), {"a": "x"})
    assert [(run.text, bool(run.bold)) for run in open_docx(io.BytesIO(docx)).paragraphs[0].runs] == [
        ("Namn: ", False),
        ("x", True),
        (" slut", True),
    ]


def test_a_long_text_where_no_paragraph_can_begin_shows_its_lists_as_signs() -> None:
    long = Paragraphs.from_text("Gör så här\n\n1. ring\n2. skriv\n\n- sedan\n\n1. börja om")
    assert long.text == "Gör så här\n1. ring\n2. skriv\n• sedan\n1. börja om"
