"""The contact annex at a browser: begin, change a number, sign once."""

import pytest
import time_machine

from continuity.documents import read_text
from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")
PLAN = "continuity_plan"


def fresh(hall: Town) -> Town:
    hall.session.rollback()
    hall.session.expire_all()
    return hall


def begun(visit: Visit, hall: Town) -> str:
    """Kommunledningskontoret's annex, opened by its coordinator."""
    coordinator = visit("samordnare.ledning")
    coordinator.open(f"/enhet/{hall.plan('KS').department_id}")
    coordinator.send({}, button=f"Uppdatera kontaktbilagan {hall.desk('KS', PLAN, 'chef.ledning').title()}")
    path = f"/steg/{hall.step('KS', PLAN).id}/bilaga"
    assert coordinator.path == path
    return path


def test_one_signature_publishes_the_next_minor_version(visit: Visit, hall: Town) -> None:
    path = begun(visit, hall)
    coordinator = visit("samordnare.ledning")
    assert path in coordinator.page.xpath("//main//a/@href"), "it is a task until it is signed"
    coordinator.open(path)
    assert "version 1.1" in coordinator.page.xpath("string(//blockquote)")
    assert coordinator.download(f"{path}/word").data.startswith(b"PK")
    coordinator.send({}, button="Skriv under och ge ut", status=422)
    assert "Kryssa i rutan" in coordinator.text
    coordinator.send({"confirmed": "y"}, button="Skriv under och ge ut")
    assert coordinator.path.endswith("/klart")
    assert fresh(hall).plan("KS").in_force_version == "1.1"


def test_signing_asks_for_a_fresh_login(visit: Visit, hall: Town, clock: time_machine.Traveller) -> None:
    path = begun(visit, hall)
    coordinator = visit("samordnare.ledning")
    coordinator.open(path)
    clock.shift(360)
    coordinator.send({"confirmed": "y"}, button="Skriv under och ge ut")
    coordinator.sign_in_again()
    assert coordinator.path == path


def test_an_annex_is_thrown_away(visit: Visit, hall: Town) -> None:
    path = begun(visit, hall)
    coordinator = visit("samordnare.ledning")
    coordinator.open(path)
    coordinator.send({}, button="Avbryt ändringen")
    coordinator.open(path, status=404)
    assert fresh(hall).plan("KS").in_force_version == "1.0"


def test_nobody_else_opens_it(visit: Visit, hall: Town) -> None:
    path = begun(visit, hall)
    for who in ("chef.bun", "registrator", "sakerhetschef"):
        visit(who).open(path, status=404)


def test_the_annex_is_read_while_the_plan_is_a_draft(visit: Visit, hall: Town) -> None:
    coordinator = visit("samordnare.socialkontoret")
    step = hall.step("SN", PLAN).id
    coordinator.open(f"/steg/{step}")
    (href,) = coordinator.page.xpath("//a[contains(text(), 'Bilagan så som den blir')]/@href")
    assert "Larmmottagning, driftjour" in read_text(coordinator.download(href).data)


def test_whoever_has_left_is_taken_out_before_the_annex_is_signed(visit: Visit, hall: Town) -> None:
    path = begun(visit, hall)
    step = path.removesuffix("/bilaga")
    coordinator = visit("samordnare.ledning")
    contact = hall.desk("KS", PLAN, "chef.ledning").tree()["contacts"][0]["id"]
    who = hall.actor("ersattare.ledning")
    coordinator.open(f"{step}/s/contact/{contact}")
    coordinator.send({"q_person": str(who.person_id)})
    admin = visit("admin")
    admin.open(f"/admin/anvandare/{who.person_id}")
    admin.send({}, button="Stäng kontot")
    coordinator.open(path)
    assert "Rätta det här först" in coordinator.text and "Ekonomichef har slutat" in coordinator.text
    coordinator.send({"confirmed": "y"}, button="Skriv under och ge ut", status=409)
    assert fresh(hall).plan("KS").in_force_version == "1.0"
    coordinator.open(f"{step}/s/contact/{contact}")
    coordinator.send({"q_person": ""})
    coordinator.open(path)
    assert "har slutat" not in coordinator.text
    coordinator.send({"confirmed": "y"}, button="Skriv under och ge ut")
    assert fresh(hall).plan("KS").in_force_version == "1.1"
