"""Publishing to the register: proposed at submit and in force at completion, nothing is overwritten."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import REGISTER_FIELDS, Register
from continuity.models import Activity, Demand, GapHandling
from continuity.rules.answers import Row, is_answered, is_special
from continuity.services.registers import published_rows
from continuity.services.registers.register import name_of_row
from continuity.services.steps.desk import Desk

STATED: tuple[type[Activity] | type[Demand], ...] = (Activity, Demand)


def propose(desk: Desk) -> None:
    """Replaces what this revision proposed by what its answers say now."""
    withdraw(desk)
    _add(desk, "proposed")


def withdraw(desk: Desk) -> None:
    """Ends what this revision proposes: it was taken back or returned, or is proposed anew."""
    for table in STATED:
        _end(desk.session, desk.at, table, table.revision_id == desk.revision.id, table.state == "proposed")


def publish(desk: Desk) -> None:
    """Ends what the department's earlier revisions had in force and puts this one's rows in force."""
    if published_rows.lists(desk, "gap"):
        _publish_gaps(desk)
    if not published_rows.lists(desk, "activity") and not published_rows.lists(desk, "demand"):
        return
    withdraw(desk)
    for table in STATED:
        _end(desk.session, desk.at, table, table.department_id == desk.department.id, table.state == "in_force")
    _add(desk, "in_force")


def end_all(session: Session, department_id: int, *, at: datetime) -> None:
    """A repealed plan asks for nothing, delivers nothing and accepts nothing any more. The caller commits."""
    for table in STATED:
        _end(session, at, table, table.department_id == department_id, table.state != "ended")
    _end_gaps(session, department_id, at)


def _end(session: Session, at: datetime, table: type[Activity] | type[Demand], *where: Any) -> None:
    rows: Iterable[Activity | Demand] = session.scalars(select(table).where(*where))
    for row in rows:
        row.state, row.valid_to = "ended", at


def _end_gaps(session: Session, department_id: int, at: datetime) -> None:
    query = select(GapHandling).where(GapHandling.department_id == department_id, GapHandling.valid_to.is_(None))
    for row in session.scalars(query):
        row.valid_to = at


def _publish_gaps(desk: Desk) -> None:
    _end_gaps(desk.session, desk.department.id, desk.at)
    for list_page, row, _above, _chain in published_rows.rows(desk, "gap"):
        known = fields(desk, "gap", list_page, row)
        until = known.get("accepted_until")
        desk.session.add(
            GapHandling(
                department_id=desk.department.id,
                revision_id=desk.revision.id,
                row=row["id"],
                resource_id=_text(known.get("resource")),
                strategies=list(known.get("strategy") or ()),
                accepted_until=date.fromisoformat(until) if isinstance(until, str) else None,
                valid_from=desk.at,
            )
        )


def accepted_days(desk: Desk) -> tuple[str, ...]:
    """The last day of each gap that the step's answers accept for a time, the earliest first (YYYY-MM-DD)."""
    known = (fields(desk, "gap", list_page, row) for list_page, row, _above, _chain in published_rows.rows(desk, "gap"))
    return tuple(sorted(until for one in known if isinstance(until := one.get("accepted_until"), str)))


def _add(desk: Desk, state: str) -> None:
    common = {"department_id": desk.department.id, "revision_id": desk.revision.id, "state": state}
    for list_page, row, _above, _chain in published_rows.rows(desk, "activity"):
        values = _values(desk, "activity", list_page, row)
        name = name_of_row(desk, list_page, row)
        desk.session.add(Activity(row=row["id"], name=name, values=values, valid_from=desk.at, **common))
    for list_page, row, above, _chain in published_rows.rows(desk, "demand"):
        values = _values(desk, "demand", list_page, row)
        resource = _text(values.get("resource"))
        desk.session.add(
            Demand(activity_row=above, row=row["id"], resource_id=resource, values=values, valid_from=desk.at, **common)
        )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _values(desk: Desk, register: Register, list_page: str, row: Row) -> dict[str, Any]:
    """A row's own answers, with what the register knows under the register's own names.

    Lists inside it that feed a register of their own are left to that.
    """
    published = {p for p, page in desk.form.pages.items() if page.rows is not None and page.rows.registers}
    own = {name: value for name, value in row.items() if name != "id" and name not in published}
    return own | fields(desk, register, list_page, row)


def fields(desk: Desk, register: Register, list_page: str, row: Row) -> dict[str, Any]:
    """Register field -> the row's answer; "Vet ej ännu" is no answer."""
    rows = desk.form.pages[list_page].rows
    named = rows.fields if rows else {}
    answers = {field: row.get(named.get(field, field)) for field in REGISTER_FIELDS[register]}
    return {field: value for field, value in answers.items() if is_answered(value) and not is_special(value)}
