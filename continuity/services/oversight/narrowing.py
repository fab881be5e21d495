"""What the pages on the municipality are narrowed to, as part of a query, and the choices that the filter offers."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from continuity.definitions.vocabulary import Ball
from continuity.models import Department, Plan, Step
from continuity.services.organisation import tree
from continuity.services.swedish import alphabetical


@dataclass(frozen=True)
class Filter:
    """None is no narrowing. `year` is the year in which a step is due, `ball` who has something to do."""

    committee: int | None = None
    state: str | None = None
    year: int | None = None
    ball: Ball | None = None
    overdue: bool = False


def narrowed(chosen: Filter, today: date) -> ColumnElement[bool]:
    """True for plans that the filter lets through, in a query on plans joined with their departments."""
    where: list[ColumnElement[bool]] = [Plan.repealed_at.is_(None), Department.closed_on.is_(None)]
    if chosen.committee is not None:
        where.append(Department.id.in_(tree.below([chosen.committee])))
    if chosen.state is not None:
        where.append(_has_step(Step.state == chosen.state))
    if chosen.year is not None:
        first, last = date(chosen.year, 1, 1), date(chosen.year, 12, 31)
        where.append(_has_step(Step.ball != "nobody", Step.due.between(first, last)))
    if chosen.ball is not None:
        where.append(_has_step(Step.ball == chosen.ball))
    if chosen.overdue:
        where.append(_has_step(late(today)))
    return and_(*where)


def late(today: date) -> ColumnElement[bool]:
    """True for steps that somebody should have done by now; what nobody has to do is never late."""
    return and_(Step.ball != "nobody", Step.due < today)


def _has_step(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Step.plan_id == Plan.id, *where).correlate(Plan)


def committees(session: Session) -> tuple[tuple[int, str], ...]:
    """The committees that answer for some unit, by name; one that only holds others together answers for none."""
    below = aliased(Department)
    answers = exists().where(below.parent_id == Department.id, below.level != "committee").correlate(Department)
    query = select(Department.id, Department.name).where(
        Department.level == "committee", Department.closed_on.is_(None), answers
    )
    return tuple(sorted(((row.id, row.name) for row in session.execute(query)), key=lambda row: alphabetical(row[1])))


def years(session: Session) -> tuple[int, ...]:
    """The years that somebody has something due in."""
    query = select(func.min(Step.due), func.max(Step.due)).where(Step.ball != "nobody")
    first, last = session.execute(query).one()
    return tuple(range(first.year, last.year + 1)) if first and last else ()
