"""Where the municipality is weak: what falls with each resource, single points, overbooked reserves, long chains."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from continuity.rules.chains import Chain, chains
from continuity.rules.dependencies import Status, usable_reserve
from continuity.rules.permissions import Actor
from continuity.rules.weak_points import URGENT_CLASSES, Claim, Overbooking, SinglePoint, overbooked, single_points
from continuity.services.analysis.looking import looked_at
from continuity.services.analysis.words import worst
from continuity.services.registers.activities import ActivityNow
from continuity.services.registers.picture import Need, Picture
from continuity.services.registers.register_rows import ResourceRow
from continuity.services.swedish import alphabetical

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_GRAVEST = ("red", "amber", "green")


@dataclass(frozen=True)
class Leaning:
    """One resource and everything that falls with it; `tightest_h` is the shortest need of any of them."""

    resource: ResourceRow
    needs: tuple[Need, ...]
    tightest_h: float
    status: Status
    single: bool

    @property
    def owner(self) -> str:
        """Who answers for it: a department, or a supplier."""
        return self.resource.owner or self.resource.provider


@dataclass(frozen=True)
class Way:
    """An activity and its chain of needs."""

    activity: ActivityNow
    chain: Chain


@dataclass(frozen=True)
class Weaknesses:
    """Everything on the page of dependencies, the weightiest first in each part."""

    seen: Picture
    resources: tuple[Leaning, ...]
    singles: tuple[SinglePoint, ...]
    overbooked: tuple[Overbooking, ...]
    ways: tuple[Way, ...]

    def name_of(self, activity: str) -> str:
        """What an activity is called."""
        return next((one.name for one in self.seen.activities if one.id == activity), activity)


def weaknesses(session: Session, *, by: Actor, at: datetime) -> Weaknesses:
    """The whole municipality's.

    :raise Forbidden: the person may not see the municipality's analysis.
    """
    return weaknesses_of(looked_at(session, by=by, at=at))


def weaknesses_of(seen: Picture) -> Weaknesses:
    """The weaknesses in a picture."""
    singles = single_points(seen.demands, seen.class_of, with_alternative=_bridged(seen))
    return Weaknesses(
        seen=seen,
        resources=tuple(_leanings(seen, {point.resource for point in singles})),
        singles=singles,
        overbooked=overbooked(_claims(seen), _capacities(seen)),
        ways=_ways(seen),
    )


def _leanings(seen: Picture, singles: set[str]) -> Iterator[Leaning]:
    """By how many urgent activities lean on it, then the tightest need, then name."""
    needs: dict[str, list[Need]] = defaultdict(list)
    for need in seen.needs:
        needs[need.resource.id].append(need)
    found = [
        Leaning(
            resource=them[0].resource,
            needs=tuple(sorted(them, key=lambda need: (need.demand.required_within_h, need.id))),
            tightest_h=min(need.demand.required_within_h for need in them),
            status=worst(need.assessment.status for need in them),
            single=them[0].resource.name in singles,
        )
        for them in needs.values()
    ]
    yield from sorted(found, key=lambda one: (-_urgent(one), one.tightest_h, alphabetical(one.resource.name)))


def _urgent(leaning: Leaning) -> int:
    return sum(need.demand.critical and need.priority_class in URGENT_CLASSES for need in leaning.needs)


def _bridged(seen: Picture) -> set[str]:
    """Resources whose every urgent dependent has a reserve that starts in time: they have an alternative."""
    urgent = [n.demand for n in seen.needs if n.demand.critical and n.priority_class in URGENT_CLASSES]
    without = {demand.resource for demand in urgent if usable_reserve(demand) is None}
    return {demand.resource for demand in urgent} - without


def _claims(seen: Picture) -> Iterator[Claim]:
    """What each need takes of the resource at the minimum level, and its reserve of what the reserve requires.

    A need whose quantity is no number takes nothing; a reserve then takes one.
    """
    for need in seen.needs:
        said = _NUMBER.search(need.quantity_min)
        quantity = float(said[0].replace(",", ".")) if said else None
        if quantity is not None:
            yield Claim(need.demand.resource, _claimant(need), quantity)
        for resource in need.reserve_resources:
            yield Claim(resource, _claimant(need), 1)


def _claimant(need: Need) -> str:
    return f"{need.department}: {need.activity_name}"


def _capacities(seen: Picture) -> dict[str, float]:
    return {one.name: one.capacity for one in seen.resources.values() if one.capacity is not None}


def _ways(seen: Picture) -> tuple[Way, ...]:
    """Red before amber before green; of one colour the latest back, then the longest chain."""
    found = chains([one.link for one in seen.activities], seen.demands, tests_count=True)
    ways = [Way(one, found[one.id]) for one in seen.activities if len(found[one.id].longest) > 1]
    return tuple(
        sorted(
            ways,
            key=lambda way: (
                _GRAVEST.index(way.chain.colour),
                -way.chain.ert_h,
                -len(way.chain.longest),
                way.activity.id,
            ),
        )
    )
