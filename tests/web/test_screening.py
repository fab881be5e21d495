"""Particular handling over HTTP: the department answers, its pages lock, and the chief sees that and nothing else."""

import pytest
from lxml.html import tostring

from tests.support.town import Town
from tests.web.conftest import Townsperson, Visit

pytestmark = pytest.mark.stock("demo")
FIRST, SECOND = "governing_document", "business_impact_analysis"


def test_a_department_is_set_apart_and_the_chief_ends_it(visit: Visit, hall: Town) -> None:
    step, unit = hall.step("OFN", FIRST), hall.plan("OFN").department_id
    coordinator, chief = visit("samordnare.overformyndare"), visit("sakerhetsskyddschef")
    chief.open("/sarskild-ordning")
    assert "Inget kontor hanteras" in chief.text
    coordinator.open(f"/steg/{step.id}/start")
    coordinator.send({}, button="Börja")
    coordinator.open(f"/steg/{step.id}/s/protective_security")
    coordinator.send({"q_protective_screening": "yes"})
    coordinator.open(f"/steg/{step.id}/s/protective_security")
    coordinator.send({"q_protective_analysis_ref": "KS/2026:31"})
    coordinator.open(f"/enhet/{unit}")
    assert "Delar av analysen hanteras i särskild ordning" in coordinator.text
    security = visit("beredskap")
    security.open("/oversikt")
    assert "Särskild ordning" in security.text and "KS/2026:31" not in security.text

    for path in ("s/protective_security", "last", "granska"):
        security.open(f"/steg/{step.id}/{path}")
        assert "KS/2026:31" not in tostring(security.page, encoding="unicode"), path
    head = visit("chef.overformyndare")
    head.open(f"/steg/{step.id}/s/protective_security")
    assert "KS/2026:31" in head.page.xpath("//input/@value")

    chief.open("/sarskild-ordning")
    assert "Överförmyndarkontoret" in chief.text and "KS/2026:31" in chief.text
    chief.send({}, button="Anteckna att den är klar Överförmyndarkontoret")
    assert "avgränsningen för Överförmyndarkontoret är klar" in chief.text
    coordinator.open(f"/enhet/{unit}")
    assert "hanteras i särskild ordning" not in coordinator.text


def test_the_chief_sees_nothing_else(visit: Visit, hall: Town) -> None:
    chief = visit("sakerhetsskyddschef")
    step, unit = hall.step("SN", "continuity_plan"), hall.plan("SN").department_id
    for path in (f"/enhet/{unit}", f"/steg/{step.id}", f"/steg/{step.id}/last", f"/steg/{step.id}/historik"):
        chief.open(path, status=404)
    chief.open("/oversikt", status=403)
    chief.open("/dokument")
    assert "Socialkontoret" not in chief.text


def new_row(person: Townsperson, step: int, list_page: str) -> str:
    """Adds a row as the button does, and gives the address of its first page."""
    person.open(f"/steg/{step}/s/{list_page}")
    person.send({}, button=next(text for text in buttons(person) if text.startswith("Lägg till")))
    return person.path


def buttons(person: Townsperson) -> list[str]:
    return [" ".join(one.text_content().split()) for one in person.page.iter("button")]


def test_a_classified_rating_is_not_kept_the_rest_is_and_the_department_goes_on(visit: Visit, hall: Town) -> None:
    step = hall.step("BUN", SECOND)
    person = visit("samordnare.bun")
    where = new_row(person, step.id, "assets")
    page = person.open(where)
    (name,) = {one.get("name") for one in page.xpath("//input[@type='radio'][@value='4']")[:1]}
    person.send({name: "4"}, status=422)
    assert "Uppgiften får inte registreras här" in person.text and "Du kan fortsätta med resten" in person.text
    hall.session.rollback()
    desk = hall.desk("BUN", SECOND, "samordnare.bun")
    question = name.removeprefix("q_")
    kept = next(row for row in desk.tree()["assets"] if where.endswith(row["id"]))
    assert kept[question] == {"special": True}
    assert not [one for one in desk.findings() if one.row == kept["id"] and one.question == question]
    person.open(where)
    assert "Hanteras i särskild ordning" in person.text
    person.open(f"/steg/{step.id}/kontrollera")
    assert "Hanteras i särskild ordning" in person.text
