"""When the calendar is a reason, and by when the work should be done."""

from datetime import date

import pytest

from continuity.definitions.organisation import MandatePeriod
from continuity.definitions.workflows import Calendar
from continuity.rules.occasions import InForce, deadline, falls_on

MANDATE = MandatePeriod(first="2023-01-01", years=4)
DONE = date(2026, 5, 27)


def known(**more: object) -> InForce:
    return InForce(DONE, DONE, **more)  # type: ignore[arg-type]


def on(when: str, have: InForce, **more: object) -> date | None:
    return falls_on(Calendar.model_validate({"when": when, **more}), have, MANDATE)


def test_each_occasion_falls_on_its_own_day() -> None:
    assert on("valid_to", known(valid_to=date(2028, 5, 31))) == date(2028, 5, 31)
    assert on("valid_to", known()) is None
    assert on("interval", known(), months=24) == date(2028, 5, 27)
    assert on("interval", known(months=12), months=24) == date(2027, 5, 27)
    assert on("mandate_period", known()) == date(2027, 1, 1)
    assert on("parent_replaced", known(parent_since=date(2026, 6, 1))) == date(2026, 6, 1)
    assert on("parent_replaced", known(parent_since=DONE)) is None


def test_a_version_of_the_new_period_waits_for_the_next_one() -> None:
    assert falls_on(Calendar(when="mandate_period"), InForce(date(2027, 1, 1), date(2027, 1, 1)), MANDATE) == date(
        2031, 1, 1
    )
    assert falls_on(Calendar(when="mandate_period"), known(), None) is None


@pytest.mark.parametrize(
    ("when", "today", "until"),
    [
        ("valid_to", date(2026, 9, 2), None),
        ("valid_to", date(2026, 9, 3), date(2027, 1, 1)),
        ("valid_to", date(2027, 1, 1), date(2027, 5, 1)),
        ("mandate_period", date(2026, 12, 31), None),
        ("mandate_period", date(2027, 1, 1), date(2027, 5, 1)),
        ("mandate_period", date(2027, 6, 1), date(2027, 9, 29)),
    ],
)
def test_what_ends_is_proposed_ahead_and_what_begins_on_its_day(when: str, today: date, until: date | None) -> None:
    assert deadline(Calendar.model_validate({"when": when}), date(2027, 1, 1), 120, today) == until
