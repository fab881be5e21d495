"""Whatever the data, the document opens without repair."""

import re

import pytest
from docx.document import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from continuity.documents import Omitted, Paragraphs, compile_template
from tests.documents.making import W, assert_valid, body, p, render, repacked, rows, table, texts, word, xml

CELL = "<w:tc><w:tcPr><w:tcW w:w='4000' w:type='dxa'/></w:tcPr>{}</w:tc>"
TABLE = (
    "<w:tbl><w:tblPr><w:tblW w:w='0' w:type='auto'/></w:tblPr><w:tblGrid><w:gridCol w:w='4000'/></w:tblGrid>{}</w:tbl>"
)


def test_a_table_whose_rows_are_all_gone_is_gone_too() -> None:
    docx = render(table(("{% for r in rs %}{{ r.a }}", "{{ r.b }}{% endfor %}")), {"rs": []})
    assert xml(docx).find(f".//{{{W}}}tbl") is None
    assert texts(docx) == ["Efter tabellen"]
    assert_valid(docx)


def test_a_table_in_a_cell_may_go_and_the_cell_keeps_a_paragraph() -> None:
    inner = TABLE.format(
        "<w:tr>"
        + CELL.format(p("{% for r in rs %}"))
        + "</w:tr><w:tr>"
        + CELL.format(p("{{ r }}"))
        + "</w:tr><w:tr>"
        + CELL.format(p("{% endfor %}"))
        + "</w:tr>"
    )
    source = body(
        TABLE.format("<w:tr>" + CELL.format(p("{% if t %}") + inner + p("{% endif %}")) + "</w:tr>") + p("slut")
    )
    for values in ({"rs": [], "t": 1}, {"rs": ["x"], "t": 1}, {"rs": [], "t": 0}, {"rs": None, "t": 1}):
        assert_valid(render(source, values), audit=False)
    assert_valid(render(source, {"rs": ["x"], "t": 1}))


def test_an_emptied_cell_header_and_box_keep_a_paragraph() -> None:
    docx = render(table(("{% if a %}\nx\n{% endif %}", "y")), {"a": None})
    assert rows(docx) == [["", "y"]]
    assert_valid(docx)


def test_a_row_without_cells_is_no_row_and_a_table_of_such_rows_no_table() -> None:
    source = table(("{%tc for c in cs %}", "{{ c }}", "{%tc endfor %}"))
    assert xml(render(source, {"cs": []})).find(f".//{{{W}}}tbl") is None
    assert_valid(render(source, {"cs": []}), audit=False)
    assert rows(render(source, {"cs": ["a", "b"]})) == [["a", "b"]]


def test_a_loop_with_nothing_in_it_may_run_long_before_the_table_is_undone() -> None:
    source = table(("{% for r in rs %}{% if r.visas %}{{ r.a }}", "x{% endif %}{% endfor %}"))
    docx = render(source, {"rs": [{"visas": False, "a": 1}] * 9000})
    assert xml(docx).find(f".//{{{W}}}tbl") is None
    long = render(source, {"rs": [{"visas": True, "a": number} for number in range(3000)]})
    assert len(list(xml(long).iter(f"{{{W}}}tr"))) == 3000


def test_bookmarks_drawings_controls_and_paragraph_ids_are_unique_when_repeated() -> None:
    drawing = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="1" cy="1"/><wp:docPr id="1" name="b" descr="bild"/><a:graphic>'
        '<a:graphicData uri="x"/></a:graphic></wp:inline></w:drawing></w:r>'
    )
    marked = (
        f'<w:bookmarkStart w:id="0" w:name="plats"/><w:r><w:t>{{{{ x }}}}</w:t></w:r><w:bookmarkEnd w:id="0"/>{drawing}'
    )
    control = '<w:sdt><w:sdtPr><w:id w:val="5"/></w:sdtPr><w:sdtContent><w:r><w:t>k</w:t></w:r></w:sdtContent></w:sdt>'
    source = body(
        p("{% for x in xs %}")
        + f'<w:p w14:paraId="11111111" w14:textId="77777777">{marked}{control}</w:p>'
        + p("{% endfor %}")
    )
    docx = render(source, {"xs": ["a", "b", "c"]})
    names = [node.get(f"{{{W}}}name") for node in xml(docx).iter(f"{{{W}}}bookmarkStart")]
    assert names == ["plats", "plats_2", "plats_3"]
    starts = [node.get(f"{{{W}}}id") for node in xml(docx).iter(f"{{{W}}}bookmarkStart")]
    assert starts == [node.get(f"{{{W}}}id") for node in xml(docx).iter(f"{{{W}}}bookmarkEnd")]
    assert (
        len(
            {
                node.get("id")
                for node in xml(docx).iter(
                    "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
                )
            }
        )
        == 3
    )
    assert_valid(docx, audit=False)


def test_a_bookmark_that_a_tag_would_cut_in_half_is_let_go() -> None:
    source = body(
        p("{% for x in xs %}")
        + '<w:p><w:bookmarkStart w:id="0" w:name="a"/><w:r><w:t>x</w:t></w:r></w:p>'
        + p("{% endfor %}")
        + '<w:p><w:bookmarkEnd w:id="0"/><w:r><w:t>y</w:t></w:r></w:p>'
    )
    for values in ({"xs": []}, {"xs": [1, 2]}):
        assert_valid(render(source, values), audit=False)


@pytest.mark.parametrize("text", ["a\r\nb", "a\nb", "a\rb", "a\u2028b"])
def test_each_line_break_becomes_one(text: str) -> None:
    docx = render(word("{{ a }}"), {"a": text})
    assert len(list(xml(docx).iter(f"{{{W}}}br"))) == 1
    assert_valid(docx, audit=False)


def test_shading_and_width_stand_where_the_schema_wants_them() -> None:
    cell = "<w:tc><w:tcPr><w:tcW w:w='4000' w:type='dxa'/><w:vAlign w:val='center'/></w:tcPr>{}</w:tc>"
    source = body(
        TABLE.format("<w:tr>" + cell.format(p("{% cellbg c %}{% colspan n %}{{ a }}")) + "</w:tr>") + p("slut")
    )
    docx = render(source, {"a": "x", "c": "#fff2cc", "n": 1})
    properties = xml(docx).find(f".//{{{W}}}tcPr")
    assert properties is not None
    assert [node.tag.rpartition("}")[2] for node in properties] == ["tcW", "gridSpan", "shd", "vAlign"]
    assert_valid(docx)


def test_a_level_is_shaded_by_a_filter_and_by_its_own_colour() -> None:
    source = table(("{% for c in cs %}{{ c.n | level | shade }}", "{{ c.ord | shade(c.färg) }}{% endfor %}"))
    docx = render(
        source,
        {
            "cs": [{"n": 3, "ord": "x", "färg": "AABBCC"}, {"n": None, "ord": "y", "färg": None}],
            "levels": {3: "Allvarlig"},
        },
    )
    assert [node.get(f"{{{W}}}fill") for node in xml(docx).iter(f"{{{W}}}shd")] == ["F8CBAD", "AABBCC"]
    assert rows(docx) == [["3 Allvarlig", "x"], ["", "y"]]
    assert_valid(docx)


@pytest.fixture(scope="module")
def everywhere() -> bytes:
    """A template with a value in every position."""

    def build(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ a }}"
        document.add_heading("{{ a }}", 1)
        document.add_paragraph("före {{ a }} efter {{ a }}", style="List Bullet")
        document.add_paragraph("{% for x in xs %}{{ x.a }}{% if x.a %}, {% endif %}{% endfor %}")
        document.add_paragraph("{{ long }}")
        made = document.add_table(2, 2)
        made.cell(0, 0).text, made.cell(0, 1).text = "{% for x in xs %}{{ x.a }}", "{{ x.long }}{% endfor %}"
        made.cell(1, 0).text, made.cell(1, 1).text = "{{ a | upper }}", "före {{ long }} efter"

    return word(build=build)


ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40) | st.sampled_from(
    ["{{ a }}", "<w:p/>", "]]>", "- a\n- b", "\x0b", "\ud800"]
)  # type: ignore[arg-type]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    text=ANY_TEXT | st.none() | st.integers() | st.floats() | st.dates(),
    others=st.lists(ANY_TEXT | st.none() | st.just(Omitted()), max_size=4),
    long=ANY_TEXT,
)
def test_any_text_anywhere_gives_a_valid_document(
    everywhere: bytes, text: object, others: list[object], long: str
) -> None:
    paragraphs = Paragraphs.from_text(long)
    values = {"a": text, "xs": [{"a": other, "long": paragraphs} for other in others], "long": paragraphs}
    assert_valid(compile_template(everywhere).render(values), audit=False)


@settings(max_examples=40)
@given(
    text=st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\u2028\u2029"), min_size=1, max_size=60
    )
)
def test_no_text_is_lost_or_changed(text: str) -> None:
    assert texts(compile_template(word("{{ a }}")).render({"a": text}))[0] == text


def test_values_in_every_position_pass_the_port_of_microsofts_validator(everywhere: bytes) -> None:
    long = Paragraphs.from_text("Inledning & mer\nny rad\n\n- ett\n- två\n\n1. a\n2. b\n\nSlut")
    docx = render(
        everywhere,
        {"a": "x <y>\t\n&", "xs": [{"a": "q", "long": long}, {"a": None, "long": Paragraphs()}], "long": long},
    )
    assert_valid(docx)


def test_a_template_without_list_definitions_can_hold_lists() -> None:
    parts = ("numbering", "stylesWithEffects")

    def edit(name: str, text: str) -> str:
        text = re.sub(r"<w:numPr>.*?</w:numPr>", "", text) if name == "word/styles.xml" else text
        return re.sub(rf'<(?:Override|Relationship)[^>]*"(?:/word/)?(?:{"|".join(parts)})\.xml"[^>]*/>', "", text)

    source = repacked(word("{{ long }}"), {f"word/{part}.xml": None for part in parts}, edit)
    docx = render(source, {"long": Paragraphs.from_text("- ett\n\n1. två\n\nx\n\n1. tre")})
    numbers = [node.get(f"{{{W}}}val") for node in xml(docx).iter(f"{{{W}}}numId")]
    assert len(set(numbers)) == len(numbers) == 3
    assert_valid(docx)
