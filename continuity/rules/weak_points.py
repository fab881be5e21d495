"""Weak points across departments: resources that many lean on, and reserves that several plans count on at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from continuity.rules.dependencies import Demand
from continuity.rules.durations import tidy

MANY = 3
URGENT_CLASSES = frozenset({1, 2})


@dataclass(frozen=True)
class SinglePoint:
    """A resource without alternative, and the urgent activities (ids) that need it."""

    resource: str
    activities: tuple[str, ...]
    tightest_h: float


@dataclass(frozen=True)
class Claim:
    """A plan counts on this much of a reserve resource, in the resource's own unit."""

    resource: str
    plan: str
    quantity_min: float


@dataclass(frozen=True)
class Overbooking:
    """A reserve resource claimed beyond its capacity, both in its own unit."""

    resource: str
    claimed: float
    capacity: float
    plans: tuple[str, ...]


def single_points(
    demands: Iterable[Demand],
    class_of: Mapping[str, int],
    *,
    with_alternative: Collection[str] = (),
    many: int = MANY,
    classes: Collection[int] = URGENT_CLASSES,
) -> tuple[SinglePoint, ...]:
    """Resources that at least `many` activities of the given priority classes need critically, with no alternative.

    Most dependents first, then the tightest need (hours), then name. Activities not in `class_of` do not count.
    """
    needed: dict[str, dict[str, float]] = defaultdict(dict)
    for demand in demands:
        if demand.critical and class_of.get(demand.activity) in classes and demand.resource not in with_alternative:
            so_far = needed[demand.resource].get(demand.activity, demand.required_within_h)
            needed[demand.resource][demand.activity] = min(so_far, demand.required_within_h)
    points = (
        SinglePoint(resource, tuple(sorted(needs)), min(needs.values()))
        for resource, needs in needed.items()
        if len(needs) >= many
    )
    return tuple(sorted(points, key=lambda point: (-len(point.activities), point.tightest_h, point.resource)))


def overbooked(claims: Iterable[Claim], capacity: Mapping[str, float]) -> tuple[Overbooking, ...]:
    """Reserve resources that several plans claim more of than there is, by name; unknown capacity is not judged."""
    claimed: dict[str, dict[str, float]] = defaultdict(dict)
    for claim in claims:
        claimed[claim.resource][claim.plan] = claimed[claim.resource].get(claim.plan, 0) + claim.quantity_min
    return tuple(
        Overbooking(resource, tidy(sum(plans.values())), capacity[resource], tuple(sorted(plans)))
        for resource, plans in sorted(claimed.items())
        if len(plans) > 1 and resource in capacity and tidy(sum(plans.values())) > capacity[resource]
    )
