"""The demo municipality stands where the example says, after its sweeps too, and moves by whole weeks."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.errors import Refused
from continuity.models import Hearing, Municipality, Person, Plan, Step, make_engine, writing
from continuity.services import demo
from continuity.services.organisation import passwords
from continuity.services.oversight.ready import readiness_of
from continuity.services.record.verifying import verify_all
from continuity.services.registers.picture import Need, picture
from continuity.services.steps import asking, plans
from tests.support.stock import DEMO_TODAY
from tests.support.town import Town

EXAMPLE = json.loads((Path(__file__).parents[1] / "rules" / "malarvik.json").read_text(encoding="utf-8"))
EXAMPLES_TODAY = date.fromisoformat(EXAMPLE["today"])
LATER = date(2027, 3, 3)  # a Wednesday, fourteen weeks and three days on


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 8, 0, tzinfo=ZoneInfo("Europe/Stockholm"))


def stands(town: Town, code: str) -> dict[str, str]:
    plan = town.plan(code)
    found = {"state": plan.state}
    if plan.state != "registered":
        found["step_state"] = town.step(code, plan.state).state
    if plan.in_force_version and any(
        one["code"] == code and "in_force_version" in one for one in EXAMPLE["departments"]
    ):
        found["in_force_version"] = plan.in_force_version
    return found


def expected(code: str) -> dict[str, str]:
    (one,) = [one for one in EXAMPLE["departments"] if one["code"] == code]
    return {key: one[key] for key in ("state", "step_state", "in_force_version") if key in one}


CODES = [one["code"] for one in EXAMPLE["departments"]]


@pytest.mark.stock("demo")
@pytest.mark.parametrize("days", [0, 6])
def test_the_seven_departments_stand_where_the_example_says_after_the_sweeps_too(town: Town, days: int) -> None:
    at = morning(DEMO_TODAY + timedelta(days=days))
    plans.open_due_steps(town.session, at=at)
    asking.ask_after_silence(town.session, at=at)
    assert len(CODES) == 7
    assert {code: stands(town, code) for code in CODES} == {code: expected(code) for code in CODES}


@pytest.mark.stock("demo")
def test_what_the_example_tells_about_each_is_so(sqlite_town: Town) -> None:
    late = sqlite_town.step("KFN", "maintenance").due
    assert late is not None
    assert (EXAMPLES_TODAY - late).days == 34
    analysis = sqlite_town.step("BUN", "business_impact_analysis").open_revision
    assert analysis is not None
    assert "skolskjuts räcker inte" in analysis.returned_reason
    meeting = sqlite_town.session.scalars(select(Hearing.meeting_date).order_by(Hearing.id.desc())).first()
    assert meeting == date(2026, 12, 9)
    revision = sqlite_town.step("SN", "continuity_plan").open_revision
    assert revision is not None and (revision.number, revision.major) == (2, False)


@pytest.mark.stock("demo")
def test_every_need_of_the_example_has_the_examples_result_in_the_register(sqlite_town: Town) -> None:
    at = {
        need.demand.resource: need
        for need in everything(sqlite_town)
        if need.department != "Kultur- och fritidskontoret"
    }
    for one in EXAMPLE["dependencies"]:
        judged = at[one["resource"]].assessment
        assert {
            "status": judged.status,
            "effective_promise_h": judged.effective_promise_h,
            "uncovered_h": judged.uncovered_h,
            "flags": list(judged.flags),
        } == one["expected"], one["id"]


@pytest.mark.stock("demo")
def test_the_circle_leaves_who_delivers_in_force_and_green(sqlite_town: Town) -> None:
    plan = sqlite_town.plan("KS")
    assert readiness_of(sqlite_town.session, [plan], at=sqlite_town.now)[plan.id].colour == "green"


def everything(town: Town) -> tuple[Need, ...]:
    return picture(town.session, at=town.now).needs


@pytest.mark.stock("demo")
def test_the_demo_has_a_history_that_verifies_and_no_plan_but_those_seven(sqlite_town: Town) -> None:
    assert verify_all(sqlite_town.session).ok
    assert sqlite_town.session.scalar(select(func.count()).select_from(Plan)) == 7
    assert demo.is_demo(sqlite_town.session)


@pytest.mark.stock("demo")
def test_everybody_who_is_said_to_can_log_in_with_the_demos_password(sqlite_town: Town) -> None:
    logins = demo.logins()
    stored = dict(sqlite_town.session.execute(select(Person.email, Person.password_hash)).all())
    assert {email for email, _ in logins} == set(stored)
    assert all(stored.values())
    assert passwords.password_problem(demo.password(), "", "") is None


@pytest.mark.stock("demo")
def test_a_database_that_is_not_empty_is_left_alone(sqlite_town: Town) -> None:
    before = sqlite_town.session.scalar(select(func.count()).select_from(Step))
    with pytest.raises(Refused, match="inte tom"):
        demo.load(sqlite_town.session, read_catalogue([content_root()])[0], today=LATER)
    assert sqlite_town.session.scalar(select(func.count()).select_from(Step)) == before


@pytest.mark.parametrize(
    ("today", "weeks"),
    [
        (EXAMPLES_TODAY, 0),
        (EXAMPLES_TODAY + timedelta(days=6), 0),
        (LATER, 14),
        (EXAMPLES_TODAY - timedelta(days=1), -1),
    ],
)
def test_dates_move_by_whole_weeks_to_the_latest_sunday_not_after_the_day(today: date, weeks: int) -> None:
    shift = demo.shift_to(today, EXAMPLES_TODAY)
    assert shift == timedelta(weeks=weeks)
    assert timedelta(0) <= today - (EXAMPLES_TODAY + shift) <= timedelta(days=6)


@pytest.fixture
def loaded_later(sqlite_url: str) -> Iterator[Town]:
    engine = make_engine(sqlite_url, synchronous="OFF")
    with Session(writing(engine)) as session:
        demo.load(session, read_catalogue([content_root()])[0], today=LATER)
        yield Town(session)
    engine.dispose()


def test_loading_on_another_day_gives_the_same_municipality_that_much_later(loaded_later: Town) -> None:
    town, shift = loaded_later, timedelta(weeks=14)
    plans.open_due_steps(town.session, at=morning(LATER))
    assert {code: stands(town, code) for code in CODES} == {code: expected(code) for code in CODES}
    assert (
        town.session.scalars(select(Hearing.meeting_date).order_by(Hearing.id.desc())).first()
        == date(2026, 12, 9) + shift
    )
    late = town.step("KFN", "maintenance").due
    assert late is not None
    assert (LATER - late).days == 34 + 3
    assert town.session.scalars(select(Municipality.is_demo)).all() == [True]
