"""Going through last time's answers in a browser: one press a page, and back again after a change."""

import pytest

from tests.support.town import Town
from tests.web.conftest import Townsperson, Visit

pytestmark = pytest.mark.stock("demo")
STILL, GONE = "outcome=still_right", "outcome=no_longer"


def begin(visit: Visit, hall: Town, who: str = "samordnare.socialkontoret") -> tuple[Townsperson, str]:
    here, step = visit(who), f"/steg/{hall.step('SN', 'continuity_plan').id}"
    here.open(f"{step}/bekrafta")
    return here, step


def to_go_through(hall: Town) -> tuple[int, int]:
    """How many parts came from the version before, and how many of them wait."""
    carried = hall.desk("SN", "continuity_plan", "samordnare.socialkontoret").carried()
    left = sum(one.waits for one in carried)
    assert left > 1
    return len(carried), left


def test_one_press_confirms_a_page_and_leads_to_the_next_that_waits(visit: Visit, hall: Town) -> None:
    here, step = begin(visit, hall)
    parts, left = to_go_through(hall)
    assert here.path == f"{step}/bekrafta/document" and f"1 av {parts}, {left} kvar" in here.text
    assert "Så svarade ni i version 1.0, 2026." in here.text
    here.send({}, button=STILL)
    assert here.path == f"{step}/bekrafta/validity" and f"{left - 1} kvar" in here.text
    here.open(f"{step}/bekrafta/document")
    assert "Den här sidan är genomgången" in here.text


def test_there_is_no_button_that_confirms_everything(visit: Visit, hall: Town) -> None:
    here, step = begin(visit, hall)
    here.open(step)
    assert "Gå igenom svaren" in here.text
    assert not [button for button in here.page.xpath("//main//button") if "Stämmer" in button.text_content()]


def test_changing_a_page_comes_back_to_what_waits_next(visit: Visit, hall: Town) -> None:
    here, step = begin(visit, hall)
    here.open(f"{step}/bekrafta/basics")
    here.open(here.page.xpath("//main//a[contains(., 'Ändra')]/@href")[0])
    here.send({"q_plan_objective": "Trygg omsorg, också utan el."})
    assert here.path.startswith(f"{step}/bekrafta/covered_activities/")


def test_a_row_that_no_longer_applies_leaves_the_list(visit: Visit, hall: Town) -> None:
    here, step = begin(visit, hall)
    here.open(f"{step}/bekrafta?efter=paper_copies")
    row = hall.desk("SN", "continuity_plan", "samordnare.socialkontoret").tree()["contacts"][0]["id"]
    here.open(f"{step}/bekrafta/contacts/{row}")
    here.send({}, button=GONE)
    assert "Raden är borttagen" in here.text
    here.open(f"{step}/bekrafta/contacts/{row}", status=404)


def test_an_ordinary_page_asks_the_same_and_the_check_page_says_what_is_left(visit: Visit, hall: Town) -> None:
    here, step = begin(visit, hall)
    _, left = to_go_through(hall)
    here.open(f"{step}/s/activation")
    assert "Svaren är från förra versionen" in here.text
    here.open(f"{step}/kontrollera")
    assert f"Kvar att bekräfta ({left})" in here.text
    here.open(f"{step}/s/activation")
    here.send({"outcome": "still_right"})
    here.open(f"{step}/kontrollera")
    assert f"Kvar att bekräfta ({left - 1})" in here.text


def test_whoever_only_reads_sees_why_nothing_can_be_said(visit: Visit, hall: Town) -> None:
    here, _step = begin(visit, hall, "beredskap")
    assert "Du kan läsa den här sidan" in here.text
    assert not here.page.xpath("//main//button[@name='outcome']")


def test_another_departments_answers_do_not_exist(visit: Visit, hall: Town) -> None:
    step = f"/steg/{hall.step('SN', 'continuity_plan').id}"
    visit("samordnare.bun").open(f"{step}/bekrafta", status=404)
