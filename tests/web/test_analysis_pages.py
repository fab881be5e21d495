"""The analysis' pages: what they show, that each can be taken along, and who is let in."""

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import event

from continuity.extensions import db
from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")
PAGES = ("/oversikt/gap", "/oversikt/varmekarta", "/oversikt/beroenden")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", ["sakerhetschef", "kommundirektor", "tib"])
def test_those_who_may_have_every_plan_whole_see_the_analysis(visit: Visit, path: str, who: str) -> None:
    person = visit(who)
    person.open(path)
    assert person.page.xpath("//main//table//tbody/tr")


@pytest.mark.parametrize("who", ["revisor", "admin", "chef.socialkontoret", "registrator", "dataskyddsombud"])
def test_nobody_else_does(visit: Visit, who: str) -> None:
    person = visit(who)
    for path in (*PAGES, "/oversikt/kedjor"):
        person.open(path, status=403)


@pytest.mark.parametrize("path", [*PAGES, "/oversikt/kedjor"])
def test_each_can_be_taken_along_with_the_same_rows_in_both_kinds(visit: Visit, path: str) -> None:
    chief = visit("sakerhetschef")
    book = load_workbook(BytesIO(chief.download(f"{path}?som=xlsx").data))
    rows = list(book.active.iter_rows(values_only=True))
    lines = chief.download(f"{path}?som=csv").data.decode("utf-8-sig").split("\r\n")
    assert len(rows) == len([line for line in lines if line]) > 1
    assert lines[0] == ";".join(str(name) for name in rows[0])
    chief.open(f"{path}?som=pdf", status=404)


def test_the_heat_map_says_number_word_and_shade_and_switches_category(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    chief.open("/oversikt/varmekarta")
    cell = chief.page.xpath("//table[contains(@class, 'heat')]/tbody/tr[1]/td[2]")[0]
    assert (cell.text_content(), cell.get("class")) == ("3 Allvarlig", "level-3")
    chief.open("/oversikt/varmekarta?kategori=EK")
    assert chief.page.xpath("//caption")[0].text == "Ekonomi"
    assert chief.page.xpath("//table[contains(@class, 'heat')]/tbody/tr[1]/td[2]")[0].text_content() != "3 Allvarlig"


@pytest.mark.parametrize("query", ["status=nonsense", "priority_class=x", "committee=-1", "page=0"])
def test_a_filter_that_makes_no_sense_is_no_filter(visit: Visit, query: str) -> None:
    chief = visit("sakerhetschef")
    chief.open("/oversikt/gap")
    whole = len(chief.page.xpath("//tbody/tr"))
    chief.open(f"/oversikt/gap?{query}")
    assert len(chief.page.xpath("//tbody/tr")) == whole


def test_the_map_and_the_table_say_the_same(visit: Visit, hall: Town) -> None:
    head = visit("chef.socialkontoret")
    department = hall.plan("SN").department_id
    head.open(f"/enhet/{department}")
    head.open(head.page.xpath("//a[contains(@href, 'beroenden')]/@href")[0])
    arrows = head.page.xpath("//*[local-name()='path'][contains(@class, 'map-way')]")
    assert len(arrows) == len(head.page.xpath("//table/tbody/tr"))
    head.open(f"/enhet/{hall.plan('BUN').department_id}/beroenden", status=404)


def test_the_gap_page_asks_at_most_fifteen_questions_all_told(visit: Visit, app: Flask, hall: Town) -> None:
    chief = visit("sakerhetschef")
    committee = hall.plan("SN").department.parent_id
    sent: list[str] = []
    event.listen(db.engine_of(app), "before_cursor_execute", lambda *about: sent.append(about[2]))
    chief.open(f"/oversikt/gap?committee={committee}&priority_class=1")
    asked = [one for one in sent if one.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len(asked) <= 15, "\n".join(asked)
