"""The language of templates: values, loops, conditions and filters."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from continuity.documents import Omitted, TemplateRefused, WrongData
from tests.documents.making import assert_valid, body, p, render, rows, table, texts, word


def line(template: str, values: dict[str, object] | None = None, **options: object) -> str:
    return texts(render(word(template), values, **options))[0]


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("åäö & < > \" '", "åäö & < > \" '"),
        ("{{ a }}", "{{ a }}"),
        ("{% for %}", "{% for %}"),
        ("]]>", "]]>"),
        (7, "7"),
        (2.5, "2,5"),
        (Decimal("10.50"), "10,5"),
        (True, "Ja"),
        (False, "Nej"),
        (date(2026, 6, 3), "2026-06-03"),
        (datetime(2026, 6, 3, 14, 5), "2026-06-03 14:05"),
        ("", ""),
        ("x\x00\x07y\ufffe\ufdd0z", "xyz"),
        ("a\ud800b", "a\ufffdb"),
        ("😀 𝒳", "😀 𝒳"),
        ("&amp;", "&amp;"),
    ],
)
def test_a_value_is_printed_as_it_is(value: object, printed: str) -> None:
    assert line("Svar: {{ a }}!", {"a": value}) == f"Svar: {printed}!"


def test_numbers_and_yes_follow_the_language_of_the_document() -> None:
    assert line("{{ a }} {{ b }} {{ c | duration }}", {"a": 2.5, "b": True, "c": 72}, language="en") == "2.5 Yes 3 days"


@pytest.mark.parametrize(
    ("template", "values", "printed"),
    [
        ("{{ d | date }}", {"d": date(2026, 6, 3)}, "2026-06-03"),
        ("{{ d | date('long') }}", {"d": "2026-06-03"}, "den 3 juni 2026"),
        ("{{ d | date('month') }}", {"d": date(2026, 6, 3)}, "juni 2026"),
        ("{{ d | date('short') }}", {"d": date(2026, 6, 3)}, "3 juni 2026"),
        ("{{ d | date }}", {"d": "åååå-mm-dd"}, "åååå-mm-dd"),
        ("{{ h | duration }}", {"h": 0.5}, "30 min"),
        ("{{ h | duration }}", {"h": 4}, "4 tim"),
        ("{{ h | duration }}", {"h": 1.5}, "1 tim 30 min"),
        ("{{ h | duration }}", {"h": 72}, "3 dygn"),
        ("{{ h | duration }}", {"h": 36}, "36 tim"),
        ("{{ h | duration }}", {"h": 0}, "0 min"),
        ("{{ n | level }}", {"n": 3, "levels": {3: "Allvarlig"}}, "3 Allvarlig"),
        ("{{ n | level(names) }}", {"n": 2, "names": ["Försumbar", "Måttlig"]}, "2 Måttlig"),
        ("{{ n | level(names) }}", {"n": 2, "names": [{"level": 2, "name": "Måttlig"}]}, "2 Måttlig"),
        ("{{ xs | list }}", {"xs": ["a", "b", "c"]}, "a, b och c"),
        ("{{ xs | list('eller') }}", {"xs": ["a", "b"]}, "a eller b"),
        ("{{ xs | join('; ', attribute='n') }}", {"xs": [{"n": "a"}, {"n": None}, {"n": "b"}]}, "a; b"),
        ("{{ xs | length }}", {"xs": [1, 2]}, "2"),
        ("{{ xs | sort(attribute='n') | map(attribute='n') | join(' ') }}", {"xs": [{"n": "b"}, {"n": "a"}]}, "a b"),
        ("{{ xs | selectattr('n', '>=', 2) | length }}", {"xs": [{"n": 1}, {"n": 2}, {"n": None}]}, "1"),
        ("{{ (xs | first).n }}{{ (xs | last).n }}", {"xs": [{"n": 1}, {"n": 2}]}, "12"),
        ("{{ xs[1] }}", {"xs": ["a", "b"]}, "b"),
        ("{{ m['nyckel med blank'] }}", {"m": {"nyckel med blank": "x"}}, "x"),
        ("{{ m[k] }}", {"m": {"x": "träff"}, "k": "x"}, "träff"),
        ("{{ 'a' ~ n ~ 'b' }}", {"n": 1}, "a1b"),
        ("{{ n + 1 - 3 }}", {"n": 1}, "-1"),
        ("{{ 'ja' if n > 1 else 'nej' }}", {"n": 1}, "nej"),
        ("{{ n | number }}", {"n": 1234567}, "1\u00a0234\u00a0567"),
        ("{{ n | number(1) }}", {"n": 2}, "2,0"),
        ("{{ n | round(1) }}", {"n": 2.25}, "2,3"),
        ("{{ w | upper }} {{ w | capitalize }}", {"w": "åsa"}, "ÅSA Åsa"),
        ("{{ b | yesno('sant', 'falskt') }}", {"b": False}, "falskt"),
        ("{% set x = n + 1 %}{{ x }}", {"n": 1}, "2"),
        ("{{ xs | sum }} {{ xs | max }} {{ xs | min }}", {"xs": [3, None, 1]}, "4 3 1"),
        ("{{r n }}{{ r }}", {"n": "x", "r": "y"}, "xy"),
    ],
)
def test_an_expression_says_what_it_should(template: str, values: dict[str, object], printed: str) -> None:
    assert line(template, values) == printed


def test_sums_and_conditions_take_nothing_for_nothing() -> None:
    template = (
        "{{ a + 1 }}{% if a > 3 %}x{% endif %}{% if a < 3 %}y{% endif %}{{ a.b.c }}{% for q in a %}z{% endfor %}."
    )
    assert line(template, {"a": None}) == "."


def test_an_unanswered_question_says_so_in_a_draft_only() -> None:
    template = "{{ a }}|{{ a | default('saknas') }}|{{ b | default('saknas') }}|{{ a | date('long') }}"
    values = {"a": None, "b": "svar"}
    assert line(template, values, draft=True) == "Ej besvarad|Ej besvarad|svar|Ej besvarad"
    assert line(template, values, draft=True, language="en") == "Not answered|Not answered|svar|Not answered"
    assert line(template, values) == "|saknas|svar|"


def test_a_default_in_a_condition_holds_in_a_draft_too() -> None:
    assert line("{% if (a | default(5)) > 3 %}stor{% endif %}", {"a": None}, draft=True) == "stor"


def test_tags_may_be_split_over_runs_and_written_with_the_marks_that_word_likes() -> None:
    source = body(
        p("Hej {", "{ na", "mn }", "} och {{", "\u00a0ort |\u00a0default(”okänd ’ort’”)", " }}!")
        + p("{% if namn == “Åsa” %}", "ja", "{%\u00a0endif %}")
    )
    assert texts(render(source, {"namn": "Åsa", "ort": None}))[:2] == ["Hej Åsa och okänd ’ort’!", "ja"]


def test_a_loop_knows_where_it_is() -> None:
    template = (
        "{% for x in xs %}{{ loop.index }}/{{ loop.length }}{{ x }}{% if not loop.last %}, {% endif %}"
        "{% else %}inga{% endfor %}"
    )
    assert line(template, {"xs": ["a", "b"]}) == "1/2a, 2/2b"
    assert line(template, {"xs": []}) == "inga"


def test_a_loop_may_choose_its_rows() -> None:
    assert (
        line(
            "{% for x in xs if x.n > 1 %}{{ x.n }}{{ loop.length }} {% endfor %}", {"xs": [{"n": n} for n in (1, 2, 3)]}
        )
        == "22 32 "
    )


def test_a_set_in_a_loop_ends_with_the_loop() -> None:
    template = "{% set n = 'ute' %}{% for x in xs %}{% if x %}{% set n = x %}{% endif %}{{ n }} {% endfor %}{{ n }}"
    assert line(template, {"xs": ["a", None]}) == "a ute ute"


def test_comments_and_dashes_leave_nothing_behind() -> None:
    assert line("a{# inte ”detta” #}b{%- if x -%} c {%- endif -%}", {"x": 1}) == "ab c "


def test_an_absent_path_is_named_with_its_tag_and_place() -> None:
    source = table(("{% for a in verksamheter %}{{ a.namn }}", "{{ a.ägare.namn }}{% endfor %}"))
    with pytest.raises(WrongData) as caught:
        render(source, {"verksamheter": [{"namn": "x", "ägare": {}}]})
    assert caught.value.path == "verksamheter[].ägare.namn"
    assert "{{ a.ägare.namn }}" in str(caught.value)
    assert "word/document.xml" in str(caught.value)


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("{% for x in a %}{{ x }}{% endfor %}", {"a": "text"}),
        ("{{ a.b }}", {"a": "text"}),
        ("{{ a.b }}", {"a": ["x"]}),
        ("{{ a }}", {"a": ["x"]}),
        ("{{ a }}", {"a": {"b": 1}}),
        ("{{ a }}", {"a": object()}),
        ("{{ a + 'x' }}", {"a": 1}),
        ("{{ a | duration }}", {"a": [1]}),
        ("{% if a > 'x' %}{% endif %}", {"a": 1}),
        ("{{ a | length }}", {"a": 3}),
        ("{{ b }}", {"a": 3}),
        ("{% for x in a %}{{ x.n }}{% endfor %}", {"a": [None]}),
    ],
)
def test_values_of_another_shape_are_refused_with_the_tag(template: str, values: dict[str, object]) -> None:
    with pytest.raises(WrongData, match="Det gäller taggen"):
        line(template, values)


def test_an_omission_works_in_every_position() -> None:
    gone = Omitted("[Uppgift utelämnad: sekretess]")
    source = table(("Namn", "Ort"), ("{% for x in a %}{{ x.namn }}", "{{ x.ort.gata | upper }}{% endfor %}"))
    docx = render(source, {"a": gone})
    assert rows(docx) == [["Namn", "Ort"], [gone.words, gone.words]]
    template = (
        "{{ a }}|{{ a.b.c }}|{{ a | date('long') }}|{% if a %}1{% endif %}{% if a > 3 %}2{% endif %}"
        "{% if a == 'x' %}3{% endif %}"
        "{% if a != 'x' %}4{% endif %}{% if 'x' in a %}5{% endif %}{% if a is answered %}6{% endif %}"
        "|{{ a ~ 'x' }}|{{ [a] | join }}"
    )
    words = gone.words
    assert line(template, {"a": gone}) == f"{words}|{words}|{words}|123456|{words}|{words}"
    assert_valid(docx)


@pytest.mark.parametrize(
    "template",
    [
        "{{ a",
        "a }}",
        "{% if a %}",
        "{% endif %}",
        "{% for x in a %}{% endif %}",
        "{% if a %}{% for x in a %}{% endif %}{% endfor %}",
        "{% else %}",
        "{% for x in a %}{% elif b %}{% endfor %}",
        "{{ a | finnsinte }}",
        "{% finnsinte a %}",
        "{{ }}",
        "{% if %}{% endif %}",
        "{{ a b }}",
        "{{ (a }}",
        "{{ 'a }}",
        "{% for a %}{% endfor %}",
        "{% for a, b in c %}{% endfor %}",
        "{% set a %}",
        "{{ a is finnsinte }}",
        "{{ a | date(1, 2) }}",
        "{{ a | date(x=1) }}",
        "{% endif a %}",
        "{{ loop.cycle }}",
        "{% cellbg a %}",
        "{% for a in b %}" * 4 + "{% endfor %}" * 4,
        "{%tr for x in a %}{%tr endfor %}",
        "{% if a %}{% else %}{% else %}{% endif %}",
        "{{ a }}{{ " + "b" * 700 + " }}",
    ],
)
def test_a_faulty_tag_is_refused_with_its_paragraph(template: str) -> None:
    with pytest.raises(TemplateRefused) as caught:
        render(word(f"Stycket här: {template}"))
    (complaint,) = caught.value.complaints
    assert complaint.file == "mall.docx"
    assert complaint.key == "word/document.xml"
    assert "Stycket här" in str(complaint.reason)


def test_conditions_may_lie_deep_and_too_deep_is_refused_kindly() -> None:
    assert line("{% if a %}" * 60 + "x" + "{% endif %}" * 60, {"a": 1}) == "x"
    with pytest.raises(TemplateRefused, match="för djupt"):
        line("{% if a %}" * 300 + "x" + "{% endif %}" * 300, {"a": 1})


def test_a_name_that_is_nearly_a_filter_gets_a_suggestion() -> None:
    with pytest.raises(TemplateRefused, match="Menade du duration"):
        line("{{ a | duraton }}")


@pytest.mark.parametrize(
    ("value", "said"), [(None, "--"), ("", "--"), ([], "--"), (0, "a-"), ("x", "a-"), (Omitted("[borta]"), "ao")]
)
def test_answered_is_neither_nothing_nor_empty_and_omitted_is_told_apart(value: object, said: str) -> None:
    source = word("{% if a is answered %}a{% else %}-{% endif %}{% if a is omitted %}o{% else %}-{% endif %}")
    assert texts(render(source, {"a": value})) == [said]
