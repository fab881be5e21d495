"""What a step begins with: fixed rows, rows and answers of earlier steps, defaults, and words of the process."""

import pytest

from continuity.services.answers import answering, prefill
from continuity.services.steps import plans
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
FIRST, SECOND, PLAN, REVIEW = "governing_document", "business_impact_analysis", "continuity_plan", "maintenance"


def test_a_list_with_fixed_rows_has_them_from_the_start_in_order(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("KFN", REVIEW, "samordnare.kultur")
    page = desk.form.pages["check_items"]
    assert page.rows is not None
    assert [row["id"] for row in desk.tree()["check_items"]] == list(page.rows.fixed)


def test_the_plan_begins_with_the_activities_that_the_analysis_found(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SBN")
    walk.start(PLAN)
    desk = walk.desk(PLAN)
    page = desk.form.pages["covered_activities"]
    assert page.rows is not None and page.rows.from_ == "business_impact_analysis.activities"
    analysed = walk.desk(SECOND).tree()["activities"]
    assert [row["id"] for row in desk.tree()["covered_activities"]] == [row["id"] for row in analysed]


def test_a_word_of_the_process_is_filled_in(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "OFN")
    walk.start(FIRST)
    tree = walk.desk(FIRST).tree()
    filled = {name: question.prefill for _, _, name, question in walk.desk(FIRST).form.questions() if question.prefill}
    assert {"process.today", "process.valid_to"} & set(filled.values())
    for name, source in filled.items():
        if source == "process.today":
            assert tree[name] == "2026-11-23"
        if source == "process.valid_to":
            assert tree[name] == "2028-11-23"


def test_what_is_prefilled_is_only_a_beginning(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "OFN")
    walk.start(FIRST)
    desk = walk.desk(FIRST)
    page, name = next((p, n) for p, _, n, q in desk.form.questions() if q.prefill == "process.valid_to")
    part = answering.part(desk, page)
    assert part is not None
    answering.save_page(
        sqlite_town.session, desk.step.id, page, {name: "2027-05-01"}, version=part.version,
        by=walk.who("samordnare"), at=sqlite_town.now,
    )  # fmt: skip
    prefill.prefill(walk.desk(FIRST))
    assert walk.desk(FIRST).tree()[name] == "2027-05-01"


def test_an_answer_of_a_step_that_is_not_there_is_none(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SBN", SECOND, "samordnare.bygg")
    assert prefill.answer_of(desk, "nowhere", "x") is None
    assert prefill.answer_of(desk, None, None) is None
    assert prefill.answer_of(desk, FIRST, "review_interval_m") == 12


def test_a_list_is_filled_with_the_one_value_that_is_known(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "OFN")
    walk.start(FIRST)
    desk = walk.desk(FIRST)
    assert desk.tree()["applies_to"] == [str(desk.department.id)]


def test_a_step_that_comes_back_by_its_own_date_begins_with_a_validity_of_its_own(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "KS")
    last = walk.desk("exercise").tree()
    sqlite_town.later(days=400)
    plans.open_due_steps(sqlite_town.session, at=sqlite_town.now)
    assert "valid_to" not in walk.desk("exercise").tree()
    walk.start("exercise")
    tree = walk.desk("exercise").tree()
    assert tree["exercise_name"] == last["exercise_name"]
    assert tree["valid_to"] > "2028-12-01" > last["valid_to"]
