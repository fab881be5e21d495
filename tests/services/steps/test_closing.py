"""What completing a step leads to: versions, the next date, the outcome's way on, and the next cycle."""

from datetime import date

import pytest
from sqlalchemy import select

from continuity.models import Activity, Demand, StepRevision
from continuity.services.steps import numbering, plans
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
FIRST, SECOND, PLAN, EXERCISE, REVIEW = (
    "governing_document", "business_impact_analysis", "continuity_plan", "exercise", "maintenance",
)  # fmt: skip


def review(town: Town, outcome: str) -> StepRevision:
    """Kultur- och fritidskontoret's review, begun and late, carried to its end with this outcome."""
    walk = Walk(town, "KFN")
    walk.fill(REVIEW, "base/maintenance", "ks/maintenance", {"outcome": outcome, "outcome_reason": "Se ovan."})
    walk.submit(REVIEW)
    return walk.adopt(REVIEW)


def test_an_exercise_that_missed_an_objective_in_class_one_opened_the_plan(sqlite_town: Town) -> None:
    step = sqlite_town.step("SN", PLAN)
    assert step.open_revision is not None
    assert (step.open_revision.reason, step.open_revision.major, step.state) == ("exercise_failed", False, "draft")


@pytest.mark.parametrize(("failing", "opened"), [({}, False), ({"overall_assessment": "does_not_work"}, True)])
def test_an_exercise_opens_the_plan_only_when_it_does_not_work(
    sqlite_town: Town, failing: dict[str, str], opened: bool
) -> None:
    walk = Walk(sqlite_town, "KFN")
    plans.open_now(sqlite_town.session, walk.id(EXERCISE), by=walk.who("chef"), at=sqlite_town.now)
    walk.start(EXERCISE)
    walk.fill(EXERCISE, failing)
    walk.submit(EXERCISE)
    walk.adopt(EXERCISE)
    step = sqlite_town.step("KFN", PLAN)
    assert (step.open_revision_id is not None) == opened
    assert step.plan.state == (PLAN if opened else REVIEW)


def test_an_unchanged_review_lets_the_plan_rest_and_sets_the_next_date(sqlite_town: Town) -> None:
    revision = review(sqlite_town, "unchanged")
    plan, step = sqlite_town.plan("KFN"), sqlite_town.step("KFN", REVIEW)
    assert all(one.open_revision_id is None for one in plan.steps)
    assert (plan.state, plan.cycle, revision.cycle) == (REVIEW, 2, 1)
    assert plan.review_due == step.due == date(2027, 11, 23)
    assert step.opens_on == date(2027, 8, 25)


@pytest.mark.parametrize(
    ("outcome", "step", "major"),
    [("revise_plan", PLAN, False), ("revise_analysis", SECOND, True), ("revise_governing", FIRST, True)],
)
def test_the_reviews_outcome_opens_its_step(sqlite_town: Town, outcome: str, step: str, major: bool) -> None:
    review(sqlite_town, outcome)
    opened = [one.name for one in sqlite_town.plan("KFN").steps if one.open_revision_id is not None]
    revision = sqlite_town.step("KFN", step).open_revision
    assert opened == [step]
    assert revision is not None
    assert (revision.major, revision.cycle) == (major, 2)


def test_a_revised_analysis_opens_the_plan_that_builds_on_it_and_both_get_a_new_whole_number(sqlite_town: Town) -> None:
    review(sqlite_town, "revise_analysis")
    walk = Walk(sqlite_town, "KFN")
    walk.start(SECOND)
    walk.submit(SECOND)
    walk.number(SECOND, "KFN/2026:70-004")
    assert walk.adopt(SECOND).version == "2.0"
    step = sqlite_town.step("KFN", PLAN)
    assert step.open_revision is not None
    assert step.open_revision.reason == "analysis_revised"
    walk.start(PLAN)
    walk.submit(PLAN)
    assert walk.adopt(PLAN).version == "2.0"
    assert sqlite_town.plan("KFN").in_force_version == "2.0"


def test_a_review_may_end_the_plan(sqlite_town: Town) -> None:
    review(sqlite_town, "plan_repealed")
    plan = sqlite_town.plan("KFN")
    assert plan.state == "repealed"
    assert plan.repealed_at == sqlite_town.now


def test_a_new_version_supersedes_the_one_before_it(sqlite_town: Town) -> None:
    before = sqlite_town.step("SN", PLAN).in_force_revision
    walk = Walk(sqlite_town, "SN")
    walk.submit(PLAN)
    after = walk.adopt(PLAN)
    assert before is not None
    assert (before.version, after.version) == ("1.0", "1.1")
    assert (before.superseded_at, after.superseded_at) == (sqlite_town.now, None)
    assert sqlite_town.plan("SN").in_force_version == "1.1"


def test_a_new_cycle_has_a_case_of_its_own(sqlite_town: Town) -> None:
    case = sqlite_town.plan("KFN").case_number
    review(sqlite_town, "revise_plan")
    walk = Walk(sqlite_town, "KFN")
    desk = walk.desk(PLAN, "registrator")
    assert case == "KFN/2025:44"
    assert (sqlite_town.plan("KFN").case_number, desk.revision.registration_number) == (None, None)
    assert numbering.proposed_number(desk) == ""
    walk.number(PLAN, "KFN/2026:70-005")
    assert sqlite_town.plan("KFN").case_number == "KFN/2026:70"


def test_the_plan_follows_its_steps(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "OFN")
    assert sqlite_town.plan("OFN").state == "registered"
    walk.whole(FIRST)
    assert sqlite_town.plan("OFN").state == SECOND
    walk.whole(SECOND)
    assert sqlite_town.plan("OFN").state == PLAN
    walk.whole(PLAN)
    plan = sqlite_town.plan("OFN")
    assert (plan.state, plan.in_force_version) == (EXERCISE, "1.0")
    assert plan.review_due == date(2027, 11, 23)
    assert sqlite_town.step("OFN", EXERCISE).opens_on is not None
    assert sqlite_town.step("OFN", REVIEW).due == date(2027, 11, 23)


def test_what_completes_publishes_its_activities_and_demands_and_ends_the_old_ones(sqlite_town: Town) -> None:
    session = sqlite_town.session
    unit = sqlite_town.plan("SBN").department_id
    walk = Walk(sqlite_town, "SBN")
    proposed = session.scalars(select(Demand).where(Demand.department_id == unit)).all()
    assert {one.state for one in proposed} == {"proposed"}
    walk.adopt(SECOND)
    session.expire_all()
    assert {one.state for one in proposed} == {"ended"}
    now = session.scalars(select(Demand).where(Demand.department_id == unit, Demand.valid_to.is_(None))).all()
    assert {one.state for one in now} == {"in_force"}
    assert len(now) == len(proposed) > 0
    names = session.scalars(
        select(Activity.name).where(Activity.department_id == unit, Activity.valid_to.is_(None))
    ).all()
    assert len(names) == len(walk.desk(SECOND).tree()["activities"]) and all(names)
