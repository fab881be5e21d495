"""A new head takes over the plan in force, in a browser."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from continuity.services.organisation import reorganising
from tests.support.people import database_of
from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")


def test_a_new_head_reads_the_plan_ticks_and_takes_over(
    app: Flask, visit: Visit, clock: time_machine.Traveller
) -> None:
    with database_of(app) as session:
        town = Town(session)
        unit, plan = town.plan("SN").department_id, town.plan("SN").id
        who = town.actor("it-chef").person_id
        day = town.now.date()
        reorganising.change_head(session, unit, who, "Socialchef", day, by=town.actor("admin"), at=town.now)
    head, page = visit("it-chef"), f"/plan/{plan}/overtagande"
    assert page in head.page.xpath("//main//a/@href")
    head.open(page)
    assert "Ta över ansvaret för planen" in head.text and head.page.xpath("//a[contains(@href, '/dokument/')]")
    head.send({}, button="Ta över", status=422)
    assert "Kryssa i rutan" in head.text

    clock.shift(timedelta(minutes=6))
    head.send({"confirmed": "y"}, button="Ta över")
    head.sign_in_again()
    assert head.path == page
    head.send({"confirmed": "y"}, button="Ta över")
    assert head.path == f"/enhet/{unit}" and "Du har tagit över ansvaret för planen." in head.text
    head.open(page)
    assert "Det finns inget för dig att ta över här just nu." in head.text


def test_nobody_but_the_head_sees_the_page(visit: Visit, hall: Town) -> None:
    page = f"/plan/{hall.plan('SN').id}/overtagande"
    for who in ("chef.kultur", "beredskap", "samordnare.socialkontoret"):
        visit(who).open(page, status=404)
