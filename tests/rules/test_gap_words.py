"""A need beside a promise in plain sentences."""

import pytest

from continuity.rules.dependencies import Demand, Reserve, judge
from continuity.rules.gap_words import sentences
from continuity.rules.windows import read_window


def told(window: str, promised: float | None, reserve: Reserve | None = None, tested: float | None = None) -> str:
    demand = Demand("1", "A", "Systemet", 4, promised, read_window(window), reserve, tested_h=tested)
    found = sentences(demand, judge(demand, tests_count=True), "IT")
    return " ".join(one.text.format(**one.params) for one in found)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            told("vardag 07-17", 24),
            "Ni behöver Systemet inom 4 timmar. IT lovar 24 timmar på vardagar, vilket en helg blir 86 timmar."
            " Gapet är 82 timmar.",
        ),
        (
            told("vardag 07-17", 24, Reserve(0.5, 24)),
            "Ni behöver Systemet inom 4 timmar. IT lovar 24 timmar på vardagar, vilket en helg blir 86 timmar."
            " Reservlösningen räcker inte hela tiden: 61,5 timmar är otäckta.",
        ),
        (told("24/7", 2), "Ni behöver Systemet inom 4 timmar. IT lovar 2 timmar, dygnet runt."),
        (
            told("alla dagar 08-20", 1, Reserve(1)),
            "Ni behöver Systemet inom 4 timmar. IT lovar 1 timme på dagtid, vilket över en natt blir 13 timmar."
            " Reservlösningen räcker tills den är tillbaka.",
        ),
        (
            told("24/7", 2, tested=6),
            "Ni behöver Systemet inom 4 timmar. När det provades tog det 6 timmar, som värst 6 timmar."
            " Gapet är 2 timmar.",
        ),
        (
            told("24/7", None, Reserve(0.5, 24, same_resource=True)),
            "Ni behöver Systemet inom 4 timmar. IT har inte sagt hur snabbt den kan vara tillbaka."
            " Reservlösningen bygger på samma resurs och räknas därför inte.",
        ),
    ],
)
def test_the_sentences_say_the_need_the_promise_and_what_is_left(said: str, expected: str) -> None:
    assert said == expected
