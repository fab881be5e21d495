"""Moves a plan's running steps to the newest published definitions, whole plan or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from continuity.definitions.canonical import sha256_of
from continuity.definitions.workflows import Workflow
from continuity.errors import NotFound, Reason, say
from continuity.models import AnswerPart, AnswerVersion, Backing, Comment, Invitation, Plan, Step, StepRevision
from continuity.rules import lifecycle
from continuity.rules.answers import Part
from continuity.rules.moves import Moves, work_out
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.paper import rendering
from continuity.services.record.history import record
from continuity.services.steps import closing, opening
from continuity.services.steps.desk import SYSTEM, Desk, line_of
from continuity.services.steps.opening import Why

# moves: would move (a dry run) · moved · current: has the newest already · waits: another step stands in the way
Outcome = Literal["moves", "moved", "current", "waits", "refused"]


@dataclass(frozen=True)
class MigrationLine:
    """What happens to one step; `old` and `new` are hashes of all its definitions together."""

    plan_id: int
    department: str
    step: str
    outcome: Outcome
    old: str = ""
    new: str = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class _Newest:
    """The definitions a step would get."""

    workflow_hash: str
    form_hash: str
    organisation_hash: str
    workflow: Workflow

    @property
    def hash(self) -> str:
        return sha256_of("\n".join((self.workflow_hash, self.form_hash, self.organisation_hash)))


@dataclass(frozen=True)
class _Move:
    """One step's move, worked out and not yet made."""

    line: MigrationLine
    step: Step
    newest: _Newest | None = None
    state: str = ""
    answers: Moves | None = None


def migrate(
    session: Session,
    plan_ids: Sequence[int],
    *,
    mapping: Mapping[str, str],
    dry_run: bool,
    by: Actor | None,
    at: datetime,
) -> list[MigrationLine]:
    """A line for each open step of the plans. With `dry_run` nothing is written.

    A plan moves whole or not at all: refused while an active state or an answered question has no target. `mapping`
    says what a state, a question (its path or name) or a list is called in the newest definitions.
    :raise NotFound: there is no such plan.
    """
    lines: list[MigrationLine] = []
    for plan_id in plan_ids:
        plan = opening.plan_of(session, plan_id)
        if plan is None:
            raise NotFound(say("Det finns ingen plan med nummer {n}.", n=plan_id))
        moves = [_worked_out(session, plan, step, mapping) for step in plan.steps if _concerned(plan, step)]
        lines += _settled(session, plan, moves, mapping, dry_run=dry_run, by=by, at=at)
    return lines


def _concerned(plan: Plan, step: Step) -> bool:
    return plan.repealed_at is None and (step.open_revision_id is not None or step.in_force_revision_id is None)


def _settled(
    session: Session,
    plan: Plan,
    moves: Sequence[_Move],
    mapping: Mapping[str, str],
    *,
    dry_run: bool,
    by: Actor | None,
    at: datetime,
) -> list[MigrationLine]:
    blocked = any(move.line.outcome == "refused" for move in moves)
    if dry_run or blocked:
        waiting: Outcome = "waits" if blocked else "moves"
        return [replace(m.line, outcome=waiting) if m.line.outcome == "moves" else m.line for m in moves]
    moving = [move for move in moves if move.line.outcome == "moves"]
    newest = _workflow(session, plan)
    if moving or plan.workflow_hash != newest[0]:
        for move in moving:
            _make(session, plan, move, at=at)
        _follow(session, plan, *newest, by=by, at=at)
        record(
            session, "plan_migrated", at=at, by=by, plan_id=plan.id, workflow=newest[0],
            steps=[move.step.name for move in moving], mapping=dict(mapping),
        )  # fmt: skip
    session.commit()
    return [replace(m.line, outcome="moved") if m.line.outcome == "moves" else m.line for m in moves]


def _workflow(session: Session, plan: Plan) -> tuple[str, Workflow]:
    digest = publishing.hash_of(session, "workflow", plan.workflow, plan.variant, plan.department.code)
    return digest, publishing.workflow(session, digest)


# --- working out ----------------------------------------------------------------------------------------------------


def _worked_out(session: Session, plan: Plan, step: Step, mapping: Mapping[str, str]) -> _Move:
    line = MigrationLine(plan.id, plan.department.name, step.name, "current")
    digest, workflow = _workflow(session, plan)
    parameters = workflow.steps.get(step.name)
    if parameters is None:
        reason = say("Steget {step} finns inte i det nya arbetsflödet.", step=step.name)
        return _Move(replace(line, outcome="refused", reasons=(reason,)), step)
    revision = _locked(session, step)
    if revision is None or revision.kind == "annex":  # an annex keeps the definitions of the version it belongs to
        return _Move(line, step)
    form = publishing.hash_of(session, "form", parameters.form, plan.variant, plan.department.code)
    newest = _Newest(digest, form, publishing.hash_of(session, "organisation", "organisation"), workflow)
    old = _Newest(revision.workflow_hash, revision.form_hash, revision.organisation_hash, workflow)
    line = replace(line, old=old.hash, new=newest.hash)
    if old.hash == newest.hash:
        return _Move(line, step)
    return _fitted(session, _Move(line, step, newest), revision, mapping)


def _locked(session: Session, step: Step) -> StepRevision | None:
    query = select(StepRevision).where(StepRevision.id == step.open_revision_id)
    return session.scalars(
        query.with_for_update(key_share=True).execution_options(populate_existing=True)
    ).one_or_none()


def _fitted(session: Session, move: _Move, revision: StepRevision, mapping: Mapping[str, str]) -> _Move:
    assert move.newest is not None
    parts = session.scalars(
        select(AnswerPart).where(AnswerPart.revision_id == revision.id, AnswerPart.removed_at.is_(None))
    )
    answers = work_out(
        publishing.form(session, revision.form_hash),
        publishing.form(session, move.newest.form_hash),
        [Part(p.page, p.row, p.parent_row, p.position, p.values) for p in parts],
        mapping,
    )
    state = mapping.get(revision.state, revision.state)
    reasons = (*_against_state(move, revision, state), *answers.reasons)
    line = replace(move.line, outcome="refused" if reasons else "moves", reasons=reasons)
    return replace(move, line=line, state=state, answers=answers)


def _against_state(move: _Move, revision: StepRevision, state: str) -> Sequence[Reason]:
    assert move.newest is not None
    if revision.frozen_at is not None:
        return (say("Svaren är frysta för underskrift. Skicka tillbaka steget, eller låt det bli klart, först."),)
    target = move.newest.workflow.machine_of(move.step.name).states.get(state)
    if target is None:
        return (say("Läget {state} finns inte i det nya arbetsflödet.", state=state),)
    if state != revision.state and (target.final or "freeze" in target.enter):
        return (
            say(
                "Läget {old} kan inte bli {new}: dit kommer ett steg bara genom underskrift.",
                old=revision.state,
                new=state,
            ),
        )
    return ()


# --- moving ---------------------------------------------------------------------------------------------------------


def _make(session: Session, plan: Plan, move: _Move, *, at: datetime) -> None:
    newest, revision = move.newest, move.step.open_revision
    assert newest is not None and revision is not None and move.answers is not None
    _move_answers(session, revision, move.answers, at=at)
    revision.workflow_hash, revision.form_hash = newest.workflow_hash, newest.form_hash
    revision.organisation_hash = newest.organisation_hash
    if move.state != revision.state:
        revision.state, revision.since = move.state, at
    desk = Desk(session, plan, move.step, revision, SYSTEM, at, line_of(session, plan.department_id))
    parameters = newest.workflow.steps[move.step.name]
    revision.templates = rendering.templates_now(desk, (*parameters.documents, "questions"))
    move.step.state, move.step.since = revision.state, revision.since
    move.step.ball = lifecycle.ball_of(newest.workflow.machine_of(move.step.name), revision.state)


def _move_answers(session: Session, revision: StepRevision, answers: Moves, *, at: datetime) -> None:
    """Renames lists where they stand, so that rows keep their history, then lays each answer on its page."""
    for old, new in answers.pages.items():
        if old != new:
            for table in (AnswerPart, Backing, Comment, Invitation):
                session.execute(
                    update(table).where(table.revision_id == revision.id, table.page == old).values(page=new)
                )
    revision.returned_pages = [answers.pages.get(page, page) for page in revision.returned_pages]
    session.expire_all()
    parts = {
        (part.page, part.row): part
        for part in session.scalars(select(AnswerPart).where(AnswerPart.revision_id == revision.id))
    }
    for place, part in parts.items():
        if part.removed_at is None and place not in answers.values and part.values:
            _lay(session, part, {}, at=at)
    for (page, row), values in answers.values.items():
        found = parts.get((page, row))
        if found is None:
            session.add(AnswerPart(revision_id=revision.id, page=page, row=row, values=values, saved_at=at))
        elif found.values != values:
            _lay(session, found, values, at=at)
    session.flush()


def _lay(session: Session, part: AnswerPart, values: dict[str, object], *, at: datetime) -> None:
    """As a save would: what was there before is remembered, and a page somebody has open is stale."""
    session.add(
        AnswerVersion(
            part_id=part.id, version=part.version, values=part.values, saved_at=part.saved_at,
            saved_by_id=part.saved_by_id,
        )
    )  # fmt: skip
    part.values, part.version, part.saved_at = values, part.version + 1, at


def _follow(session: Session, plan: Plan, digest: str, workflow: Workflow, *, by: Actor | None, at: datetime) -> None:
    """The plan itself follows: the new order of its steps, and steps that are new."""
    plan.workflow_hash = digest
    steps = {step.name: step for step in plan.steps}
    for position, name in enumerate(workflow.steps):
        step = steps.get(name)
        if step is not None:
            step.position = position
            continue
        added = Step(name=name, position=position, state=workflow.machine_of(name).initial, since=at)
        plan.steps.append(added)
        session.flush()
        if workflow.steps[name].opens is None:
            opening.open_revision(session, added, why=Why(), by=by, at=at)
    session.flush()
    first = next((s for s in plan.steps if s.open_revision or s.in_force_revision), None)
    revision = (first.open_revision or first.in_force_revision) if first is not None else None
    if first is not None and revision is not None:
        closing.refresh_plan(Desk(session, plan, first, revision, SYSTEM, at, line_of(session, plan.department_id)))
