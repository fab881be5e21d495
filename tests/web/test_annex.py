"""The contact annex at a browser: begin, change a number, sign once."""

import pytest
import time_machine

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
