"""The yearly review at a browser: open actions, dependencies and figures stand there; only a new date is typed."""

import pytest
from sqlalchemy import select

from continuity.models import Action, AnswerPart
from tests.support.town import Town
from tests.web.conftest import Townsperson, Visit

pytestmark = pytest.mark.stock("demo")
LATE = "Öva säker stängning"


def opened(visit: Visit, hall: Town, page: str) -> Townsperson:
    person = visit("samordnare.kultur")
    person.open(f"/steg/{hall.step('KFN', 'maintenance').id}/s/{page}")
    return person


def fields(person: Townsperson) -> set[str]:
    """The names of what can be typed or ticked on the page."""
    found = person.page.xpath("//main//*[self::input or self::textarea or self::select][not(@type='hidden')]/@name")
    return {str(name).rpartition("q_")[2] for name in found}


def test_an_open_action_is_given_a_new_date_on_its_page(visit: Visit, hall: Town) -> None:
    action = hall.session.scalars(select(Action.id).where(Action.text == LATE)).one()
    person = opened(visit, hall, "actions_status")
    for words in (LATE, "Badmästare", "2025-12-15", "Försenad", "0 gånger"):
        assert words in person.text
    assert fields(person) == {"extend", "new_due", "new_due-unknown", "reason", "reason-unknown"}
    assert "Ta bort" not in person.text and "lägg till" not in person.text
    name = f"{action}-q_"
    typed = {f"{name}extend": "yes", f"{name}new_due": "2027-03-01", f"{name}reason": "Badet var stängt."}
    person.send(typed, button="Spara och fortsätt")
    assert person.path.endswith("/s/dependency_reconfirmation")
    hall.session.rollback()  # else it reads what stood there before
    query = select(AnswerPart).where(AnswerPart.page == "actions_status", AnswerPart.row == str(action))
    assert hall.session.scalars(query).one().values == {
        "extend": "yes", "new_due": "2027-03-01", "reason": "Badet var stängt.",
    }  # fmt: skip


def test_dependencies_and_figures_are_shown_and_cannot_be_typed(visit: Visit, hall: Town) -> None:
    person = opened(visit, hall, "dependency_reconfirmation")
    for words in ("Bibliotekssystem", "IT-enheten", "2025-06-12", "El och reservkraft", "2026-03-02"):
        assert words in person.text
    assert fields(person) == set()
    person.send({}, button="Spara och fortsätt")
    assert person.path.endswith("/s/kpis")
    assert fields(person) == set()
    assert "100 procent" in person.text
    person.send({}, button="Spara och fortsätt")
    assert person.path.endswith("/s/outcome")
