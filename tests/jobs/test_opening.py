"""A step whose own date has come is opened, once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.jobs import opening
from continuity.models import Event, Step
from tests.support.town import NOON

pytestmark = pytest.mark.stock("demo")
SETTINGS = Settings(environment="test")


def test_right_after_loading_nothing_is_due(engine: Engine) -> None:
    assert opening.sweep(engine, SETTINGS, NOON) == 0


def test_a_step_opens_when_its_date_has_come_and_only_once(engine: Engine, fresh_session: Session) -> None:
    waiting = select(Step).where(Step.opens_on.is_not(None), Step.open_revision_id.is_(None)).order_by(Step.opens_on)
    step = fresh_session.scalars(waiting).first()
    assert step is not None and step.opens_on is not None
    number, opens = step.id, step.opens_on
    fresh_session.rollback()
    at = datetime(opens.year, opens.month, opens.day, 6, 0, tzinfo=UTC)
    assert opening.sweep(engine, SETTINGS, at) >= 1
    assert opening.sweep(engine, SETTINGS, at) == 0
    opened = fresh_session.get_one(Step, number, populate_existing=True)
    assert opened.open_revision_id is not None and opened.opens_on is None
    assert opened.open_revision is not None and opened.open_revision.reason in ("yearly", "first")


def test_the_date_is_the_swedish_one(engine: Engine, fresh_session: Session) -> None:
    """At half past eleven in the evening, UTC, it is tomorrow in Sweden."""
    query = select(Step.opens_on).where(Step.opens_on.is_not(None), Step.open_revision_id.is_(None))
    first = fresh_session.scalars(query.order_by(Step.opens_on)).first()
    assert first is not None
    fresh_session.rollback()
    evening = datetime(first.year, first.month, first.day, 23, 30, tzinfo=UTC) - timedelta(days=1)
    assert opening.sweep(engine, SETTINGS, evening - timedelta(hours=12)) == 0
    assert opening.sweep(engine, SETTINGS, evening) >= 1
    assert fresh_session.scalars(select(Event.kind).order_by(Event.seq.desc()).limit(1)).one() == "step_opened"
