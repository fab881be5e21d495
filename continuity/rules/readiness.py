"""How ready a department is, as a colour that is never shown without its words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from continuity.errors import Reason, say
from continuity.rules.due import add_months

Colour = Literal["green", "yellow", "red", "grey"]
REVIEW_WARNS = timedelta(days=7)  # from T-7 the security function sees amber

LABELS = {
    "green": say("Aktuell och övad"),
    "yellow": say("Aktuell med brister"),
    "red": say("Saknas, förfallen eller ej fungerande"),
    "grey": say("Ej påbörjad"),
}


@dataclass(frozen=True)
class Facts:
    """What is known of one department's plan on a day; None dates are dates that do not exist."""

    started: bool
    in_force: bool = False
    valid_to: date | None = None
    review_due: date | None = None
    exercised_on: date | None = None
    exercise_interval_months: int = 12
    does_not_work: bool = False
    retest_due: date | None = None
    open_gaps_class_1_2: int = 0
    overdue_findings_2_3: int = 0
    unverified_findings_3: int = 0


@dataclass(frozen=True)
class Readiness:
    """The colour, its label, and every reason for it, the gravest first."""

    colour: Colour
    label: Reason
    reasons: tuple[Reason, ...]


def readiness(facts: Facts, on: date) -> Readiness:
    """The colour of domain.md 4.6 on a day, with the reasons in words."""
    if not facts.started and not facts.in_force:
        return Readiness("grey", LABELS["grey"], (say("Arbetet har inte börjat."),))
    grave, lesser = tuple(_grave(facts, on)), tuple(_lesser(facts, on))
    colour: Colour = "red" if grave else "yellow" if lesser else "green"
    return Readiness(colour, LABELS[colour], grave + lesser)


def _grave(facts: Facts, on: date) -> Iterator[Reason]:
    if not facts.in_force:
        yield say("Ingen plan är i kraft.")
        return
    if facts.valid_to is not None and on > facts.valid_to:
        yield say(
            "Giltighetstiden gick ut {datum}. Planen används tills nytt beslut har fattats.", datum=facts.valid_to
        )
    if facts.review_due is not None and on > facts.review_due:
        yield say("Översynen skulle ha varit klar {datum}. Planen gäller.", datum=facts.review_due)
    if facts.does_not_work:
        yield say("Den senaste övningen visade att planen inte fungerar.")
    if facts.unverified_findings_3:
        yield say("Allvarliga brister som väntar på verifiering: {n}.", n=facts.unverified_findings_3)


def _lesser(facts: Facts, on: date) -> Iterator[Reason]:
    if not facts.in_force:
        return
    if facts.review_due is not None and facts.review_due - REVIEW_WARNS <= on <= facts.review_due:
        yield say("Översynen ska vara klar {datum}.", datum=facts.review_due)
    if facts.exercised_on is None:
        yield say("Planen har inte övats.")
    elif on > add_months(facts.exercised_on, facts.exercise_interval_months):
        yield say("Planen övades senast {datum} och ska övas igen.", datum=facts.exercised_on)
    if facts.retest_due is not None:
        yield say(
            "Ett viktigt mål nåddes inte vid övningen. Planen prövas på nytt senast {datum}.", datum=facts.retest_due
        )
    if facts.open_gaps_class_1_2:
        yield say("Gap som ingen reserv täcker i aktiviteter av klass 1 och 2: {n}.", n=facts.open_gaps_class_1_2)
    if facts.overdue_findings_2_3:
        yield say("Försenade åtgärder för brister av allvar 2 och 3: {n}.", n=facts.overdue_findings_2_3)
