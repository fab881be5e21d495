"""Mina uppgifter: what waits for the person, and what waits for others."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import Blueprint, render_template, url_for

from continuity.extensions import db
from continuity.services.worklist import tasks
from continuity.services.worklist.tasks import Task
from continuity.web.session import actor, now

bp = Blueprint("tasks", __name__)


def _step(endpoint: str) -> Callable[[Task], str]:
    return lambda task: url_for(endpoint, step_id=task.step_id)


# Each kind of task opens the very thing that is to be done.
OPENS: Mapping[str, Callable[[Task], str]] = MappingProxyType(
    {
        "start": _step("guided.start"),
        "continue": _step("guided.tasks"),
        "change": _step("guided.tasks"),
        "respond": _step("process.comments"),
        "clear": _step("process.proceed"),
        "advise": _step("process.review"),
        "number": _step("registry.number"),
        "sign": _step("process.sign"),
        "hearing": _step("registry.hearing"),
        "decide": _step("registry.decision"),
        "amend": _step("guided.tasks"),
        "confirm_amendment": _step("registry.decision"),
        "invitation": _step("guided.tasks"),
        "stand_behind": lambda task: url_for("guided.read_row", step_id=task.step_id, row=task.row),
        "annex": _step("annex.show"),
        "do_action": lambda task: url_for("actions.show", action_id=task.subject_id),
        "verify_action": lambda task: url_for("actions.show", action_id=task.subject_id),
        "lifted_action": lambda task: url_for("actions.show", action_id=task.subject_id),
        "demands": lambda _task: url_for("demands.on_us"),
        "promises": lambda _task: url_for("demands.on_us", _anchor="resources-title"),
        "reopening": lambda task: url_for("departments.proposal", pending_id=task.subject_id),
        "takeover": lambda task: url_for("takeover.show", plan_id=task.subject_id),
        "undeliverable": lambda task: url_for("admin.reminders"),
        "no_head": lambda task: url_for("admin.people"),
        "existing": lambda task: url_for("departments.existing_document", registered_id=task.subject_id),
    }
)


@bp.get("/")
def mine() -> str:
    """What waits for me, with dates; what waits for others; and an administrator's first steps."""
    found = tasks.my_tasks(db.session, by=actor(), at=now())
    return render_template("tasks/mine.html", tasks=found, links=[OPENS[task.kind](task) for task in found.mine])
