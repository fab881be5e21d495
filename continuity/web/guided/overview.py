"""A step from the department's side: before it starts, its task list, and where the person was."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from continuity.errors import NotFound
from continuity.extensions import db
from continuity.models import AnswerPart
from continuity.rules.findings import Finding
from continuity.rules.places import Place, place
from continuity.services import answering, holders, moving, register, reviewing, tree
from continuity.services.answering import TaskLine
from continuity.services.desk import Desk
from continuity.web import wording
from continuity.web.guided.blueprint import bp
from continuity.web.guided.screens import open_step, page_url
from continuity.web.guided.summary import matters
from continuity.web.session import actor, now


@dataclass(frozen=True)
class Resume:
    """Where the person was: the page to go on with, and what it is called."""

    href: str
    title: str


@bp.get("/start")
def start(step_id: int) -> ResponseReturnValue:
    """Why, how long, what is needed, who helps and by when, before the first question."""
    desk = open_step(step_id, action="see_step")
    return render_template(
        "guided/start.html",
        desk=desk,
        form=None,
        definition=desk.form,
        lines=_outline(desk),
        helpers=_helpers(desk),
        may_start="start" in desk.triggers(),
        reasons=desk.reasons_against("start") if desk.state.initial else (),
    )


@bp.post("/start")
def start_submit(step_id: int) -> ResponseReturnValue:
    """Starts the step; one that has started already is just opened."""
    if open_step(step_id, action="see_step").state.initial:
        moving.start(db.session, step_id, by=actor(), at=now())
        flash(_("Steget är påbörjat. Allt du skriver sparas sida för sida."), "success")
    return redirect(url_for("guided.tasks", step_id=step_id), 303)


def _outline(desk: Desk) -> Sequence[tuple[str, int]]:
    """The pages asked once and how many questions each holds, counting the pages of a list's rows."""
    form, language = desk.form, wording.language()
    own = {page_id: len(page.questions) for page_id, page in form.pages.items()}
    return [
        (
            form.pages[page_id].title.in_(language),
            own[page_id] + sum(own[p] for p in form.pages if page_id in form.scope_of(p)),
        )
        for page_id in form.pages_of(None)
    ]


def _helpers(desk: Desk) -> Sequence[tuple[str, tuple[str, ...]]]:
    """Who can help, by role: the coordinators and the security function."""
    here, titles = desk.department.id, desk.settings.role_titles
    wanted = [("coordinator", here), ("security_function", here)]
    found = holders.holders(db.session, wanted, tree.lines(db.session, [here]), desk.today)
    language = wording.language()
    return [(titles[role].in_(language), found[role, here]) for role, _unit in wanted if role in titles and found[role, here]]  # type: ignore[index]


@bp.get("")
def tasks(step_id: int) -> ResponseReturnValue:
    """The task list: every page with how far it has come, and what to do next."""
    desk = open_step(step_id)
    if desk.state.initial:
        return redirect(url_for("guided.start", step_id=step_id))
    lines = answering.task_list(desk)
    found = desk.findings()
    answers = desk.tree()
    language = wording.language()
    unknown = [finding for finding in found if finding.kind == "unknown"]
    return render_template(
        "guided/tasks.html",
        desk=desk,
        form=None,
        lines=lines,
        done=sum(line.status == "done" for line in lines),
        left=sum(finding.blocks for finding in found),
        unknown=matters(desk, answers, unknown, language),
        resume=_resume(desk, lines, found) if desk.state.editable else None,
        comments=[comment for comment in reviewing.comments(desk) if not comment.answer],
        editable=desk.state.editable and (desk.may("edit_answers") or desk.may("edit_own_rows")),
        returned=[desk.form.pages[page].title.in_(language) for page in desk.revision.returned_pages if page in desk.form.pages],
        may_withdraw="withdraw" in desk.triggers() and not desk.reasons_against("withdraw"),
    )


@bp.post("/ta-tillbaka")
def withdraw(step_id: int) -> ResponseReturnValue:
    """Takes a step back from advice."""
    moving.withdraw(db.session, step_id, by=actor(), at=now())
    flash(_("Steget är taget tillbaka. Ni kan ändra svaren igen."), "success")
    return redirect(url_for("guided.tasks", step_id=step_id), 303)


# --- where the person was -----------------------------------------------------------------------------------------


def _resume(desk: Desk, lines: Sequence[TaskLine], found: Sequence[Finding]) -> Resume | None:
    """The page last saved by this person if it is not done, else the one after it, else the first not done."""
    last = _last_saved(desk)
    if last is not None:
        if any(f.blocks and (f.page, f.row) == (last.page_id, last.row) for f in found):
            return _to(desk, last, last.page_id, last.row)
        if last.row and last.next:
            return _to(desk, last, last.next, last.row)
    line = next((line for line in lines if line.status != "done"), None)
    return Resume(page_url(desk.step.id, line.page_id, line.row), line.title) if line else None


def _last_saved(desk: Desk) -> Place | None:
    query = select(AnswerPart).where(
        AnswerPart.revision_id == desk.revision.id,
        AnswerPart.saved_by_id == desk.by.person_id,
        AnswerPart.removed_at.is_(None),
    )
    part = db.session.scalars(query.order_by(AnswerPart.saved_at.desc(), AnswerPart.id.desc()).limit(1)).first()
    if part is None or part.page not in desk.form.pages or desk.form.pages[part.page].rows is not None:
        return None
    try:
        return place(desk.form, desk.tree(), part.page, part.row)
    except NotFound:
        return None


def _to(desk: Desk, here: Place, page_id: str, row: str) -> Resume:
    language = wording.language()
    title = desk.form.pages[page_id].title.in_(language)
    if row:
        rows = here.chain[-2].get(here.list_id, ())
        number = next((n for n, one in enumerate(rows, 1) if one["id"] == row), 0)
        name = register.name_of_row(desk, here.list_id, here.chain[-1])
        where = _("%(list)s %(n)s av %(total)s", list=desk.form.pages[here.list_id].title.in_(language), n=number, total=len(rows))
        title = f"{where}: {name}, {title}" if name else f"{where}: {title}"
    return Resume(page_url(desk.step.id, page_id, row), title)
