"""Exercises held: what a completed trial of the plan tells, and when the plan has to be tried again."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.forms import Question
from continuity.definitions.places import find
from continuity.models import Exercise, Step
from continuity.rules.due import add_months
from continuity.services.answers import prefill
from continuity.services.steps import outcomes
from continuity.services.steps.desk import Desk


def publish(desk: Desk) -> None:
    """Notes the exercise that this step was, where it is one."""
    tests, tree = desk.parameters.tests, desk.tree()
    held_on = tree.get(tests.held_on) if tests else None
    if tests is None or not isinstance(held_on, str):
        return
    rows = tree.get(tests.objectives, ())
    opened = [desk.workflow.reopen[reason].opens for reason in outcomes.reasons(desk)]
    failed = desk.workflow.in_force in opened
    day = date.fromisoformat(held_on)
    desk.session.add(
        Exercise(
            plan_id=desk.plan.id,
            step_id=desk.step.id,
            revision_id=desk.revision.id,
            held_on=day,
            name=str(tree.get(tests.name) or ""),
            types=[_words(desk, tests.types, one) for one in tree.get(tests.types) or ()],
            result=_result(desk),
            objectives=len(rows),
            reached=sum(row.get(tests.result) in tests.reached for row in rows),
            does_not_work=_does_not_work(desk),
            retest_due=add_months(day, tests.retest_months) if failed else None,
            interval_months=_interval(desk),
        )
    )


def _result(desk: Desk) -> dict[str, Any]:
    outcome = desk.parameters.outcome
    return _words(desk, outcome.question, desk.tree().get(outcome.question)) if outcome else {}


def _words(desk: Desk, name: str, option: object) -> dict[str, Any]:
    """What an option is called in both languages."""
    question = find(desk.form, name)
    if not isinstance(question, Question) or option not in question.options:
        return {}
    return question.options[str(option)].label.model_dump()


def _does_not_work(desk: Desk) -> bool:
    """Whether the outcome itself, and not a single objective, opens the plan in force again."""
    outcome = desk.parameters.outcome
    reason = outcome.opens.get(str(desk.tree().get(outcome.question))) if outcome else None
    return reason is not None and desk.workflow.reopen[reason].opens == desk.workflow.in_force


def _interval(desk: Desk) -> int:
    opens = desk.parameters.opens
    if opens is None:
        return desk.settings.exercise_months
    months = prefill.answer_of(desk, opens.step, opens.question)
    return int(months) if isinstance(months, int | float) else opens.months


def latest(session: Session, plan_ids: Collection[int]) -> dict[int, Exercise]:
    """Each plan's latest exercise, in one question."""
    query = select(Exercise).where(Exercise.plan_id.in_(plan_ids)).order_by(Exercise.held_on, Exercise.id)
    return {exercise.plan_id: exercise for exercise in session.scalars(query)}


def sooner(desk: Desk, step: Step, planned: tuple[date, date]) -> tuple[date, date]:
    """(opens on, due) of a step that tries the plan: no later than the day by which it must be tried again."""
    opens = desk.workflow.steps[step.name].opens
    if desk.workflow.steps[step.name].tests is None or opens is None:
        return planned
    desk.session.flush()
    held = latest(desk.session, [desk.plan.id]).get(desk.plan.id)
    if held is None or held.retest_due is None or held.retest_due >= planned[1]:
        return planned
    return max(desk.today, held.retest_due - timedelta(days=opens.before_due_days)), held.retest_due
