"""A department's page and the verbs of its plan."""

import pytest
from sqlalchemy.orm import Session

from continuity.extensions import db
from continuity.models import PendingReopening, Plan, writing
from tests.support.town import NOON, Town
from tests.web.conftest import Townsperson, Visit

pytestmark = pytest.mark.stock("demo")
WORD = b"PK\x03\x04 an old plan"


def home(hall: Town, code: str) -> str:
    return f"/enhet/{hall.plan(code).department_id}"


def fresh(hall: Town) -> Town:
    """Sees what has been committed since."""
    hall.session.rollback()
    hall.session.expire_all()
    return hall


def actions(person: Townsperson) -> str:
    return " ".join(person.page.xpath("string(//ol[@class='steps'])").split())


def test_the_page_lists_five_steps_with_state_who_and_documents(visit: Visit, hall: Town) -> None:
    head = visit("chef.socialkontoret")
    head.open(home(hall, "SN"))
    steps = head.page.xpath("//ol[@class='steps']/li")
    assert [step.xpath("string(.//h3)") for step in steps] == [
        "Styrande dokument", "Verksamhetsanalys", "Kontinuitetsplan", "Test och övning", "Upprätthållande",
    ]  # fmt: skip
    assert "Aktuell, nästa översyn 2027-05-27." in head.text
    assert "SN/2026:114-005" in head.text
    assert head.page.xpath("//ul[@class='files']//a[starts-with(@href, '/dokument/')]")


def test_the_machine_is_drawn_with_its_live_position_and_read_aloud(visit: Visit, hall: Town) -> None:
    head = visit("chef.bygg")
    head.open(home(hall, "SBN"))
    step = head.page.xpath(f"//li[@id='steg-{hall.step('SBN', 'business_impact_analysis').id}']")[0]
    named = step.xpath(".//*[local-name()='svg']/@aria-labelledby")[0].split()
    assert all(step.xpath(f".//*[@id='{name}']") for name in named)
    assert "Steget är nu: På samråd." in step.text_content()
    assert "På samråd" in step.xpath("string(.//ol[@class='machine-list']/li[@aria-current='step'])")


def test_another_departments_page_does_not_exist(visit: Visit, hall: Town) -> None:
    visit("chef.bun").open(home(hall, "SN"), status=404)
    visit("chef.bun").open("/enhet/999999", status=404)


def test_a_button_that_is_off_says_why(visit: Visit, hall: Town) -> None:
    coordinator = visit("samordnare.overformyndare")
    coordinator.open(home(hall, "OFN"))
    assert "kan börja när ”Styrande dokument” har skickats på samråd" in actions(coordinator)


def test_a_step_is_opened_again_for_a_reason_of_the_workflow(visit: Visit, hall: Town) -> None:
    head = visit("chef.ledning")
    head.open(f"/plan/{hall.plan('KS').id}/oppna-pa-nytt")
    head.send({"reason": "", "text": ""}, status=422)
    assert "Välj varför steget ska öppnas igen." in head.text
    head.send({"reason": "resource_changed", "text": "Nytt ärendesystem."})
    assert head.path.startswith(home(hall, "KS"))
    assert "öppnat på nytt" in head.text
    assert fresh(hall).step("KS", "maintenance").open_revision_id is not None


def test_a_proposal_is_declined_only_with_a_reason(visit: Visit, hall: Town) -> None:
    plan_id = hall.plan("KS").id
    with Session(writing(db.engine_of(visit("admin")._client.application))) as session:
        pending = PendingReopening(
            plan_id=plan_id, step_name="business_impact_analysis", reason="full_analysis_due", asked_at=NOON,
            proposal=True,
        )  # fmt: skip
        session.add(pending)
        session.commit()
        address = f"/oppning/{pending.id}"
    visit("samordnare.ledning").open(address, status=404)
    visit("chef.bun").open(address, status=404)
    head = visit("chef.ledning")
    assert address in head.page.xpath("//main//a/@href")
    head.open(address)
    head.send({"reason": ""}, status=422)
    head.send({"answer": "decline", "reason": ""}, status=422)
    head.send({"answer": "decline", "reason": "Analysen gjordes om i våras."})
    assert fresh(hall).session.get_one(PendingReopening, int(address.rsplit("/", maxsplit=1)[-1])).settled == "declined"
    head.open(address, status=404)


def test_an_existing_document_is_proposed_by_one_and_confirmed_by_another(visit: Visit, hall: Town) -> None:
    step = hall.step("OFN", "continuity_plan")
    coordinator, head = visit("samordnare.overformyndare"), visit("chef.overformyndare")
    address = f"/steg/{step.id}/befintligt"
    coordinator.open(address)
    assert coordinator.upload(address, "plan.exe", b"MZ", decided_at="igår").status_code == 422
    assert "Skriv datumet som ÅÅÅÅ-MM-DD" in coordinator.text
    facts = {"decided_by": "Överförmyndarnämnden", "decided_at": "2025-03-04", "registration_number": "OFN/2025:9"}
    assert coordinator.upload(address, "plan.exe", b"MZ", **facts).status_code == 422
    assert "Välj en Wordfil (.docx) eller en pdf" in coordinator.text
    assert coordinator.upload(address, "../../plan.docx", WORD, **facts).status_code == 200
    coordinator.open(home(hall, "OFN"))
    proposal = coordinator.page.xpath("//a[starts-with(@href, '/befintligt/')]/@href")[0]
    coordinator.open(proposal)
    assert "plan.docx" in coordinator.text
    assert ".." not in coordinator.text
    assert "Bekräfta att uppgifterna stämmer" not in coordinator.text
    head.open("/")
    assert proposal in head.page.xpath("//main//a/@href")
    head.open(proposal)
    assert head.download(proposal + "/fil").data == WORD
    assert "attachment" in head.download(proposal + "/fil").headers["Content-Disposition"]
    head.send({}, button="Bekräfta att uppgifterna stämmer")
    assert "Befintlig plan" in head.text
    assert fresh(hall).plan("OFN").in_force_version == "1.0"


def test_a_proposal_can_be_taken_back(visit: Visit, hall: Town) -> None:
    step = hall.step("OFN", "continuity_plan")
    coordinator = visit("samordnare.overformyndare")
    address = f"/steg/{step.id}/befintligt"
    coordinator.open(address)
    facts = {"decided_by": "Nämnden", "decided_at": "2025-03-04", "registration_number": "OFN/2025:9"}
    coordinator.upload(address, "plan.pdf", b"%PDF-1.7", **facts)
    proposal = coordinator.page.xpath("//a[starts-with(@href, '/befintligt/')]/@href")[0]
    coordinator.open(proposal)
    coordinator.send({}, button="Ta tillbaka förslaget")
    coordinator.open(proposal, status=404)


def test_the_head_appoints_a_colleague_by_address(visit: Visit, hall: Town) -> None:
    step = hall.step("OFN", "governing_document")
    head = visit("chef.overformyndare")
    head.open(f"/steg/{step.id}/utse")
    head.send({"person": "ingen@example.se"}, status=422)
    assert "Ingen har ett konto med den adressen" in head.text
    assert head.page.xpath("//input[@name='person']/@value") == ["ingen@example.se"]
    head.send({"person": "ersattare.overformyndare@malarvik.example"})
    assert "Utsedd kollega" in head.text
    visit("samordnare.overformyndare").open(f"/steg/{step.id}/utse", status=404)


def test_a_date_moves_once_with_a_reason_and_not_too_far(visit: Visit, hall: Town) -> None:
    step = hall.step("OFN", "governing_document")
    head = visit("chef.overformyndare")
    head.open(f"/steg/{step.id}/flytta-datum")
    assert "2027-01-24" in head.text
    head.send({"due": "2027-06-01", "reason": "Semester"}, status=422)
    head.send({"due": "2027-13-45", "reason": "Semester"}, status=422)
    assert head.page.xpath("//input[@name='due']/@value") == ["2027-13-45"]
    head.send({"due": "2027-01-10", "reason": ""}, status=422)
    head.send({"due": "10 januari 2027", "reason": "Semester"})
    assert "2027-01-10" in head.text
    head.open(f"/steg/{step.id}/flytta-datum", status=404)


def test_a_step_that_opens_by_date_is_opened_now(visit: Visit, hall: Town) -> None:
    step = hall.step("SN", "maintenance")
    head = visit("chef.socialkontoret")
    head.open(home(hall, "SN"))
    for form in head.page.forms:
        if form.get("action") == f"/steg/{step.id}/oppna":
            break
    else:
        pytest.fail("no button opens the step")
    head._arrive(head._client.post(form.get("action"), data=dict(form.form_values()), follow_redirects=True), 200)
    assert head.path == f"/steg/{step.id}/start"
    assert fresh(hall).step("SN", "maintenance").open_revision_id is not None


def test_a_department_without_a_plan_says_who_starts_one(visit: Visit, hall: Town) -> None:
    chief = visit("sakerhetschef")
    committee = hall.plan("SN").department.parent_id
    chief.open(f"/enhet/{committee}")
    assert "Enheten har ingen plan än" in chief.text
    assert "/admin/planer" in chief.page.xpath("//main//a/@href")


def test_a_repealed_plan_offers_nothing(visit: Visit, hall: Town) -> None:
    with Session(writing(db.engine_of(visit("admin")._client.application))) as session:
        session.get_one(Plan, hall.plan("KS").id).repealed_at = NOON
        session.commit()
    head = visit("chef.ledning")
    head.open(home(hall, "KS"))
    assert "Planen är upphävd." in head.text
    assert not head.page.xpath("//ol[@class='steps']//form")
