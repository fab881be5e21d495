"""The map of who needs what: of the municipality by department, or of one department by activity."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from continuity.errors import NotFound
from continuity.models import Department
from continuity.rules import permissions
from continuity.rules.dependencies import Status
from continuity.rules.permissions import Actor
from continuity.services.analysis.words import worst
from continuity.services.clock import local_date
from continuity.services.organisation import tree
from continuity.services.registers.picture import Need, Picture, picture

MOST = 30  # resources in a picture that a person can still read; the table has them all
SEE = "see_dependencies"


@dataclass(frozen=True)
class Box:
    """A department, an activity or a resource; `note` is who answers for a resource, "" for what is one's own."""

    id: str
    kind: Literal["department", "activity", "resource"]
    name: str
    note: str = ""


@dataclass(frozen=True)
class Arrow:
    """Somebody needs something: within how many hours at the tightest, how that stands, and for how many needs."""

    source: Box
    target: Box
    tightest_h: float
    status: Status
    critical: bool
    needs: int


@dataclass(frozen=True)
class DependencyMap:
    """What is drawn; `left_out` counts the resources that there was no room for."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    left_out: int = 0


def municipal_map(seen: Picture, weightiest: Iterable[str]) -> DependencyMap:
    """Departments and the resources they need; what delivers a resource stands as the resource itself.

    `weightiest` are resource ids in the order in which room is given.
    """
    order = list(weightiest)
    shown = frozenset(order[:MOST])
    needs = [need for need in seen.needs if need.resource.id in shown]
    delivered = _delivered_by(seen, shown)
    return _map(needs, lambda need: _consumer(need, delivered), left_out=len(order) - len(shown))


@dataclass(frozen=True)
class OwnMap:
    """One department's map and the needs that it shows."""

    department_id: int
    department: str
    map: DependencyMap
    needs: tuple[Need, ...]


def department_map(session: Session, department_id: int, *, by: Actor, at: datetime) -> OwnMap:
    """A department's activities and what they need; nothing of what others need.

    :raise NotFound: there is no such department, or its restricted answers are not this person's to see.
    """
    unit = session.get(Department, department_id)
    line = [one.id for one in tree.lines(session, [department_id]).get(department_id, ())]
    if unit is None or not permissions.may(SEE, by.roles(line, local_date(at))):
        raise NotFound
    seen = picture(session, at=at, departments=frozenset(session.scalars(tree.below([department_id]))))
    drawn = _map(seen.needs, lambda need: Box(need.demand.activity, "activity", need.activity_name, _class(need)))
    return OwnMap(department_id, unit.name, drawn, seen.needs)


def _class(need: Need) -> str:
    return "" if need.priority_class is None else str(need.priority_class)


def _delivered_by(seen: Picture, shown: Iterable[str]) -> Mapping[str, list[Box]]:
    """Activity -> the boxes of the shown resources that it delivers."""
    found: dict[str, list[Box]] = defaultdict(list)
    for resource_id, activity in seen.provided_by.items():
        if resource_id in shown:
            resource = seen.resources[resource_id]
            found[activity].append(Box(resource_id, "resource", resource.name, resource.owner or resource.provider))
    return found


def _consumer(need: Need, delivered: Mapping[str, list[Box]]) -> Box:
    """The first resource that the activity delivers, else its department."""
    known = delivered.get(need.demand.activity)
    return known[0] if known else Box(f"d{need.department_id}", "department", need.department)


def _map(needs: Iterable[Need], source_of: Callable[[Need], Box], *, left_out: int = 0) -> DependencyMap:
    joined: dict[tuple[Box, Box], list[Need]] = defaultdict(list)
    for need in needs:
        resource = need.resource
        target = Box(resource.id, "resource", resource.name, resource.owner or resource.provider)
        joined[source_of(need), target].append(need)
    arrows = tuple(
        Arrow(
            source=source,
            target=target,
            tightest_h=min(need.demand.required_within_h for need in them),
            status=worst(need.assessment.status for need in them),
            critical=any(need.demand.critical for need in them),
            needs=len(them),
        )
        for (source, target), them in joined.items()
    )
    boxes = dict.fromkeys([*(arrow.source for arrow in arrows), *(arrow.target for arrow in arrows)])
    return DependencyMap(tuple(boxes), arrows, left_out)
