"""Reviewers read, comment and advise; the department answers each comment."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import NotFound
from continuity.extensions import db
from continuity.models import Comment
from continuity.services.answers import comparing, rounds
from continuity.services.answers.comparing import Comparison
from continuity.services.organisation.holders import names_of
from continuity.services.paper import sections
from continuity.services.paper.sections import Item, Section
from continuity.services.steps import reviewing
from continuity.services.steps.desk import Desk
from continuity.web.guided.showing import Shown, shown
from continuity.web.process.blueprint import bp, desk_of, page_choices
from continuity.web.process.comparing import told
from continuity.web.session import actor, now
from continuity.web.typed_forms import (
    AdviceForm,
    CommentForm,
    RemarkForm,
    carried_out,
)
from continuity.web.wording import language


def _advice_form(desk: Desk) -> AdviceForm:
    form = AdviceForm()
    form.pages.choices = page_choices(desk)
    return form


def _review_page(desk: Desk, form: AdviceForm, **more: Any) -> str:
    found, latest = comparing.compare(desk), rounds.since_last_round(desk)
    whole = latest is None or request.args.get("visa") == "allt"
    return render_template(
        "process/review.html",
        desk=desk,
        form=form,
        sections=sections.sections(desk) if whole else (),
        found=found,
        before=_before(desk, found),
        latest=latest,
        groups=told(desk, latest),
        whole=whole,
        gone_through=sum(one.standing == "confirmed" for one in desk.carried()),
        comments=by_place(reviewing.comments(desk)),
        advice=reviewing.advice(desk),
        asked="advise" in desk.triggers(),
        reasons=desk.reasons_against("advise"),
        answer=_shown(desk),
        **more,
    )


def _before(desk: Desk, found: Comparison | None) -> Callable[[Section, Item], Shown | None]:
    """Last time's answer to a question that has changed, in words; None where it is as it was."""

    def last(section: Section, item: Item) -> Shown | None:
        one = found.changed_on(section.page_id, section.row, item.question_id) if found else None
        return shown(desk, item.question, one.before, one.chain, language=language()) if one is not None else None

    return last


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
    desk = desk_of(step_id, "see_answers")
    return _review_page(desk, _advice_form(desk))


@bp.get("/granska/synpunkt")
def comment(step_id: int) -> str:
    """The form for one remark, for a question or a whole page."""
    desk = desk_of(step_id, "see_answers")
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
    desk = desk_of(step_id, "see_answers")
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
    desk = desk_of(step_id, "see_answers")
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


# --- the department's answers to comments -----------------------------------------------------------------------------


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
    return _comments_page(desk_of(step_id, "see_answers"))


@bp.post("/synpunkter/<int:comment_id>")
def answer_comment(step_id: int, comment_id: int) -> ResponseReturnValue:
    """Answers one comment: done, or not done and why."""
    desk = desk_of(step_id, "see_answers")
    form = RemarkForm(prefix=f"c{comment_id}-")
    if comment_id not in {comment.id for comment in reviewing.comments(desk)}:
        raise NotFound
    answer, text = form.answer.data or "", form.text.data or ""
    verb = reviewing.answer_comment
    if not carried_out(form, lambda: verb(db.session, comment_id, answer, text, by=actor(), at=now())):
        return _comments_page(desk, form, comment_id), 422
    flash(_("Svaret är sparat."), "success")
    return redirect(url_for("process.comments", step_id=step_id, _anchor=f"synpunkt-{comment_id}"), 303)
