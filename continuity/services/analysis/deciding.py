"""The verbs of the order of priority: moved by hand, proposed by the security function, decided by the management."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.canonical import canonical_json, sha256_of
from continuity.errors import Forbidden, Invalid, NotFound, Refused, say
from continuity.models import Municipality, PriorityMove, PriorityOrder
from continuity.rules import permissions
from continuity.rules.guards import is_fresh
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.analysis.looking import looked_at
from continuity.services.analysis.priorities import body_of, moves, standing, version
from continuity.services.clock import local_date
from continuity.services.record.history import record

LONGEST = 2_000  # letters of a reason
REPLACED = "replaced"  # why a proposal that nobody decided on went back: a newer one came


def move(
    session: Session, department_id: int, row: str, place: int | None, reason: str, *, by: Actor, at: datetime
) -> None:
    """Puts an activity at a place of its own in the order, 1 first; an earlier move of it ends.

    :raise NotFound: no analysed activity in force is called so. :raise Invalid: no place in the list, or no reason.
    """
    _may("propose_priority", by, at)
    _lock(session)
    lines = body_of(looked_at(session, by=by, at=at))["activities"]
    if not any((line["department_id"], line["row"]) == (department_id, row) for line in lines):
        raise NotFound
    if place is None or not 1 <= place <= len(lines):
        raise Invalid({"place": say("Skriv en plats i listan, från 1 till {last}.", last=len(lines))})
    _end(session, department_id, row, at)
    made = PriorityMove(
        department_id=department_id, row=row, place=place, reason=_reason(reason), at=at, by_id=by.person_id
    )
    session.add(made)
    record(session, "priority_moved", at=at, by=by, department=department_id, row=row, place=place)
    session.commit()


def put_back(session: Session, department_id: int, row: str, *, by: Actor, at: datetime) -> None:
    """Lets an activity stand at its computed place again.

    :raise NotFound: it is not moved.
    """
    _may("propose_priority", by, at)
    _lock(session)
    if not _end(session, department_id, row, at):
        raise NotFound
    record(session, "priority_put_back", at=at, by=by, department=department_id, row=row)
    session.commit()


def propose(session: Session, *, by: Actor, at: datetime) -> PriorityOrder:
    """Freezes today's order as the next version, for decision; a proposal that still waits is replaced.

    :raise Refused: there is nothing to order, or nothing has changed since the newest version.
    """
    _may("propose_priority", by, at)
    _lock(session)
    now = standing(session, by=by, at=at)
    if not now.body["activities"]:
        raise Refused(say("Det finns ingen analyserad aktivitet i kraft att ordna än."))
    if not now.changed:
        raise Refused(say("Inget har ändrats sedan den senaste versionen, så det finns inget nytt att föreslå."))
    if (waiting := now.waiting) is not None:
        waiting.returned_at, waiting.returned_reason = at, REPLACED
    body = canonical_json(now.body)
    made = PriorityOrder(
        version=1 + max((one.version for one in now.versions), default=0),
        body=body,
        sha256=sha256_of(body),
        proposed_at=at,
        proposed_by_id=by.person_id,
    )
    session.add(made)
    record(session, "priority_proposed", at=at, by=by, version=made.version, sha256=made.sha256)
    session.commit()
    return made


def decide(
    session: Session, order_id: int, decided_on: date | None, paragraph: str, *, by: Actor, at: datetime
) -> PriorityOrder:
    """Puts a proposed version in force; the earlier one stays readable.

    :raise Refused: it no longer waits for a decision, or the login is old. :raise Invalid: no day, one to come, or a
    paragraph is missing.
    """
    _may("decide_priority", by, at)
    if not is_fresh(by.auth_time, at):
        raise Refused(say("Bekräfta att det är du: logga in på nytt och besluta sedan inom fem minuter."))
    found = _waiting(session, order_id)
    body, paragraph = publishing.settings(session).priority_decided_by, " ".join(paragraph.split())
    if decided_on is None or decided_on > local_date(at):
        raise Invalid({"decided_on": say("Skriv dagen för beslutet. Den kan inte ligga fram i tiden.")})
    if body == "executive_board" and not paragraph:
        raise Invalid({"paragraph": say("Skriv paragrafen i protokollet, till exempel § 121.")})
    found.decided_at, found.decided_by_id, found.decided_by = at, by.person_id, body
    found.decided_on, found.paragraph = decided_on, paragraph
    record(
        session, "priority_decided", at=at, by=by, version=found.version, sha256=found.sha256, body=body,
        on=decided_on.isoformat(), paragraph=paragraph,
    )  # fmt: skip
    session.commit()
    return found


def send_back(session: Session, order_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Returns a proposal to the security function, with the reason.

    :raise Refused: it no longer waits for a decision. :raise Invalid: no reason.
    """
    _may("decide_priority", by, at)
    found = _waiting(session, order_id)
    found.returned_at, found.returned_reason = at, _reason(reason)
    record(session, "priority_returned", at=at, by=by, version=found.version)
    session.commit()


def _may(action: str, by: Actor, at: datetime) -> None:
    if not permissions.may(action, by.anywhere(local_date(at))):
        raise Forbidden(say("Säkerhetsfunktionen föreslår ordningen och ledningen beslutar om den."))


def _lock(session: Session) -> None:
    """One changes the order at a time."""
    session.scalars(select(Municipality).with_for_update().execution_options(populate_existing=True)).first()


def _waiting(session: Session, order_id: int) -> PriorityOrder:
    _lock(session)
    found = version(session, order_id)
    session.refresh(found)
    if found.decided_at is not None or found.returned_at is not None:
        raise Refused(say("Förslaget väntar inte längre på beslut. Läs in sidan igen och se hur det står till."))
    return found


def _end(session: Session, department_id: int, row: str, at: datetime) -> bool:
    ended = [one for one in moves(session) if (one.department_id, one.row) == (department_id, row)]
    for one in ended:
        one.ended_at = at
    return bool(ended)


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid({"reason": say("Skriv varför, så att den som läser ordningen förstår.")})
    if len(text) > LONGEST:
        raise Invalid({"reason": say("Texten är för lång. Högst {n} tecken får plats.", n=LONGEST)})
    return text
