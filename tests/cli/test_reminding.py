"""`continuity remind`: who would be told what on a day, a line each, and nothing is sent."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.models import Reminder, make_engine
from tests.support.terminal import Run

pytestmark = pytest.mark.stock("demo")


def test_a_line_for_each_reminder_and_none_is_given(with_database: Run, sqlite_url: str) -> None:
    said = with_database("remind", "--on", "2026-11-30", "--dry-run")
    assert said.code == 0
    late = [line for line in said.lines if "Kultur- och fritidskontoret" in line]
    assert late and all(line.startswith("2026-11-30 ") and line.count(" | ") == 3 for line in said.lines)
    engine = make_engine(sqlite_url)
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Reminder)) == 0
    engine.dispose()


def test_a_day_that_is_none_is_wrong_use(with_database: Run) -> None:
    assert with_database("remind", "--on", "2027-02-29").code == 2
