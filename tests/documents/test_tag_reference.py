"""What docx_templates/README.md says of tags, filters and limits is what the engine does."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from continuity.documents import Limits, Paragraphs, read_text
from continuity.documents.blocks import MAX_LOOPS
from continuity.documents.filters import FILTERS
from continuity.documents.language import MAX_CODE
from continuity.documents.operators import TESTS
from continuity.documents.package import MAX_ENTRIES, TEMPLATE
from tests.documents.making import render, table, word

README = (Path(__file__).parents[2] / "docx_templates" / "README.md").read_text(encoding="utf-8")
FILTER_PART = README.partition("### Filters")[2].partition("### Limits")[0]
LIMIT_PART = README.partition("### Limits")[2].partition("\n## ")[0]
EXAMPLES = [
    (tag.replace("\\|", "|"), got.strip())
    for tag, got in re.findall(r"^\| `(\{\{.+?\}\})`[^|]*\|(.+)\|$", FILTER_PART, re.MULTILINE)
]
VALUES = {
    "day": date(2026, 6, 3),
    "moment": datetime(2026, 6, 3, 9, 30),
    "hours": 76.5,
    "sum": 1234567.891,
    "words": "  el och VÄRME ",
    "text": "Först\n\n- punkt",
    "names": ["El", "Vatten", "El"],
    "rows": [{"name": "El", "hours": 4}, {"name": "Vatten", "hours": 1}],
    "levels": {1: "Mycket begränsad", 2: "Begränsad", 3: "Allvarlig", 4: "Mycket allvarlig", 5: "Katastrofal"},
    "nothing": None,
}


@pytest.mark.parametrize(("tag", "got"), EXAMPLES)
def test_an_example_in_the_reference_prints_what_it_says(tag: str, got: str) -> None:
    if "paragraphs" in tag:
        assert read_text(render(word(tag), VALUES)) == [
            block.text for block in Paragraphs.from_text("Först\n\n- punkt")
        ]
        return
    [line, *_] = read_text(render(table((tag,)), VALUES))
    assert line.replace("\u00a0", " ") == got.partition(", and")[0].partition(", as")[0]


def test_every_filter_has_a_line_in_the_reference() -> None:
    named = set(re.findall(r"\| (\w+)(?=\(| )", " ".join(tag for tag, _ in EXAMPLES)))
    aliases = set(
        re.findall(r"`(\w+)`", "".join(re.findall(r"^\| `\{\{.+?\}\}`(, `.+?)\|", FILTER_PART, re.MULTILINE)))
    )
    assert named | aliases == set(FILTERS)


def test_every_word_after_is_stands_in_the_reference() -> None:
    words = README.partition("and `is` with one of")[2].partition(".")[0]
    assert set(re.findall(r"`(\w+)`", words)) == set(TESTS)


def test_the_limits_in_the_reference_are_those_of_the_engine() -> None:
    said = {
        what: int(limit.replace(" ", "")) for what, limit in re.findall(r"^\| (.+?) \| ([\d ]+) \|$", LIMIT_PART, re.M)
    }
    million, limits = 1_000_000, Limits()
    assert said == {
        "the file, megabytes": TEMPLATE.file // million,
        "unpacked, megabytes": TEMPLATE.unpacked // million,
        "its text as XML, megabytes": TEMPLATE.xml // million,
        "parts in the file": MAX_ENTRIES,
        "loops in each other": MAX_LOOPS,
        "signs in a tag": MAX_CODE,
        "rows gone through in a rendering": limits.steps,
        "seconds for a rendering": limits.seconds,
        "megabytes of pictures in a document": limits.picture_bytes // million,
    }
