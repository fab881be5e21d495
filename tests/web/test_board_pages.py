"""The pages beside the board: what is late, the timeline, the signatures and the figures."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.support.town import Town
from tests.web.conftest import Townsperson, Visit

pytestmark = pytest.mark.stock("demo")
PAGES = ("/oversikt/forfallna", "/oversikt/tidslinje", "/oversikt/signaturer", "/oversikt/nyckeltal")


def rows(person: Townsperson, path: str) -> list[tuple[object, ...]]:
    page = load_workbook(BytesIO(person.download(path).data)).active
    assert page is not None
    return list(page.iter_rows(values_only=True))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_page_opens_and_can_be_taken_along(visit: Visit, path: str, language: str) -> None:
    chief = visit("sakerhetschef", language)
    chief.open(path)
    assert chief.page.xpath("//nav[@class='tabs']//a[@aria-current='page']/@href") == [path]
    columns, *lines = rows(chief, f"{path}?som=xlsx")
    assert lines and all(columns)
    assert len(chief.download(f"{path}?som=csv").data.decode("utf-8-sig").splitlines()) == len(lines) + 1


def test_late_things_offer_a_reminder_and_a_new_date(visit: Visit, hall: Town) -> None:
    chief = visit("sakerhetschef")
    chief.open("/oversikt/forfallna")
    assert "Översyn försenad – planen gäller" in chief.text and "Plan version 1.0 gäller" in chief.text
    link = chief.page.xpath("//a[contains(@href, 'datum=1')]/@href")[0]
    chief.open(link)
    assert "nytt datum" in chief.page.xpath("//textarea")[0].text
    chief.send({"text": "Förslag: den 15 december."})
    plan = hall.plan("KFN")
    chief.open(f"/enhet/{plan.department_id}")
    assert "Förslag: den 15 december." in chief.text


def test_the_picture_of_the_timeline_has_the_same_dates_as_the_table(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    chief.open("/oversikt/tidslinje")
    marks = chief.page.xpath("//*[local-name()='svg'][@class='months']//*[contains(@class, 'mark-')]")
    assert len(marks) == len(chief.page.xpath("//table/tbody/tr")) > 5
    assert chief.page.xpath("//*[local-name()='svg'][@class='months']/*[local-name()='desc']")
    chief.open("/oversikt/tidslinje?kind=meeting&kind=nonsense")
    assert {cell.text_content() for cell in chief.page.xpath("//td[@data-label='Vad']")} == {
        "Sammanträde: Styrande dokument"
    }


def test_the_auditor_checks_the_signatures_that_are_ticked(visit: Visit) -> None:
    auditor = visit("revisor")
    auditor.open("/oversikt/signaturer")
    ids = auditor.page.xpath("//input[@name='kontrollera']/@value")
    auditor.open(f"/oversikt/signaturer?kontrollera={ids[0]}&kontrollera={ids[1]}&kontrollera=x")
    assert auditor.text.count("Stämmer: filen") == 2


def test_every_chart_has_its_figures_as_a_table(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    chief.open("/oversikt/nyckeltal")
    charts = chief.page.xpath("//section[@class='chart-card']")
    assert len(charts) == 6
    assert "Arbetstid i formulären" in chief.text and "Inte mätt" in chief.text
    for chart in charts:
        names = chart.xpath(".//*[@class='chart-name']/text()")
        assert names == chart.xpath(".//tbody//th/text()") == ["2025", "2026"]


@pytest.mark.parametrize("path", [PAGES[0], PAGES[2], PAGES[3]])
def test_a_crisis_reader_follows_nobody_up(visit: Visit, path: str) -> None:
    reader = visit("tib")
    reader.open(path, status=403)
    reader.open("/oversikt")
    assert path not in reader.page.xpath("//nav[@class='tabs']//a/@href")
