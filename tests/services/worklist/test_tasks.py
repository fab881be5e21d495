"""What waits for whom, through a step's whole way."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from continuity.models import PendingReopening
from continuity.services.organisation import people
from continuity.services.steps import moving, numbering, reviewing, signing
from continuity.services.worklist.tasks import Tasks, my_tasks
from tests.support.people import ROOT, THEN, made_department, made_person
from tests.support.town import Town

BIA = "business_impact_analysis"


def of(town: Town, who: str) -> Tasks:
    return my_tasks(town.session, by=town.actor(who), at=town.now)


def kinds(town: Town, who: str) -> set[str]:
    return {task.kind for task in of(town, who).mine}


def texts(tasks: Tasks) -> list[str]:
    return [str(task.text) for task in tasks.mine]


@pytest.mark.stock("demo")
def test_a_new_plan_gives_the_coordinator_one_thing_to_do(town: Town) -> None:
    tasks = of(town, "samordnare.overformyndare")
    assert texts(tasks) == ["Börja med ”Styrande dokument”"]
    assert tasks.mine[0].due == date(2026, 12, 25)
    assert [name for _, name in tasks.departments] == ["Överförmyndarkontoret"]


@pytest.mark.stock("demo")
def test_the_head_sees_what_waits_for_the_coordinator_by_name(town: Town) -> None:
    tasks = of(town, "chef.socialkontoret")
    assert {task.kind for task in tasks.mine} == {"do_action", "reopening"}
    (waiting,) = tasks.waiting_for_others
    assert waiting.label.sv == "Pågår"
    assert waiting.names == ("Kontinuitetssamordnare, Socialkontoret",)


@pytest.mark.stock("demo")
def test_a_returned_step_says_why(town: Town) -> None:
    task = next(task for task in of(town, "samordnare.bun").mine if task.kind == "change")
    assert task.note == town.desk("BUN", BIA, "samordnare.bun").revision.returned_reason != ""


@pytest.mark.stock("demo")
def test_what_is_late_comes_first_and_says_so(town: Town) -> None:
    mine = of(town, "samordnare.kultur").mine
    late = [task.overdue for task in mine]
    assert late == sorted(late, reverse=True)
    assert ("continue", True) in {(task.kind, task.overdue) for task in mine}


@pytest.mark.stock("demo")
def test_a_step_passes_from_hand_to_hand(town: Town) -> None:
    step = town.step("SBN", BIA)
    assert "advise" in kinds(town, "sakerhetschef")
    assert "number" in kinds(town, "registrator")
    reviewing.advise(town.session, step.id, "no_objection", "", by=town.actor("sakerhetschef"), at=town.now)
    assert "advise" not in kinds(town, "sakerhetschef")
    assert "clear" not in kinds(town, "chef.bygg"), "the number is missing"
    numbering.assign_number(town.session, step.id, "SBN/2026:61-004", by=town.actor("registrator"), at=town.now)
    assert "clear" in kinds(town, "samordnare.bygg") & kinds(town, "chef.bygg")
    moving.clear(town.session, step.id, by=town.actor("chef.bygg"), at=town.now)
    assert "sign" in kinds(town, "samordnare.bygg")
    assert "sign" not in kinds(town, "chef.bygg")
    assert of(town, "chef.bygg").waiting_for_others[0].names == ("Kontinuitetssamordnare, Samhällsbyggnadskontoret",)
    signing.sign(town.session, step.id, confirmed=True, by=town.actor("samordnare.bygg"), at=town.now)
    assert "sign" in kinds(town, "chef.bygg") & kinds(town, "ersattare.bygg")
    assert "sign" not in kinds(town, "samordnare.bygg")


@pytest.mark.stock("demo")
def test_going_on_waits_for_the_advice_or_its_deadline(town: Town) -> None:
    step = town.step("SBN", BIA)
    numbering.assign_number(town.session, step.id, "SBN/2026:61-004", by=town.actor("registrator"), at=town.now)
    assert "clear" in kinds(town, "chef.bygg"), "the deadline has passed"
    for advice in reviewing.advice(town.desk("SBN", BIA, "chef.bygg")):
        advice.deadline = town.now.date()
    town.session.flush()
    assert "clear" not in kinds(town, "chef.bygg")


@pytest.mark.stock("demo")
def test_comments_are_a_task_until_they_are_answered(town: Town) -> None:
    step = town.step("SBN", BIA)
    at = {"by": town.actor("sakerhetschef"), "at": town.now}
    page, question = next((p, q) for p, _, q, _ in town.desk("SBN", BIA, "sakerhetschef").form.questions())
    comment = reviewing.comment(town.session, step.id, page, "", question, "Hur vet ni det?", **at)  # type: ignore[arg-type]
    task = next(task for task in of(town, "samordnare.bygg").mine if task.kind == "respond")
    assert task.count == 1
    reviewing.answer_comment(town.session, comment, "done", "", by=town.actor("samordnare.bygg"), at=town.now)
    assert "respond" not in kinds(town, "samordnare.bygg")


@pytest.mark.stock("demo")
def test_a_decision_waits_for_the_committee_secretary_on_the_day_of_the_meeting(town: Town) -> None:
    task = next(task for task in of(town, "namndsekreterare").mine if task.department == "Teknik- och servicekontoret")
    assert (task.kind, task.due) == ("decide", date(2026, 12, 9))
    assert "decide" not in kinds(town, "samordnare.teknik")


@pytest.mark.stock("demo")
def test_a_proposal_to_open_again_waits_for_the_head(town: Town) -> None:
    plan = town.plan("KS")
    pending = PendingReopening(
        plan_id=plan.id, step_name=BIA, reason="full_analysis_due", asked_at=town.now, proposal=True,
        deadline=town.now.date() - timedelta(days=1),
    )  # fmt: skip
    town.session.add(pending)
    town.session.flush()
    (task,) = of(town, "chef.ledning").mine
    assert (task.kind, task.subject_id, task.overdue) == ("reopening", pending.id, True)
    assert "ny fullständig verksamhetsanalys" in task.note
    assert of(town, "samordnare.ledning").mine == ()


@pytest.mark.stock("demo")
def test_another_departments_work_is_nobody_elses_task(town: Town) -> None:
    departments = {task.department for task in of(town, "samordnare.bun").mine}
    assert departments == {"Barn- och utbildningskontoret"}


@pytest.mark.stock("demo")
def test_tasks_are_told_in_the_persons_own_language(town: Town) -> None:
    people.set_language(town.session, town.actor("samordnare.overformyndare").person_id, "en")
    assert of(town, "samordnare.overformyndare").mine[0].text.params["step"] == "Governing document"


def test_an_empty_municipality_tells_its_administrator_what_to_do_first(session: Session) -> None:
    admin = made_person(session, "a@b.se", ("administrator", None))
    tasks = my_tasks(session, by=people.actor_of(session, admin.id), at=THEN)
    assert tasks.setup == ("publish", "departments", "people", "plan")


@pytest.mark.stock("published")
def test_what_is_done_leaves_the_list_of_first_things(session: Session) -> None:
    admin = made_person(session, "a@b.se", ("administrator", None))
    department = made_department(session, "SN")
    made_person(session, "chef@b.se", ("head", department.id))
    tasks = my_tasks(session, by=people.actor_of(session, admin.id), at=THEN)
    assert tasks.setup == ("plan",)
    assert my_tasks(session, by=ROOT, at=THEN).departments == ()
