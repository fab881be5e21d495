"""A step from the department's side: before it starts, its task list, and where the person was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from continuity.errors import NotFound
from continuity.extensions import db
from continuity.models import AnswerPart, Comment, Invitation, Person
from continuity.rules.answers import Row
from continuity.rules.findings import Finding
from continuity.rules.places import Place, chain_to, place
from continuity.services.answers import inviting, progress, scenarios, timing
from continuity.services.answers.progress import TaskLine
from continuity.services.organisation import holders
from continuity.services.organisation import tree as departments
from continuity.services.oversight import programme
from continuity.services.registers import register
from continuity.services.steps import moving, reviewing, standing_behind
from continuity.services.steps.desk import Desk
from continuity.web import wording
from continuity.web.guided import shown_at
from continuity.web.guided.blueprint import bp
from continuity.web.guided.screens import open_step, page_url, trigger_label
from continuity.web.guided.summary import matters
from continuity.web.naming import role_name
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
        direction=programme.direction_for(desk),
        usual=_usual(desk),
        start_label=trigger_label(desk, "start", _("Starta")),
        may_start="start" in desk.triggers(),
        reasons=desk.reasons_against("start") if desk.state.initial else (),
    )


def _usual(desk: Desk) -> str:
    """How long the step took the last time, from real times; "" before anything has been measured."""
    found = timing.last_time(db.session, desk.step, again=desk.revision.based_on_id is not None, at=now())
    return shown_at.in_words(found) if found else ""


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
    here = desk.department.id
    wanted = ("coordinator", "security_function")
    lines = departments.lines(db.session, [here])
    found = holders.holders(db.session, [(role, here) for role in wanted], lines, desk.today)
    return [(role_name(role), found[role, here]) for role in wanted if found[role, here]]


@bp.get("")
def tasks(step_id: int) -> ResponseReturnValue:
    """The task list: every page with how far it has come, and what to do next."""
    desk = open_step(step_id)
    if desk.state.initial:
        return redirect(url_for("guided.start", step_id=step_id))
    found, language = desk.findings(), wording.language()
    statuses = progress.task_list(desk)
    editable = desk.state.editable and (desk.may("edit_answers") or desk.may("edit_own_rows"))
    pages = desk.form.pages
    return render_template(
        "guided/tasks.html",
        desk=desk,
        form=None,
        lines=[_line(desk, line) for line in statuses],
        done=sum(line.status == "done" for line in statuses),
        left=sum(finding.blocks for finding in found),
        unknown=matters(desk, desk.tree(), [f for f in found if f.kind == "unknown"], language),
        resume=_resume(desk, statuses, found) if editable else None,
        comments=_remarks(desk),
        editable=editable,
        scenario_offered=scenarios.offered(desk),
        to_confirm=sum(line.waiting for line in statuses),
        returned=[pages[page].title.in_(language) for page in desk.revision.returned_pages if page in pages],
        withdraw_label=trigger_label(desk, "withdraw", _("Ta tillbaka")),
        may_withdraw="withdraw" in desk.triggers() and not desk.reasons_against("withdraw"),
        onward=_onward(desk),
        **_invitations(desk),
    )


def _onward(desk: Desk) -> list[tuple[str, str]]:
    """Where this person may go on to: buttons of the states after the writing."""
    pages = (
        ("advise", _("Granska och yttra dig"), "process.review"),
        ("clear", _("Gå vidare till underskrift"), "process.proceed"),
        ("sign", _("Skriv under"), "process.sign"),
    )
    open_now = set(desk.triggers())
    return [(label, url_for(page, step_id=desk.step.id)) for trigger, label, page in pages if trigger in open_now]


@dataclass(frozen=True)
class Task:
    """One line of the task list; `hint` says how many rows it has and who is invited."""

    title: str
    href: str
    status: str
    hint: str


def _line(desk: Desk, line: TaskLine) -> Task:
    hints = []
    if line.kind != "page":
        hints.append(ngettext("%(num)d rad", "%(num)d rader", line.count))
    if line.carried:
        hints.append(_confirmed(line))
    if line.invited:
        hints.append(_("Inbjuden: %(name)s", name=line.invited))
    wanted = line.page_id in desk.revision.returned_pages and desk.state.editable and line.status != "done"
    href = page_url(desk.step.id, line.page_id, line.row)
    if line.kind == "page" and line.waiting and desk.state.editable:
        href = url_for("guided.confirm", step_id=desk.step.id, page_id=line.page_id)
    return Task(line.title, href, "change_requested" if wanted else line.status, " · ".join(hints))


def _confirmed(line: TaskLine) -> str:
    """How much of last time's answers on the line somebody has looked at."""
    if not line.waiting:
        return _("Genomgången sedan förra versionen")
    if line.carried == 1:
        return _("Svaren från förra versionen väntar på att bekräftas")
    return _("%(n)s av %(total)s genomgångna sedan förra versionen", n=line.carried - line.waiting, total=line.carried)


@dataclass(frozen=True)
class Remark:
    """A comment that waits for an answer, with where it is."""

    where: str
    href: str
    text: str


def _remarks(desk: Desk) -> list[Remark]:
    return [
        Remark(_page_title(desk, comment.page), _comment_url(desk, comment), comment.text)
        for comment in reviewing.comments(desk)
        if not comment.answer
    ]


def _comment_url(desk: Desk, comment: Comment) -> str:
    """The page that the comment is about; a row of a list on one screen is found in its list."""
    page, tree = desk.form.pages.get(comment.page), desk.tree()
    row = comment.row
    if page is not None and page.rows is not None and row:
        chain = chain_to(desk.form, tree, comment.page, row)
        row = str(chain[-2].get("id", "")) if chain else ""
    return page_url(desk.step.id, comment.page, row)


def _page_title(desk: Desk, page_id: str) -> str:
    page = desk.form.pages.get(page_id)
    return page.title.in_(wording.language()) if page else page_id


@dataclass(frozen=True)
class Invited:
    """A colleague's part of the step: what, until when, and when it was done."""

    id: int
    name: str
    what: str
    due: date
    note: str
    done: datetime | None
    mine: bool
    row: str
    stands_behind: bool


def _invitations(desk: Desk) -> dict[str, list[Invited]]:
    """Everybody's invitations, and those that wait for whoever is asking."""
    tree = desk.tree()
    found = [_invited(desk, tree, invitation, person) for invitation, person in inviting.invitations(desk)]
    return {
        "invitations": found if desk.may("invite") else [],
        "invited_me": [one for one in found if one.mine and one.done is None],
    }


def _invited(desk: Desk, tree: Row, one: Invitation, person: Person) -> Invited:
    return Invited(
        id=one.id,
        name=person.name,
        what=_what(desk, tree, one),
        due=one.due,
        note=one.note,
        done=one.done_at,
        mine=one.person_id == desk.by.person_id,
        row=one.row,
        stands_behind=standing_behind.task_kind(desk.parameters, one) == "stand_behind",
    )


def _what(desk: Desk, tree: Row, invitation: Invitation) -> str:
    title = _page_title(desk, invitation.page)
    page = desk.form.pages.get(invitation.page)
    list_id = (invitation.page if page.rows is not None else page.of) if page else None
    chain = chain_to(desk.form, tree, list_id, invitation.row) if list_id and invitation.row else None
    name = register.name_of_row(desk, list_id, chain[-1]) if list_id and chain else ""
    return f"{title}: {name}" if name else title


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
        where = _(
            "%(list)s %(n)s av %(total)s",
            list=desk.form.pages[here.list_id].title.in_(language),
            n=number,
            total=len(rows),
        )
        title = f"{where}: {name}, {title}" if name else f"{where}: {title}"
    return Resume(page_url(desk.step.id, page_id, row), title)
