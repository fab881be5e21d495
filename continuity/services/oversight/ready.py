"""How ready many departments are, in a constant number of questions: the plan, its exercise, its gaps, its actions."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from continuity.models import Action, Exercise, Plan
from continuity.rules import actions as rules
from continuity.rules.readiness import Facts, Readiness, readiness
from continuity.services.clock import local_date
from continuity.services.registers import actions
from continuity.services.registers.gap_counts import open_gaps


def readiness_of(session: Session, plans: Sequence[Plan], *, at: datetime) -> Mapping[int, Readiness]:
    """Plan id -> its colour with every reason, for as many plans as a page shows."""
    today = local_date(at)
    departments = {plan.department_id for plan in plans}
    held, followed = _held_and_followed(session, [plan.id for plan in plans])
    gaps = open_gaps(session, departments, at=at)
    late, unverified = _late(followed, today), _unverified(followed, today)
    return {
        plan.id: readiness(
            _facts(plan, held.get(plan.id), gaps, late, unverified),
            today,
        )
        for plan in plans
    }


def _held_and_followed(session: Session, plan_ids: Collection[int]) -> tuple[dict[int, Exercise], list[Action]]:
    """Each plan's latest exercise, and the actions for flaws in its department, in one question."""
    newest = (
        select(Exercise.id).where(Exercise.plan_id == Plan.id).order_by(Exercise.held_on.desc(), Exercise.id.desc())
    )
    query = (
        select(Plan.id, Exercise, Action)
        .outerjoin(Exercise, Exercise.id == newest.limit(1).correlate(Plan).scalar_subquery())
        .outerjoin(Action, and_(Action.department_id == Plan.department_id, Action.severity.is_not(None)))
        .where(Plan.id.in_(plan_ids))
    )
    rows = session.execute(query).all()
    followed = {row.Action.id: row.Action for row in rows if row.Action is not None}
    return {row.id: row.Exercise for row in rows if row.Exercise is not None}, list(followed.values())


def _facts(
    plan: Plan, held: Exercise | None, gaps: Counter[int], late: Counter[int], unverified: Counter[int]
) -> Facts:
    here = plan.department_id
    return Facts(
        started=plan.state != "registered",
        in_force=plan.in_force_version is not None,
        valid_to=plan.valid_to,
        review_due=plan.review_due,
        exercised_on=held.held_on if held else None,
        exercise_interval_months=held.interval_months if held else 12,
        does_not_work=held is not None and held.does_not_work,
        retest_due=held.retest_due if held else None,
        open_gaps_class_1_2=gaps[here],
        overdue_findings_2_3=late[here],
        unverified_findings_3=unverified[here],
    )


def _late(followed: Iterable[Action], today: date) -> Counter[int]:
    return Counter(
        action.department_id for action in followed if rules.is_overdue_flaw(actions.facts_of(action), today)
    )


def _unverified(followed: Iterable[Action], today: date) -> Counter[int]:
    return Counter(action.department_id for action in followed if rules.holds_red(actions.facts_of(action), today))
