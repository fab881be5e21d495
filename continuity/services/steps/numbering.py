"""Registration numbers: the case once per plan and cycle, a running number for each step's document."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, Invalid, Refused, say
from continuity.models import Plan, Step, StepRevision
from continuity.rules.permissions import Actor
from continuity.services.paper import paperwork
from continuity.services.steps.desk import Desk, open_desk
from continuity.services.steps.moving import record_step


def pattern(desk: Desk) -> str:
    """How a number looks here: one regular expression for case and running number together."""
    return desk.settings.numbers.pattern


def proposed_number(desk: Desk) -> str:
    """The next number in the cycle's case, "" while it has none."""
    case = _case(desk)
    if case is None:
        return ""
    taken = [_running(number, case) for number in _numbers(desk)]
    last = max((n for n in taken if n is not None), default=(desk.parameters.running_number or 1) - 1)
    return desk.settings.numbers.running.format(case=case, number=last + 1)


def _numbers(desk: Desk) -> Sequence[str]:
    """The numbers of the cycle's other documents; one that was decided elsewhere has a case of its own."""
    query = select(StepRevision.registration_number).join(Step, Step.id == StepRevision.step_id)
    found = desk.session.scalars(
        query.where(
            Step.plan_id == desk.plan.id,
            StepRevision.step_id != desk.step.id,
            StepRevision.cycle == desk.revision.cycle,
            StepRevision.kind != "decided_elsewhere",
        ).order_by(StepRevision.id)
    )
    return [number for number in found if number]


def _case(desk: Desk) -> str | None:
    """The case that the cycle's other documents stand in."""
    return next((paperwork.case_of(desk, number) for number in _numbers(desk)), None)


def _running(number: str, case: str) -> int | None:
    found = paperwork.RUNNING.match(number)
    return int(found["running"]) if found and found["case"] == case else None


def assign_number(session: Session, step_id: int, number: str, *, by: Actor, at: datetime) -> None:
    """Gives the step's document its registration number; the cycle's first one also gives the plan its case number.

    :raise Invalid: the number does not look like one, belongs to another case, or is taken.
    """
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    if not desk.may("assign_number"):
        raise Forbidden(say("Diarienummer tilldelas av registratorn."))
    if desk.revision.frozen_at is not None or desk.state.final:
        raise Refused(say("Dokumentet är låst för underskrift och dess nummer kan inte ändras."))
    number = " ".join(number.split())
    _check(desk, number)
    if desk.revision.cycle == desk.plan.cycle:
        desk.plan.case_number = paperwork.case_of(desk, number)
    desk.revision.registration_number = number
    record_step(desk, "number_assigned", number=number)
    session.commit()


def _check(desk: Desk, number: str) -> None:
    if not re.fullmatch(pattern(desk), number):
        example = desk.settings.numbers.example
        raise Invalid({"number": say("Numret ser inte ut som här, till exempel {example}.", example=example)})
    case = _case(desk)
    if case is not None and paperwork.case_of(desk, number) != case:
        raise Invalid({"number": say("Planen har ärendet {case}. Numret ska börja så.", case=case)})
    query = select(StepRevision.step_id).where(
        StepRevision.registration_number == number, StepRevision.step_id != desk.step.id
    )
    if desk.session.scalars(query.limit(1)).first() is not None:
        raise Invalid({"number": say("Numret {number} är redan använt för ett annat dokument.", number=number)})


def waiting_for_number(session: Session) -> Sequence[Step]:
    """Steps being worked on whose document has no number yet, oldest first."""
    query = (
        select(Step)
        .join(StepRevision, StepRevision.id == Step.open_revision_id)
        .join(Plan, Plan.id == Step.plan_id)
        .where(
            StepRevision.registration_number.is_(None),
            StepRevision.frozen_at.is_(None),
            StepRevision.submitted_at.is_not(None),
            Plan.repealed_at.is_(None),
        )
    )
    return session.scalars(query.order_by(StepRevision.submitted_at)).all()
