"""The readiness colour says why it is what it is."""

from dataclasses import replace
from datetime import date

import pytest

from continuity.rules.readiness import Facts, readiness

TODAY = date(2026, 11, 22)
GOOD = Facts(
    started=True,
    in_force=True,
    valid_to=date(2028, 5, 31),
    review_due=date(2027, 5, 27),
    exercised_on=date(2026, 10, 14),
)


def test_in_force_exercised_and_without_faults_is_green() -> None:
    found = readiness(GOOD, TODAY)
    assert (found.colour, str(found.label), found.reasons) == ("green", "Aktuell och övad", ())


def test_nothing_begun_is_grey() -> None:
    assert readiness(Facts(started=False), TODAY).colour == "grey"


def test_begun_without_a_plan_is_red() -> None:
    found = readiness(Facts(started=True), TODAY)
    assert (found.colour, [str(reason) for reason in found.reasons]) == ("red", ["Ingen plan är i kraft."])


@pytest.mark.parametrize(
    "facts",
    [
        replace(GOOD, valid_to=date(2026, 11, 21)),
        replace(GOOD, review_due=date(2026, 11, 21)),
        replace(GOOD, does_not_work=True),
        replace(GOOD, unverified_findings_3=1),
    ],
    ids=["expired", "review overdue", "does not work", "unverified"],
)
def test_what_is_grave_is_red_with_its_reason(facts: Facts) -> None:
    found = readiness(facts, TODAY)
    assert (found.colour, len(found.reasons)) == ("red", 1)


@pytest.mark.parametrize(
    "facts",
    [
        replace(GOOD, exercised_on=None),
        replace(GOOD, exercised_on=date(2025, 11, 21)),
        replace(GOOD, open_gaps_class_1_2=2),
        replace(GOOD, overdue_findings_2_3=1),
        replace(GOOD, review_due=date(2026, 11, 29)),
    ],
    ids=["never exercised", "exercised too long ago", "gaps", "late actions", "review within a week"],
)
def test_what_is_lacking_is_yellow_with_its_reason(facts: Facts) -> None:
    found = readiness(facts, TODAY)
    assert (found.colour, str(found.label), len(found.reasons)) == ("yellow", "Aktuell med brister", 1)


@pytest.mark.parametrize(
    "facts",
    [
        replace(GOOD, valid_to=TODAY),
        replace(GOOD, review_due=date(2026, 11, 30)),
        replace(GOOD, exercised_on=date(2025, 11, 22)),
        replace(GOOD, exercised_on=date(2024, 11, 22), exercise_interval_months=24),
        replace(GOOD, valid_to=None, review_due=None),
    ],
    ids=["last day", "eight days to review", "a year ago today", "longer interval", "until further notice"],
)
def test_the_last_good_day_is_still_green(facts: Facts) -> None:
    assert readiness(facts, TODAY).colour == "green"


def test_every_reason_is_told_the_gravest_first() -> None:
    facts = replace(GOOD, does_not_work=True, exercised_on=None, open_gaps_class_1_2=3)
    reasons = [str(reason) for reason in readiness(facts, TODAY).reasons]
    assert reasons[0] == "Den senaste övningen visade att planen inte fungerar."
    assert reasons[1:] == ["Planen har inte övats.", "Gap som ingen reserv täcker i aktiviteter av klass 1 och 2: 3."]
