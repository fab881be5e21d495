"""The security function's care of the common register of resources: who owns what, and no doubles."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from continuity.errors import Invalid, NotFound, Reason, Refused, say
from continuity.models import Demand, DemandAnswer, Department, GapHandling, Promise, Resource
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.organisation.people import require
from continuity.services.record.history import record
from continuity.services.registers import register_rows
from continuity.services.registers.register_rows import ResourceRow
from continuity.services.swedish import alphabetical

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """A resource in use, and how many demands stand on it; the same demand proposed anew counts once."""

    resource: ResourceRow
    demands: int


@dataclass(frozen=True)
class Register:
    """One page of the register; `found` and `new` count all pages, `new` those that nobody has looked at yet."""

    lines: Sequence[Listed]
    found: int
    new: int
    page: int
    pages: int


@dataclass(frozen=True)
class Merging:
    """What follows when `gone` becomes another name of `stays`.

    `departments` are those whose demands move. The promise of the one that goes `moves` where the other has none, and
    else `ends`; `none` where it has none itself.
    """

    gone: ResourceRow
    stays: ResourceRow
    demands: int
    departments: Sequence[str]
    promise: Literal["moves", "ends", "none"]


@dataclass(frozen=True)
class Description:
    """What the register says of a resource; `capacity` in its own unit, None where nobody has said."""

    name: str
    kind: str = ""
    owner_id: int | None = None
    provider: str = ""
    capacity: float | None = None


def listed(session: Session, sought: str = "", *, by: Actor, at: datetime) -> tuple[Listed, ...]:
    """Every resource in use whose name, owner or provider holds `sought`: new ones first, then by name."""
    require("edit_resources", by, at)
    counts = Counter(resource for resource, _, _ in _demands(session))
    wanted = sought.strip().casefold()
    found = [one for one in register_rows.resources(session).values() if _holds(one, wanted)]
    found.sort(key=lambda one: (not one.is_new, alphabetical(one.name)))
    return tuple(Listed(one, counts[one.id]) for one in found)


def _holds(one: ResourceRow, wanted: str) -> bool:
    names = (one.name, one.owner, one.provider)
    return one.merged_into_id is None and any(wanted in name.casefold() for name in names)


def _demands(session: Session) -> Sequence[tuple[str | None, str, str]]:
    """The demands that stand: resource, department and row, each once."""
    query = (
        select(Demand.resource_id, Department.name, Demand.row)
        .join(Department, Department.id == Demand.department_id)
        .where(Demand.state != "ended")
        .distinct()
    )
    return session.execute(query).all()


def register(session: Session, sought: str = "", page: int = 1, *, by: Actor, at: datetime) -> Register:
    """The register, `PAGE` lines at a time."""
    lines = listed(session, sought, by=by, at=at)
    pages = max(1, -(-len(lines) // PAGE))
    page = min(max(1, page), pages)
    new = sum(line.resource.is_new for line in lines)
    return Register(lines[(page - 1) * PAGE : page * PAGE], len(lines), new, page, pages)


def get(session: Session, resource_id: str, *, by: Actor, at: datetime, lock: bool = False) -> Resource:
    """A resource in use. :raise NotFound: there is none such."""
    require("edit_resources", by, at)
    query = select(Resource).where(Resource.id == resource_id, Resource.merged_into_id.is_(None))
    found = session.scalars(query.with_for_update(key_share=True) if lock else query).one_or_none()
    if found is None:
        raise NotFound
    return found


def describe(session: Session, resource_id: str, what: Description, *, by: Actor, at: datetime) -> None:
    """Says what a resource is and who owns it; it is no longer new."""
    resource = get(session, resource_id, by=by, at=at, lock=True)
    errors = _mistakes(session, resource, what)
    if errors:
        raise Invalid(errors)
    resource.name, resource.kind, resource.provider = " ".join(what.name.split()), what.kind, what.provider.strip()
    resource.owner_id, resource.capacity, resource.is_new = what.owner_id, what.capacity, False
    record(session, "resource_described", at=at, by=by, resource=resource.id, name=resource.name, owner=what.owner_id)
    session.commit()


def _mistakes(session: Session, resource: Resource, what: Description) -> dict[str, Reason]:
    errors: dict[str, Reason] = {}
    name = " ".join(what.name.split())
    taken = select(Resource.id).where(Resource.name == name, Resource.id != resource.id)
    if not name:
        errors["name"] = say("Skriv vad resursen heter, till exempel ”Omsorgssystem”.")
    elif session.scalar(taken) is not None:
        errors["name"] = say("Det finns redan en resurs som heter så. Slå ihop dem i stället.")
    if what.kind not in ("", resource.kind) and what.kind not in publishing.settings(session).resource_kinds:
        errors["kind"] = say("Välj ett slag i listan.")
    if what.owner_id is not None and session.get(Department, what.owner_id) is None:
        errors["owner"] = say("Välj en enhet som finns.")
    if what.capacity is not None and what.capacity < 0:
        errors["capacity"] = say("Ange ett tal som är noll eller större.")
    return errors


def foresee_merge(session: Session, resource_id: str, into_id: str, *, by: Actor, at: datetime) -> Merging:
    """What follows if these two are made one. :raise Refused: they are one already. :raise NotFound: one is gone."""
    require("edit_resources", by, at)
    rows = register_rows.resources(session)
    gone, stays = rows.get(resource_id), rows.get(into_id)
    if gone is None or stays is None or gone.merged_into_id or stays.merged_into_id:
        raise NotFound
    _must_differ(gone.id, stays.id)
    moved = [department for resource, department, _ in _demands(session) if resource == gone.id]
    departments = sorted(set(moved), key=alphabetical)
    promise: Literal["moves", "ends"] = "moves" if stays.promised_at is None else "ends"
    return Merging(gone, stays, len(moved), departments, promise if gone.promised_at is not None else "none")


def _must_differ(gone: str, stays: str) -> None:
    if gone == stays:
        raise Refused(say("En resurs kan inte slås ihop med sig själv. Välj en annan."))


def merge(session: Session, resource_id: str, into_id: str, *, by: Actor, at: datetime) -> None:
    """Two names of one thing become one: demands, answers and handled gaps follow to the one that stays.

    A promise of the one that goes is kept as history, and counts only where the other has none.
    """
    gone = get(session, resource_id, by=by, at=at, lock=True)
    stays = get(session, into_id, by=by, at=at, lock=True)
    _must_differ(gone.id, stays.id)
    for table in (Demand, DemandAnswer, GapHandling):
        session.execute(update(table).where(table.resource_id == gone.id).values(resource_id=stays.id))
    _merge_promises(session, gone, stays, at)
    session.execute(update(Resource).where(Resource.merged_into_id == gone.id).values(merged_into_id=stays.id))
    gone.merged_into_id, gone.is_new = stays.id, False
    record(
        session, "resources_merged", at=at, by=by, resource=gone.id, name=gone.name, into=stays.id, into_name=stays.name
    )
    session.commit()


def _merge_promises(session: Session, gone: Resource, stays: Resource, at: datetime) -> None:
    in_force = select(Promise).where(Promise.valid_to.is_(None))
    theirs = session.scalars(in_force.where(Promise.resource_id == gone.id)).one_or_none()
    ours = session.scalars(in_force.where(Promise.resource_id == stays.id)).one_or_none()
    if theirs is None:
        return
    if ours is None:
        theirs.resource_id = stays.id
    else:
        theirs.valid_to = at
