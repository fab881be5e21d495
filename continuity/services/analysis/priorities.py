"""The municipality's order of priority as it stands today: computed, with what was moved by hand, and at peaks."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import NotFound
from continuity.models import PriorityMove, PriorityOrder
from continuity.rules.impact import ordered, shortest
from continuity.rules.permissions import Actor
from continuity.rules.priority import Ranked, manual_order, priority_list, restore_order
from continuity.services.analysis.looking import looked_at
from continuity.services.analysis.words import worst
from continuity.services.registers.activities import ActivityNow
from continuity.services.registers.picture import Need, Picture

FORMAT = 1
Body = dict[str, Any]  # what a version freezes: see `body_of`


@dataclass(frozen=True)
class Standing:
    """The order today as the same value that a version freezes, and every version there is, the newest first.

    `in_force` is the newest that was decided, `waiting` one that waits for its decision.
    """

    body: Body
    versions: tuple[PriorityOrder, ...]

    @property
    def in_force(self) -> PriorityOrder | None:
        return next((one for one in self.versions if one.decided_at is not None), None)

    @property
    def waiting(self) -> PriorityOrder | None:
        return next((one for one in self.versions if one.decided_at is None and one.returned_at is None), None)

    @property
    def changed(self) -> bool:
        """Whether today's order differs from the newest version that was not returned."""
        latest = self.waiting or self.in_force
        return latest is None or json.loads(latest.body) != self.body


def standing(session: Session, *, by: Actor, at: datetime) -> Standing:
    """Today's order and the versions.

    :raise Forbidden: the person may not see the municipality's analysis.
    """
    return Standing(body_of(looked_at(session, by=by, at=at), moves(session)), versions(session))


def version(session: Session, order_id: int) -> PriorityOrder:
    """One version.

    :raise NotFound: there is none such.
    """
    found = session.get(PriorityOrder, order_id)
    if found is None:
        raise NotFound
    return found


def versions(session: Session) -> tuple[PriorityOrder, ...]:
    """Every version, the newest first."""
    return tuple(session.scalars(select(PriorityOrder).order_by(PriorityOrder.version.desc())))


def moves(session: Session) -> tuple[PriorityMove, ...]:
    """What is moved by hand today."""
    query = select(PriorityMove).where(PriorityMove.ended_at.is_(None)).order_by(PriorityMove.id)
    return tuple(session.scalars(query))


def body_of(seen: Picture, moved: Sequence[PriorityMove] = ()) -> Body:
    """The whole order as plain JSON: hours, codes of categories and statuses, and names as they are today."""
    by_id = {one.id: one for one in seen.activities}
    ranked = [rank for one in seen.activities if (rank := one.ranked()) is not None]
    by_row = {(one.department_id, one.row): one for one in moved}
    reasons = {
        one.id: by_row[one.department_id, one.row] for one in seen.activities if (one.department_id, one.row) in by_row
    }
    needs = _needs(seen)
    rank_of_categories = ordered(seen.criteria.thresholds)
    return {
        "format": FORMAT,
        "categories": {code: one.label.model_dump() for code, one in seen.settings.criteria.categories.items()},
        "activities": [
            {**_activity(by_id[line["id"]], needs.get(line["id"], [])), **{k: v for k, v in line.items() if k != "id"}}
            for line in _order(ranked, rank_of_categories, reasons)
        ],
        "peaks": [
            _at_peak(number, by_id[name])
            for number, name in enumerate(priority_list(ranked, peak=True, order=rank_of_categories), start=1)
        ],
        "resources": list(_resources(seen)),
    }


def _order(
    ranked: Iterable[Ranked], categories: Sequence[str], moved: Mapping[str, PriorityMove]
) -> list[dict[str, Any]]:
    """Rank, computed place and the reason for a move, for each activity in order."""
    computed = priority_list(ranked, order=categories)
    final = manual_order(computed, {name: move.place for name, move in moved.items()})
    place = {name: number for number, name in enumerate(computed, start=1)}
    return [
        {"id": name, "rank": number, "proposed": place[name], "reason": moved[name].reason if name in moved else ""}
        for number, name in enumerate(final, start=1)
    ]


def _needs(seen: Picture) -> dict[str, list[Need]]:
    found: dict[str, list[Need]] = {}
    for need in seen.needs:
        found.setdefault(need.demand.activity, []).append(need)
    return found


def _activity(one: ActivityNow, needs: Sequence[Need]) -> dict[str, Any]:
    critical = [need for need in needs if need.demand.critical]
    return {
        "department_id": one.department_id,
        "row": one.row,
        "activity": one.name,
        "department": one.department,
        "priority_class": one.priority_class,
        "mtpd_h": one.eff_mtpd_h,
        "rto_h": one.rto_h,
        "mbco": one.mbco,
        "driving": list(one.driving),
        "resources": list(dict.fromkeys(need.demand.resource for need in critical)),
        "gap": worst(need.assessment.status for need in needs) if needs else None,
        "owner": one.owner,
    }


def _at_peak(rank: int, one: ActivityNow) -> dict[str, Any]:
    return {
        "rank": rank,
        "activity": one.name,
        "department": one.department,
        "priority_class": one.priority_class,
        "rto_h": shortest([one.rto_h, *(peak.rto_h for peak in one.peaks)]),
        "periods": [peak.name for peak in one.peaks if peak.name],
    }


def _resources(seen: Picture) -> Iterable[dict[str, Any]]:
    """Each resource that somebody needs critically, the one needed soonest first."""
    critical = [need for need in seen.needs if need.demand.critical]
    needed: dict[str, list[Need]] = {}
    for need in critical:
        needed.setdefault(need.demand.resource, []).append(need)
    for rank, (name, hours) in enumerate(restore_order(need.demand for need in critical).items(), start=1):
        resource = needed[name][0].resource
        yield {
            "rank": rank,
            "resource": name,
            "owner": resource.owner or resource.provider,
            "required_h": hours,
            "activities": list(dict.fromkeys(need.activity_name for need in needed[name])),
        }
