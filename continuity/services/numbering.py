"""Registration numbers: the case once per plan and cycle, a running number for each step's document."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, Invalid, Refused, say
from continuity.models import Plan, Step, StepRevision
from continuity.rules.permissions import Actor
from continuity.services.desk import Desk, open_desk
from continuity.services.moving import record_step

RUNNING = re.compile(r"^(?P<case>.+)-(?P<running>\d+)$")


def pattern(desk: Desk) -> str:
    """How a number looks here: one regular expression for case and running number together."""
    return desk.settings.numbers.pattern


def proposed_number(desk: Desk) -> str:
    """The next number in the plan's case, "" while the plan has no case number."""
    case = desk.plan.case_number
    if case is None:
        return ""
    taken = [_running(number, case) for number in _numbers(desk)]
    last = max((n for n in taken if n is not None), default=(desk.parameters.running_number or 1) - 1)
    return desk.settings.numbers.running.format(case=case, number=last + 1)


def _numbers(desk: Desk) -> Sequence[str | None]:
    query = select(StepRevision.registration_number).join(Step, Step.id == StepRevision.step_id)
    return desk.session.scalars(query.where(Step.plan_id == desk.plan.id)).all()


def _running(number: str | None, case: str) -> int | None:
    found = RUNNING.match(number or "")
    return int(found["running"]) if found and found["case"] == case else None


def assign_number(session: Session, step_id: int, number: str, *, by: Actor, at: datetime) -> None:
    """Gives the step's document its registration number; the first one also gives the plan its case number.

    :raise Invalid: the number does not look like one, belongs to another case, or is taken.
    """
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    if not desk.may("assign_number"):
        raise Forbidden(say("Diarienummer tilldelas av registratorn."))
    if desk.revision.frozen_at is not None:
        raise Refused(say("Dokumentet är låst för underskrift och dess nummer kan inte ändras."))
    number = "".join(number.split())
    _check(desk, number)
    case = RUNNING.match(number)
    if desk.plan.case_number is None:
        desk.plan.case_number = case["case"] if case else number
    desk.revision.registration_number = number
    record_step(desk, "number_assigned", number=number)
    session.commit()


def _check(desk: Desk, number: str) -> None:
    if not re.fullmatch(pattern(desk), number):
        raise Invalid({"number": say("Numret ser inte ut som här, till exempel {example}.", example=desk.settings.numbers.example)})
    case = desk.plan.case_number
    found = RUNNING.match(number)
    if case is not None and (found["case"] if found else number) != case:
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
