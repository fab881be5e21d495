"""Whatever an author puts where, a template is either refused with a reason or makes valid documents."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from continuity.documents import Omitted, Paragraphs, TemplateRefused, compile_template
from tests.documents.making import assert_valid, body, p

TAGS = st.sampled_from(
    [
        "{% for x in xs %}", "{% for y in ys %}", "{% endfor %}", "{% if a %}", "{% elif b %}", "{% else %}",
        "{% endif %}",
        "{% set z = a %}", "{{ a }}", "{{ long }}", "{{ z }}", "ord", "", "{%tr for x in xs %}", "{%tr endfor %}",
        "{%p if a %}",
        "{%p endif %}", "{%tc for x in xs %}", "{%tc endfor %}", "{% cellbg colour %}", "{{ a | shade(colour) }}",
    ]
)  # fmt: skip
PARAGRAPH = st.lists(TAGS, max_size=3).map(lambda tags: p(*tags))
WHOLE = st.sampled_from(["{% for x in xs %}", "{% if a %}", "{% if b %}"]).flatmap(
    lambda begin: PARAGRAPH.map(lambda inner: p(begin) + inner + p("{% endif %}" if "if" in begin else "{% endfor %}"))
)
CELL = st.lists(PARAGRAPH | WHOLE, min_size=1, max_size=2).map(lambda inner: f"<w:tc><w:tcPr/>{''.join(inner)}</w:tc>")
ROW = st.lists(CELL, min_size=1, max_size=3).map(lambda cells: f"<w:tr>{''.join(cells)}</w:tr>")
LOOPED = st.lists(CELL, min_size=2, max_size=3).map(
    lambda cells: (
        f"<w:tr><w:tc>{p('{%tr for x in xs %}')}</w:tc></w:tr><w:tr>{''.join(cells)}</w:tr>"
        f"<w:tr><w:tc>{p('{%tr endfor %}')}</w:tc></w:tr>"
    )
)
TABLE = st.lists(ROW | LOOPED, min_size=1, max_size=3).map(
    lambda rows: f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{''.join(rows)}</w:tbl>"
)
MARKED = PARAGRAPH.map(
    lambda inner: inner.replace("<w:p>", '<w:p><w:bookmarkStart w:id="1" w:name="a"/>').replace(
        "</w:p>", '<w:bookmarkEnd w:id="1"/></w:p>'
    )
)
CONTROL = (PARAGRAPH | WHOLE).map(
    lambda inner: f'<w:sdt><w:sdtPr><w:id w:val="3"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'
)
TEMPLATE = st.lists(PARAGRAPH | WHOLE | TABLE | MARKED | CONTROL, min_size=1, max_size=4).map("".join)
ALL = Paragraphs.from_text("ett\n\n- två\n\n1. tre")
EVERY = [
    {"a": "x", "b": None, "xs": ["1", "2"], "ys": [], "long": ALL, "colour": "AABBCC"},
    {"a": None, "b": "y", "xs": [], "ys": ["1"], "long": None, "colour": None},
    {"a": ALL, "b": 1, "xs": Omitted(), "ys": None, "long": Omitted(), "colour": Omitted()},
]


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(TEMPLATE)
def test_any_template_is_refused_or_makes_valid_documents(xml: str) -> None:
    try:
        template = compile_template(body(xml))
    except TemplateRefused as refused:
        assert str(refused.complaints[0])
        return
    for values in EVERY:
        assert_valid(template.render({**values, "z": "utanför"}), audit=False)
