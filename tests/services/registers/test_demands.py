"""Demands: proposed when the step is sent in, in force when it completes, nothing overwritten."""

import pytest
from sqlalchemy import select

from continuity.models import Activity, Demand, GapHandling
from continuity.services.steps import moving, plans
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
STEP = "business_impact_analysis"


def demands(town: Town, code: str, state: str) -> list[Demand]:
    query = select(Demand).where(Demand.department_id == town.plan(code).department_id, Demand.state == state)
    return list(town.session.scalars(query.order_by(Demand.id)))


def test_each_need_with_a_resource_is_a_demand_in_its_activity(sqlite_town: Town) -> None:
    rows = {
        (activity["id"], need["id"]): need["resource"]
        for activity in sqlite_town.desk("SBN", STEP, "samordnare.bygg").tree()["activities"]
        for need in activity.get("needs", ())
    }
    found = {(one.activity_row, one.row): one.resource_id for one in demands(sqlite_town, "SBN", "proposed")}
    assert found == rows != {}


def test_sending_in_again_replaces_what_was_proposed_and_keeps_it_as_ended(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SBN")
    before = demands(sqlite_town, "SBN", "proposed")
    moving.withdraw(sqlite_town.session, walk.id(STEP), by=walk.who("samordnare"), at=sqlite_town.now)
    walk.submit(STEP)
    after = demands(sqlite_town, "SBN", "proposed")
    assert len(after) == len(before)
    assert {one.id for one in after}.isdisjoint(one.id for one in before)
    assert {(one.state, one.valid_to) for one in before} == {("ended", sqlite_town.now)}


def test_a_revision_in_work_leaves_what_is_in_force_alone(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "KS")
    in_force = {one.id for one in demands(sqlite_town, "KS", "in_force")}
    plans.reopen(
        sqlite_town.session, sqlite_town.plan("KS").id, "finding_touches_requirements", "", by=walk.who("chef"),
        at=sqlite_town.now,
    )  # fmt: skip
    walk.start(STEP)
    walk.submit(STEP)
    assert {one.id for one in demands(sqlite_town, "KS", "in_force")} == in_force != set()
    walk.number(STEP, "KS/2026:99-004")
    walk.adopt(STEP)
    assert {one.id for one in demands(sqlite_town, "KS", "in_force")}.isdisjoint(in_force)


def test_what_is_taken_back_asks_for_nothing_any_more(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SBN")
    moving.withdraw(sqlite_town.session, walk.id(STEP), by=walk.who("samordnare"), at=sqlite_town.now)
    assert demands(sqlite_town, "SBN", "proposed") == []


def test_what_is_returned_asks_for_nothing_any_more(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SBN")
    moving.send_back(sqlite_town.session, walk.id(STEP), "Fel.", by=walk.who("chef"), at=sqlite_town.now)
    assert demands(sqlite_town, "SBN", "proposed") == []


def test_a_repealed_plan_asks_for_nothing_and_delivers_nothing(sqlite_town: Town) -> None:
    session, plan = sqlite_town.session, sqlite_town.plan("SN")
    head = sqlite_town.actor("chef.socialkontoret")
    plans.repeal(session, plan.id, "Socialnämnden 2026-11-23 § 1", by=head, at=sqlite_town.now)
    for table in (Demand, Activity, GapHandling):
        own = select(table.valid_to).where(table.department_id == plan.department_id)
        assert None not in session.scalars(own).all() != []


def test_activities_keep_their_peak_periods_and_plans_how_they_meet_gaps(sqlite_town: Town) -> None:
    session, department = sqlite_town.session, sqlite_town.plan("SN").department_id
    in_force = select(Activity).where(Activity.department_id == department, Activity.state == "in_force")
    support = session.scalars(in_force.where(Activity.name.startswith("Försörjningsstöd"))).one()
    assert [period["peak_mtpd_h"] for period in support.values["critical_periods"]] == [24]
    handled = session.scalars(select(GapHandling).where(GapHandling.department_id == department)).all()
    assert {tuple(one.strategies) for one in handled if one.accepted_until} == {("accept",)}
