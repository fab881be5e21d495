"""Socialkontoret's first year over HTTP: five forms, advice, signatures and the committee's decision, five documents.

On one kind of database: what the verbs do on both is tested beside them, and this is about the pages.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from continuity.app import main
from continuity.definitions.catalogue import Catalogue, content_root, read_catalogue
from continuity.extensions import db
from continuity.models import writing
from continuity.services import demo
from continuity.services.record.verifying import verify_all
from tests.support.cycle import TITLES, Cycle, year_of
from tests.support.cycle_book import is_there
from tests.support.word_tables import facts, hours, under, words_of

MALARVIK = Path(__file__).parent.parent / "rules" / "malarvik.json"
TODAY = date(2026, 11, 22)
EXERCISED = datetime(2026, 10, 29)  # the script's acts are in Swedish time, without a zone
NUMBERS = {step: f"SN/2026:114-00{number}" for number, step in enumerate(TITLES, start=3)}
STATUSES = {
    "OK, ej testat": "ok",
    "Täckt av reservrutin": "tackt_av_reserv",
    "Delvis täckt": "delvis_tackt",
    "Gap": "gap",
    "Saknar uppgift": "saknar_uppgift",
}
FLAGS = {"": [], "Gemensam felkälla": ["gemensam_felkalla"], "Cirkulärt": ["cirkulart"]}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    found, complaints = read_catalogue([content_root()])
    assert complaints == ()
    return found


@pytest.fixture
def cycle(app: Flask, catalogue: Catalogue) -> Iterator[Cycle]:
    """The municipality before anybody has done anything, but for Socialkontoret's plan."""
    engine = writing(db.engine_of(app))
    with Session(engine, expire_on_commit=False) as session, time_machine.travel(EXERCISED) as clock:
        stage = demo.set_up(session, catalogue, today=TODAY)
        demo.start_plan(stage, "SN")
        yield Cycle(app, stage, clock, "SN", "Socialkontoret")


def test_a_year_on_the_pages_gives_the_worked_examples_results_everywhere(
    cycle: Cycle, catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    for act in year_of("SN", until=EXERCISED):
        cycle.play(act)
    assert every_list(catalogue) - cycle.begun == set()  # somebody has typed a row of each
    check_papers(cycle.taken)
    assert main(["analyse", str(MALARVIK)]) == 0
    expected = by_name(json.loads(capsys.readouterr().out))
    check_pages(cycle, expected)
    check_analysis(cycle.taken["business_impact_analysis"], expected)
    check_municipal_papers(cycle, expected)
    assert verify_all(cycle.stage.session).ok


def every_list(catalogue: Catalogue) -> set[str]:
    """The lists of all five forms that are empty until somebody adds a row."""
    forms = [catalogue.form(name).model for name in ("full_governing_document", *list(TITLES)[1:])]
    pages = [(name, page.rows) for form in forms for name, page in form.pages.items()]
    return {name for name, rows in pages if rows is not None and not is_there(rows)}


def by_name(said: dict[str, Any]) -> dict[str, Any]:
    """What the command says of Socialkontoret, by the names that people read instead of ids."""
    example = json.loads(MALARVIK.read_text(encoding="utf-8"))
    names = {one["id"]: one["name"] for one in example["activities"]}
    resources = {one["id"]: one["resource"] for one in example["dependencies"] if one["activity"] in names}
    activities = {names[one["id"]]: one["expected"] for one in said["activities"]}
    return {
        "activities": {
            name: one | {"driving": {example["categories"][code] for code in one["driving"]}}
            for name, one in activities.items()
        },
        "needs": {resources[one["id"]]: one["expected"] for one in said["dependencies"] if one["id"] in resources},
        "order": [names[one] for one in said["priority_list"]],
        "order_in_peaks": [names[one] for one in said["priority_list_peak"]],
        "resources": {name: h for name, h in said["resource_order_h"].items() if name in resources.values()},
    }


def check_papers(taken: dict[str, bytes]) -> None:
    """Each document is adopted, has its number and both signatures; the committee's has its paragraph."""
    assert set(taken) == set(TITLES)
    for step, docx in taken.items():
        words = words_of(docx)
        assert NUMBERS[step] in words
        assert "UTKAST" not in words
        assert "Ej besvarad" not in words
        signed = under(docx, "Underskrifter och godkännanden", "Underskrifter")
        assert [row["Vem"].partition(",")[0] for row in signed] == ["Kontinuitetssamordnare", "Socialchef"]
    front = {row["Uppgift"]: row["Innehåll"] for row in under(taken["governing_document"], "Metadatatabell")}
    assert (front["Beslutad när"], front["Beslutad av"]) == ("2026-05-19 § 61", "Socialnämnden")


def check_pages(cycle: Cycle, expected: dict[str, Any]) -> None:
    """The department's needs, the gap list and the order of priority, as those who use them see them."""
    needs = {
        row["Resurs"]: row for row in sheet(cycle, "socialkontoret.chef", f"/enhet/{cycle.stage.units['SN']}/behov")
    }
    assert {name: (row["Status"], row["Utlovat som mest (h)"], row["Otäckt (h)"]) for name, row in needs.items()} == {
        name: (status_of(one), decimal(one["effective_promise_h"]), decimal(one["uncovered_h"]))
        for name, one in expected["needs"].items()
    }
    listed = sheet(cycle, "beredskap", "/oversikt/gap")
    gaps = {row["Resurs"]: row for row in listed if "(bara" not in row["Status"]}  # the example knows no red days
    assert {name: FLAGS[row["Flaggor"]] for name, row in gaps.items()} == {
        name: one["flags"] for name, one in expected["needs"].items() if one["status"] not in ("ok", "tackt_av_reserv")
    }
    ordinary = on_screen(cycle, "/oversikt/prioritering")
    assert list(ordinary) == expected["order"]
    assert {name: (hours(row["MTPD"]), int(row["Klass"])) for name, row in ordinary.items()} == {
        name: (one["eff_mtpd_h"], one["priority_class"]) for name, one in expected["activities"].items()
    }
    assert list(on_screen(cycle, "/oversikt/prioritering?lista=nu")) == expected["order_in_peaks"]
    resources = on_screen(cycle, "/oversikt/prioritering?lista=resurser")
    assert {name: hours(row["Behövs inom"]) for name, row in resources.items()} == expected["resources"]


def check_analysis(docx: bytes, expected: dict[str, Any]) -> None:
    """The department's own document says of each activity what the command says."""
    summary = under(docx, "Sammanfattning med prioriterad aktivitetslista")
    assert {row["Aktivitet"]: int(row["Klass"]) for row in summary} == {
        name: one["priority_class"] for name, one in expected["activities"].items()
    }
    for name, one in expected["activities"].items():
        told = facts(docx, "4 Konsekvensanalys per aktivitet", name)
        assert hours(told["Enligt matrisen"]) == one["mtpd_h"]
        assert hours(told["Marginal"]) == one["slack_h"]
        assert (hours(told["Sista tolerabla tidpunkt"]) or 0) == one["t_last_ok_h"]
        assert set(told["Dimensionerande konsekvens"].replace(" och ", ", ").split(", ")) == parts(one["driving"])
        assert int(told["Prioritetsklass"]) == one["priority_class"]


def check_municipal_papers(cycle: Cycle, expected: dict[str, Any]) -> None:
    """The gap analysis and the order of priority, as the security function takes them out."""
    clerk = cycle.at_work("beredskap")
    gaps = under(clerk.download("/oversikt/gap/word?lang=sv").data, "2 Gap mellan behov och löfte")
    ordinary = [row for row in gaps if "(bara" not in row["Status"]]  # the command knows plain weeks alone
    assert {row["Resurs"]: (hours(row["Effektivt"]), hours(row["Gap"])) for row in ordinary} == {
        name: (one["effective_promise_h"], one["uncovered_h"])
        for name, one in expected["needs"].items()
        if one["status"] not in ("ok", "tackt_av_reserv")
    }
    clerk.open("/oversikt/prioritering")
    clerk.send({}, button="Föreslå ordningen")
    order = clerk.download(f"{clerk.path}/word?lang=sv").data
    assert [row["Aktivitet"] for row in under(order, "2 Prioriteringsordning för aktiviteter")] == expected["order"]
    restored = under(order, "4 Återställningsordning för resurser")
    assert {row["Resurs"]: hours(row["Behövs inom"]) for row in restored} == expected["resources"]


# --- reading ----------------------------------------------------------------------------------------------------------


def sheet(cycle: Cycle, login: str, path: str) -> list[dict[str, str]]:
    """A page's table, taken along as a file."""
    text = cycle.at_work(login).download(f"{path}?som=csv").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def on_screen(cycle: Cycle, path: str) -> dict[str, dict[str, str]]:
    """A page's one table by what each row is about, in its order; what stands below the name is left out."""
    page = cycle.at_work("beredskap").open(path)
    columns = [cell.text_content().strip() for cell in page.xpath("//main//thead//th")]
    rows = page.xpath("//main//tbody/tr")
    return {
        row.xpath("./th/text()")[0].strip(): dict(
            zip(columns, (" ".join(cell.text_content().split()) for cell in row.xpath("./*")), strict=True)
        )
        for row in rows
    }


def status_of(expected: dict[str, Any]) -> str:
    return next(words for words, status in STATUSES.items() if status == expected["status"])


def decimal(number: float | None) -> str:
    return "" if number is None else f"{number:g}".replace(".", ",")


def parts(labels: set[str]) -> set[str]:
    """The words between each "och", as a list of several labels is printed."""
    return {part for label in labels for part in label.split(" och ")}
