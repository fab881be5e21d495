"""Changes of the organisation on pages: what follows is shown first, and nothing happens until it is confirmed."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.models import Department, Event
from continuity.web.admin import choices
from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")


def place(hall: Town, code: str, kind: str) -> str:
    return f"/admin/organisation/{unit(hall.session, code).id}/{kind}"


def unit(session: Session, code: str) -> Department:
    return session.scalars(select(Department).where(Department.code == code)).one()


def events(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Event.kind).order_by(Event.seq.desc()).limit(2)))


def test_a_name_is_changed_after_what_follows_has_been_shown(visit: Visit, hall: Town) -> None:
    before = events(hall.session)
    admin = visit("admin")
    admin.open(place(hall, "KFN", "namn"))
    admin.send({"name": "Fritidskontoret"})
    assert "De behåller namnet Kultur- och fritidskontoret" in admin.text
    assert events(hall.session) == before
    admin.send({"confirmed": "1"}, button="Gör ändringen")
    assert "Ändringen är gjord" in admin.text
    hall.session.rollback()
    assert unit(hall.session, "KFN").name == "Fritidskontoret"
    admin.open("/admin/organisation?q=fritidsk")
    assert "Fritidskontoret" in admin.text


def test_a_unit_is_moved_with_its_plan(visit: Visit, hall: Town) -> None:
    admin = visit("admin")
    admin.open(place(hall, "KFN", "flytta"))
    admin.send({"level": "department", "parent": str(unit(hall.session, "SOCN").id)})
    assert "Den som har en roll i Socialnämnden" in admin.text
    admin.send({"confirmed": "1"}, button="Gör ändringen")
    hall.session.rollback()
    assert unit(hall.session, "KFN").parent_id == unit(hall.session, "SOCN").id
    admin.open(place(hall, "SOCN", "flytta"))
    admin.send({"level": "committee", "parent": str(unit(hall.session, "KFN").id)}, status=422)
    assert "högre" in admin.text or "under sig själv" in admin.text


def test_a_merger_asks_for_the_decision_that_repeals_a_plan(visit: Visit, hall: Town) -> None:
    admin, here, there = visit("admin"), place(hall, "KFN", "ihop"), str(unit(hall.session, "SN").id)
    admin.open(here)
    admin.send({"into": there, "lives": "into"})
    assert "Planen för Kultur- och fritidskontoret upphävs" in admin.text
    admin.send({"confirmed": "1"}, button="Gör ändringen", status=422)
    assert "Ange beslutet" in admin.text and "Välj vem som har beslutat" in admin.text
    admin.send({"into": there, "body": "council", "decision": "Kommunfullmäktige 2026-11-18 § 200"})
    admin.send({"confirmed": "1"}, button="Gör ändringen")
    assert "Enheten stängdes" in admin.text
    assert events(hall.session) == ["departments_merged", "plan_repealed"]
    head = visit("chef.socialkontoret")
    head.open("/dokument?q=kultur")
    assert "Kultur- och fritidskontoret" in head.text


def test_the_new_head_sees_the_department_from_the_first_day(visit: Visit, hall: Town) -> None:
    admin = visit("admin")
    admin.open(place(hall, "KS", "chef"))
    admin.send({"person": "ingen@malarvik.example"}, status=422)
    admin.send({"person": "it-chef@malarvik.example", "title": "Kommunchef", "starts": hall.now.date().isoformat()})
    assert "Chefen får ta ställning" in admin.text
    admin.send({"confirmed": "1"}, button="Gör ändringen")
    head = visit("it-chef")
    head.open(f"/enhet/{unit(hall.session, 'KS').id}")
    assert "Organisationen har ändrats" in head.text


def test_a_unit_that_something_depends_on_is_not_closed_and_the_page_says_why(visit: Visit, hall: Town) -> None:
    admin = visit("admin")
    admin.open(place(hall, "KS", "stang"))
    admin.send({}, button="Visa vad som följer")
    assert "Det finns enheter under den" in admin.text and "Gör ändringen" not in admin.text
    admin.open(place(hall, "KS", "nonsens"), status=404)


def test_a_change_confirmed_twice_is_made_once(visit: Visit, hall: Town) -> None:
    admin, other = visit("admin"), visit("admin")
    for one in (admin, other):
        one.open(place(hall, "IT", "ihop"))
        one.send({"into": str(unit(hall.session, "KS").id)})
    admin.send({"confirmed": "1"}, button="Gör ändringen")
    other.send({"confirmed": "1"}, button="Gör ändringen", status=409)
    assert "redan stängd" in other.text
    assert events(hall.session).count("departments_merged") == 1


def test_many_units_are_searched_and_typed_by_code(
    app: Flask, visit: Visit, hall: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choices, "MANY", 3)
    monkeypatch.setattr("continuity.services.organisation.organising.PAGE", 5)
    admin = visit("admin")
    page = admin.open("/admin/organisation")
    assert len(page.xpath("//tbody/tr")) == 5 and page.xpath("//nav[@class='pages']")
    page = admin.open("/admin/organisation?q=social")
    assert page.xpath("//tbody/tr/th//text()[normalize-space()]") == ["Socialnämnden", "Socialkontoret"]
    admin.open(place(hall, "IT", "flytta"))
    admin.send({"level": "unit", "parent": "nonsens"}, status=422)
    assert "Ingen enhet har den koden" in admin.text
    admin.send({"level": "unit", "parent": "tsn"})
    admin.send({"confirmed": "1"}, button="Gör ändringen")
    hall.session.rollback()
    assert unit(hall.session, "IT").parent_id == unit(hall.session, "TSN").id
