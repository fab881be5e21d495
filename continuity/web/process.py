"""A step's way through the process: advice, answers to it, on to signature, signing, and its history."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from continuity.errors import NotFound, Refused
from continuity.extensions import db
from continuity.models import Comment, SignOff
from continuity.rules.guards import fresh_login
from continuity.services import archive, history, moving, reviewing, sections, signing, waiting
from continuity.services.desk import Desk, open_desk
from continuity.services.holders import names_of
from continuity.services.sections import Item, Section
from continuity.services.signing import SigningView
from continuity.services.waiting import Waiting
from continuity.web.guided.showing import Shown, shown
from continuity.web.happenings import event_words
from continuity.web.session import actor, now
from continuity.web.typed_forms import (
    AdviceForm,
    CommentForm,
    DeclineForm,
    RemarkForm,
    ReturnForm,
    SignForm,
    carried_out,
)
from continuity.web.wording import language

# Triggers with a page and a verb of their own; they never go the general way.
OWN_PAGES = frozenset(
    {
        "start",
        "edit",
        "submit",
        "withdraw",
        "send_back",
        "clear",
        "sign",
        "decline",
        "advise",
        "comment",
        "change",
        "request_input",
        "assign_number",
        "plan_meeting",
        "amend",
        "decide",
        "remit",
        "table",
    }
)

bp = Blueprint("process", __name__, url_prefix="/steg/<int:step_id>")


def _desk(step_id: int, action: str = "see_step") -> Desk:
    """The step for whoever is asking. :raise 404: it is not theirs to see."""
    return open_desk(db.session, step_id, by=actor(), at=now(), action=action)


def page_choices(desk: Desk) -> list[SelectChoice]:
    """The form's pages to tick."""
    return [SelectChoice(name, page.title.in_(language())) for name, page in desk.form.pages.items() if page.questions]


def _done(step_id: int) -> ResponseReturnValue:
    return redirect(url_for("process.done", step_id=step_id), 303)


# --- an organisation's own triggers -----------------------------------------------------------------------------------


@bp.post("/atgard/<trigger>")
def act(step_id: int, trigger: str) -> ResponseReturnValue:
    """Fires a trigger that only this organisation's machine has."""
    if trigger in OWN_PAGES:
        raise NotFound
    moving.trigger(db.session, step_id, trigger, by=actor(), at=now(), reason=request.form.get("reason", ""))
    flash(_("Steget har gått vidare."), "success")
    return _done(step_id)


# --- send back -----------------------------------------------------------------------------------------------------


def _return_form(desk: Desk) -> ReturnForm:
    form = ReturnForm()
    form.pages.choices = page_choices(desk)
    return form


@bp.get("/skicka-tillbaka")
def send_back(step_id: int) -> str:
    """Asks what has to change, and why."""
    desk = _desk(step_id)
    return render_template(
        "process/send_back.html", desk=desk, form=_return_form(desk), reasons=desk.reasons_against("send_back")
    )


@bp.post("/skicka-tillbaka")
def send_back_submit(step_id: int) -> ResponseReturnValue:
    """Returns the step for changes."""
    desk = _desk(step_id)
    form = _return_form(desk)
    if not (form.reason.data or "").strip():
        form.reason.errors = [_("Skriv en anledning, så att mottagaren vet vad som ska ändras.")]
        return render_template("process/send_back.html", desk=desk, form=form, reasons=()), 422
    moving.send_back(db.session, step_id, form.reason.data, form.pages.data or (), by=actor(), at=now())
    flash(_("Steget är skickat åter för ändring."), "success")
    return redirect(url_for("departments.show", department_id=desk.department.id), 303)


# --- advice --------------------------------------------------------------------------------------------------------


def _advice_form(desk: Desk) -> AdviceForm:
    form = AdviceForm()
    form.pages.choices = page_choices(desk)
    return form


def _review_page(desk: Desk, form: AdviceForm, **more: Any) -> str:
    return render_template(
        "process/review.html",
        desk=desk,
        form=form,
        sections=sections.sections(desk),
        comments=by_place(reviewing.comments(desk)),
        advice=reviewing.advice(desk),
        asked="advise" in desk.triggers(),
        reasons=desk.reasons_against("advise"),
        answer=_shown(desk),
        **more,
    )


def _shown(desk: Desk) -> Callable[[Item], Shown]:
    return lambda item: shown(desk, item.question, item.value, item.chain, language=language())


def by_place(comments: Sequence[Comment]) -> Mapping[tuple[str, str, str], list[Comment]]:
    """Comments under the question they are about: (page, row, question)."""
    found: dict[tuple[str, str, str], list[Comment]] = {}
    for comment in comments:
        found.setdefault((comment.page, comment.row, comment.question), []).append(comment)
    return found


@bp.get("/granska")
def review(step_id: int) -> str:
    """Every answer to read, a box for a comment at each question, and the advice."""
    desk = _desk(step_id, "see_answers")
    return _review_page(desk, _advice_form(desk))


@bp.get("/granska/synpunkt")
def comment(step_id: int) -> str:
    """The form for one remark, for a question or a whole page."""
    desk = _desk(step_id, "see_answers")
    return _comment_page(desk, CommentForm())


def _place(source: Mapping[str, str]) -> tuple[str, str, str]:
    return source.get("page", ""), source.get("row", ""), source.get("question", "")


def _comment_page(desk: Desk, form: CommentForm) -> str:
    page, row, question = _place(request.values)
    section = next((s for s in sections.sections(desk) if (s.page_id, s.row) == (page, row)), None)
    item = next((i for i in section.items if i.question_id == question), None) if section else None
    if section is None or (question and item is None):
        raise NotFound
    return render_template(
        "process/comment.html", desk=desk, form=form, section=section, item=item, answer=_shown(desk)
    )


@bp.post("/granska/synpunkt")
def comment_submit(step_id: int) -> ResponseReturnValue:
    """Adds the remark; back to the place it is about."""
    desk = _desk(step_id, "see_answers")
    form, (page, row, question) = CommentForm(), _place(request.values)
    text = form.text.data or ""
    verb = reviewing.comment
    if not carried_out(form, lambda: verb(db.session, step_id, page, row, question, text, by=actor(), at=now())):
        return _comment_page(desk, form), 422
    flash(
        _("Synpunkten är sparad. Enheten ser den när du har lämnat ditt yttrande, och redan nu under Synpunkter."),
        "success",
    )
    anchor = Section(page, row, "", (), ()).anchor
    return redirect(url_for("process.review", step_id=step_id, _anchor=anchor), 303)


@bp.post("/granska")
def advise(step_id: int) -> ResponseReturnValue:
    """Gives the advice."""
    desk = _desk(step_id, "see_answers")
    form = _advice_form(desk)
    if not carried_out(form, lambda: _advise(step_id, form)):
        return _review_page(desk, form), 422
    flash(_("Tack, ditt yttrande är lämnat. Enheten ser det och går vidare."), "success")
    return redirect(url_for("tasks.mine"), 303)


def _advise(step_id: int, form: AdviceForm) -> None:
    reviewing.advise(
        db.session,
        step_id,
        form.outcome.data or "",
        form.text.data or "",
        recommends_return=bool(form.recommends_return.data),
        pages=form.pages.data or (),
        by=actor(),
        at=now(),
    )


# --- the department's answers to comments --------------------------------------------------------------------------


def _comments_page(desk: Desk, form: RemarkForm | None = None, about: int | None = None) -> str:
    found = reviewing.comments(desk)
    return render_template(
        "process/comments.html",
        desk=desk,
        comments=found,
        left=sum(not comment.answer for comment in found),
        advice=reviewing.advice(desk),
        names=names_of(db.session, [c.by_id for c in found] + [c.answered_by_id for c in found]),
        may_answer=desk.may("answer_comment"),
        form=form,
        about=about,
        new_form=lambda comment_id: RemarkForm(formdata=None, prefix=f"c{comment_id}-"),
    )


@bp.get("/synpunkter")
def comments(step_id: int) -> str:
    """What the reviewers said, and what is left to answer."""
    return _comments_page(_desk(step_id, "see_answers"))


@bp.post("/synpunkter/<int:comment_id>")
def answer_comment(step_id: int, comment_id: int) -> ResponseReturnValue:
    """Answers one comment: done, or not done and why."""
    desk = _desk(step_id, "see_answers")
    form = RemarkForm(prefix=f"c{comment_id}-")
    if comment_id not in {comment.id for comment in reviewing.comments(desk)}:
        raise NotFound
    answer, text = form.answer.data or "", form.text.data or ""
    verb = reviewing.answer_comment
    if not carried_out(form, lambda: verb(db.session, comment_id, answer, text, by=actor(), at=now())):
        return _comments_page(desk, form, comment_id), 422
    flash(_("Svaret är sparat."), "success")
    return redirect(url_for("process.comments", step_id=step_id, _anchor=f"synpunkt-{comment_id}"), 303)


# --- on to signature -----------------------------------------------------------------------------------------------


@bp.get("/gavidare")
def proceed(step_id: int) -> str:
    """What the advice said, what is left, and the button that freezes the answers."""
    desk = _desk(step_id)
    found = reviewing.comments(desk)
    return render_template(
        "process/proceed.html",
        desk=desk,
        advice=reviewing.advice(desk),
        left=sum(not comment.answer for comment in found),
        may="clear" in desk.triggers(),
        reasons=desk.reasons_against("clear"),
    )


@bp.post("/gavidare")
def clear(step_id: int) -> ResponseReturnValue:
    """Freezes the answers and makes the copy to sign."""
    moving.clear(db.session, step_id, by=actor(), at=now())
    return _done(step_id)


# --- signing -------------------------------------------------------------------------------------------------------


def _confirm_first(desk: Desk) -> ResponseReturnValue | None:
    """To the page for a fresh login, where the machine asks for one; None when it is fresh."""
    transition = desk.machine.transitions.get("sign")
    asks = transition is not None and "fresh_login" in transition.guards
    if not asks or fresh_login(desk.facts) is None:
        return None
    return redirect(url_for("login.confirm", next=url_for("process.sign", step_id=desk.step.id)), 303)


def _sign_page(desk: Desk, view: SigningView, form: SignForm) -> str:
    return render_template(
        "process/sign.html",
        desk=desk,
        view=view,
        form=form,
        reasons=desk.reasons_against("sign"),
        changed=sections.changed_since(desk, desk.step.in_force_revision),
    )


@bp.get("/signera")
def sign(step_id: int) -> ResponseReturnValue:
    """The document, who signs what in which order, and the exact statement; a fresh login comes first."""
    desk = _desk(step_id)
    view = signing.signing_view(desk)
    if view.slot is not None and (first := _confirm_first(desk)) is not None:
        return first
    return _sign_page(desk, view, SignForm())


@bp.post("/signera")
def sign_submit(step_id: int) -> ResponseReturnValue:
    """Signs; a login that has grown old in the meantime is asked for again."""
    desk, form = _desk(step_id), SignForm()
    view = signing.signing_view(desk)
    if view.slot is not None and (first := _confirm_first(desk)) is not None:
        return first
    if not carried_out(form, lambda: _sign(step_id, form)):
        return _sign_page(desk, view, form), 422
    return _done(step_id)


def _sign(step_id: int, form: SignForm) -> SignOff:
    return signing.sign(
        db.session,
        step_id,
        confirmed=bool(form.confirmed.data),
        delegation=form.delegation.data or "",
        comment=form.comment.data or "",
        by=actor(),
        at=now(),
    )


@bp.get("/avboj")
def decline(step_id: int) -> str:
    """Asks why."""
    desk = _desk(step_id)
    if desk.reasons_against("decline"):
        raise Refused(*desk.reasons_against("decline"))
    return render_template("process/decline.html", desk=desk, form=DeclineForm())


@bp.post("/avboj")
def decline_submit(step_id: int) -> ResponseReturnValue:
    """Declines to sign; the step goes back for changes."""
    desk, form = _desk(step_id), DeclineForm()
    if not (form.reason.data or "").strip():
        form.reason.errors = [_("Skriv varför du avböjer, så att enheten vet vad som ska ändras.")]
        return render_template("process/decline.html", desk=desk, form=form), 422
    signing.decline(db.session, step_id, form.reason.data, by=actor(), at=now())
    flash(_("Du har avböjt. Steget är åter för ändring och enheten ser din anledning."), "success")
    return redirect(url_for("tasks.mine"), 303)


# --- afterwards ----------------------------------------------------------------------------------------------------


@bp.get("/klart")
def done(step_id: int) -> str:
    """What has happened, what happens next, and the document."""
    desk = _desk(step_id)
    return render_template(
        "process/done.html",
        desk=desk,
        view=signing.signing_view(desk),
        next=_next(desk),
        files=archive.files_of(desk) if desk.may("see_document") else (),
    )


def _next(desk: Desk) -> Waiting | None:
    return waiting.next_up(db.session, desk.plan.id, desk.step.id, by=actor(), at=now())


@bp.get("/historik")
def events(step_id: int) -> str:
    """Everything that happened with the step's plan: who, what, when."""
    desk = _desk(step_id)
    if not desk.may("see_history"):
        raise NotFound
    after = request.args.get("fore", 0, type=int)
    found = history.events(db.session, plan_id=desk.plan.id, after=after, limit=100)
    whole = request.args.get("hela") == "1"
    lines = [(event, body) for event, body in found if whole or body.get("step") in (None, desk.step.name)]
    last = found[-1][0].seq if len(found) == 100 else None
    return render_template(
        "process/history.html", desk=desk, lines=lines, older=last, whole=whole, event_words=event_words
    )
