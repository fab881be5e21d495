"""The municipality's order: which activity first, in ordinary times and at peaks, and which resource first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Protocol

from continuity.rules.impact import DRIVING_ORDER, Peak, shortest


@dataclass(frozen=True)
class Ranked:
    """One activity as the list needs it; hours, None where there is no answer. `peaks` are those that may count."""

    id: str
    priority_class: int
    rto_h: float | None
    driving: tuple[str, ...]
    societally_important: bool
    eff_mtpd_h: float | None
    affected: float = 0
    peaks: tuple[Peak, ...] = ()


class Need(Protocol):
    """What the restore order asks of a demand; `required_within_h` in hours."""

    @property
    def resource(self) -> str: ...
    @property
    def required_within_h(self) -> float: ...
    @property
    def critical(self) -> bool: ...


SortKey = tuple[bool, int, float, int, bool, float, float, str]


def sort_key(activity: Ranked, *, peak: bool = False, order: Sequence[str] = DRIVING_ORDER) -> SortKey:
    """Class, shortest RTO now, driving category, socially important first, MTPD, most affected, id.

    An activity that never becomes unacceptable comes after all others. `peak` counts the RTO of its peaks too.
    """
    known = inf if activity.eff_mtpd_h is None else activity.eff_mtpd_h
    rto = shortest([activity.rto_h, *(p.rto_h for p in activity.peaks if peak)])
    return (
        activity.eff_mtpd_h is None,
        activity.priority_class,
        inf if rto is None else rto,
        _driving_rank(activity.driving, order),
        not activity.societally_important,
        known,
        -activity.affected,
        activity.id,
    )


def priority_list(
    activities: Iterable[Ranked], *, peak: bool = False, order: Sequence[str] = DRIVING_ORDER
) -> tuple[str, ...]:
    """Ids of the activities, the one to restore first at the head. `order` ranks all categories of the file."""
    return tuple(a.id for a in sorted(activities, key=lambda a: sort_key(a, peak=peak, order=order)))


def manual_order(proposed: Sequence[str], moved: Mapping[str, int]) -> tuple[str, ...]:
    """The proposed order with some ids put at a place of their own (1 is first); the rest keep their order.

    Ids that are no longer in the list are left out; a place beyond the end is the end.
    """
    rest = [id_ for id_ in proposed if id_ not in moved]
    for id_, place in sorted(
        moved.items(), key=lambda item: (item[1], proposed.index(item[0]) if item[0] in proposed else 0)
    ):
        if id_ in proposed:
            rest.insert(max(place, 1) - 1, id_)
    return tuple(rest)


def restore_order(demands: Iterable[Need]) -> dict[str, float]:
    """Resource -> the tightest need (hours) of its critical dependents; tightest first, ties as they came."""
    tightest: dict[str, float] = {}
    for demand in demands:
        if demand.critical:
            so_far = tightest.get(demand.resource, inf)
            tightest[demand.resource] = min(so_far, demand.required_within_h)
    return dict(sorted(tightest.items(), key=lambda item: item[1]))


def _driving_rank(driving: Sequence[str], order: Sequence[str]) -> int:
    """The place of the foremost driving category; after all others when nothing drives."""
    places = {category: place for place, category in enumerate(order)}
    return min((places.get(category, len(places)) for category in driving), default=len(places) + 1)
