"""Time spent is summed for a revision, capped for pages left open, and tells how long it took the last time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from continuity.models import Step, StepRevision, TimeSpent
from continuity.services.answers import timing
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
MINUTE = timedelta(minutes=1)


def test_saves_of_a_page_add_up_and_a_forgotten_page_counts_twenty_minutes(town: Town) -> None:
    revision = town.step("SN", "continuity_plan").open_revision_id
    assert revision is not None
    for spent in (3 * MINUTE, 4 * MINUTE, timedelta(hours=3), -MINUTE):
        timing.add(town.session, revision, "activation", spent)
    timing.add(town.session, revision, "basics", MINUTE)
    assert timing.time_spent(town.session, [revision]) == {revision: 28 * MINUTE}
    assert len(town.session.scalars(select(TimeSpent)).all()) == 2


def test_nothing_in_the_table_says_who() -> None:
    assert set(TimeSpent.__table__.columns.keys()) == {"id", "revision_id", "page", "seconds"}


def test_the_last_time_is_the_median_of_enough_departments_else_ones_own(sqlite_town: Town) -> None:
    town = sqlite_town
    query = select(StepRevision).join(Step, Step.id == StepRevision.step_id).where(Step.name == "governing_document")
    done = [one for one in town.session.scalars(query.order_by(StepRevision.id)) if one.completed_at is not None]
    step = town.step("SN", "governing_document")
    assert timing.last_time(town.session, step, again=False, at=town.now) is None
    own = step.in_force_revision_id
    assert own is not None
    timing.add(town.session, own, "purpose", 5 * MINUTE)
    assert timing.last_time(town.session, step, again=False, at=town.now) == 5 * MINUTE
    for number, revision in enumerate(one for one in done if one.id != own):
        timing.add(town.session, revision.id, "purpose", (10 + number) * MINUTE)
    assert timing.last_time(town.session, step, again=False, at=town.now) >= 10 * MINUTE  # type: ignore[operator]
