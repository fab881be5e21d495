"""The dialogue about a demand, open gaps, and who takes them up."""

from datetime import date, timedelta

import pytest

from continuity.rules import gaps
from continuity.rules.dependencies import Assessment, Flag, Status
from continuity.rules.gaps import Answer

ASKED = date(2026, 11, 2)
LATE = date(2026, 11, 17)  # the eleventh working day after


def judged(status: Status, *flags: Flag) -> Assessment:
    known = None if status == "saknar_uppgift" else 4.0
    return Assessment(status, known, known, flags)


@pytest.mark.parametrize(
    ("status", "on", "expected"),
    [
        ("ok", LATE, "confirmed"),
        ("gap", LATE, "counter_offer"),
        ("tackt_av_reserv", LATE, "counter_offer"),
        ("saknar_uppgift", LATE - timedelta(days=1), "asked"),
        ("saknar_uppgift", LATE, "unanswered"),
    ],
)
def test_a_promise_to_all_answers_each_demand(status: Status, on: date, expected: str) -> None:
    assert gaps.dialogue(None, judged(status), ASKED, on) == expected


def test_an_answer_of_its_own_counts_before_what_is_promised_to_all() -> None:
    declined = Answer("declined", 4, ASKED)
    assert gaps.dialogue(declined, judged("ok"), ASKED, LATE) == "declined"


def test_an_answer_is_about_the_need_that_was_answered() -> None:
    assert Answer("confirmed", 4, ASKED).is_about(4)
    assert not Answer("confirmed", 4, ASKED).is_about(2)


@pytest.mark.parametrize(
    ("assessment", "on", "open_"),
    [
        (judged("ok", "gemensam_felkalla"), LATE, False),
        (judged("tackt_av_reserv"), LATE, False),
        (judged("gap"), ASKED, True),
        (judged("delvis_tackt"), ASKED, True),
        (judged("saknar_uppgift"), LATE - timedelta(days=1), False),
        (judged("saknar_uppgift"), LATE, True),
        (judged("saknar_uppgift", "gemensam_felkalla"), ASKED, True),
    ],
)
def test_which_demands_are_open_gaps(assessment: Assessment, on: date, open_: bool) -> None:
    assert gaps.is_open(assessment, ASKED, on) is open_
