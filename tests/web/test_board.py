"""The status board as a page, as a file, and writing to the departments ticked on it."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

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
    assert [totals[0], *totals[-2:]] == ["7", str(late), str(soon)]
    assert len(totals) == 5 and totals[2].endswith("%")
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


def test_a_committee_that_only_holds_others_together_is_no_choice(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    chief.open("/oversikt")
    offered = [option.text for option in chief.page.xpath("//select[@id='committee']/option")]
    assert "Socialnämnden" in offered and "Mälarviks kommun" not in offered


def test_who_has_the_ball_and_what_is_late_narrow_the_board(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    chief.open("/oversikt?ball=reviewers")
    assert [link.text for link in chief.page.xpath("//tbody//th/a")] == ["Samhällsbyggnadskontoret"]
    chief.open("/oversikt?overdue=1")
    assert [link.text for link in chief.page.xpath("//tbody//th/a")] == ["Kultur- och fritidskontoret"]
    chief.open("/oversikt?ball=nobody&overdue=x")
    assert "7 planer" in chief.text


def test_the_file_holds_everything_that_the_filter_lets_through(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    page = load_workbook(BytesIO(chief.download("/oversikt?som=xlsx").data)).active
    rows = list(page.iter_rows(values_only=True))
    assert len(rows) == 1 + 7 * 5
    assert rows[0][:5] == ("Nämnd", "Enhet", "Kod", "Steg", "Läge")
    assert rows[1][:2] == ("Barn- och utbildningsnämnden", "Barn- och utbildningskontoret")
    person = rows[0].index("Person")
    assert rows[0][person - 1] == "Hos vem"
    kim = next(row for row in rows if row[2:4] == ("SN", "Kontinuitetsplan"))
    assert kim[person - 1 : person + 1] == ("Samordnaren", "Kontinuitetssamordnare, Socialkontoret")
    late = chief.download("/oversikt?som=csv&overdue=1").data.decode("utf-8-sig").splitlines()
    assert len(late) == 1 + 5 and any(";Förfallen;" in line for line in late)


def test_the_departments_ticked_are_reminded_and_see_it_on_their_page(visit: Visit, hall: Town) -> None:
    chief = visit("sakerhetschef")
    plan = hall.plan("KFN")
    chief.open(f"/oversikt/skriv?kind=reminder&plan={plan.id}")
    assert "Kultur- och fritidskontoret" in chief.text and "Skicka till 1 enhet" in chief.text
    chief.send({"text": "Kan vi hjälpa till?"})
    assert chief.path == "/oversikt" and "Skickat till 1 enhet." in chief.text
    head = visit("chef.kultur")
    head.open(f"/enhet/{plan.department_id}")
    assert "Påminnelse från säkerhetsfunktionen" in head.text and "Kan vi hjälpa till?" in head.text
    assert "Påminde enheten" in head.text


def test_nobody_ticked_means_back_to_the_board(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    chief.open("/oversikt/skriv?kind=comment")
    assert chief.path == "/oversikt" and "Kryssa först" in chief.text


def test_an_auditor_looks_and_takes_along_but_does_not_write(visit: Visit) -> None:
    auditor = visit("revisor")
    auditor.open("/oversikt")
    assert not auditor.page.xpath("//input[@name='plan']")
    assert auditor.download("/oversikt?som=csv").status_code == 200
    auditor.open("/oversikt/skriv?alla=1", status=403)
