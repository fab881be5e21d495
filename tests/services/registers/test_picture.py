"""The picture: the register's rows say what `continuity analyse` says of the same municipality, in few questions."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from continuity.models import Activity, Demand, GapHandling, PriorityOrder, Promise, Resource, StepRevision
from continuity.rules.dependencies import Assessment
from continuity.services.registers import register_rows
from continuity.services.registers.picture import Need, Picture, picture
from tests.support.town import NOON, Town

pytestmark = pytest.mark.stock("demo")
EXAMPLE = json.loads((Path(__file__).parents[2] / "rules" / "malarvik.json").read_text(encoding="utf-8"))


class Register:
    """Puts the example into the register's tables, as if one department had published it."""

    def __init__(self, town: Town) -> None:
        self.session, self.department = town.session, town.plan("SN").department_id
        for table in (Promise, Demand, Activity, GapHandling, PriorityOrder):
            for row in self.session.scalars(select(table)):
                self.session.delete(row)
        self.revision = self.session.scalars(select(StepRevision.id)).first()
        self.resources: dict[str, str] = {}

    def load(self) -> None:
        delivered: dict[str, list[str]] = {}
        for one in EXAMPLE["dependencies"]:
            resource = self.resource(one)
            if one["provided_by"]:
                delivered.setdefault(one["provided_by"], []).append(resource)
        for one in EXAMPLE["activities"]:
            self.activity(one["id"], self.values_of(one))
        for row, resources in delivered.items():
            self.activity(row, {"delivers_resources": resources})
        for one in EXAMPLE["dependencies"]:
            self.demand(one)
        self.session.flush()

    def activity(self, row: str, values: dict[str, Any]) -> None:
        self.session.add(
            Activity(
                department_id=self.department, revision_id=self.revision, row=row, name=row, state="in_force",
                values=values, valid_from=NOON,
            )
        )  # fmt: skip

    def values_of(self, one: Mapping[str, Any]) -> dict[str, Any]:
        times = [f"{hours:g}" for hours in EXAMPLE["time_columns_h"]]
        levels = {code: dict(zip(times, row, strict=True)) for code, row in one["matrix"].items()}
        return {
            "impact": {"levels": levels},
            "critical_periods": one.get("critical_periods", []),
            "volume": one["affected"],
            "societal_importance": {"Ja": "yes", "Nej": "no"}[one["societally_important"]],
            "rto_h": one["rto_h"],
            "wrt_h": one["wrt_h"],
        }

    def resource(self, one: Mapping[str, Any]) -> str:
        made = Resource(id=one["id"], name=f"Exempel: {one['resource']}", added_at=NOON)
        self.session.add(made)
        self.session.flush()
        if one["promised_recovery_h"] is not None:
            self.session.add(
                Promise(
                    resource_id=made.id, promised_h=one["promised_recovery_h"], service_window=one["service_window"],
                    valid_from=NOON,
                )
            )  # fmt: skip
        return made.id

    def demand(self, one: Mapping[str, Any], state: str = "in_force") -> None:
        endurance = one.get("reserve_endurance_h")
        values = {
            "required_within_h": one["required_within_h"],
            "dep_criticality": "critical",
            "reserve_desc": one["reserve"] or "",
            "reserve_activation_h": one.get("reserve_activation_h"),
            "reserve_unlimited": "yes" if endurance is None else "no",
            "reserve_endurance_h": endurance,
            "reserve_depends_on": [one["id"]] if one.get("reserve_uses_same_resource") else [],
        }
        self.session.add(
            Demand(
                department_id=self.department, revision_id=self.revision, activity_row=one["activity"], row=one["id"],
                resource_id=one["id"], state=state, values=values, valid_from=NOON,
            )
        )  # fmt: skip


@pytest.fixture
def example(sqlite_town: Town) -> Picture:
    Register(sqlite_town).load()
    return picture(sqlite_town.session, at=NOON)


def expected(kind: str) -> dict[str, dict[str, Any]]:
    return {one["id"]: one["expected"] for one in EXAMPLE[kind]}


def told(assessment: Assessment) -> dict[str, Any]:
    return {
        "status": assessment.status,
        "effective_promise_h": assessment.effective_promise_h,
        "uncovered_h": assessment.uncovered_h,
        "flags": list(assessment.flags),
    }


def test_the_example_in_the_register_has_the_statuses_of_the_example(example: Picture) -> None:
    assert {need.row: told(need.assessment) for need in example.needs} == expected("dependencies")


def test_the_example_in_the_register_has_the_classes_and_times_of_the_example(example: Picture) -> None:
    found = {
        one.row: {
            "mtpd_by_category": dict(one.impact.mtpd_by_category),
            "mtpd_h": one.impact.mtpd_h,
            "driving": list(one.driving),
            "t_last_ok_h": one.impact.t_last_ok_h,
            "eff_mtpd_h": one.eff_mtpd_h,
            "priority_class": one.priority_class,
            "slack_h": one.impact.slack_h,
        }
        for one in example.activities
        if one.impact is not None
    }
    assert found == expected("activities")


def test_red_days_lengthen_what_a_weekday_window_promises_at_worst(example: Picture) -> None:
    care_system = next(need for need in example.needs if need.row == "D3")
    assert care_system.assessment.effective_promise_h == 24 + 62
    assert care_system.holidays.effective_promise_h == 24 + 110  # Easter: closed from Thursday 17 to Tuesday 07
    power = next(need for need in example.needs if need.row == "D6")
    assert power.holidays == power.assessment


def test_the_heat_map_has_the_worst_level_of_any_category_at_each_time(example: Picture) -> None:
    worst = {one.row: one.worst for one in example.activities}
    for one in EXAMPLE["activities"]:
        assert worst[one["id"]] == tuple(max(column) for column in zip(*one["matrix"].values(), strict=True))


def count(session: Session, at: datetime, **kept: Any) -> int:
    session.expire_all()
    asked: list[str] = []
    engine = session.get_bind()
    listen = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listen)
    try:
        picture(session, at=at, **kept)
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    return len(asked)


def test_the_number_of_questions_does_not_grow_with_the_municipality(sqlite_town: Town) -> None:
    session = sqlite_town.session
    before = count(session, NOON)
    Register(sqlite_town).load()
    session.commit()
    assert count(session, NOON) <= before <= 10  # BEGIN too


def need(town: Town, row: str, at: datetime = NOON, **kept: Any) -> Need:
    return next(one for one in picture(town.session, at=at, **kept).needs if one.row == row)


def test_a_slower_test_outranks_the_promise(sqlite_town: Town) -> None:
    Register(sqlite_town).load()
    promise = sqlite_town.session.scalars(select(Promise).where(Promise.resource_id == "D7")).one()
    promise.tested_h, promise.tested_on = 80, date(2026, 10, 1)
    assert need(sqlite_town, "D7").assessment.status == "gap"


def test_a_reserve_that_leans_on_the_lost_resource_further_down_does_not_count(sqlite_town: Town) -> None:
    Register(sqlite_town).load()
    reserve = sqlite_town.session.scalars(select(Demand).where(Demand.row == "D9")).one()
    reserve.values = {**reserve.values, "reserve_depends_on": ["D3"]}  # delivered by IT, which needs D12a
    power = sqlite_town.session.scalars(select(Demand).where(Demand.row == "D12a")).one()
    assert need(sqlite_town, "D9").assessment.flags == ()
    power.resource_id = "D9"
    assert need(sqlite_town, "D9").assessment.flags == ("gemensam_felkalla",)


def test_an_unanswered_demand_is_a_gap_once_ten_working_days_have_passed(sqlite_town: Town) -> None:
    register = Register(sqlite_town)
    register.load()
    demand = sqlite_town.session.scalars(select(Demand).where(Demand.row == "D2")).one()
    demand.values = {**demand.values, "reserve_depends_on": []}
    assert (need(sqlite_town, "D2").dialogue, need(sqlite_town, "D2").is_gap) == ("asked", False)
    tenth = datetime(2026, 12, 7, 11, tzinfo=UTC)
    assert not need(sqlite_town, "D2", tenth).is_gap
    assert need(sqlite_town, "D2", tenth + timedelta(days=1)).is_gap
    assert need(sqlite_town, "D2", tenth + timedelta(days=1)).dialogue == "unanswered"


def test_a_gap_is_taken_up_by_both_heads_and_then_by_the_director_until_it_is_met(sqlite_town: Town) -> None:
    register = Register(sqlite_town)
    register.load()
    stages = []
    for days in (0, 29, 30, 59, 60):
        found = need(sqlite_town, "D6", NOON + timedelta(days=days)).escalation
        stages.append(found and found.stage)
    assert stages == ["owner", "owner", "heads", "heads", "municipal_director"]
    accepted = GapHandling(
        department_id=register.department, revision_id=register.revision, row="S", resource_id="D6",
        strategies=["accept"], accepted_until=date(2026, 12, 31), valid_from=NOON,
    )  # fmt: skip
    sqlite_town.session.add(accepted)
    assert need(sqlite_town, "D6", NOON + timedelta(days=30)).escalation is None
    after = need(sqlite_town, "D6", NOON + timedelta(days=40)).escalation
    assert after is not None
    assert (after.since, after.stage) == (date(2027, 1, 1), "owner")
    accepted.strategies = ["accept", "stock"]
    assert need(sqlite_town, "D6", NOON + timedelta(days=400)).escalation is None


def test_what_is_proposed_stands_beside_what_is_in_force_when_asked_for(sqlite_town: Town) -> None:
    register = Register(sqlite_town)
    register.load()
    tighter = {**EXAMPLE["dependencies"][5], "required_within_h": 0.5}
    register.demand(tighter, state="proposed")
    plain = [one.id for one in picture(sqlite_town.session, at=NOON).needs if one.row == "D6"]
    both = [one for one in picture(sqlite_town.session, at=NOON, proposed=True).needs if one.row == "D6"]
    assert plain == [f"{register.department}:D6"]
    assert [(one.id, one.state) for one in both] == [
        (plain[0], "in_force"),
        (f"{plain[0]}:proposed", "proposed"),
    ]


def test_the_picture_of_one_department_is_judged_among_all(sqlite_town: Town) -> None:
    Register(sqlite_town).load()
    nobody = picture(sqlite_town.session, at=NOON, departments=[])
    assert (nobody.activities, nobody.needs) == ((), ())


def test_what_a_department_reads_alone_is_what_the_whole_municipality_says_of_it(sqlite_town: Town) -> None:
    session = sqlite_town.session
    Register(sqlite_town).load()
    homes = [sqlite_town.plan(code).department_id for code in ("SN", "KS", "OFN")]
    for number, one in enumerate(EXAMPLE["activities"]):
        for table, row in ((Activity, Activity.row), (Demand, Demand.activity_row)):
            session.execute(update(table).where(row == one["id"]).values(department_id=homes[number % len(homes)]))
    whole = picture(session, at=NOON)
    assert {need.department_id for need in whole.needs} == set(homes)
    assert any(need.assessment.flags == ("cirkulart",) for need in whole.needs)
    for home in homes:
        alone = picture(session, at=NOON, departments=[home])
        assert alone.needs == tuple(need for need in whole.needs if need.department_id == home)
        assert alone.activities == tuple(one for one in whole.activities if one.department_id == home)
        assert (alone.provided_by, alone.resource_needs) == (whole.provided_by, whole.resource_needs)


def test_a_department_reads_the_rows_of_its_own_demands_alone(sqlite_town: Town) -> None:
    session, home = sqlite_town.session, sqlite_town.plan("SN").department_id
    Register(sqlite_town).load()
    own = len(register_rows.demands(session, proposed=False, departments=[home]))
    assert 0 < own == len(register_rows.demands(session, proposed=False))
    session.execute(update(Demand).where(Demand.row == "D1").values(department_id=sqlite_town.plan("KS").department_id))
    assert len(register_rows.demands(session, proposed=False, departments=[home])) == own - 1
