"""The security function's care of the common register of resources: who owns what, and no doubles."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from continuity.errors import Invalid, NotFound, Reason, Refused, say
from continuity.models import Demand, DemandAnswer, Department, GapHandling, Promise, Resource
from continuity.rules.permissions import Actor
from continuity.services import register_rows
from continuity.services.history import record
from continuity.services.people import require
from continuity.services.register_rows import ResourceRow
from continuity.services.swedish import alphabetical


@dataclass(frozen=True)
class Listed:
    """A resource in use, and how many demands stand on it."""

    resource: ResourceRow
    demands: int


@dataclass(frozen=True)
class Description:
    """What the register says of a resource; `capacity` in its own unit, None where nobody has said."""

    name: str
    kind: str = ""
    owner_id: int | None = None
    provider: str = ""
    capacity: float | None = None


def listed(session: Session, *, by: Actor, at: datetime) -> tuple[Listed, ...]:
    """Every resource in use: new ones first, then by name."""
    require("edit_resources", by, at)
    query = select(Demand.resource_id, func.count()).where(Demand.state != "ended").group_by(Demand.resource_id)
    counts = dict(session.execute(query).tuples().all())
    found = [one for one in register_rows.resources(session).values() if one.merged_into_id is None]
    found.sort(key=lambda one: (not one.is_new, alphabetical(one.name)))
    return tuple(Listed(one, counts.get(one.id, 0)) for one in found)


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
    if what.owner_id is not None and session.get(Department, what.owner_id) is None:
        errors["owner"] = say("Välj en enhet som finns.")
    if what.capacity is not None and what.capacity < 0:
        errors["capacity"] = say("Ange ett tal som är noll eller större.")
    return errors


def merge(session: Session, resource_id: str, into_id: str, *, by: Actor, at: datetime) -> None:
    """Two names of one thing become one: demands, answers and handled gaps follow to the one that stays.

    A promise of the one that goes is kept as history, and counts only where the other has none.
    """
    gone = get(session, resource_id, by=by, at=at, lock=True)
    stays = get(session, into_id, by=by, at=at, lock=True)
    if gone.id == stays.id:
        raise Refused(say("En resurs kan inte slås ihop med sig själv. Välj en annan."))
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
