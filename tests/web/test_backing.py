"""Standing behind a row in a browser: the coordinator asks, a colleague presses the button, the check page tells."""

import pytest

from continuity.services.steps import standing_behind
from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")
STEP = "business_impact_analysis"


def test_a_named_colleague_stands_behind_a_row_and_the_check_page_says_so(visit: Visit, hall: Town) -> None:
    kim, step = visit("samordnare.bun"), hall.step("BUN", STEP)
    row = standing_behind.rows(hall.desk("BUN", STEP, "samordnare.bun"))[0]
    kim.open(f"/steg/{step.id}/kontrollera")
    assert "De som ansvarar står bakom svaren (0 av 2)" in kim.text
    kim.send({}, button="Be alla som ansvarar att stå bakom svaren")
    assert "De som ansvarar är tillfrågade." in kim.text and "Når ingen Ingen med inloggning har titeln" in kim.text
    kim.open(f"/steg/{step.id}/s/activity/{row.row}")
    assert "Jag står bakom" not in kim.text
    kim.open(f"/steg/{step.id}/bjud-in?sida=activities&rad={row.row}")
    kim.send({"person": str(hall.actor("it-chef").person_id)})

    guest = visit("it-chef")
    guest.open("/")
    told = guest.page.xpath("//a[contains(., 'säg om du står bakom den')]/@href")
    guest.open(told[0])
    assert guest.path == f"/steg/{step.id}/sta-bakom/{row.row}" and row.name in guest.text
    guest.send({}, button=row.statement)
    assert guest.path == "/" and "Tack! Det är antecknat." in guest.text
    kim.open(f"/steg/{step.id}/kontrollera")
    assert "De som ansvarar står bakom svaren (1 av 2)" in kim.text and "IT-chef, 2026-11-23" in kim.text
    kim.open(f"/steg/{step.id}/s/activity/{row.row}")
    kim.send({"q_volume": "77"})
    kim.open(f"/steg/{step.id}/kontrollera")
    assert "IT-chef stod bakom svaren 2026-11-23, men något har ändrats efter det." in kim.text


def test_whoever_reads_the_row_mends_it_and_comes_back_to_the_button(visit: Visit, hall: Town) -> None:
    kim, step = visit("samordnare.bun"), hall.step("BUN", STEP)
    row = standing_behind.rows(hall.desk("BUN", STEP, "samordnare.bun"))[0]
    page = f"/steg/{step.id}/sta-bakom/{row.row}"
    kim.open(f"/steg/{step.id}/bjud-in?sida=activities&rad={row.row}")
    kim.send({"person": str(hall.actor("ersattare.bun").person_id)})
    owner = visit("ersattare.bun")
    owner.open(f"/steg/{step.id}")
    assert page in owner.page.xpath("//a[contains(., 'säg om du står bakom dem')]/@href")
    owner.open(page)
    change = owner.page.xpath("//a[contains(@href, '#q_volume')]/@href")
    owner.open(change[0])
    owner.send({"q_volume": "78"}, button="go=on")
    assert owner.path == page and "78" in owner.text
    kim.open(page)
    assert not kim.page.xpath(f"//button[contains(., '{row.statement}')]")
    kim.open(f"/steg/{step.id}/sta-bakom/{'0' * 32}", status=404)
