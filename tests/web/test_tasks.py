"""Mina uppgifter: each task opens the very thing, and an empty list helps too."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from continuity.extensions import db
from continuity.models import writing
from continuity.services.worklist.waiting import TEXTS
from continuity.web.tasks import OPENS
from tests.support.form_visitor import FormVisitor
from tests.support.people import PASSWORD, made_person
from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")


def links(page: FormVisitor) -> list[str]:
    return [str(link.get("href")) for link in page.page.xpath("//ul[contains(@class, 'task-list')]//a")]


def test_every_kind_of_task_opens_something() -> None:
    says_it_itself = {"takeover", "undeliverable", "no_head"}
    assert set(OPENS) == set(TEXTS) | says_it_itself


@pytest.mark.parametrize(
    ("who", "code", "step", "path"),
    [
        ("samordnare.overformyndare", "OFN", "governing_document", "/steg/{}/start"),
        ("samordnare.bun", "BUN", "business_impact_analysis", "/steg/{}"),
        ("sakerhetschef", "SBN", "business_impact_analysis", "/steg/{}/granska"),
        ("registrator", "SBN", "business_impact_analysis", "/steg/{}/diarienummer"),
        ("namndsekreterare", "TSN", "governing_document", "/steg/{}/beslut"),
    ],
)
def test_the_task_opens_the_thing_itself(visit: Visit, hall: Town, who: str, code: str, step: str, path: str) -> None:
    person = visit(who)
    wanted = path.format(hall.step(code, step).id)
    assert wanted in links(person)
    person.open(wanted)
    assert person.path == wanted


def test_nothing_to_do_says_so_and_shows_the_way_to_ones_department(visit: Visit, hall: Town) -> None:
    head = visit("chef.ledning")
    assert "Inget väntar på dig just nu" in head.text
    assert f"/enhet/{hall.plan('KS').department_id}" in head.page.xpath("//main//a/@href")


def test_what_waits_for_others_names_them(visit: Visit) -> None:
    head = visit("chef.socialkontoret")
    assert "Väntar på andra" in head.text
    assert "Kontinuitetssamordnare, Socialkontoret" in head.text


def test_the_list_reads_in_english(visit: Visit) -> None:
    person = visit("chef.bun")
    person.send({}, button="language=en")
    person.open("/")
    assert person.page.get("lang") == "en"


@pytest.mark.stock("empty")
def test_the_first_administrator_is_told_what_to_do(app: Flask) -> None:
    with Session(writing(db.engine_of(app))) as session:
        made_person(session, "a@b.se", ("administrator", None))
    visitor = FormVisitor(app)
    visitor.log_in("a@b.se", PASSWORD)
    assert visitor.page.xpath("//ol[@class='setup-list']/li/a/@href") == [
        "/admin/innehall",
        "/admin/organisation",
        "/admin/anvandare",
        "/admin/planer",
    ]


def test_nobody_else_is_told_how_to_set_up(visit: Visit) -> None:
    assert "Kom igång" not in visit("chef.bun").text
