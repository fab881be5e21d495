"""Krav på oss and a department's own needs, in a browser without scripts."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from continuity.models import Demand, Promise, Resource
from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")


def resource(hall: Town, name: str) -> str:
    return hall.session.scalars(select(Resource.id).where(Resource.name == name)).one()


def demand(hall: Town, name: str) -> int:
    query = select(Demand.id).where(Demand.resource_id == resource(hall, name), Demand.state == "in_force")
    return hall.session.scalars(query).first() or 0


def test_an_owner_goes_from_the_task_to_the_list_and_promises(visit: Visit, hall: Town) -> None:
    owner = visit("it-chef")
    assert "Svara på 3 krav på era resurser" in owner.text
    owner.open("/krav")
    assert "Trygghetslarm: larmmottagning och utryckning" in owner.text
    assert "Efter 1 timme blir det oacceptabelt: liv och hälsa" in owner.text
    owner.open(f"/krav/resurs/{resource(hall, 'Mobilnät')}")
    owner.send({"promised_h": "2 dygn", "service_window": "24/7", "basis": "agreement"})
    assert owner.path == "/krav"
    assert "Löftet gäller från nu" in owner.text
    hall.session.rollback()
    given = hall.session.scalars(select(Promise).where(Promise.resource_id == resource(hall, "Mobilnät"))).one()
    assert (given.promised_h, given.service_window, given.basis) == (48, "24/7", "agreement")


def test_what_cannot_be_read_stays_in_the_form_with_its_error(visit: Visit, hall: Town) -> None:
    owner = visit("it-chef")
    owner.open(f"/krav/resurs/{resource(hall, 'Mobilnät')}")
    owner.send({"promised_h": "snart", "service_window": "ibland", "basis": "agreement"}, status=422)
    assert "Tiden ”snart” går inte att läsa" in owner.text
    owner.send({"promised_h": "4 h", "service_window": "ibland", "basis": "agreement"}, status=422)
    assert "Servicetiden ”ibland” går inte att läsa" in owner.text
    assert owner.page.xpath("//input[@name='promised_h']/@value") == ["4 h"]


def test_the_owner_answers_one_demand_and_the_department_sees_it(visit: Visit, hall: Town) -> None:
    owner = visit("it-chef")
    owner.open(f"/krav/{demand(hall, 'Omsorgssystem')}/svar")
    owner.send({"reply": "confirmed"}, status=422)
    assert "räcker inte till det här kravet" in owner.text
    owner.send({"reply": "counter_offer", "offered_h": "20 h", "text": "Jour från 2027."})
    assert owner.path == "/krav"
    coordinator = visit("samordnare.socialkontoret")
    department = hall.plan("SN").department_id
    coordinator.open(f"/enhet/{department}")
    assert coordinator.page.xpath(f"//a[@href='/enhet/{department}/behov']")
    coordinator.open(f"/enhet/{department}/behov")
    assert "Jour från 2027." in coordinator.text
    assert "Erbjuder 20 timmar" in coordinator.text
    assert "IT-enheten lovar 24 timmar på vardagar, vilket en helg blir 86 timmar." in coordinator.text
    assert "Accepterat t o m 2027-05-01" in coordinator.text


def test_an_old_promise_is_confirmed_with_a_button(visit: Visit, hall: Town) -> None:
    owner = visit("it-chef")
    owner.open("/krav")
    assert "Bekräfta att det fortfarande gäller" in owner.text
    system = resource(hall, "Lönesystem")
    owner.send({}, button="Bekräfta att det fortfarande gäller Lönesystem")
    assert "Löftet är bekräftat för ett år till." in owner.text
    hall.session.rollback()
    assert len(hall.session.scalars(select(Promise).where(Promise.resource_id == system)).all()) == 2


def test_another_owners_things_are_not_there(visit: Visit, hall: Town) -> None:
    other = visit("hr-chef")
    for path in (f"/krav/resurs/{resource(hall, 'Fordon')}", f"/krav/{demand(hall, 'Fordon')}/svar"):
        other.open(path, status=404)


@pytest.mark.parametrize(("who", "path"), [("it-chef", "/krav"), ("samordnare.socialkontoret", "/enhet/{sn}/behov")])
def test_the_lists_can_be_taken_along(visit: Visit, hall: Town, who: str, path: str) -> None:
    person = visit(who)
    path = path.format(sn=hall.plan("SN").department_id)
    answer = person.download(f"{path}?som=xlsx")
    rows = list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert len(rows) > 5
    assert any("Omsorgssystem" in row for row in rows)
    assert person.download(f"{path}?som=csv").data.decode("utf-8-sig").count("\r\n") == len(rows)


def test_the_pages_are_told_in_english(visit: Visit, hall: Town) -> None:
    owner = visit("it-chef")
    owner.open("/krav")
    owner.send({}, button="language=en")
    assert "Counter-offer" in owner.text and "The promise is enough with the fallback" in owner.text
    assert "weekdays 07–17" in owner.text


def test_the_list_of_needs_says_what_is_promised_at_worst(visit: Visit, hall: Town) -> None:
    step = hall.step("BUN", "business_impact_analysis")
    activity = next(
        one for one in hall.desk("BUN", step.name, "samordnare.bun").tree()["activities"] if len(one["needs"]) > 1
    )
    coordinator = visit("samordnare.bun")
    coordinator.open(f"/steg/{step.id}/s/needs/{activity['id']}")
    assert "Ni behöver Vikariepool inom 1 timme." in coordinator.text
    assert "HR-enheten lovar 24 timmar på vardagar, vilket en helg blir 86 timmar." in coordinator.text


def test_the_needs_own_page_says_it_too_and_so_does_saving_it(visit: Visit, hall: Town) -> None:
    step = hall.step("BUN", "business_impact_analysis")
    tree = hall.desk("BUN", step.name, "samordnare.bun").tree()
    needs = [need for one in tree["activities"] for need in one.get("needs", ())]
    need = next(one for one in needs if one.get("resource") == resource(hall, "Vikariepool"))
    coordinator = visit("samordnare.bun")
    coordinator.open(f"/steg/{step.id}/s/need/{need['id']}")
    told = "HR-enheten lovar 24 timmar på vardagar, vilket en helg blir 86 timmar."
    assert f"Ni behöver Vikariepool inom 1 timme. {told}" in coordinator.text
    coordinator.send({"q_required_within_h": "4 h"}, button="go=later")
    assert f"Ni behöver Vikariepool inom 4 timmar. {told}" in coordinator.text
