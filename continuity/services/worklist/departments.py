"""A department's page: its steps with everything that a person there may know and do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import Role
from continuity.definitions.words import Words
from continuity.definitions.workflows import Machine, Workflow
from continuity.errors import Invalid, NotFound, Reason, say
from continuity.models import (
    Department,
    Document,
    Membership,
    Note,
    PendingReopening,
    Person,
    Plan,
    RegisteredDocument,
    SignOff,
    Step,
    StepRevision,
)
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.rules.readiness import Readiness
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.organisation import tree
from continuity.services.oversight import notes
from continuity.services.oversight.ready import readiness_of
from continuity.services.record import archive, history
from continuity.services.steps import opening, takeovers
from continuity.services.steps.desk import Desk
from continuity.services.worklist.standing import Standing
from continuity.services.worklist.turns import OpenStep, Turn, open_steps
from continuity.services.worklist.waiting import who

PLAN_ACTIONS = ("reopen", "settle_reopening", "register_existing", "see_history", "see_dependencies")
KEPT_KINDS = ("signing", "final", "registered", "annex", "committee_memo")  # a working copy is no archive


@dataclass(frozen=True)
class StepLine:
    """One step on the page; `actions` are what this person may do now, `against` says why a start is off.

    `extracts` are the documents of which this person may only have the open extract.
    """

    step: Step
    standing: Standing
    machine: Machine
    revision: StepRevision | None
    in_force: StepRevision | None
    turn: Turn | None
    role: Words | None
    names: tuple[str, ...]
    signatures: tuple[SignOff, ...]
    documents: tuple[Document, ...]
    extracts: frozenset[int]
    appointed: str
    actions: frozenset[str]
    against: tuple[Reason, ...]


@dataclass(frozen=True)
class PlanView:
    """One plan of the department."""

    plan: Plan
    title: Words
    rest: Reason | None
    late: bool
    readiness: Readiness
    steps: tuple[StepLine, ...]
    titles: Mapping[str, Words]
    reopenings: tuple[tuple[PendingReopening, Words, Words], ...]
    proposals: tuple[tuple[RegisteredDocument, Words, str], ...]
    reasons: tuple[tuple[str, Words, Words], ...]
    events: Sequence[tuple[Any, Mapping[str, Any]]]
    notes: Sequence[tuple[Note, str]]
    actions: frozenset[str]
    takeover: Membership | None = None  # the seat of the head who has not taken over the plan in force


@dataclass(frozen=True)
class DepartmentPage:
    """A department and its plans."""

    department: Department
    way: tuple[tree.Unit, ...]
    plans: tuple[PlanView, ...]
    sees_needs: bool = False


def department_page(session: Session, department_id: int, *, by: Actor, at: datetime) -> DepartmentPage:
    """Everything on a department's page.

    :raise NotFound: there is no such department, or it is not this person's to see.
    """
    department = session.get(Department, department_id)
    if department is None:
        raise NotFound
    way = tree.lines(session, [department_id])[department_id]
    held = by.roles([unit.id for unit in way], local_date(at))
    roles = held | (_personal(session, department_id, by) if permissions.KEPT_APART.isdisjoint(held) else frozenset())
    if not permissions.may("see_plan", roles):
        raise NotFound
    plans = session.scalars(select(Plan).where(Plan.department_id == department_id).order_by(Plan.id)).all()
    opened = open_steps(session, [plan.id for plan in plans], at=at)
    views = [_plan(session, plan, [o for o in opened if o.plan is plan], roles, by, at) for plan in plans]
    return DepartmentPage(department, way, tuple(views), permissions.may("see_restricted", held))


def _personal(session: Session, department_id: int, by: Actor) -> frozenset[str]:
    """A colleague appointed to a step here sees the page without a seat."""
    query = (
        select(StepRevision.id)
        .join(Step, Step.open_revision_id == StepRevision.id)
        .join(Step.plan)
        .where(Plan.department_id == department_id, StepRevision.appointed_id == by.person_id)
    )
    return frozenset({"appointed"} if session.scalar(query.limit(1)) is not None else ())


def person_with(session: Session, email: str) -> int:
    """The id of the active account with this address. :raise Invalid: there is none."""
    query = select(Person.id).where(func.lower(Person.email) == email.strip().casefold(), Person.active)
    found = session.scalar(query)
    if found is None:
        raise Invalid(
            {"person": say("Ingen har ett konto med den adressen. Be systemadministratören lägga till kollegan.")}
        )
    return found


def _plan(
    session: Session, plan: Plan, opened: Sequence[OpenStep], roles: frozenset[str], by: Actor, at: datetime
) -> PlanView:
    today = local_date(at)
    workflow = publishing.workflow(session, plan.workflow_hash)
    titles = {name: step.title for name, step in workflow.steps.items()}
    rest, late = _rest(plan, today)
    actions = frozenset(action for action in PLAN_ACTIONS if _may(action, roles))
    return PlanView(
        plan=plan,
        title=workflow.title,
        rest=rest,
        readiness=readiness_of(session, [plan], at=at)[plan.id],
        late=late,
        steps=tuple(_steps(session, opened, roles, by, at)),
        titles=titles,
        reopenings=tuple(
            (pending, titles.get(pending.step_name, Words(sv=pending.step_name)), _why(workflow.reopen, pending))
            for pending in _pending(session, plan)
        ),
        proposals=tuple(
            (proposal, titles.get(proposal.step_name, Words(sv=proposal.step_name)), name)
            for proposal, name in _proposed(session, plan)
        ),
        reasons=tuple(
            (name, reason.label, titles[reason.opens])
            for name, reason in workflow.reopen.items()
            if not roles.isdisjoint(reason.by) and _can_open_again(plan, workflow, reason.opens)
        ),
        events=history.events(session, plan_id=plan.id, limit=5) if "see_history" in actions else (),
        notes=notes.newest(session, plan.id) if "see_history" in actions else (),
        actions=actions if plan.repealed_at is None else actions & {"see_history"},
        takeover=takeovers.waiting(session, [plan.id], today).get(plan.id),
    )


def _can_open_again(plan: Plan, workflow: Workflow, step_name: str) -> bool:
    step = next((step for step in plan.steps if step.name == step_name), None)
    return step is not None and opening.may_open_again(workflow, step)


def _may(action: str, roles: frozenset[str]) -> bool:
    return permissions.may(action, roles)


def _why(reasons: Mapping[str, Any], pending: PendingReopening) -> Words:
    reason = reasons.get(pending.reason)
    return cast(Words, reason.label) if reason else Words(sv=pending.reason_text or pending.reason)


def _rest(plan: Plan, today: date) -> tuple[Reason | None, bool]:
    """How the plan in force stands, in one sentence, and whether something about it is late."""
    if plan.repealed_at is not None:
        return say("Planen är upphävd."), False
    if plan.in_force_version is None:
        return None, False
    if plan.valid_to is not None and plan.valid_to < today:
        return say(
            "Giltighetstiden gick ut {date}. Planen används tills nytt beslut har fattats.", date=plan.valid_to
        ), True
    if plan.review_due is not None and plan.review_due < today:
        return say(
            "Översyn försenad – planen gäller. Översynen skulle ha varit klar {date}.", date=plan.review_due
        ), True
    if plan.review_due is not None:
        return say("Aktuell, nästa översyn {date}.", date=plan.review_due), False
    return say("Planen gäller."), False


def _pending(session: Session, plan: Plan) -> Sequence[PendingReopening]:
    query = select(PendingReopening).where(PendingReopening.plan_id == plan.id, PendingReopening.settled_at.is_(None))
    return session.scalars(query.order_by(PendingReopening.asked_at)).all()


def _proposed(session: Session, plan: Plan) -> Iterable[tuple[RegisteredDocument, str]]:
    query = (
        select(RegisteredDocument, Person.name)
        .join(Person, Person.id == RegisteredDocument.proposed_by_id)
        .where(
            RegisteredDocument.plan_id == plan.id,
            RegisteredDocument.confirmed_at.is_(None),
            RegisteredDocument.withdrawn_at.is_(None),
        )
    )
    return [(row[0], row[1]) for row in session.execute(query)]


# --- the steps ----------------------------------------------------------------------------------------------------


def _steps(
    session: Session, opened: Sequence[OpenStep], roles: frozenset[str], by: Actor, at: datetime
) -> Iterator[StepLine]:
    today = local_date(at)
    turns = [(one, turn) for one in opened for turn in one.turns(today)[:1]]
    names, first = who(session, turns, today), {one.step.id: turn for one, turn in turns}
    titles = publishing.settings(session).role_titles
    signed = _signatures(session, opened)
    kept = _documents(session, opened) if _may("see_document", roles) else {}
    appointed = _appointed(session, opened)
    for one in opened:
        turn = first.get(one.step.id)
        role = min(turn.roles, default="") if turn else ""
        actions, against = _actions(session, one, roles, by, at)
        yield StepLine(
            step=one.step,
            standing=one.standing,
            machine=one.machine,
            revision=one.revision,
            in_force=one.step.in_force_revision,
            turn=turn,
            role=titles.get(cast(Role, role)),
            names=names.get(one.step.id, ()),
            signatures=tuple(signed.get(_shown(one), ())),
            documents=tuple(kept.get(one.step.id, ())),
            extracts=_extracts(session, one, kept.get(one.step.id, ()), roles),
            appointed=appointed.get(one.step.id, ""),
            actions=actions,
            against=against,
        )


def _shown(one: OpenStep) -> tuple[int, int]:
    """The revision whose signatures the page shows: the one at work, before that the one in force."""
    shown = one.revision if one.revision is not None and one.signed else one.step.in_force_revision
    return (shown.id, shown.round) if shown is not None else (0, 0)


def _signatures(session: Session, opened: Sequence[OpenStep]) -> dict[tuple[int, int], list[SignOff]]:
    shown = {_shown(one) for one in opened}
    query = select(SignOff).where(SignOff.revision_id.in_({key[0] for key in shown}), SignOff.action == "signed")
    found: dict[tuple[int, int], list[SignOff]] = {}
    for signature in session.scalars(query.order_by(SignOff.at)):
        found.setdefault((signature.revision_id, signature.round), []).append(signature)
    return found


def _documents(session: Session, opened: Sequence[OpenStep]) -> dict[int, list[Document]]:
    """The documents of the revision at work and the one in force, newest first."""
    of_step = {
        revision.id: one.step.id
        for one in opened
        for revision in (one.revision, one.step.in_force_revision)
        if revision
    }
    query = select(Document).where(Document.revision_id.in_(of_step), Document.kind.in_(KEPT_KINDS))
    found: dict[int, list[Document]] = {}
    for document in session.scalars(query.order_by(Document.made_at.desc(), Document.id.desc())):
        found.setdefault(of_step[document.revision_id], []).append(document)
    return {step: _latest(documents) for step, documents in found.items()}


def _extracts(session: Session, one: OpenStep, documents: Sequence[Document], roles: frozenset[str]) -> frozenset[int]:
    """The documents that hold restricted answers, for a person who may not see those."""
    if not archive.FULL.isdisjoint(roles):
        return frozenset()
    forms = {revision.id: revision.form_hash for revision in (one.revision, one.step.in_force_revision) if revision}
    restricted = {id for id, text in forms.items() if archive.holds_restricted(publishing.form(session, text))}
    whole = [d for d in documents if d.edition == "full" and d.kind != "committee_memo"]
    return frozenset(document.id for document in whole if document.revision_id in restricted)


def _latest(documents: Sequence[Document]) -> list[Document]:
    """A completed revision is its final copy; the signing copy of an open one stands until then."""
    done = {document.revision_id for document in documents if document.kind == "final"}
    kept: dict[tuple[int, str, str, str], Document] = {}
    for document in documents:
        if document.kind == "signing" and document.revision_id in done:
            continue
        kept.setdefault((document.revision_id, document.kind, document.language, document.edition), document)
    return list(kept.values())


def _appointed(session: Session, opened: Sequence[OpenStep]) -> dict[int, str]:
    wanted = {one.revision.appointed_id: one.step.id for one in opened if one.revision and one.revision.appointed_id}
    if not wanted:
        return {}
    query = select(Person.id, Person.name).where(Person.id.in_(wanted))
    names = {row.id: row.name for row in session.execute(query)}
    return {
        one.step.id: names[one.revision.appointed_id] for one in opened if one.revision and one.revision.appointed_id
    }


def _actions(
    session: Session, one: OpenStep, roles: frozenset[str], by: Actor, at: datetime
) -> tuple[frozenset[str], tuple[Reason, ...]]:
    """What this person may do with the step now, and the reasons why its own triggers are off."""
    step, revision = one.step, one.revision
    found: set[str] = set()
    against: tuple[Reason, ...] = ()
    if one.plan.repealed_at is not None:
        return frozenset(), ()
    if revision is None:
        if one.parameters.opens is not None and one.before_is_done and _may("reopen", roles):
            found.add("open_now")
    else:
        desk = Desk(session, one.plan, step, revision, by, at, one.line)
        found |= set(desk.triggers())
        if "start" in found:
            against = desk.reasons_against("start")
        if _may("appoint", roles):
            found.add("appoint")
        if _may("move_due", roles) and step.due is not None and step.due_moved is None:
            found.add("move_due")
        if desk.may("see_answers"):
            found.add("open")
    if revision is not None and revision.kind == "annex" and _may("annex", roles):
        found.add("annex_open")
    if revision is None and _has_annex(one) and _may("annex", roles):
        found.add("annex")
    unmade = step.in_force_revision_id is None and one.standing.tone == "idle" and one.parameters.opens is None
    if unmade and _may("register_existing", roles):
        found.add("register_existing")
    if _may("see_history", roles):
        found.add("see_history")
    return frozenset(found), against


def _has_annex(one: OpenStep) -> bool:
    """Whether the version in force was made here and has contacts that may change on their own."""
    in_force = one.step.in_force_revision
    return in_force is not None and in_force.kind != "decided_elsewhere" and bool(one.parameters.annex)
