"""What a political body decides: the meeting, and its five outcomes."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, Invalid, Reason, Refused, say
from continuity.models import Decision, Hearing
from continuity.rules.permissions import Actor
from continuity.services.answers import snapshots
from continuity.services.record.fingerprints import fingerprint
from continuity.services.steps.desk import Desk, open_desk
from continuity.services.steps.moving import move, record_step

OUTCOMES = ("approved", "amended", "remitted", "rejected", "tabled")


def hearing(desk: Desk) -> Hearing | None:
    """The meeting that this round goes to."""
    query = select(Hearing).where(Hearing.revision_id == desk.revision.id, Hearing.round == desk.revision.round)
    return desk.session.scalars(query).one_or_none()


def decisions(desk: Desk) -> Sequence[Decision]:
    """What the body has decided about this revision, oldest first."""
    query = select(Decision).where(Decision.revision_id == desk.revision.id)
    return desk.session.scalars(query.order_by(Decision.id)).all()


def _awaiting(session: Session, step_id: int, action: str, *, by: Actor, at: datetime) -> Desk:
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    if not desk.may(action):
        raise Forbidden(say("Det här registreras av nämndsekreteraren eller registratorn."))
    if "decide" not in desk.machine.transitions or desk.revision.state not in desk.machine.transitions["decide"].from_:
        raise Refused(say("Steget väntar inte på beslut. Nu är det ”{state}”.", state=desk.state.label.sv))
    return desk


def set_hearing(
    session: Session, step_id: int, meeting_date: date | None, papers_due: date | None, *, by: Actor, at: datetime
) -> None:
    """Notes the meeting and the last day for its papers."""
    desk = _awaiting(session, step_id, "set_hearing", by=by, at=at)
    if meeting_date is not None and papers_due is not None and papers_due > meeting_date:
        raise Invalid({"papers_due": say("Handlingarna ska lämnas senast sammanträdesdagen.")})
    _set(desk, meeting_date, papers_due)
    record_step(desk, "hearing_set", meeting=_iso(meeting_date), papers=_iso(papers_due))
    session.commit()


def _set(desk: Desk, meeting_date: date | None, papers_due: date | None) -> None:
    found = hearing(desk)
    if found is None:
        found = Hearing(revision_id=desk.revision.id, round=desk.revision.round)
        desk.session.add(found)
    found.meeting_date, found.papers_due = meeting_date, papers_due
    found.set_by_id, found.set_at = desk.by.person_id, desk.at


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def register_decision(
    session: Session,
    step_id: int,
    outcome: str,
    *,
    body: str,
    meeting_date: date | None,
    paragraph: str = "",
    minutes_confirmed_on: date | None = None,
    text: str = "",
    pages: Sequence[str] = (),
    next_meeting: date | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Records what the body decided and does what follows.

    approved completes; amended opens the named pages until `confirm_amendment`; remitted and rejected return the
    step; tabled keeps it waiting for another meeting.
    """
    desk = _awaiting(session, step_id, "register_decision", by=by, at=at)
    errors = _mistakes(desk, outcome, meeting_date, paragraph, minutes_confirmed_on, text, pages, next_meeting)
    if errors:
        raise Invalid(errors)
    assert meeting_date is not None
    decided = Decision(
        revision_id=desk.revision.id,
        round=desk.revision.round,
        outcome=outcome,
        body=body,
        meeting_date=meeting_date,
        paragraph=paragraph.strip(),
        minutes_confirmed_on=minutes_confirmed_on,
        next_meeting=next_meeting,
        text=text.strip(),
        by_id=by.person_id,
        at=at,
    )
    session.add(decided)
    session.flush()
    desk.keep("decision", fingerprint(decided))
    _follow(desk, outcome, text, pages, next_meeting)
    record_step(
        desk, "decision_registered", outcome=outcome, meeting=meeting_date.isoformat(), paragraph=paragraph.strip()
    )
    session.commit()


def _mistakes(
    desk: Desk,
    outcome: str,
    meeting_date: date | None,
    paragraph: str,
    minutes_confirmed_on: date | None,
    text: str,
    pages: Sequence[str],
    next_meeting: date | None,
) -> dict[str, Reason]:
    errors: dict[str, Reason] = {}
    if outcome not in OUTCOMES:
        errors["outcome"] = say("Välj vad som beslutades.")
    if meeting_date is None:
        errors["meeting_date"] = say("Registrera beslutets datum, ÅÅÅÅ-MM-DD.")
    elif meeting_date > desk.today:
        errors["meeting_date"] = say("Sammanträdet har inte varit än. Registrera beslutet när det är fattat.")
    if outcome in ("approved", "amended"):
        if not paragraph.strip():
            errors["paragraph"] = say("Registrera beslutets paragraf, till exempel § 61.")
        if minutes_confirmed_on is None:
            errors["minutes_confirmed_on"] = say("Ange när protokollet justerades.")
    if outcome == "amended" and not [page for page in pages if page in desk.form.pages]:
        errors["pages"] = say("Välj vilka sidor som nämnden ändrade.")
    if outcome in ("remitted", "rejected") and not text.strip():
        errors["text"] = say("Skriv vad som ska ändras enligt beslutet.")
    if outcome == "tabled" and (next_meeting is None or next_meeting <= desk.today):
        errors["next_meeting"] = say("Ange det sammanträde som ärendet skjuts till.")
    return errors


def _follow(desk: Desk, outcome: str, text: str, pages: Sequence[str], next_meeting: date | None) -> None:
    if outcome == "approved":
        move(desk, "decide")
    elif outcome == "amended":
        desk.revision.amended_pages = [page for page in pages if page in desk.form.pages]
    elif outcome in ("remitted", "rejected"):
        move(desk, "remit", reason=text, before_effects=lambda d: _returned(d, text))
    else:
        _set(desk, next_meeting, None)


def _returned(desk: Desk, text: str) -> None:
    desk.revision.returned_reason, desk.revision.returned_pages = text.strip(), []


def confirm_amendment(session: Session, step_id: int, *, by: Actor, at: datetime) -> None:
    """Confirms that the changed pages agree with the minutes: a second snapshot, and the step completes from it."""
    desk = _awaiting(session, step_id, "register_decision", by=by, at=at)
    if not desk.revision.amended_pages:
        raise Refused(say("Ingen ändring från nämnden väntar på att bekräftas."))
    blocking = sum(finding.blocks for finding in desk.findings())
    if blocking:
        raise Refused(say("{n} svar saknas eller behöver rättas på de ändrade sidorna.", n=blocking))
    snapshot = snapshots.take(desk, "amended_by_body")
    desk.revision.amended_pages = []
    move(desk, "decide")
    record_step(desk, "amendment_confirmed", snapshot=snapshot.sha256)
    session.commit()
