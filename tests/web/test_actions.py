"""The list of actions and one action's page, at the browser."""

import pytest
from sqlalchemy import select

from continuity.models import Action
from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")


def page_of(hall: Town, text: str) -> str:
    return f"/atgard/{hall.session.scalars(select(Action.id).where(Action.text == text)).one()}"


def test_the_list_shows_every_departments_actions_and_narrows(visit: Visit, hall: Town) -> None:
    security = visit("sakerhetschef")
    security.open("/atgarder")
    assert "Skriv ut riskgrupp A dagligen" in security.text and "Öva säker stängning" in security.text
    unit = hall.plan("KFN").department_id
    security.open(f"/atgarder?department={unit}&late=1")
    assert "Öva säker stängning" in security.text and "Skriv ut riskgrupp A dagligen" not in security.text
    assert security.page.xpath(f"//a[@href='/enhet/{unit}/atgard']")
    security.open("/atgarder?owner=Nobody")
    assert "Ingen åtgärd passar filtret." in security.text


def test_the_list_comes_along_as_a_sheet(visit: Visit) -> None:
    answer = visit("sakerhetschef").download("/atgarder?som=csv&state=verified&department=0")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Enhet;Åtgärd;Källa;Iakttagelse;Allvar;Ansvarig;Klart senast;Status;Försenad")
    assert any("Skriv ut riskgrupp A dagligen" in line and ";Verifierad;nej;" in line for line in lines[1:])


def test_an_action_is_done_and_verified_on_its_page(visit: Visit, hall: Town) -> None:
    path = page_of(hall, "Offert på helgjour för IT")
    owner = visit("it-chef")
    owner.open("/")
    assert "Gör klart åtgärden ”Offert på helgjour för IT”" in owner.text
    owner.open(path)
    owner.send({}, button="Börja")
    owner.open(f"{path}/klar")
    owner.send({"text": ""}, status=422)
    assert "Skriv vad som visar att åtgärden är gjord" in owner.text
    owner.send({"text": "Avtal 2026-118."})
    assert "Nu kan någon annan verifiera" in owner.text and "verifierar den inte själv" in owner.text
    owner.open(f"{path}/verifiera", status=409)
    evaluator = visit("beredskap")
    evaluator.open(f"{path}/verifiera")
    evaluator.send({"text": "Avtalet läst."})
    assert "Åtgärden är verifierad." in evaluator.text and "Avtalet läst." in evaluator.text


def test_a_new_date_needs_a_reason_and_is_told_in_the_story(visit: Visit, hall: Town) -> None:
    path = page_of(hall, "Ny loggblankett")
    coordinator = visit("samordnare.socialkontoret")
    coordinator.open(f"{path}/forlang")
    coordinator.send({"due": "2026-12-01", "reason": ""}, status=422)
    coordinator.send({"due": "2027-02-01", "reason": "Tryckeriet dröjer."})
    assert "2026-12-15" in coordinator.text and "2027-02-01" in coordinator.text


def test_an_action_is_added_by_hand(visit: Visit, hall: Town) -> None:
    head, unit = visit("chef.bun"), hall.plan("BUN").department_id
    head.open("/atgarder")
    head.open(f"/enhet/{unit}/atgard")
    head.send({"text": "Märk nyckelskåpet", "owner": "", "due": "2027-01-15", "cost": "många"}, status=422)
    head.send({"owner": "Vaktmästare", "cost": "1 200", "severity": "2"})
    assert "Märk nyckelskåpet" in head.text and "Vaktmästare" in head.text and "200 kr" in head.text
    visit("chef.kultur").open(f"/enhet/{unit}/atgard", status=404)


def test_another_departments_action_is_not_there(visit: Visit, hall: Town) -> None:
    visit("chef.bun").open(page_of(hall, "Ny loggblankett"), status=404)
    visit("sakerhetschef").open(f"{page_of(hall, 'Ny loggblankett')}/nagotannat", status=404)
