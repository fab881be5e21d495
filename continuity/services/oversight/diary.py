"""The registry's day: what lacks a number, what goes to a body, what was decided, and what is left to send."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.words import Words
from continuity.errors import Forbidden, Invalid, NotFound, say
from continuity.models import Decision, Department, Dispatch, Document, Plan, Step, StepRevision
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.services.answers import snapshots
from continuity.services.clock import local_date
from continuity.services.organisation.reach import reached
from continuity.services.steps import numbering
from continuity.services.steps.desk import Desk, open_desk
from continuity.services.steps.moving import record_step
from continuity.services.worklist.standing import load_workflows
from continuity.services.worklist.turns import OpenStep, open_steps

RECENT = 50
LISTS = ("distribution_list", "applies_to")  # answers that say who gets the decision


@dataclass(frozen=True)
class Decided:
    """A decision that was registered."""

    decision: Decision
    step_id: int
    department: str
    title: Words


@dataclass(frozen=True)
class ToSend:
    """A decided document and those who have got it."""

    document: Document
    step_id: int
    department: str
    title: Words
    registration_number: str | None
    sent: tuple[Dispatch, ...]


@dataclass(frozen=True)
class Diary:
    """The four lists of the registry's page."""

    to_number: tuple[OpenStep, ...]
    to_body: tuple[OpenStep, ...]
    papers: Mapping[int, tuple[Document, ...]]
    decided: tuple[Decided, ...]
    to_send: tuple[ToSend, ...]


def diary(session: Session, *, by: Actor, at: datetime) -> Diary:
    """Everything that waits for the registry, as far as the person's roles reach."""
    to_body = _to_body(session, by, at)
    return Diary(
        to_number=_to_number(session, by, at),
        to_body=to_body,
        papers=_papers(session, to_body),
        decided=tuple(_decided(session, by, at)),
        to_send=tuple(_to_send(session, by, at)),
    )


def _to_number(session: Session, by: Actor, at: datetime) -> tuple[OpenStep, ...]:
    steps = numbering.waiting_for_number(session)
    opened = {one.step.id: one for one in open_steps(session, {step.plan_id for step in steps}, at=at)}
    today, allowed = local_date(at), permissions.DEPARTMENT["assign_number"]
    mine = (opened[step.id] for step in steps)
    return tuple(one for one in mine if not allowed.isdisjoint(by.roles(one.line, today)))


def _to_body(session: Session, by: Actor, at: datetime) -> tuple[OpenStep, ...]:
    query = (
        select(Plan.id)
        .join(Plan.steps)
        .where(Step.ball == "committee_secretary", reached(by, permissions.DEPARTMENT["set_hearing"], local_date(at)))
    )
    found = [
        one for one in open_steps(session, set(session.scalars(query)), at=at) if one.step.ball == "committee_secretary"
    ]
    return tuple(sorted(found, key=lambda one: (_meeting(one) or date.max, one.plan.department.name)))


def _meeting(one: OpenStep) -> date | None:
    return one.hearing.meeting_date if one.hearing else None


def _papers(session: Session, steps: Sequence[OpenStep]) -> dict[int, tuple[Document, ...]]:
    """The memo and the document of each step's round, by step id."""
    rounds = {one.revision.id: (one.revision.round, one.step.id) for one in steps if one.revision}
    query = select(Document).where(Document.revision_id.in_(rounds), Document.kind.in_(("committee_memo", "signing")))
    found: dict[int, tuple[Document, ...]] = {}
    for document in session.scalars(query.order_by(Document.kind)):
        number, step_id = rounds[document.revision_id]
        if document.round == number:
            found[step_id] = (*found.get(step_id, ()), document)
    return found


def papers(desk: Desk) -> tuple[Document, ...]:
    """The memo and the document of one step's round."""
    query = select(Document).where(
        Document.revision_id == desk.revision.id,
        Document.round == desk.revision.round,
        Document.kind.in_(("committee_memo", "signing")),
    )
    return tuple(desk.session.scalars(query.order_by(Document.kind)))


def _decided(session: Session, by: Actor, at: datetime) -> Iterator[Decided]:
    query = (
        select(Decision, Step, Plan, Department.name)
        .join(StepRevision, StepRevision.id == Decision.revision_id)
        .join(Step, Step.id == StepRevision.step_id)
        .join(Plan, Plan.id == Step.plan_id)
        .join(Department, Department.id == Plan.department_id)
        .where(reached(by, permissions.DEPARTMENT["register_decision"], local_date(at)))
        .order_by(Decision.id.desc())
        .limit(RECENT)
    )
    rows = session.execute(query).all()
    flows = load_workflows(session, {plan.workflow_hash for _, _, plan, _ in rows})
    for decision, step, plan, name in rows:
        yield Decided(decision, step.id, name, flows[plan.workflow_hash].steps[step.name].title)


# --- sending ------------------------------------------------------------------------------------------------------


def _to_send(session: Session, by: Actor, at: datetime) -> Iterator[ToSend]:
    query = (
        select(Document, StepRevision, Step, Plan, Department.name)
        .join(StepRevision, StepRevision.id == Document.revision_id)
        .join(Step, Step.id == StepRevision.step_id)
        .join(Plan, Plan.id == Step.plan_id)
        .join(Department, Department.id == Plan.department_id)
        .where(
            Document.kind == "final",
            Document.expedited_at.is_(None),
            StepRevision.superseded_at.is_(None),
            reached(by, permissions.DEPARTMENT["dispatch"], local_date(at)),
        )
        .order_by(Document.made_at)
    )
    rows = session.execute(query).all()
    flows = load_workflows(session, {plan.workflow_hash for _, _, _, plan, _ in rows})
    sent = _sent(session, [document.id for document, *_ in rows])
    for document, revision, step, plan, name in rows:
        title = flows[plan.workflow_hash].steps[step.name].title
        yield ToSend(document, step.id, name, title, revision.registration_number, sent.get(document.id, ()))


def _sent(session: Session, documents: Sequence[int]) -> dict[int, tuple[Dispatch, ...]]:
    found: dict[int, tuple[Dispatch, ...]] = {}
    for row in session.scalars(select(Dispatch).where(Dispatch.document_id.in_(documents)).order_by(Dispatch.id)):
        found[row.document_id] = (*found.get(row.document_id, ()), row)
    return found


@dataclass(frozen=True)
class Sending:
    """One decided document: who has got it, and who should."""

    desk: Desk
    document: Document
    sent: tuple[Dispatch, ...]
    left: tuple[str, ...]


def sending(session: Session, document_id: int, *, by: Actor, at: datetime, lock: bool = False) -> Sending:
    """The page of one document to send.

    :raise NotFound: it is not a decided document, or not for this person to send.
    """
    document = session.get(Document, document_id)
    revision = session.get(StepRevision, document.revision_id) if document is not None else None
    if document is None or revision is None or document.kind != "final":
        raise NotFound
    desk = open_desk(session, revision.step_id, by=by, at=at, action="see_document", revision_id=revision.id, lock=lock)
    if not desk.may("dispatch"):
        raise Forbidden(say("Beslut expedieras av registratorn eller nämndsekreteraren."))
    sent = _sent(session, [document.id]).get(document.id, ())
    have = {dispatch.recipient.casefold() for dispatch in sent}
    left = tuple(name for name in _recipients(desk) if name.casefold() not in have)
    return Sending(desk, document, sent, left)


def _recipients(desk: Desk) -> tuple[str, ...]:
    """Whom the document itself names: its distribution list, else those it applies to."""
    snapshot = snapshots.of_revision(desk)
    answers = snapshots.answers_of(snapshot) if snapshot is not None else {}
    for question in LISTS:
        names = tuple(dict.fromkeys(_names(answers.get(question))))
        if names:
            return names
    return (desk.department.name,)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (line.strip() for line in value.replace(",", "\n").splitlines() if line.strip())
    elif isinstance(value, Mapping):
        if value.get("name"):
            yield str(value["name"])
    elif isinstance(value, list):
        for one in value:
            yield from _names(one)


def mark_sent(
    session: Session, document_id: int, recipient: str, sent_on: date | None, *, by: Actor, at: datetime
) -> None:
    """Notes that a recipient was sent the document on a day; the same recipient twice is once.

    :raise Invalid: no recipient, no date, or a date that has not come.
    """
    found = sending(session, document_id, by=by, at=at, lock=True)
    recipient = " ".join(recipient.split())
    if not recipient:
        raise Invalid({"recipient": say("Skriv vem som har fått dokumentet.")})
    if sent_on is None or sent_on > found.desk.today:
        raise Invalid({"sent_on": say("Ange vilken dag det skickades, ÅÅÅÅ-MM-DD, i dag eller tidigare.")})
    if recipient.casefold() in {dispatch.recipient.casefold() for dispatch in found.sent}:
        return
    session.add(Dispatch(document_id=document_id, recipient=recipient, sent_on=sent_on, by_id=by.person_id))
    record_step(
        found.desk, "document_sent", document=found.document.sha256, recipient=recipient, on=sent_on.isoformat()
    )
    session.commit()


def finish_sending(session: Session, document_id: int, *, by: Actor, at: datetime) -> None:
    """Nobody more is to get the document; it leaves the list.

    :raise Invalid: nobody has got it yet.
    """
    found = sending(session, document_id, by=by, at=at, lock=True)
    if found.document.expedited_at is not None:
        return
    if not found.sent:
        raise Invalid({"": say("Anteckna minst en mottagare innan expedieringen avslutas.")})
    found.document.expedited_at = at
    record_step(found.desk, "sending_finished", document=found.document.sha256)
    session.commit()
