"""The department's page: what a person there sees and may do."""

import pytest
from sqlalchemy import select

from continuity.errors import Invalid, NotFound
from continuity.models import Department
from continuity.services.steps import plans
from continuity.services.worklist import departments
from continuity.services.worklist.departments import PlanView, StepLine
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def view(town: Town, code: str, who: str) -> PlanView:
    page = departments.department_page(town.session, town.plan(code).department_id, by=town.actor(who), at=town.now)
    return page.plans[0]


def line(town: Town, code: str, who: str, step: str) -> StepLine:
    return next(line for line in view(town, code, who).steps if line.standing.name == step)


def test_another_department_does_not_exist(town: Town) -> None:
    with pytest.raises(NotFound):
        view(town, "SN", "chef.bun")


def test_a_plan_at_rest_says_when_it_is_next_reviewed(town: Town) -> None:
    found = view(town, "KS", "chef.ledning")
    assert str(found.rest) == "Aktuell, nästa översyn 2027-10-02."
    assert not found.late


def test_a_late_review_says_that_the_plan_still_holds(town: Town) -> None:
    found = view(town, "KFN", "chef.kultur")
    assert str(found.rest).startswith("Översyn försenad – planen gäller")
    assert found.late


def test_a_plan_past_its_validity_is_used_until_a_new_decision(town: Town) -> None:
    town.plan("KS").valid_to = town.now.date().replace(year=2025)
    assert "används tills nytt beslut" in str(view(town, "KS", "chef.ledning").rest)


def test_the_coordinator_may_start_the_first_step_and_hears_why_not_the_second(town: Town) -> None:
    first = line(town, "OFN", "samordnare.overformyndare", "governing_document")
    second = line(town, "OFN", "samordnare.overformyndare", "business_impact_analysis")
    assert "start" in first.actions
    assert first.against == ()
    assert "Styrande dokument" in str(second.against[0])


def test_the_registrar_sees_the_steps_but_starts_none(town: Town) -> None:
    found = line(town, "OFN", "registrator", "governing_document")
    assert "start" not in found.actions
    assert "assign_number" in found.actions


def test_only_the_head_appoints_and_moves_a_date_once(town: Town) -> None:
    assert {"appoint", "move_due"} <= line(town, "OFN", "chef.overformyndare", "governing_document").actions
    assert not {"appoint", "move_due"} & line(town, "OFN", "samordnare.overformyndare", "governing_document").actions
    step = town.step("OFN", "governing_document")
    assert step.due is not None
    by = town.actor("chef.overformyndare")
    plans.move_due(town.session, step.id, step.due.replace(day=28), "Semester", by=by, at=town.now)
    assert "move_due" not in line(town, "OFN", "chef.overformyndare", "governing_document").actions


def test_a_step_that_opens_by_date_may_be_opened_now_while_the_plan_is_in_force(town: Town) -> None:
    assert "open_now" in line(town, "SN", "chef.socialkontoret", "maintenance").actions
    assert "open_now" not in line(town, "BUN", "chef.bun", "maintenance").actions


def test_an_existing_document_is_registered_where_nothing_is_made_yet(town: Town) -> None:
    assert "register_existing" in line(town, "OFN", "chef.overformyndare", "continuity_plan").actions
    assert "register_existing" not in line(town, "SN", "chef.socialkontoret", "continuity_plan").actions


def test_only_what_is_completed_and_not_at_work_can_be_opened_again(town: Town) -> None:
    opens = {step.sv for _, _, step in view(town, "SN", "chef.socialkontoret").reasons}
    assert "Verksamhetsanalys" in opens
    assert "Kontinuitetsplan" not in opens
    assert view(town, "OFN", "chef.overformyndare").reasons == ()


def test_a_step_shows_who_signed_and_its_documents_without_the_copies_for_signature(town: Town) -> None:
    found = line(town, "SN", "chef.socialkontoret", "governing_document")
    assert [one.slot for one in found.signatures] == ["prepared_by", "approved_by"]
    assert {document.kind for document in found.documents} == {"final", "committee_memo"}


def test_whoever_may_not_see_the_history_does_not_see_it_here(town: Town) -> None:
    assert view(town, "SN", "chef.socialkontoret").events
    assert view(town, "SN", "registrator").events == ()


def test_a_repealed_plan_can_only_be_read(town: Town) -> None:
    town.plan("KS").repealed_at = town.now
    town.session.flush()
    found = view(town, "KS", "chef.ledning")
    assert str(found.rest) == "Planen är upphävd."
    assert all(not line.actions for line in found.steps)


def test_a_colleague_is_found_by_address_whatever_its_case(town: Town) -> None:
    wanted = town.actor("chef.bun").person_id
    assert departments.person_with(town.session, " Chef.BUN@malarvik.example ") == wanted
    with pytest.raises(Invalid):
        departments.person_with(town.session, "ingen@malarvik.example")


def test_a_department_without_a_plan_has_an_empty_page(town: Town) -> None:
    committee = town.session.scalars(select(Department).where(Department.name == "Socialnämnden")).one()
    page = departments.department_page(town.session, committee.id, by=town.actor("sakerhetschef"), at=town.now)
    assert page.plans == ()
