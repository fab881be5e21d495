"""Opening a revision: the newest definitions, the last answers with the same rows, and its due date."""

from datetime import date

import pytest
from sqlalchemy import select

from continuity.models import AnswerPart, StepRevision
from continuity.services import publishing
from continuity.services.steps import opening, plans
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
PLAN = "continuity_plan"


def reopened(town: Town) -> StepRevision:
    plans.reopen(town.session, town.plan("KS").id, "plan_expires", "", by=Walk(town, "KS").who("chef"), at=town.now)
    revision = town.step("KS", PLAN).open_revision
    assert revision is not None
    return revision


def test_a_new_revision_has_the_answers_of_the_one_in_force_under_the_same_row_ids(sqlite_town: Town) -> None:
    revision = reopened(sqlite_town)

    def parts(revision_id: int | None) -> dict[tuple[str, str], object]:
        found = sqlite_town.session.scalars(select(AnswerPart).where(AnswerPart.revision_id == revision_id))
        return {(part.page, part.row): part.values for part in found}

    assert parts(revision.id) == parts(revision.based_on_id) != {}


def test_a_new_revision_takes_the_definitions_in_use(sqlite_town: Town) -> None:
    revision, session = reopened(sqlite_town), sqlite_town.session
    variant = sqlite_town.plan("KS").variant
    assert revision.workflow_hash == publishing.hash_of(session, "workflow", "standard", variant, "KS")
    assert revision.form_hash == publishing.hash_of(session, "form", PLAN)
    assert f"sv/{PLAN}" in revision.templates and "en/questions" in revision.templates
    assert (revision.number, revision.state) == (2, "not_started")


def test_a_steps_due_date_is_answered_in_another_step_or_counted_from_the_plans_start(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "OFN")
    first = sqlite_town.step("OFN", "governing_document")
    assert first.due == date(2026, 12, 25)  # 60 days after the plan was started
    walk.whole("governing_document")
    answered = walk.desk("governing_document").tree()
    assert sqlite_town.step("OFN", "business_impact_analysis").due == date.fromisoformat(answered["due_bia"])
    assert sqlite_town.step("OFN", PLAN).due == date.fromisoformat(answered["due_plan"])


def test_what_may_open_again_is_what_has_been_completed_or_comes_by_its_date(sqlite_town: Town) -> None:
    workflow = sqlite_town.desk("SN", PLAN, "chef.socialkontoret").workflow
    free = {step.name for step in sqlite_town.plan("SN").steps if opening.may_open_again(workflow, step)}
    assert free == {"governing_document", "business_impact_analysis", "exercise", "maintenance"}
    none = {step.name for step in sqlite_town.plan("OFN").steps if opening.may_open_again(workflow, step)}
    assert none == set()
