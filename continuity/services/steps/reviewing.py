"""Advice: comments per question, their answers, and what each adviser says in the end."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, Invalid, NotFound, Refused, say
from continuity.models import Advice, AnswerPart, Comment, StepRevision
from continuity.rules import lifecycle
from continuity.rules.guards import GUARDS
from continuity.rules.permissions import Actor
from continuity.services.steps import asking
from continuity.services.steps.desk import Desk, open_desk
from continuity.services.steps.moving import record_step

OUTCOMES = ("no_objection", "remarks", "discourages")


def comments(desk: Desk) -> Sequence[Comment]:
    """The revision's comments, oldest first."""
    query = select(Comment).where(Comment.revision_id == desk.revision.id)
    return desk.session.scalars(query.order_by(Comment.id)).all()


def advice(desk: Desk) -> Sequence[Advice]:
    """Who is asked this round and what they have answered, in order."""
    return asking.asked(desk)


def comment(
    session: Session, step_id: int, page: str, row: str, question: str, text: str, *, by: Actor, at: datetime
) -> int:
    """A reviewer's remark on a question (or on a whole page); the department must answer it."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True, action="see_answers")
    if "reviewers" not in desk.roles:
        raise Forbidden(say("Bara den som yttrar sig över steget lämnar synpunkter."))
    if not desk.state.review:
        raise Refused(
            say("Synpunkter lämnas medan steget är på samråd. Nu är det ”{state}”.", state=desk.state.label.sv)
        )
    if not text.strip():
        raise Invalid({"text": say("Skriv din synpunkt.")})
    _place(desk, page, row, question)
    made = Comment(
        revision_id=desk.revision.id,
        round=desk.revision.round,
        page=page,
        row=row,
        question=question,
        text=text.strip(),
        by_id=by.person_id,
        at=at,
    )
    session.add(made)
    record_step(desk, "comment_made", page=page, row=row, question=question)
    session.commit()
    return made.id


def _place(desk: Desk, page: str, row: str, question: str) -> None:
    definition = desk.form.pages.get(page)
    if definition is None or (question and question not in definition.questions):
        raise NotFound
    if row:
        query = select(AnswerPart.id).where(AnswerPart.revision_id == desk.revision.id, AnswerPart.row == row)
        if desk.session.scalar(query.limit(1)) is None:
            raise NotFound


def answer_comment(session: Session, comment_id: int, answer: str, text: str, *, by: Actor, at: datetime) -> None:
    """The department answers a comment: done, or not done and why."""
    found = session.get(Comment, comment_id)
    if found is None:
        raise NotFound
    revision = session.get_one(StepRevision, found.revision_id)
    desk = open_desk(session, revision.step_id, by=by, at=at, lock=True)
    if desk.revision.id != revision.id:
        raise NotFound
    if not desk.may("answer_comment"):
        raise Forbidden(say("Synpunkter besvaras av den som arbetar med steget."))
    if answer not in ("done", "not_done"):
        raise Invalid({"answer": say("Välj om synpunkten är åtgärdad eller inte.")})
    if answer == "not_done" and not text.strip():
        raise Invalid({"text": say("Skriv varför synpunkten inte åtgärdas.")})
    found.answer, found.answer_text = answer, text.strip()
    found.answered_by_id, found.answered_at = by.person_id, at
    record_step(desk, "comment_answered", comment=found.id, answer=answer)
    session.commit()


def advise(
    session: Session,
    step_id: int,
    outcome: str,
    text: str,
    *,
    recommends_return: bool = False,
    pages: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> None:
    """An adviser answers; the next one's time starts. Advice never blocks and never approves."""
    desk = open_desk(session, step_id, by=by, at=at, lock=True, action="see_answers")
    waiting = next((a for a in advice(desk) if a.role in desk.held and a.asked_at is not None and not a.outcome), None)
    if waiting is None and desk.state.review and any(a.role in desk.held and a.outcome for a in advice(desk)):
        raise Refused(say("Yttrandet är redan lämnat för den här omgången."))
    lifecycle.fire(desk.machine, desk.revision, "advise", desk.facts, GUARDS)
    if waiting is None:
        raise Refused(say("Det är inte din tur att yttra dig än. Du får en uppgift när den föregående är klar."))
    _check(outcome, text)
    waiting.outcome, waiting.text = outcome, text.strip()
    waiting.recommends_return = recommends_return
    waiting.pages = [page for page in pages if page in desk.form.pages]
    waiting.given_at, waiting.given_by_id = at, by.person_id
    asking.ask_next(desk)
    record_step(desk, "advice_given", role=waiting.role, outcome=outcome, recommends_return=recommends_return)
    session.commit()


def _check(outcome: str, text: str) -> None:
    if outcome not in OUTCOMES:
        raise Invalid({"outcome": say("Välj ingen erinran, synpunkter eller avstyrker.")})
    if outcome != "no_objection" and not text.strip():
        raise Invalid({"text": say("Skriv vad yttrandet grundar sig på.")})
