"""What a loop or a condition repeats: runs, paragraphs, rows, cells and sections."""

import pytest
from docx.document import Document

from continuity.documents import TemplateRefused
from continuity.documents.ooxml import SPACE, T
from tests.documents.making import (
    BEGIN,
    DECLARED,
    END,
    assert_valid,
    body,
    code,
    control,
    fill_table,
    p,
    r,
    render,
    repacked,
    rows,
    table,
    texts,
    word,
    xml,
)


def test_a_loop_in_its_own_paragraphs_repeats_the_paragraphs_between() -> None:
    docx = render(word("före", "{% for x in xs %}", "a {{ x }}", "b {{ x }}", "{% endfor %}", "efter"), {"xs": [1, 2]})
    assert texts(docx) == ["före", "a 1", "b 1", "a 2", "b 2", "efter"]


def test_a_condition_at_the_ends_of_paragraphs_shows_them_whole_and_never_merges_them() -> None:
    source = word("före", "{% if x %}ett", "två{% else %}", "tre{% endif %}", "efter")
    assert texts(render(source, {"x": 1})) == ["före", "ett", "två", "efter"]
    assert texts(render(source, {"x": None})) == ["före", "tre", "efter"]


def test_several_tags_may_share_a_paragraph_of_their_own() -> None:
    source = word("{% if a %}{% for x in xs %}", "{{ x }}", "{% endfor %}{% endif %}", "slut")
    assert texts(render(source, {"a": 1, "xs": ["i", "j"]})) == ["i", "j", "slut"]
    assert texts(render(source, {"a": None, "xs": ["i"]})) == ["slut"]


@pytest.mark.parametrize(
    "middle",
    [
        (("{% for r in rs %}", ""), ("{{ r.a }}", "{{ r.b }}"), ("{% endfor %}", "")),
        (("{%tr for r in rs %}", ""), ("{{ r.a }}", "{{ r.b }}"), ("{%tr endfor %}", "")),
        (("{% for r in rs %}{{ r.a }}", "{{ r.b }}{% endfor %}"),),
        (("{%tr for r in rs %}{{ r.a }}", "{{ r.b }}{%tr endfor %}"),),
        (("{% tr for r in rs %}{{ r.a }}", "{{ r.b }}{% tr endfor %}"),),
    ],
)
def test_rows_repeat_with_tags_in_rows_of_their_own_or_in_the_row_itself(middle: tuple[tuple[str, ...], ...]) -> None:
    docx = render(table(("A", "B"), *middle, ("slut", "")), {"rs": [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]})
    assert rows(docx) == [["A", "B"], ["1", "2"], ["3", "4"], ["slut", ""]]
    assert_valid(docx, audit=False)


def test_a_condition_on_a_row_and_an_else_in_a_row_of_its_own() -> None:
    source = table(
        ("{% for r in rs %}{% if r.visas %}{{ r.namn }}", "x{% endif %}{% endfor %}"),
        ("{% if rs %}", ""),
        ("finns", ""),
        ("{% else %}", ""),
        ("Inga", ""),
        ("{% endif %}", ""),
    )
    assert rows(render(source, {"rs": [{"visas": 1, "namn": "a"}, {"visas": 0, "namn": "b"}]})) == [
        ["a", "x"],
        ["finns", ""],
    ]
    assert rows(render(source, {"rs": []})) == [["Inga", ""]]


def test_rows_in_tables_in_repeated_sections_nest_three_deep() -> None:
    def build(document: Document) -> None:
        document.add_paragraph("{% for s in avsnitt %}")
        document.add_heading("{{ s.namn }}", 1)
        fill_table(
            document.add_table(2, 2),
            (
                ("Steg", "Vem"),
                ("{% for t in s.steg %}{{ t.namn }}", "{% for v in t.vem %}{{ v }} {% endfor %}{% endfor %}"),
            ),
        )
        document.add_paragraph("{% if s.slut %}")
        document.add_paragraph("{{ s.slut }}")
        document.add_paragraph("{% endif %}")
        document.add_paragraph("{% endfor %}")

    values = {
        "avsnitt": [
            {"namn": "A", "slut": "klart", "steg": [{"namn": "ett", "vem": ["x", "y"]}, {"namn": "två", "vem": []}]},
            {"namn": "B", "slut": None, "steg": []},
        ]
    }
    docx = render(word(build=build), values)
    assert texts(docx) == ["A", "Steg", "Vem", "ett", "x y ", "två", "", "klart", "B", "Steg", "Vem", ""]
    assert_valid(docx)


def test_a_loop_inside_one_cell_repeats_its_paragraphs_only() -> None:
    docx = render(
        table(("{% for x in xs %}\n{{ x }}\n{% endfor %}", "{% for x in xs %}{{ x }},{% endfor %}")), {"xs": ["a", "b"]}
    )
    assert rows(docx) == [["a\nb", "a,b,"]]
    assert_valid(docx, audit=False)


def test_columns_repeat_and_the_grid_follows() -> None:
    source = table(
        ("Tid", "{%tc for t in tider %}", "{{ t }}", "{%tc endfor %}"),
        ("{%tr for r in rs %}{{ r.namn }}", "{%tc for c in r.celler %}", "{{ c }}", "{%tc endfor %}{%tr endfor %}"),
    )
    docx = render(
        source,
        {"tider": ["1 h", "4 h"], "rs": [{"namn": "Liv", "celler": [1, 2]}, {"namn": "Miljö", "celler": [3, 4]}]},
    )
    assert rows(docx) == [["Tid", "1 h", "4 h"], ["Liv", "1", "2"], ["Miljö", "3", "4"]]
    assert_valid(docx)


def test_prefixes_of_other_engines_are_understood() -> None:
    source = word(
        "{%p if a %}",
        "visas {{r a }}",
        "{%p endif %}",
        "{%p for x in xs %}",
        "{{p x }}",
        "{%p endfor %}",
        "{%r if a %}r{%r endif %}",
    )
    assert texts(render(source, {"a": "ja", "xs": ["i"]})) == ["visas ja", "i", "r"]


@pytest.mark.parametrize(
    "source",
    [
        word("text {% if a %}mer", "slut{% endif %}"),
        table(("{% if a %}x", "y"), ("mitt", "x {% endif %} y")),
        table(("a", "{% for x in xs %}b"), ("c{% endfor %}", "d")),
        body(p("{% if a %}") + "<w:tbl><w:tr><w:tc>" + p("{% endif %}") + "</w:tc></w:tr></w:tbl>" + p()),
        body(f'<w:p><w:hyperlink w:anchor="x">{r("{% if a %}x")}</w:hyperlink>{r("y{% endif %}")}</w:p>'),
    ],
)
def test_tags_that_cross_what_they_should_surround_are_refused(source: bytes) -> None:
    with pytest.raises(TemplateRefused, match=r"mitt i|olika håll|samma nivå|korsar"):
        render(source, {"a": 1, "xs": [1]})


def test_tags_work_in_headers_footers_notes_boxes_and_controls() -> None:
    def build(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "{% if d.nr %}{{ d.nr }}{% endif %} huvud"
        document.sections[0].footer.paragraphs[0].text = "{% for x in xs %}{{ x }} {% endfor %}fot"
        document.add_paragraph("text")

    docx = render(word(build=build), {"d": {"nr": "A & B < C"}, "xs": [1, 2]})
    assert "".join(xml(docx, "word/header1.xml").itertext()) == "A & B < C huvud"
    assert "".join(xml(docx, "word/footer1.xml").itertext()) == "1 2 fot"
    inside = p("ruta {{ a }}") + p("{% if b %}") + p("gömd") + p("{% endif %}")
    text_box = f"<v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox>"
    shape = f'<v:shape id="b" style="width:9pt;height:9pt">{text_box}</v:shape>'
    box = f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"
    block = control(p("kontroll {{ a }}"))
    inline = f"<w:p>{control(r('inne {{ a }}'))}</w:p>"
    docx = render(body(box + block + inline), {"a": "ja", "b": None})
    assert texts(docx) == ["ruta ja", "ruta ja", "kontroll ja", "inne ja"]
    assert_valid(docx)


def test_footnotes_are_filled_in() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    notes = f'<w:footnotes {DECLARED}><w:footnote w:id="2">{p("not {{ a }}")}</w:footnote></w:footnotes>'

    def edit(name: str, text: str) -> str:
        if name == "word/_rels/document.xml.rels":
            return text.replace(
                "</Relationships>", f'<Relationship Id="rIdF" Type="{kind}" Target="footnotes.xml"/></Relationships>'
            )
        if name == "[Content_Types].xml":
            kind_of = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
            return text.replace(
                "</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{kind_of}"/></Types>'
            )
        return text

    source = repacked(
        body('<w:p><w:r><w:t>x</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'), {"word/footnotes.xml": notes}, edit
    )
    docx = render(source, {"a": "<1>"})
    assert "".join(xml(docx, "word/footnotes.xml").itertext()) == "not <1>"
    assert_valid(docx, audit=False)


def test_tags_in_a_tracked_change_are_refused_but_changes_elsewhere_are_not() -> None:
    deleted = '<w:del w:id="1" w:author="x"><w:r><w:delText>gammalt</w:delText></w:r></w:del>'
    changed = f"<w:p>{r('{{ na')}{deleted}{r('mn }}')}</w:p>"
    inserted = '<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>{{ namn }}</w:t></w:r></w:ins></w:p>'
    for xml_text in (changed, inserted):
        with pytest.raises(TemplateRefused, match="spårade ändringar"):
            render(body(xml_text), {"namn": "x"})
    beside = '<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>ny </w:t></w:r></w:ins><w:r><w:t>{{ namn }}</w:t></w:r></w:p>'
    assert texts(render(body(beside), {"namn": "x"}))[0] == "ny x"


def test_a_tag_in_a_field_code_is_refused_and_one_may_not_cut_a_field_in_half() -> None:
    field = f"<w:p>{BEGIN}{code('REF {{ a }}')}{END}</w:p>"
    with pytest.raises(TemplateRefused, match="fältkod"):
        render(body(field), {"a": 1})
    cut = f"<w:p>{r('{% if a %}')}{BEGIN}{code('PAGE')}{r('{% endif %}')}{END}</w:p>"
    with pytest.raises(TemplateRefused, match="på mitten"):
        render(body(cut), {"a": 1})


def test_a_paragraph_that_ends_a_section_is_kept() -> None:
    properties = '<w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:pPr>'
    section = f"<w:p>{properties}{r('{% endif %}')}</w:p>"
    docx = render(body(p("{% if a %}") + p("x") + section + p("y")), {"a": 1})
    assert len(list(xml(docx).iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}sectPr"))) == 2
    assert_valid(docx)


def test_python_docx_headings_are_named_in_complaints() -> None:
    def build(document: Document) -> None:
        document.add_heading("Beroenden", 1)
        document.add_paragraph("Fel {{ a | fel }}")

    with pytest.raises(TemplateRefused, match=r"under rubriken ”Beroenden”|Under rubriken ”Beroenden”"):
        render(word(build=build))


def test_a_space_before_a_tag_that_ends_its_words_is_kept() -> None:
    for paragraph in ("Omfattar: {{ a }}", "Sida{# x #} {{ a }}"):
        docx = render(word(paragraph), {"a": "Köket"})
        spaced = [node for node in xml(docx).iter(T) if (node.text or "") != (node.text or "").strip()]
        assert spaced and all(node.get(SPACE) == "preserve" for node in spaced)
