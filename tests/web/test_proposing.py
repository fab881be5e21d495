"""What the review's own answers propose, beside the question that decides what happens next."""

import pytest

from tests.support.town import Town
from tests.web.conftest import Townsperson, Visit

pytestmark = pytest.mark.stock("demo")


def answer(person: Townsperson, step: int, changed: str) -> str:
    """Says of every line of the checklist that nothing has changed but in this one; gives the outcome page's text."""
    person.open(f"/steg/{step}/s/check_items")
    rows = [one.removeprefix("rad-") for one in person.page.xpath("//fieldset[contains(@class, 'table-row')]/@id")]
    answers = {f"{row}-q_status": "changed" if row == changed else "unchanged" for row in rows}
    person.send(answers, button="go=later")
    person.open(f"/steg/{step}/s/outcome")
    return person.text


def test_the_outcome_is_proposed_with_its_reasons_and_the_department_decides(visit: Visit, hall: Town) -> None:
    kim, step = visit("samordnare.kultur"), hall.step("KFN", "maintenance").id
    text = answer(kim, step, "requirements")
    assert "Förslag: Verksamhetsanalysen ska revideras." in text and "Ni bestämmer själva." in text
    assert "Det här i era svar talar för det:" in text and "(RTO)" in text
    text = answer(kim, step, "")
    assert "Förslag: Planen gäller utan ändring." in text
    assert "Inget i era svar talar för att något behöver göras om." in text
    kim.send({"q_outcome": "revise_plan", "q_outcome_reason": "Vi vill se över den ändå."}, button="go=later")
    kim.open(f"/steg/{step}/s/outcome")
    assert kim.page.xpath("//input[@name='q_outcome'][@checked]/@value") == ["revise_plan"]
