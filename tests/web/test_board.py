"""The status board as a page."""

import pytest

from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")


def test_the_board_has_a_row_a_department_and_words_in_every_cell(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    chief.open("/oversikt")
    rows = chief.page.xpath("//table[contains(@class, 'board')]/tbody/tr")
    assert len(rows) == 7
    assert all(cell.text_content().strip() for row in rows for cell in row.xpath("td"))
    flags = [span.text_content() for span in chief.page.xpath("//tbody//td//span[contains(@class, 'tag')]")]
    late, soon = flags.count("Förfallen"), flags.count("Förfaller inom 60 dagar")
    totals = [strong.text for strong in chief.page.xpath("//ul[@class='totals']//strong")]
    assert totals == ["7", str(late), str(soon)]
    assert late > 0
    assert "Översyn försenad – planen gäller" in chief.text


def test_a_filter_has_an_address_of_its_own(visit: Visit, hall: Town) -> None:
    chief = visit("sakerhetschef")
    committee = hall.plan("SN").department.parent_id
    chief.open(f"/oversikt?committee={committee}&state=draft&year=2026")
    assert [link.text for link in chief.page.xpath("//tbody//th/a")] == ["Socialkontoret"]
    chosen = chief.page.xpath("//select/option[@selected]/@value")
    assert chosen == [str(committee), "draft", "2026"]


def test_a_filter_that_finds_nothing_shows_the_way_back(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    chief.open("/oversikt?year=1999")
    assert "Ingen enhet passar filtret" in chief.text
    assert "/oversikt" in chief.page.xpath("//p[@class='empty']//a/@href")


@pytest.mark.parametrize(
    "query", ["committee=x", "year=", "page=0", "page=x", "year=10000", "year=-1", "page=99999999999999999999"]
)
def test_a_filter_that_makes_no_sense_is_no_filter(visit: Visit, query: str) -> None:
    chief = visit("sakerhetschef")
    chief.open(f"/oversikt?{query}")
    assert "7 planer" in chief.text


def test_a_head_has_no_overview_of_others(visit: Visit) -> None:
    head = visit("chef.bun")
    head.open("/oversikt", status=403)
    assert "/oversikt" not in head.page.xpath("//nav//a/@href")
