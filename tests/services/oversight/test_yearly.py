"""The figures of each year, and the status frozen on 31 January."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden
from continuity.models import Event, YearStatus
from continuity.services.answers import timing
from continuity.services.oversight import freezing, yearly
from continuity.services.oversight.narrowing import Filter
from continuity.services.oversight.yearly import Figures
from tests.support.counting import counted
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
LAST_OF_JANUARY = datetime(2027, 1, 31, 5, 0, tzinfo=UTC)


def seen(town: Town, chosen: Filter | None = None, *, by: str = "sakerhetschef") -> Figures:
    return yearly.figures(town.session, chosen or Filter(), by=town.actor(by), at=town.now)


def test_there_is_a_row_for_each_year_since_the_first_plan(town: Town) -> None:
    assert [year.year for year in seen(town).years] == [2025, 2026]


def test_exercised_is_the_share_of_grave_activities_in_departments_that_exercised(town: Town) -> None:
    first, second = seen(town).years
    assert first.exercised == 0
    assert second.grave > 5 and second.exercised == 100
    parent = town.plan("BUN").department.parent_id
    assert seen(town, Filter(committee=parent)).years[-1].exercised is None


def test_time_is_counted_from_the_start_to_the_last_signature(town: Town) -> None:
    found = seen(town)
    assert all(year.days is not None and 0 < year.days < 365 for year in found.years)
    assert sum(row.signed for row in found.spent) == found.years[-1].signed
    assert {row.name for row in found.spent} >= {"Socialkontoret"}


def test_the_status_is_frozen_once_a_year_with_a_line_of_history(town: Town, fresh_session: Session) -> None:
    assert freezing.freeze(town.session, by=None, at=LAST_OF_JANUARY) == 7
    assert freezing.freeze(town.session, by=None, at=LAST_OF_JANUARY) == 0
    rows = fresh_session.scalars(select(YearStatus).where(YearStatus.year == 2027)).all()
    assert len(rows) == 7
    social = next(row for row in rows if row.name == "Socialkontoret")
    assert (social.committee, social.in_force_version) == ("Socialnämnden", "1.0")
    assert social.steps["governing_document"] == {
        "state": "completed", "done": True, "waits": False, "late": False, "due": None,
    }  # fmt: skip
    events = fresh_session.scalars(select(Event.seq).where(Event.kind == "status_frozen")).all()
    assert len(events) == len(set(fresh_session.scalars(select(YearStatus.year))))


def test_what_was_frozen_stands_in_its_years_figures(town: Town) -> None:
    freezing.freeze(town.session, by=None, at=LAST_OF_JANUARY)
    town.now = LAST_OF_JANUARY
    last = seen(town).years[-1]
    assert (last.year, last.in_force) == (2027, 3 * 100 // 7)
    assert last.done is not None and last.done > 0


@pytest.mark.parametrize(
    ("month", "day", "due"), [(1, 30, False), (1, 31, True), (2, 1, True), (2, 28, True), (3, 1, False), (6, 1, False)]
)
def test_it_is_taken_on_the_last_of_january_or_as_soon_after_as_the_system_runs(
    month: int, day: int, due: bool
) -> None:
    assert freezing.is_time(date(2027, month, day)) is due


@pytest.mark.parametrize("who", ["tib", "chef.kultur", "registrator"])
def test_it_is_for_those_who_follow_up(town: Town, who: str) -> None:
    with pytest.raises(Forbidden):
        seen(town, by=who)


def test_few_questions_are_asked(town: Town, engine: Engine) -> None:
    actor = town.actor("revisor")
    town.session.commit()
    with Session(engine) as session, counted(engine) as sent:
        yearly.figures(session, Filter(), by=actor, at=town.now)
    assert len(sent) <= 15


def test_the_time_that_the_forms_took_is_summed_for_each_department(sqlite_town: Town) -> None:
    town = sqlite_town
    step = town.step("SN", "continuity_plan")
    assert step.in_force_revision is not None
    before = next(row.worked for row in seen(town).spent if row.name == "Socialkontoret") or timedelta(0)
    timing.add(town.session, step.in_force_revision.id, "basics", timedelta(minutes=12))
    timing.add(town.session, step.in_force_revision.id, "team", timedelta(minutes=30))  # counts as twenty
    after = {row.name: row.worked for row in seen(town).spent}
    assert after["Socialkontoret"] == before + timedelta(minutes=32)
