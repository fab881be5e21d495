"""The library of scenarios at the browser, and one laid into an exercise."""

import pytest

from continuity.services.steps import plans
from tests.support.town import Town
from tests.support.walk import Walk
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")
HEAD = "chef.ledning"


@pytest.fixture
def step(hall: Town) -> int:
    """Kommunledningskontoret's next exercise, opened early, with last time's words."""
    walk = Walk(hall, "KS")
    plans.open_now(hall.session, walk.id("exercise"), by=walk.who("chef"), at=hall.now)
    walk.start("exercise")
    return walk.id("exercise")


def test_the_library_is_read_from_the_exercises_in_both_languages(visit: Visit) -> None:
    reader = visit("chef.bun")
    reader.open("/ovningar")
    assert reader.page.xpath("//a[@href='/ovningar/scenarier']")
    reader.open("/ovningar/scenarier")
    assert len(reader.page.xpath("//main//li[@class='task']")) == 4
    reader.open("/ovningar/scenarier/ransomware")
    assert "fredag 15:50" in reader.text and "Frågor för övningsledaren" in reader.text
    reader.send({}, button="language=en")
    assert "Friday 15:50" in reader.text and "Questions for the exercise lead" in reader.text
    reader.open("/ovningar/scenarier/flood", status=404)


def test_a_scenario_asks_before_it_touches_what_is_written(visit: Visit, step: int) -> None:
    head = visit(HEAD)
    head.open(f"/steg/{step}")
    head.open(head.page.xpath("//main//a[contains(., 'Lägg in ett scenario')]/@href")[0])
    head.open(head.page.xpath("//main//a[contains(., 'Elavbrott')]/@href")[0])
    assert "Här står redan en text" in head.text
    head.send({}, button="Lägg in scenariot")
    assert "Det som redan var skrivet står kvar orört" in head.text
    head.open(f"/steg/{step}/s/scenario")
    assert "Det är tisdag kväll i januari" not in head.text
    head.open(f"/steg/{step}/scenario/power_outage")
    head.send({"over": ["text"]}, button="Lägg in scenariot")
    assert "Scenariot är inlagt" in head.text
    head.open(f"/steg/{step}/s/scenario")
    assert "Det är tisdag kväll i januari" in head.text


def test_a_text_that_changed_meanwhile_is_shown_again_and_not_replaced(visit: Visit, step: int) -> None:
    head, other = visit(HEAD), visit("samordnare.ledning")
    head.open(f"/steg/{step}/scenario/power_outage")
    other.open(f"/steg/{step}/s/scenario")
    other.send({"q_scenario": "Skrivet medan du läste."})
    head.send({"over": ["text"]}, button="Lägg in scenariot")
    assert "En text ändrades medan du läste" in head.text and "Skrivet medan du läste." in head.text


def test_a_plan_takes_no_scenario_and_another_department_sees_no_such_step(visit: Visit, hall: Town, step: int) -> None:
    plan = hall.step("KS", "continuity_plan").id
    visit(HEAD).open(f"/steg/{plan}/scenario", status=404)
    visit("chef.bun").open(f"/steg/{step}/scenario", status=404)
