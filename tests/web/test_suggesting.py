"""What the form proposes itself, and what it tells of answers that an earlier step gave."""

from typing import Any

import pytest
from sqlalchemy import select

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.models import Resource
from continuity.rules.answers import UNKNOWN, suggested
from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")


@pytest.fixture
def path(hall: Town) -> str:
    """The analysis that BUN is changing."""
    return f"/steg/{hall.step('BUN', 'business_impact_analysis').id}"


def added_row(path: str, visit: Visit, hall: Town) -> tuple[Any, str]:
    """The coordinator at the rough sorting, with a new row."""
    person = visit("samordnare.bun")
    person.open(f"{path}/s/activities")
    before = set(ids(person))
    person.send({}, button="do=add")
    (new,) = set(ids(person)) - before
    return person, new


def ids(person: Any) -> list[str]:
    return [row.removeprefix("rad-") for row in person.page.xpath("//*[contains(@class, 'table-row')]/@id")]


def chosen(person: Any, row: str) -> list[str]:
    return list(person.page.xpath(f"//input[@name='{row}-q_analyse_further'][@checked]/@value"))


@pytest.mark.parametrize(
    ("standstill", "important", "answer", "word"),
    [("14 dygn", "no", "no", "Nej"), ("14 dygn", "yes", "yes", "Ja"), ("7 dygn", "no", "yes", "Ja")],
)
def test_the_rough_sorting_proposes_what_to_analyse_further(
    path: str, visit: Visit, hall: Town, standstill: str, important: str, answer: str, word: str
) -> None:
    person, row = added_row(path, visit, hall)
    typed = {"activity_name": "Skolbibliotek", "standstill_h": standstill, "societal_importance": important}
    person.send({f"{row}-q_{name}": value for name, value in typed.items()}, button="go=later")
    assert f"Förslag: svaret ”{word}” på ”Ska den analyseras vidare?” är ifyllt för Skolbibliotek." in person.text
    person.open(f"{path}/s/activities")
    assert chosen(person, row) == [answer]


def test_what_somebody_has_answered_is_left_as_it_is(path: str, visit: Visit, hall: Town) -> None:
    person, row = added_row(path, visit, hall)
    typed = {"standstill_h": "30 dygn", "societal_importance": "no", "analyse_further": "yes"}
    person.send({f"{row}-q_{name}": value for name, value in typed.items()}, button="go=later")
    assert "Förslag" not in person.text
    person.open(f"{path}/s/activities")
    assert chosen(person, row) == ["yes"]


def test_nothing_is_proposed_before_the_conditions_are_answered_or_where_nobody_knows_yet() -> None:
    page = read_catalogue([content_root()])[0].form("business_impact_analysis").model.pages["activities"]
    long = {"standstill_h": 720, "societal_importance": "no"}
    assert suggested(page, {}) == {}
    assert suggested(page, {"standstill_h": 720}) == {}
    assert suggested(page, long) == {"analyse_further": "no"}
    assert suggested(page, long | {"analyse_further": UNKNOWN}) == {}


def test_an_answer_from_an_earlier_step_says_so_until_it_is_changed(path: str, visit: Visit) -> None:
    told = "Förifyllt från Styrande dokument. Ändra om det inte stämmer längre."
    person = visit("samordnare.bun")
    person.open(f"{path}/s/validity")
    before = person.text.count(told)
    assert before >= 1
    (applies_to,) = person.page.xpath("//input[@name='q_follow_up_how']")
    assert applies_to is not None
    person.send({"q_document_owner-new": "Skolchef", "q_document_owner": ""}, button="go=later")
    person.open(f"{path}/s/validity")
    assert person.text.count(told) == before - 1


def test_a_list_that_begins_with_gaps_fetches_those_that_have_come_since(visit: Visit, hall: Town) -> None:
    step = hall.step("SN", "continuity_plan").id
    page = f"/steg/{step}/s/strategies"
    coordinator, owner = visit("samordnare.socialkontoret"), visit("chef.teknik")
    coordinator.open(page)
    before = len(coordinator.page.xpath("//li[@class='row-card']"))
    coordinator.send({}, button="Hämta gap som har tillkommit")
    assert "Inget har tillkommit" in coordinator.text
    meals = hall.session.scalars(select(Resource.id).where(Resource.name == "Måltider")).one()
    owner.open(f"/krav/resurs/{meals}")
    owner.send({"promised_h": "200 h"})
    coordinator.open(page)
    coordinator.send({}, button="Hämta gap som har tillkommit")
    assert "1 rad är tillagd" in coordinator.text
    cards = coordinator.page.xpath("//li[@class='row-card']")
    assert len(cards) == before + 1
    coordinator.open(cards[-1].xpath(".//h2/a/@href")[0])
    assert "Förifyllt från det ni behöver av andra och vad de lovar" in coordinator.text
    assert "Måltider" in coordinator.page.xpath("//input[@name='q_gap']/@value")[0]
