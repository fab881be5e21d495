"""The public face: the same bytes every time, properties, limits, threads, and two editions."""

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from docx import Document as open_docx

from continuity.documents import (
    CoreProperties,
    LimitReached,
    Limits,
    Omitted,
    Paragraphs,
    Picture,
    WrongData,
    compile_template,
    content_sha256,
    read_custom_properties,
    read_text,
)
from tests.documents.making import assert_valid, everything, names, png, render, repacked, table, word, xml

ROWS = table(("{% for r in rs %}{{ r.a }}", "{{ r.b }}{% endfor %}"))
SIGNED = datetime(2026, 6, 3, 14, 5, tzinfo=timezone(timedelta(hours=2)))


def test_the_same_template_data_and_time_give_the_same_bytes() -> None:
    values = {"rs": [{"a": Paragraphs.from_text("x\n\n- y"), "b": Picture(png(), "b")}] * 3}
    core = CoreProperties(title="T", created=SIGNED)
    one = render(ROWS, values, core=core, custom={"b": 1, "a": "x"})
    other = render(ROWS, values, core=core, custom={"a": "x", "b": 1})
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_the_content_hash_is_the_same_whatever_the_compressor_and_differs_with_the_content() -> None:
    values = {"rs": [{"a": str(n), "b": "x" * n} for n in range(50)]}
    quick, small = render(ROWS, values), render(ROWS, values, level=9)
    assert quick != small
    assert content_sha256(quick) == content_sha256(small)
    assert content_sha256(quick) != content_sha256(render(ROWS, {"rs": []}))


def test_core_properties_come_from_the_arguments_alone() -> None:
    core = CoreProperties(
        title="Plan & <mer>", creator="Socialnämnden", created=SIGNED, language="sv-SE", version="1.0", subject="ä"
    )
    docx = render(word("x"), core=core)
    properties = open_docx(io.BytesIO(docx)).core_properties
    assert (properties.title, properties.author, properties.language) == ("Plan & <mer>", "Socialnämnden", "sv-SE")
    assert properties.created == properties.modified == datetime(2026, 6, 3, 12, 5, tzinfo=UTC)
    assert "python-docx" not in everything(docx)
    assert "docProps/thumbnail.jpeg" not in names(docx)
    assert_valid(docx)


def test_custom_properties_are_written_and_read_back() -> None:
    custom = {
        "plan": "p1",
        "steg": "continuity_plan",
        "version": "1.0",
        "edition": "full",
        "seq": 42,
        "öppen": True,
        "stor": 2**40,
        "x": 'a & "b"',
    }
    docx = render(word("x"), custom=custom)
    assert read_custom_properties(docx) == {**custom, "stor": str(2**40)}
    assert_valid(docx)
    assert read_custom_properties(render(word("x"))) == {}
    assert "docProps/custom.xml" not in names(render(word("x")))


def test_a_document_made_from_a_document_has_its_properties_once() -> None:
    first = render(word("{{ '{{ a }}' }}"), custom={"a": "gammal"}, core=CoreProperties(title="gammal"))
    second = render(first, {"a": "x"}, custom={"b": "ny"}, core=CoreProperties(title="ny"))
    assert read_custom_properties(second) == {"b": "ny"}
    assert "gammal" not in everything(second)
    assert_valid(second)


def test_the_document_is_in_its_language_when_the_template_says_none() -> None:
    source = repacked(
        word("x"), edit=lambda name, text: re.sub(r"<w:lang [^>]*/>", "", text) if name == "word/styles.xml" else text
    )
    for language, code in (("sv", "sv-SE"), ("en", "en-GB")):
        docx = render(source, language=language)
        w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
        assert [node.get(f"{w}val") for node in xml(docx, "word/styles.xml").iter(f"{w}lang")] == [code]
        assert_valid(docx, audit=False)


def test_many_threads_make_the_same_documents_as_one() -> None:
    template = compile_template(ROWS)
    every = [
        {"rs": [{"a": Picture(png(n + 1, 2), str(n)), "b": Paragraphs.from_text(f"- {n}\n1. x")}] * 20}
        for n in range(6)
    ]
    alone = [template.render(values) for values in every]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(template.render, every * 4))
    assert together == alone * 4


def test_an_open_extract_holds_nothing_of_what_was_left_out() -> None:
    secret = "Reservkraft i källaren på Storgatan 1"
    source = word(
        "{{ plats }} {{ plats | upper }}{% if plats == 'x' %}{{ plats }}{% endif %}",
        "{% for r in rader %}",
        "{{ r.namn }}",
        "{% endfor %}",
    )
    full = {"plats": secret, "rader": [{"namn": secret}]}
    assert secret in everything(render(source, full))
    docx = render(source, {"plats": Omitted(), "rader": Omitted()})
    assert "Reservkraft" not in everything(docx)
    assert read_text(docx)[1] == "[Uppgift utelämnad: sekretess]"


@pytest.mark.parametrize(
    ("template", "limits"),
    [
        ("{% for a in xs %}{% for b in xs %}{% for c in xs %}{% endfor %}{% endfor %}{% endfor %}", Limits(seconds=2)),
        ("{% for a in xs %}{% for b in xs %}{{ long }}{% endfor %}{% endfor %}", Limits(characters=5_000_000)),
        ("{% for a in xs %}{{ amp }}{% endfor %}", Limits(characters=5_000_000)),
        ("{% for a in xs %}{% if xs | sort | length > 3 %}{% endif %}{% endfor %}", Limits()),
        (
            "{% for a in xs %}{% for b in xs %}{% if long | upper %}{% endif %}{% endfor %}{% endfor %}",
            Limits(seconds=0.3),
        ),
    ],
)
def test_a_huge_or_endless_rendering_is_stopped_at_its_limit(template: str, limits: Limits) -> None:
    values = {"xs": ["x"] * 3000, "long": "x" * 30_000, "amp": "&" * 30_000}
    with pytest.raises(LimitReached, match="Inget har ändrats"):
        render(word(template), values, limits=limits)


def test_text_that_doubles_itself_is_stopped() -> None:
    doubling = "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a %}" * 40
    with pytest.raises(WrongData, match="längre än"):
        render(word(doubling + "{{ a }}"))


def test_numbers_that_double_themselves_are_stopped() -> None:
    with pytest.raises(WrongData, match="för stort"):
        render(word("{% set a = 99999 %}" + "{% set a = a + a %}" * 200 + "{{ a }}"))


def test_a_hundred_thousand_signs_in_one_answer_are_all_there() -> None:
    long = "åäö & <text>\n" * 80_000
    docx = render(word("{{ a }}"), {"a": long})
    assert read_text(docx)[0] == long
    with pytest.raises(LimitReached):
        render(word("{{ a }}"), {"a": long}, limits=Limits(characters=1_000_000))


def test_the_same_bytes_are_compiled_once_and_called_by_the_name_of_the_moment() -> None:
    one, other = compile_template(ROWS, name="a.docx"), compile_template(ROWS, name="b.docx")
    assert one.prepared is other.prepared
    assert (one.name, other.name, one.sha256) == ("a.docx", "b.docx", other.sha256)


@pytest.mark.soak
def test_ten_thousand_rows_are_all_written_and_valid() -> None:
    docx = render(ROWS, {"rs": [{"a": f"rad {n} & <x>", "b": n} for n in range(10_000)]})
    assert_valid(docx, audit=False)
    assert sum("rad " in text for text in read_text(docx)) == 10_000
