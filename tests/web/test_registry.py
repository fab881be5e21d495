"""Diarium: numbers, meetings, the five outcomes of a decision, and sending."""

import pytest
from sqlalchemy import select

from continuity.models import Document
from tests.support.town import Town
from tests.web.conftest import Townsperson, Visit

pytestmark = pytest.mark.stock("demo")
DECIDED = {"meeting_date": "2026-11-20", "paragraph": "§ 88", "minutes_confirmed_on": "2026-11-21"}


def fresh(hall: Town) -> Town:
    hall.session.rollback()
    hall.session.expire_all()
    return hall


@pytest.fixture
def path(hall: Town) -> str:
    """Teknik- och servicekontoret's governing document waits for its committee."""
    return f"/steg/{hall.step('TSN', 'governing_document').id}"


@pytest.fixture
def secretary(visit: Visit, path: str) -> Townsperson:
    """The committee's secretary, at the page of the decision."""
    person = visit("namndsekreterare")
    person.open(f"{path}/beslut")
    return person


def test_the_registry_has_its_four_lists(visit: Visit) -> None:
    registrar = visit("registrator")
    registrar.open("/diarium")
    assert registrar.page.xpath("//main//h2/text()") == ["Att diarieföra", "Till nämnd", "Att expediera", "Beslut"]
    assert "2026-12-09" in registrar.text
    assert "Tjänsteskrivelse" in registrar.text


def test_only_the_registry_opens_it(visit: Visit) -> None:
    visit("chef.bun").open("/diarium", status=403)


def test_the_next_number_is_proposed_and_a_wrong_one_refused_beside_the_field(visit: Visit, hall: Town) -> None:
    registrar = visit("registrator")
    step = hall.step("SBN", "business_impact_analysis")
    registrar.open(f"/steg/{step.id}/diarienummer")
    assert registrar.page.xpath("//input[@name='number']/@value") == ["SBN/2026:61-004"]
    for wrong in ("", "fel", "SN/2026:114-009"):
        registrar.send({"number": wrong}, status=422)
        assert registrar.page.xpath("//p[@id='number-error']")
    registrar.send({"number": " SBN/2026:61-004 "})
    assert registrar.path == "/diarium"
    assert "SBN/2026:61-004" in registrar.text


def test_the_secretary_assigns_no_number(visit: Visit, hall: Town) -> None:
    visit("namndsekreterare").open(f"/steg/{hall.step('SBN', 'business_impact_analysis').id}/diarienummer", status=403)


def test_the_meeting_and_the_last_day_for_papers_are_noted(visit: Visit, path: str) -> None:
    secretary = visit("namndsekreterare")
    secretary.open(f"{path}/sammantrade")
    secretary.send({"meeting_date": "", "papers_due": ""}, status=422)
    secretary.send({"meeting_date": "2027-01-20", "papers_due": "2027-02-01"}, status=422)
    assert "senast sammanträdesdagen" in secretary.text
    secretary.send({"meeting_date": "2027-01-20", "papers_due": "2027-01-05"})
    assert "2027-01-20" in secretary.text


def test_an_approval_completes_the_step(secretary: Townsperson, hall: Town) -> None:
    secretary.send({"outcome": "approved"}, button="Registrera beslutet", status=422)
    assert len(secretary.page.xpath("//p[@class='field-error']")) == 3
    secretary.send({"outcome": "approved", **DECIDED}, button="Registrera beslutet")
    assert "är klart" in secretary.page.xpath("string(//h1)")
    assert fresh(hall).step("TSN", "governing_document").state == "completed"


@pytest.mark.parametrize("outcome", ["remitted", "rejected"])
def test_a_referral_or_rejection_returns_the_step_with_what_to_change(
    secretary: Townsperson, hall: Town, outcome: str
) -> None:
    secretary.send({"outcome": outcome, **DECIDED, "text": ""}, button="Registrera beslutet", status=422)
    secretary.send({"outcome": outcome, **DECIDED, "text": "Komplettera ansvaret."}, button="Registrera beslutet")
    desk = fresh(hall).desk("TSN", "governing_document", "samordnare.teknik")
    assert (desk.revision.state, desk.revision.returned_reason) == ("returned", "Komplettera ansvaret.")


def test_a_postponement_waits_for_another_meeting(secretary: Townsperson, path: str, hall: Town) -> None:
    secretary.send({"outcome": "tabled", **DECIDED, "next_meeting": ""}, button="Registrera beslutet", status=422)
    secretary.send({"outcome": "tabled", **DECIDED, "next_meeting": "2027-01-27"}, button="Registrera beslutet")
    secretary.open(f"{path}/beslut")
    assert "2027-01-27" in secretary.text
    assert "Bordlagt" in secretary.text
    assert fresh(hall).step("TSN", "governing_document").state == "awaiting_decision"


def test_an_amendment_opens_the_named_pages_until_it_is_confirmed(
    secretary: Townsperson, path: str, hall: Town
) -> None:
    page = secretary.page.xpath("//input[@name='pages']/@value")[2]
    secretary.send({"outcome": "amended", **DECIDED}, button="Registrera beslutet", status=422)
    secretary.send({"outcome": "amended", **DECIDED, "pages": [page]}, button="Registrera beslutet")
    assert secretary.path == f"{path}/beslut"
    assert fresh(hall).desk("TSN", "governing_document", "samordnare.teknik").revision.amended_pages == [page]
    secretary.open(f"{path}/s/{page}")
    assert secretary.page.xpath("//button[contains(., 'Spara och fortsätt')]"), "the secretary writes what was decided"
    secretary.open(f"{path}/beslut")
    secretary.send({}, button="Bekräfta att ändringen stämmer med protokollet")
    assert fresh(hall).step("TSN", "governing_document").state == "completed"


def test_a_decision_on_a_step_that_does_not_wait_for_one_is_not_offered(visit: Visit, hall: Town) -> None:
    registrar = visit("registrator")
    registrar.open(f"/steg/{hall.step('SN', 'governing_document').id}/beslut")
    assert "Steget väntar inte på beslut" in registrar.text
    assert not registrar.page.xpath("//input[@name='outcome']")


def test_a_decided_document_is_sent_recipient_by_recipient(visit: Visit, hall: Town) -> None:
    revision = hall.step("SN", "continuity_plan").in_force_revision_id
    document = hall.session.scalars(
        select(Document).where(Document.revision_id == revision, Document.kind == "final")
    ).one()
    registrar = visit("registrator")
    registrar.open(f"/dokument/{document.id}/expediera")
    registrar.send({}, button="Avsluta expedieringen", status=422)
    assert "minst en mottagare" in registrar.text
    registrar.send({"recipient": "", "sent_on": "2026-11-23"}, button="Anteckna", status=422)
    registrar.send({"recipient": "Krisledningen", "sent_on": "2026-11-20"}, button="Anteckna")
    assert "Krisledningen" in registrar.page.xpath("string(//tbody)")
    registrar.send({}, button="Avsluta expedieringen")
    assert registrar.path == "/diarium"
    assert f"/dokument/{document.id}/expediera" not in registrar.page.xpath("//a/@href")


def test_another_departments_head_sends_nothing(visit: Visit, hall: Town) -> None:
    revision = hall.step("SN", "continuity_plan").in_force_revision_id
    document = hall.session.scalars(select(Document.id).where(Document.revision_id == revision)).first()
    visit("chef.bun").open(f"/dokument/{document}/expediera", status=404)
