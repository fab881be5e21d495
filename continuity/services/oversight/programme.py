"""The programme of exercises: each department's next and last, beside the year's common direction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from continuity.definitions.workflows import Workflow
from continuity.errors import Forbidden, Invalid, say
from continuity.models import Department, Direction, Exercise, Plan, Step
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.organisation.reach import reached
from continuity.services.record import history
from continuity.services.registers import exercises
from continuity.services.steps.desk import Desk
from continuity.services.swedish import alphabetical
from continuity.services.worklist.standing import Standing, load_workflows, stand

LONGEST = 4_000  # characters of a direction
AHEAD = 5  # years for which a direction can be written


@dataclass(frozen=True)
class Line:
    """One department: the step that tries its plan (None where its workflow has none) and the latest exercise held."""

    department_id: int
    department: str
    in_force: bool
    step: Standing | None
    planned_on: date | None
    late: bool
    held: Exercise | None


@dataclass(frozen=True)
class Programme:
    """The programme of a year; `direction` is None while nothing has been said of that year."""

    year: int
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    direction: Direction | None
    may_direct: bool


def programme(session: Session, year: int | None = None, *, by: Actor, at: datetime) -> Programme:
    """What the departments whose plan this person may see have held and will hold, by name."""
    today = local_date(at)
    query = (
        select(Plan)
        .join(Plan.department)
        .options(joinedload(Plan.department), selectinload(Plan.steps))
        .where(Plan.repealed_at.is_(None), Department.closed_on.is_(None))
        .where(reached(by, permissions.DEPARTMENT["see_plan"], today))
    )
    plans = sorted(session.scalars(query).unique(), key=lambda plan: alphabetical(plan.department.name))
    flows = load_workflows(session, {plan.workflow_hash for plan in plans}) if plans else {}
    held = exercises.latest(session, [plan.id for plan in plans])
    asked = year or today.year
    return Programme(
        year=asked,
        years=_years(session, today, asked),
        lines=tuple(_line(plan, flows[plan.workflow_hash], held.get(plan.id), at) for plan in plans),
        direction=direction(session, asked),
        may_direct=permissions.may("set_direction", by.anywhere(today)),
    )


def _line(plan: Plan, flow: Workflow, held: Exercise | None, at: datetime) -> Line:
    step = _trying(plan.steps, flow)
    planned = step.due if step else None
    in_force = plan.in_force_version is not None
    return Line(
        department_id=plan.department_id,
        department=plan.department.name,
        in_force=in_force,
        step=stand(step, plan.steps, flow, at) if step else None,
        planned_on=planned,
        late=in_force and planned is not None and planned < local_date(at),
        held=held,
    )


def _trying(steps: Sequence[Step], flow: Workflow) -> Step | None:
    """The step that tries the plan, as its workflow says."""
    names = {name for name, step in flow.steps.items() if step.tests is not None}
    return next((step for step in steps if step.name in names), None)


def _years(session: Session, today: date, asked: int) -> tuple[int, ...]:
    written = session.scalars(select(func.distinct(Direction.year))).all()
    return tuple(sorted({*written, today.year, today.year + 1, asked}))


def direction(session: Session, year: int) -> Direction | None:
    """What the security function says last of this year's exercises."""
    query = select(Direction).where(Direction.year == year).order_by(Direction.id.desc()).limit(1)
    return session.scalars(query).first()


def direction_for(desk: Desk) -> Direction | None:
    """The direction that a step's exercise is planned by: that of its due date's year, else of this year."""
    if desk.parameters.tests is None:
        return None
    return direction(desk.session, (desk.step.due or desk.today).year)


def set_direction(session: Session, year: int, text: str, *, by: Actor, at: datetime) -> Direction:
    """Writes the common direction of a year's exercises; what was said before stays in the history.

    :raise Forbidden: only the security function does this. :raise Invalid: there is no text, or no such year.
    """
    today = local_date(at)
    if not permissions.may("set_direction", by.anywhere(today)):
        raise Forbidden(say("Säkerhetsfunktionen anger övningarnas gemensamma inriktning."))
    if not text.strip():
        raise Invalid({"text": say("Skriv vad årets övningar ska inriktas på.")})
    if len(text) > LONGEST:
        raise Invalid({"text": say("Texten är för lång. Högst {max} tecken får plats.", max=LONGEST)})
    if not today.year <= year <= today.year + AHEAD:
        raise Invalid({"text": say("En inriktning skrivs för i år eller något av de närmaste åren.")})
    said = Direction(year=year, text=text.strip(), at=at, by_id=by.person_id, by_name=by.name)
    session.add(said)
    history.record(session, "direction_set", at=at, by=by, year=year, text=text.strip())
    session.commit()
    return said
