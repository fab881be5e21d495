"""The order of priority over HTTP: moved, proposed, decided and read, each by those who may."""

from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from continuity.documents import read_text
from tests.web.conftest import Townsperson, Visit

pytestmark = pytest.mark.stock("demo")
PAGE = "/oversikt/prioritering"


def names(person: Townsperson) -> list[str]:
    return [str(cell.text) for cell in person.page.xpath("//table[1]/tbody/tr/th")]


def proposed(visit: Visit) -> Townsperson:
    """The order has changed since the version in force, and the next one waits for a decision."""
    chief = visit("sakerhetschef")
    chief.open(PAGE)
    chief.open(chief.page.xpath("//a[contains(@href, 'flytta')]/@href")[2])
    chief.send({"place": "2", "reason": "Många är berörda i vinter."})
    chief.send({}, button="Föreslå ordningen")
    return chief


def test_an_activity_is_moved_with_a_reason_and_put_back(visit: Visit) -> None:
    chief = visit("sakerhetschef")
    chief.open(PAGE)
    before = names(chief)
    chief.open(chief.page.xpath("//a[contains(@href, 'flytta')]/@href")[2])
    chief.send({"place": "1", "reason": ""}, status=422)
    assert "Skriv varför" in chief.text
    chief.send({"place": "1", "reason": "Många är berörda i vinter."})
    assert names(chief) == [before[2], *before[:2], *before[3:]]
    assert "Flyttad från plats 3" in chief.text and "Många är berörda i vinter." in chief.text
    chief.send({}, button="Återställ " + before[2])
    assert names(chief) == before


def test_the_proposal_is_decided_and_stays_readable(visit: Visit) -> None:
    chief = proposed(visit)
    assert chief.path == f"{PAGE}/2"
    director = visit("kommundirektor")
    director.open(f"{PAGE}/2/beslut")
    director.send({"decided_on": "2099-01-01"}, button="Fastställ ordningen", status=422)
    director.send({"decided_on": "2026-11-20", "paragraph": "§ 4"}, button="Fastställ ordningen")
    assert "Fastställd" in director.text and "2026-11-20 § 4" in director.text
    director.open(PAGE)
    assert "Version 2 gäller" in director.text and "Föreslå ordningen" not in director.text
    file = director.download(f"{PAGE}/2/word?lang=sv")
    assert "Fastställd" in read_text(file.data)


def test_whoever_decides_proves_who_they_are_anew(visit: Visit, clock: time_machine.Traveller) -> None:
    proposed(visit)
    director = visit("kommundirektor")
    director.open(f"{PAGE}/2/beslut")
    clock.shift(360)
    director.send({"decided_on": "2026-11-20"}, button="Fastställ ordningen")
    director.sign_in_again()
    assert director.path == f"{PAGE}/2/beslut"
    director.send({"decided_on": "2026-11-20"}, button="Fastställ ordningen")
    assert "Fastställd" in director.text
    clock.shift(360)
    director.open(f"{PAGE}/2/beslut")
    director.sign_in_again()
    assert "väntar inte längre på beslut" in director.text


def test_the_tab_is_the_current_one_on_the_pages_below_it_too(visit: Visit) -> None:
    chief = proposed(visit)
    for path, tab in ((f"{PAGE}/2", "Prioritering"), (PAGE, "Prioritering"), ("/oversikt", "Lägesöversikt")):
        chief.open(path)
        assert chief.page.xpath("//nav[@class='tabs']//a[@aria-current='page']/text()") == [tab]


def test_the_proposal_can_be_sent_back(visit: Visit) -> None:
    chief = proposed(visit)
    director = visit("kommundirektor")
    director.open(f"{PAGE}/2/beslut")
    director.send({"reason": ""}, button="Skicka tillbaka", status=422)
    director.send({"reason": "Fråga socialchefen först."}, button="Skicka tillbaka")
    chief.open(PAGE)
    assert "Fråga socialchefen först." in chief.text


@pytest.mark.parametrize(("lists", "columns"), [("", 13), ("&lista=nu", 6), ("&lista=resurser", 5)])
def test_each_list_can_be_taken_along(visit: Visit, lists: str, columns: int) -> None:
    chief = proposed(visit)
    for path in (PAGE, f"{PAGE}/2"):
        rows = list(load_workbook(BytesIO(chief.download(f"{path}?som=xlsx{lists}").data)).active.iter_rows())
        assert (len(rows[0]), rows[1][0].value) == (columns, 1)
    chief.open(f"{PAGE}?lista=nonsense", status=404)


def test_the_version_in_force_is_the_one_that_was_decided(visit: Visit) -> None:
    reader = visit("tib")
    reader.open(PAGE)
    assert "Version 1 gäller" in reader.text and "2026-06-15" in reader.text
    reader.open(f"{PAGE}/1")
    assert "Fastställd" in reader.text
    assert names(reader)[:2] == [
        "Trygghetslarm: larmmottagning och utryckning", "Särskilt boende: vård och omsorg dygnet runt",
    ]  # fmt: skip


def test_each_may_do_their_own_part_only(visit: Visit) -> None:
    chief = proposed(visit)
    chief.open(f"{PAGE}/2/beslut", status=403)
    reader = visit("tib")
    reader.open(PAGE)
    assert "Föreslå ordningen" not in reader.text and not reader.page.xpath("//a[contains(@href, 'flytta')]")
    reader.open(f"{PAGE}/2")
    for path in (PAGE, f"{PAGE}/2", f"{PAGE}/2/word", "/oversikt/gap/word"):
        visit("revisor").open(path, status=403)


@pytest.mark.parametrize("path", [f"{PAGE}/9", f"{PAGE}/9/word", f"{PAGE}/flytta/1/x", "/oversikt/gap/word?lang=fi"])
def test_what_does_not_exist_is_not_there(visit: Visit, path: str) -> None:
    visit("sakerhetschef").open(path, status=404)
