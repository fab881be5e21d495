"""Publishing to the register: demands are proposed at submit and in force at completion, nothing is overwritten."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from continuity.models import Activity, Demand
from continuity.rules.answers import Row
from continuity.services.desk import Desk
from continuity.services.register import name_of_row


def propose(desk: Desk) -> None:
    """Replaces this revision's proposed demands by those in its answers."""
    for old in _demands(desk, "proposed"):
        old.state, old.valid_to = "ended", desk.at
    _add_demands(desk, "proposed")


def publish(desk: Desk) -> None:
    """Ends what earlier revisions of the step had in force and puts this one's activities and demands in force."""
    if not _lists(desk, "activity") and not _lists(desk, "demand"):
        return
    for old in _demands(desk, "proposed"):
        old.state, old.valid_to = "ended", desk.at
    for demand in desk.session.scalars(
        select(Demand).where(Demand.department_id == desk.department.id, Demand.state == "in_force")
    ):
        demand.state, demand.valid_to = "ended", desk.at
    _add_demands(desk, "in_force")
    for activity in desk.session.scalars(
        select(Activity).where(Activity.department_id == desk.department.id, Activity.valid_to.is_(None))
    ):
        activity.valid_to = desk.at
    for list_page, row, _above in _rows(desk, "activity"):
        desk.session.add(
            Activity(
                department_id=desk.department.id,
                revision_id=desk.revision.id,
                row=row["id"],
                name=name_of_row(desk, list_page, row),
                values=_own(row),
                valid_from=desk.at,
            )
        )


def _demands(desk: Desk, state: str) -> list[Demand]:
    query = select(Demand).where(Demand.revision_id == desk.revision.id, Demand.state == state)
    return list(desk.session.scalars(query))


def _add_demands(desk: Desk, state: str) -> None:
    for _list_page, row, above in _rows(desk, "demand"):
        desk.session.add(
            Demand(
                department_id=desk.department.id,
                revision_id=desk.revision.id,
                activity_row=above,
                row=row["id"],
                resource_id=_resource(desk, row),
                state=state,
                values=_own(row),
                valid_from=desk.at,
            )
        )


def _resource(desk: Desk, row: Row) -> str | None:
    for _, _, name, question in desk.form.questions():
        if question.kind == "resource" and not question.many and isinstance(row.get(name), str):
            return str(row[name])
    return None


def _own(row: Row) -> dict[str, Any]:
    """A row's own answers, without the lists inside it."""
    return {
        name: value
        for name, value in row.items()
        if name != "id" and not (isinstance(value, list) and any(isinstance(one, dict) for one in value))
    }


def _lists(desk: Desk, register: str) -> list[str]:
    return [p for p, page in desk.form.pages.items() if page.rows is not None and page.rows.register_ == register]


def _rows(desk: Desk, register: str) -> Iterator[tuple[str, Row, str]]:
    """Every row of the lists that feed a register: (list page, row, id of the row around it)."""
    wanted = set(_lists(desk, register))
    tree = desk.tree()
    for page_id in wanted:
        yield from _in(desk, page_id, tree, desk.form.scope_of(page_id), "")


def _in(desk: Desk, page_id: str, node: Row, scope: tuple[str, ...], above: str) -> Iterator[tuple[str, Row, str]]:
    if scope:
        for row in node.get(scope[0], ()):
            yield from _in(desk, page_id, row, scope[1:], row["id"])
        return
    for row in node.get(page_id, ()):
        yield page_id, row, above
