"""The gap list: every need that neither a promise nor a reserve covers, the gravest first."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from continuity.definitions.words import Words
from continuity.errors import Reason, say
from continuity.rules.dependencies import OPEN_GAPS, Assessment, Status, usable_reserve
from continuity.rules.durations import Spoken
from continuity.rules.permissions import Actor
from continuity.services.analysis.looking import departments_of, looked_at, page_of
from continuity.services.analysis.words import WORST_FIRST
from continuity.services.oversight.narrowing import committees
from continuity.services.registers.handlings import Measure
from continuity.services.registers.picture import Need, Picture

NO_CLASS = 99  # after every class that there is
UNPLANNED = say("Ordna en reserv som startar inom {need}, eller höj förmågan till {need}.")


@dataclass(frozen=True)
class GapFilter:
    """What the list is narrowed to; None is no narrowing."""

    committee: int | None = None
    priority_class: int | None = None
    status: Status | None = None


@dataclass(frozen=True)
class Gap:
    """One need that is not covered; hours.

    `only_red_days`: an ordinary week is covered, and only the longest closed stretch of the coming year is not;
    `assessment` is then the judgement of that stretch.
    """

    need: Need
    assessment: Assessment
    only_red_days: bool

    @property
    def proposal(self) -> Reason:
        """What could be done about it: raise the capability, prolong the reserve, change the need, or accept."""
        return _proposal(self.need, self.assessment)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The actions that the plan in force states for it."""
        return self.need.handling.measures if self.need.handling else ()

    @property
    def cost(self) -> float | None:
        """What they cost together, in kronor; None where nothing is said."""
        told = [one.cost for one in self.measures if one.cost is not None]
        return sum(told) if told else None

    @property
    def paid_by(self) -> tuple[str, ...]:
        """The committees that pay, and so decide."""
        return tuple(dict.fromkeys(one.budget for one in self.measures if one.budget))

    @property
    def due(self) -> date | None:
        """When the last of them is to be done."""
        return max((one.due for one in self.measures if one.due is not None), default=None)

    @property
    def accepted(self) -> bool:
        """Whether the department's plan in force accepts the gap today."""
        return self.need.handling is not None and self.need.handling.accepts(self.need.on)


@dataclass(frozen=True)
class GapList:
    """One page of the gaps, and the totals of all that the filter lets through."""

    gaps: tuple[Gap, ...]
    counts: Mapping[Status, int]
    flagged: int
    committees: tuple[tuple[int, str], ...]
    classes: tuple[int, ...]
    needs: int
    found: int
    page: int
    pages: int


def gap_list(session: Session, chosen: GapFilter | None = None, *, by: Actor, at: datetime, page: int = 1) -> GapList:
    """One page of the list, whatever is asked for.

    :raise Forbidden: the person may not see the municipality's analysis.
    """
    chosen = chosen or GapFilter()
    seen = looked_at(session, by=by, at=at)
    found = chosen_gaps(seen, chosen, departments_of(session, chosen.committee))
    page, pages, rows = page_of(len(found), page)
    return GapList(
        gaps=found[rows],
        counts=Counter(gap.assessment.status for gap in found),
        flagged=sum(bool(gap.assessment.flags) for gap in found),
        committees=committees(session),
        classes=tuple(sorted(set(seen.class_of.values()))),
        needs=len(seen.needs),
        found=len(found),
        page=page,
        pages=pages,
    )


def every_gap(session: Session, chosen: GapFilter, *, by: Actor, at: datetime) -> tuple[Gap, ...]:
    """The whole list, to take along.

    :raise Forbidden: the person may not see the municipality's analysis.
    """
    return chosen_gaps(looked_at(session, by=by, at=at), chosen, departments_of(session, chosen.committee))


def chosen_gaps(seen: Picture, chosen: GapFilter, departments: Collection[int] | None = None) -> tuple[Gap, ...]:
    """The gaps of these departments (None: all) that the filter lets through, the gravest first."""
    return tuple(
        gap
        for gap in gaps_of(seen)
        if (departments is None or gap.need.department_id in departments)
        and chosen.priority_class in (None, gap.need.priority_class)
        and chosen.status in (None, gap.assessment.status)
    )


def gaps_of(seen: Picture) -> tuple[Gap, ...]:
    """Every gap in the picture: by class, then status, then uncovered hours, then the tightest need."""
    found = (gap for need in seen.needs if (gap := _gap(need)) is not None)
    return tuple(sorted(found, key=_gravity))


def _gap(need: Need) -> Gap | None:
    if need.assessment.status in OPEN_GAPS:
        return Gap(need, need.assessment, only_red_days=False)
    if need.holidays.status in OPEN_GAPS:
        return Gap(need, need.holidays, only_red_days=True)
    return None


def _gravity(gap: Gap) -> tuple[int, int, float, float, str, str]:
    need = gap.need
    return (
        need.priority_class or NO_CLASS,
        WORST_FIRST.index(gap.assessment.status),
        -(gap.assessment.uncovered_h or 0),
        need.demand.required_within_h,
        need.demand.resource,
        need.id,
    )


def _planned(need: Need) -> Reason | None:
    """What the plan in force says, or None: it says nothing, or only accepts."""
    handling = need.handling
    if handling is None or not handling.is_met:
        return None
    strategies = _listed(handling.named) if handling.named else say("Hanteras i planen")
    todo = "; ".join(dict.fromkeys(one.text.rstrip(". ") for one in handling.measures))
    if not todo:
        return say("{strategier}; löftet eller reserven är inte ändrad än.", strategier=strategies)
    if all(one.done for one in handling.measures):
        return say(
            "{strategier}: {todo}. Gjort, men löftet eller reserven är inte ändrad än.",
            strategier=strategies,
            todo=todo,
        )
    return say("{strategier}: {todo}.", strategier=strategies, todo=todo)


def _listed(named: tuple[Words, ...]) -> Words:
    """The strategies one after the other, in both languages."""
    return Words(sv=", ".join(one.in_("sv") for one in named), en=", ".join(one.in_("en") for one in named))


def _proposal(need: Need, assessment: Assessment) -> Reason:
    hours = Spoken(need.demand.required_within_h)
    planned = _planned(need)
    if planned is not None:
        return planned
    if assessment.status == "saknar_uppgift":
        return say("Begär ett löfte av ägaren: behovet är {need}.", need=hours)
    if "gemensam_felkalla" in assessment.flags:
        return say("Byt reserv: den kräver samma resurs. Eller höj förmågan till {need}.", need=hours)
    reserve = usable_reserve(need.demand)
    if reserve is not None and assessment.effective_promise_h is not None:
        whole = Spoken(assessment.effective_promise_h)
        return say("Förläng reserven till {whole}, eller höj förmågan till {need}.", whole=whole, need=hours)
    return say(UNPLANNED.text, need=hours)
