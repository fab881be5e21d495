"""The page of changes since the version before, and the same first on the sign page."""

import pytest

from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")


def step_id(hall: Town, name: str = "continuity_plan", code: str = "SN") -> int:
    return hall.step(code, name).id


def test_the_page_shows_each_change_with_a_link_to_its_question(visit: Visit, hall: Town) -> None:
    here = visit("samordnare.socialkontoret")
    here.open(f"/steg/{step_id(hall)}/jamfor")
    assert "4 ändringar" in here.text and "sedan version 1.0" in here.text
    assert here.page.xpath("//ins[contains(., 'skrivs ut varje dag')]")
    assert "Larmleverantörens beredskapsplan" in here.text
    links = here.page.xpath("//li[contains(@class,'change')]//a/@href")
    assert len(links) == 4 and all("/s/" in link for link in links)
    assert ["#" in link for link in links] == [False, True, True, True]  # a new row is shown in its list
    here.open(links[2].partition("#")[0])
    assert here.page.xpath("//input[@value='0771-00 00 33']")


def test_a_first_version_says_that_there_is_nothing_to_compare_with(visit: Visit, hall: Town) -> None:
    here = visit("samordnare.bun")
    here.open(f"/steg/{step_id(hall, 'business_impact_analysis', 'BUN')}/jamfor")
    assert "Det finns ingen tidigare version" in here.text


def test_whoever_reads_no_confidential_answers_reads_none_in_the_changes(visit: Visit, hall: Town) -> None:
    here = visit("revisor")
    here.open(f"/steg/{step_id(hall)}/jamfor")
    assert "din roll visar inte svaret" in here.text
    assert not here.page.xpath("//li[contains(@class,'change')]//a")
    assert "skrivs ut varje dag" not in here.text


def test_versions_are_compared_by_their_numbers_and_no_other_number_is_a_version(visit: Visit, hall: Town) -> None:
    here = visit("samordnare.socialkontoret")
    here.open(f"/steg/{step_id(hall)}/jamfor?fran=1&till=2")
    assert "4 ändringar" in here.text
    here.open(f"/steg/{step_id(hall)}/jamfor?fran=9", status=404)


def test_another_departments_changes_do_not_exist(visit: Visit, hall: Town) -> None:
    visit("samordnare.bun").open(f"/steg/{step_id(hall)}/jamfor", status=404)
