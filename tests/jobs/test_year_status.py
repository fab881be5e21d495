"""The status of a year is frozen by the loop when its day has come, once."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.jobs import year_status
from continuity.models import YearStatus
from tests.support.town import NOON

pytestmark = pytest.mark.stock("demo")
SETTINGS = Settings(environment="test")


def test_nothing_is_frozen_in_november(engine: Engine) -> None:
    assert year_status.sweep(engine, SETTINGS, NOON) == 0


def test_the_day_is_the_swedish_one_and_one_row_a_department_is_enough(engine: Engine, fresh_session: Session) -> None:
    eve = datetime(2027, 1, 30, 23, 30, tzinfo=UTC)  # already the 31st in Sweden
    assert year_status.sweep(engine, SETTINGS, eve.replace(hour=22)) == 0
    assert year_status.sweep(engine, SETTINGS, eve) == 7
    assert year_status.sweep(engine, SETTINGS, eve) == 0
    assert len(fresh_session.scalars(select(YearStatus.id).where(YearStatus.year == 2027)).all()) == 7
