"""The pages of the register of resources, over HTTP."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.web.conftest import Townsperson, Visit

pytestmark = pytest.mark.stock("demo")
PAGE = "/oversikt/resurser"


def names(person: Townsperson) -> list[str]:
    return [str(link.text) for link in person.page.xpath("//tbody/tr/th/a")]


def follow(person: Townsperson, name: str, action: str = "") -> None:
    person.open(f"{PAGE}?q={name}")
    path = person.page.xpath("//tbody/tr/th/a/@href")[0]
    person.open(path + action)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_register_opens_as_a_tab_and_can_be_taken_along(visit: Visit, language: str) -> None:
    chief = visit("sakerhetschef", language)
    chief.open(PAGE)
    assert chief.page.xpath("//nav[@class='tabs']//a[@aria-current='page']/@href") == [PAGE]
    page = load_workbook(BytesIO(chief.download(f"{PAGE}?som=xlsx").data)).active
    assert page is not None
    columns, *lines = page.iter_rows(values_only=True)
    assert all(columns) and [line[0] for line in lines] == names(chief)
    assert "Omsorgssystem" in names(chief)
    kept = chief.download(f"{PAGE}?som=csv&q=omsorgssystem").data.decode("utf-8-sig").splitlines()
    assert len(kept) == 2


def test_a_search_narrows_the_list_and_says_when_nothing_fits(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    chief.open(f"{PAGE}?q=mobilop")
    assert names(chief) == ["Mobilnät"]
    chief.open(f"{PAGE}?q=rymdfärja")
    assert "Ingen resurs passar sökningen." in chief.text


def test_a_resource_gets_its_owner_kind_and_capacity(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    follow(chief, "Fordon")
    owner = chief.page.xpath("//select[@name='owner']/option[contains(., 'Kultur- och fritidskontoret')]/@value")[0]
    chief.send({"capacity": "många"}, status=422)
    assert "Skriv ett tal" in chief.text
    chief.send({"name": "", "capacity": ""}, status=422)
    assert "Skriv vad resursen heter" in chief.text
    chief.send({"name": "Bilar", "kind": "transport", "owner": owner, "provider": "", "capacity": "12,5"})
    chief.open(f"{PAGE}?q=Bilar")
    row = " ".join(chief.page.xpath("//tbody/tr")[0].text_content().split())
    assert "Kultur- och fritidskontoret" in row and "Fordon och transport" in row and "12,5" in row
    follow(chief, "Bilar")
    assert chief.page.xpath("//input[@name='capacity']/@value") == ["12,5"]
    assert chief.page.xpath("//select[@name='owner']/option[@selected]/@value") == [owner]


def test_doubles_are_merged_after_a_page_that_says_what_follows(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    follow(chief, "Läkemedelsmodul", "/sla-ihop")
    place = chief.path
    other = chief.page.xpath("//option[starts-with(., 'Omsorgssystem')]/@value")[0]
    chief.open(f"{place}?med={other}")
    assert "1 krav flyttas till ”Omsorgssystem”, från Socialkontoret." in chief.text
    assert "Löftet för ”Läkemedelsmodul” slutar gälla" in chief.text
    chief.send({"into": other}, button="Slå ihop")
    assert chief.path == PAGE and "Läkemedelsmodul" not in names(chief)
    chief.open(place, status=404)


def test_a_resource_that_is_gone_is_not_there_and_itself_is_no_double(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    chief.open(f"{PAGE}/finns-inte", status=404)
    follow(chief, "Omsorgssystem", "/sla-ihop")
    place = chief.path
    chief.open(f"{place}?med=finns-inte", status=404)
    chief.open(f"{place}?med={place.split('/')[3]}", status=409)


def test_others_have_neither_the_tab_nor_the_pages(visit: Visit) -> None:
    director = visit("kommundirektor")
    director.open("/oversikt/gap")
    assert PAGE not in director.page.xpath("//nav[@class='tabs']//a/@href")
    for who in ("kommundirektor", "it-chef"):
        visit(who).open(PAGE, status=403)
