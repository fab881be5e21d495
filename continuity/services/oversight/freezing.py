"""Freezes how every department stands on 31 January, for the follow-up that goes to the county on 15 February."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.models import Plan, YearStatus
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.oversight.board import Line, all_lines
from continuity.services.oversight.narrowing import Filter
from continuity.services.record.history import record
from continuity.services.worklist.standing import Standing

FIRST, LAST = (1, 31), (2, 28)  # taken on the first day, or as soon after as the system runs, until the month is out


def is_time(today: date) -> bool:
    """Whether a status of this year is to be taken if there is none."""
    return FIRST <= (today.month, today.day) <= LAST


def freeze(session: Session, *, by: Actor | None, at: datetime) -> int:
    """Writes a row a department unless this year has its rows; how many were written."""
    year = local_date(at).year
    if session.scalar(select(YearStatus.id).where(YearStatus.year == year).limit(1)) is not None:
        return 0
    lines = all_lines(session, Filter(), at=at)
    workflows = {row.id: row.workflow for row in session.execute(select(Plan.id, Plan.workflow))}
    session.add_all(_row(line, workflows[line.plan_id], year, at) for line in lines)
    if not lines:
        return 0
    record(session, "status_frozen", at=at, by=by, year=year, departments=len(lines))
    session.commit()
    return len(lines)


def _row(line: Line, workflow: str, year: int, at: datetime) -> YearStatus:
    return YearStatus(
        year=year,
        department_id=line.department_id,
        workflow=workflow,
        name=line.name,
        committee=line.committee,
        in_force_version=line.in_force_version,
        review_due=line.review_due,
        valid_to=line.valid_to,
        steps={name: _step(cell) for name, cell in line.cells.items()},
        taken_at=at,
    )


def _step(cell: Standing) -> dict[str, Any]:
    return {
        "state": cell.state,
        "done": cell.tone == "done",
        "waits": cell.waits,
        "late": cell.overdue,
        "due": cell.due.isoformat() if cell.due else None,
    }
