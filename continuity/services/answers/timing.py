"""Time spent on a step: from a page is shown until it is saved, summed for the revision and never by person."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from continuity.models import Step, StepRevision, TimeSpent

AT_MOST = timedelta(minutes=20)  # a page left open over lunch was not worked on for an hour
ENOUGH = 3  # other departments before their median says anything
RECENT = timedelta(days=730)


def add(session: Session, revision_id: int, page: str, spent: timedelta) -> None:
    """Adds the time between showing and saving a page, at most 20 minutes; commits."""
    seconds = int(min(max(spent, timedelta(0)), AT_MOST).total_seconds())
    if seconds and not _added(session, revision_id, page, seconds):
        try:
            with session.begin_nested():
                session.add(TimeSpent(revision_id=revision_id, page=page, seconds=seconds))
        except IntegrityError:  # a colleague saved the page for the first time in the same moment
            _added(session, revision_id, page, seconds)
    session.commit()


def _added(session: Session, revision_id: int, page: str, seconds: int) -> bool:
    query = select(TimeSpent).where(TimeSpent.revision_id == revision_id, TimeSpent.page == page)
    found = session.scalars(query.with_for_update()).one_or_none()
    if found is not None:
        found.seconds += seconds
    return found is not None


def time_spent(session: Session, revision_ids: Collection[int]) -> Mapping[int, timedelta]:
    """Revision -> how long it was worked on in all; one without measured time is left out."""
    query = select(TimeSpent.revision_id, func.sum(TimeSpent.seconds)).where(TimeSpent.revision_id.in_(revision_ids))
    rows = session.execute(query.group_by(TimeSpent.revision_id))
    return {revision_id: timedelta(seconds=int(seconds)) for revision_id, seconds in rows}


def last_time(session: Session, step: Step, *, again: bool, at: datetime) -> timedelta | None:
    """How long the step usually takes: the median of the last two years' completed revisions in all departments.

    `again` compares with revisions that built on an earlier one, else with first ones. With fewer than three the
    department's own last one says it; None where nothing has been measured.
    """
    totals = _completed(session, step.name, again=again, since=at - RECENT)
    if len(totals) >= ENOUGH:
        return timedelta(seconds=median(totals.values()))
    own = step.in_force_revision_id
    return time_spent(session, [own]).get(own) if own is not None else None


def _completed(session: Session, step_name: str, *, again: bool, since: datetime) -> Mapping[int, int]:
    based = StepRevision.based_on_id.is_not(None) if again else StepRevision.based_on_id.is_(None)
    query = (
        select(TimeSpent.revision_id, func.sum(TimeSpent.seconds))
        .join(StepRevision, StepRevision.id == TimeSpent.revision_id)
        .join(Step, Step.id == StepRevision.step_id)
        .where(Step.name == step_name, StepRevision.completed_at >= since, based)
        .group_by(TimeSpent.revision_id)
    )
    return {revision_id: int(seconds) for revision_id, seconds in session.execute(query)}
