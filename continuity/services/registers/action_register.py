"""What a completed step says is to be done goes into the register: the same row is the same action, never doubled."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from continuity.definitions.forms import Question
from continuity.definitions.vocabulary import Register
from continuity.models import Action, ActionEntry, Finding
from continuity.rules.actions import UNDONE
from continuity.services.registers import actions, published_rows
from continuity.services.registers.published_rows import Fed
from continuity.services.registers.register import name_of
from continuity.services.steps.desk import Desk

# Field of the register -> the column that it fills, and how what is stated becomes its value.
COLUMNS: Mapping[str, tuple[str, Callable[[Any], Any]]] = MappingProxyType(
    {
        "action": ("text", lambda value: value or ""),
        "owner": ("owner", lambda value: value or ""),
        "evaluator": ("verifier", lambda value: value or ""),
        "verify": ("verify", lambda value: value or ""),
        "cost_estimate": ("cost", lambda value: value),
        "budget_owner": ("budget_id", lambda value: value),
        "due": ("due", lambda value: date.fromisoformat(value) if value else None),
    }
)


def publish(desk: Desk) -> None:
    """Brings the register up to date with this revision's findings and actions; what it leaves out stays as it was."""
    found = {fed.row["id"]: _finding(desk, fed) for fed in published_rows.rows(desk, "finding")}
    desk.session.flush()
    for fed in published_rows.rows(desk, "action"):
        stated = _stated(desk, "action", fed)
        if stated.get("action"):
            _action(desk, fed, stated, found.get(str(stated.get("finding", ""))))
    for fed in published_rows.rows(desk, "extension"):
        _extension(desk, fed.row["id"], _stated(desk, "extension", fed))


def _finding(desk: Desk, fed: Fed) -> Finding:
    stated = _stated(desk, "finding", fed)
    query = select(Finding).where(Finding.step_id == desk.step.id, Finding.row == fed.row["id"])
    finding = desk.session.scalars(query).one_or_none()
    if finding is None:
        finding = Finding(step_id=desk.step.id, department_id=desk.department.id, row=fed.row["id"], seen_at=desk.at)
        desk.session.add(finding)
    finding.revision_id = desk.revision.id
    finding.text = str(stated.get("text", ""))
    finding.severity = _whole(stated.get("severity"))
    return finding


def _action(desk: Desk, fed: Fed, stated: Mapping[str, Any], finding: Finding | None) -> None:
    query = (
        select(Action)
        .where(Action.step_id == desk.step.id, Action.row == fed.row["id"])
        .with_for_update(key_share=True)
    )
    action = desk.session.scalars(query).one_or_none()
    new = action is None
    if action is None:
        action = Action(
            step_id=desk.step.id, department_id=desk.department.id, row=fed.row["id"], stated={}, added_at=desk.at
        )
        desk.session.add(action)
    said = action.stated or {}
    changed = [field for field in {**said, **stated} if said.get(field) != stated.get(field)]
    old_due = action.due
    for field in changed:
        if field in COLUMNS:
            column, read = COLUMNS[field]
            setattr(action, column, read(stated.get(field)))
    action.revision_id, action.stated = desk.revision.id, dict(stated)
    if finding is not None:
        action.finding_id, action.severity = finding.id, finding.severity
    desk.session.flush()
    if new or changed:
        kept = {"old_due": None if new else old_due, "new_due": action.due} if new or action.due != old_due else {}
        entry = ActionEntry(
            action_id=action.id, at=desk.at, by_id=desk.by.person_id or None, by_name=desk.by.name,
            kind="stated" if new else "changed", text=desk.revision.version or "", **kept,
        )  # fmt: skip
        desk.session.add(entry)


def _extension(desk: Desk, action_id: str, stated: Mapping[str, Any]) -> None:
    """The new date that a row sets for the action it is about; what was done or moved meanwhile stays as it is."""
    if not stated.get("new_due") or not action_id.isdecimal():
        return
    query = select(Action).where(Action.id == int(action_id), Action.department_id == desk.department.id)
    action = desk.session.scalars(query.with_for_update(key_share=True)).one_or_none()
    new_due = date.fromisoformat(stated["new_due"])
    if action is None or action.state not in UNDONE or new_due <= (action.due or date.min):
        return
    actions.lengthen(desk.session, action, new_due, str(stated.get("reason", "")), by=desk.by, at=desk.at)


def _stated(desk: Desk, register: Register, fed: Fed) -> dict[str, Any]:
    known = published_rows.fields(desk, register, fed)
    return {field: _value(desk, *found) for field, found in known.items()}


def _value(desk: Desk, question: Question, value: Any) -> Any:
    """What a field says: role titles as they are called now, a unit's number, anything else as it was answered."""
    if question.kind == "role":
        return name_of(desk.session, "role", str(value[0] if isinstance(value, list) else value))
    if question.kind == "unit":
        return _whole(value[0] if isinstance(value, list) else value)
    return value


def _whole(value: object) -> int | None:
    if isinstance(value, str):
        return int(value) if value.isdecimal() else None
    return int(value) if isinstance(value, int | float) else None
