"""A municipality in which only the reviews that a test names are anything to be reminded of."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from continuity.models import Action, Demand, Department, PendingReopening, Plan, Step


def only_reviews(session: Session, days: Mapping[str, date]) -> None:
    """By department code, when each plan's review is due; everything else is done. Commits."""
    session.execute(update(Plan).values(review_due=None, valid_to=None))
    session.execute(update(Step).values(due=None, ball="nobody"))
    session.execute(update(Action).values(state="verified"))
    session.execute(update(Demand).values(state="ended"))
    session.execute(update(PendingReopening).values(proposal=False))
    for plan, code in session.execute(select(Plan, Department.code).join(Plan.department)).all():
        plan.review_due = days.get(code)
        if code in days:
            plan.in_force_version = plan.in_force_version or "1.0"
    session.commit()
