"""The municipality's picture: activities and needs as they stand, read in a constant number of questions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from continuity.definitions.organisation import Organisation
from continuity.rules.computed import criteria_of
from continuity.rules.dependencies import Demand
from continuity.rules.impact import Criteria
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.registers import register_rows
from continuity.services.registers.activities import ActivityNow, activity, ids, key_of
from continuity.services.registers.handlings import handlings
from continuity.services.registers.needs import Judging, Need, promise_h
from continuity.services.registers.register_rows import ActivityRow, DemandRow, ResourceRow, merged

__all__ = ["ActivityNow", "Need", "Picture", "picture"]


@dataclass(frozen=True)
class Picture:
    """What stands in the register on one day, by department and then as the departments listed it.

    `resources` are those in use, by id. `resource_needs` is resource id -> ids of the resources that whoever
    delivers it needs, `provided_by` resource id -> id of the activity that delivers it.
    """

    at: datetime
    today: date
    settings: Organisation
    criteria: Criteria
    activities: tuple[ActivityNow, ...]
    needs: tuple[Need, ...]
    resources: Mapping[str, ResourceRow]
    provided_by: Mapping[str, str]
    resource_needs: Mapping[str, frozenset[str]]

    @property
    def demands(self) -> tuple[Demand, ...]:
        """The needs as the rules take them."""
        return tuple(need.demand for need in self.needs)

    @property
    def effective_promises(self) -> dict[str, float]:
        """Resource id -> hours to recovery at the worst moment of an ordinary week, of those that are promised."""
        worst = {one.id: promise_h(one) for one in self.resources.values()}
        return {resource: hours for resource, hours in worst.items() if hours is not None}

    @property
    def class_of(self) -> dict[str, int]:
        """Activity id -> priority class, of those that are analysed."""
        return {one.id: one.priority_class for one in self.activities if one.priority_class is not None}


def picture(
    session: Session, *, at: datetime, departments: Collection[int] | None = None, proposed: bool = False
) -> Picture:
    """The picture of these departments (None: all), judged among the whole municipality's.

    `proposed` adds what is sent in and not yet completed, beside what is in force.
    """
    settings = publishing.settings(session)
    criteria, today = criteria_of(settings), local_date(at)
    resources = register_rows.resources(session)
    stored = register_rows.activities(session, proposed=proposed, departments=departments)
    asked = register_rows.demands(session, proposed=proposed, departments=_needed(departments, stored))
    titles = register_rows.role_titles(session)
    activities = tuple(activity(one, criteria, titles, _delivers(one, resources)) for one in stored)
    provided_by = _providers(activities)
    leans_on = _resource_needs(provided_by, asked, resources)
    judging = Judging(
        on=today,
        days_off=frozenset(date.fromisoformat(day) for day in settings.extra_holidays),
        resources=resources,
        provided_by=provided_by,
        resource_needs=leans_on,
        activities={one.id: one for one in activities},
        answers=register_rows.answers(session),
        handlings=handlings(session, resources),
    )
    return Picture(
        at=at,
        today=today,
        settings=settings,
        criteria=criteria,
        activities=tuple(one for one in activities if _among(one, departments)),
        needs=tuple(one for one in judging.needs(asked) if _among(one, departments)),
        resources={one.id: one for one in resources.values() if one.merged_into_id is None},
        provided_by=provided_by,
        resource_needs=leans_on,
    )


def _needed(departments: Collection[int] | None, stored: Sequence[ActivityRow]) -> Collection[int] | None:
    """Whose demands these departments are judged by: their own, and those of all that deliver something."""
    if departments is None:
        return None
    return {*departments, *(one.department_id for one in stored if ids(one.values.get("delivers_resources")))}


def _among(one: ActivityNow | Need, departments: Collection[int] | None) -> bool:
    return departments is None or one.department_id in departments


def _delivers(stored: ActivityRow, resources: dict[str, ResourceRow]) -> list[str]:
    named = ids(stored.values.get("delivers_resources"))
    return [found.id for one in named if (found := merged(resources, one)) is not None]


def _providers(activities: Iterable[ActivityNow]) -> dict[str, str]:
    """Resource -> the activity that delivers it: one in force before one proposed, else the first that says so."""
    found: dict[str, str] = {}
    for one in sorted(activities, key=lambda one: one.state != "in_force"):
        for resource in one.delivers:
            found.setdefault(resource, one.id)
    return found


def _resource_needs(
    provided_by: Mapping[str, str], asked: Sequence[DemandRow], resources: dict[str, ResourceRow]
) -> dict[str, frozenset[str]]:
    needed: dict[str, set[str]] = defaultdict(set)
    for row in asked:
        resource = merged(resources, row.resource_id)
        if resource is not None:
            needed[key_of(row.department_id, row.activity_row, row.state)].add(resource.id)
    return {resource: frozenset(needed[one]) for resource, one in provided_by.items() if needed.get(one)}
