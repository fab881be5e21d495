"""What is typed while a session runs out is kept, encrypted, and shown again to the same person."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from continuity.models import ParkedPost
from continuity.services.organisation import organising
from continuity.web.session import local_path
from tests.support.people import PASSWORD, database_of, made_person
from tests.support.visitor import Visitor, later

LONG = "Säkerhetsfunktionen 🦐 & <b>\nnås på 0123-456 " + "mycket " * 50


@pytest.fixture(autouse=True)
def _people(app: Flask) -> None:
    with database_of(app) as session:
        made_person(session, "eva@kommun.se", ("administrator", None), name="Eva Ek")
        made_person(session, "bo@kommun.se", ("administrator", None), name="Bo Al")


@pytest.fixture
def eva(client: FlaskClient) -> Visitor:
    """Eva, logged in."""
    visitor = Visitor(client)
    visitor.log_in("eva@kommun.se", PASSWORD)
    return visitor


@pytest.mark.parametrize("minutes", [61, 9 * 60, 23 * 60])
def test_a_long_answer_sent_too_late_comes_back_on_its_page(eva: Visitor, app: Flask, minutes: int) -> None:
    form = {"csrf_token": eva.token("/admin/kommun"), "name": "Mälarviks kommun", "security_contact": LONG}
    with later(minutes=minutes):
        sent = eva.client.post("/admin/kommun", data=form)
        assert sent.headers["Location"] == "/login?next=/aterstall"
        assert eva.log_in("eva@kommun.se", PASSWORD, next="/aterstall").headers["Location"] == "/aterstall"
        assert eva.get("/aterstall").headers["Location"] == "/admin/kommun"
        page = eva.get("/admin/kommun").text
        assert "inte sparat än" in page
        assert 'value="Mälarviks kommun"' in page and "🦐 &amp; &lt;b&gt;\r\nnås" in page.replace("\n", "\r\n")
        with database_of(app) as session:
            assert organising.municipality(session) is None
        assert eva.post("/admin/kommun", {"name": "Mälarviks kommun", "security_contact": LONG}).status_code == 303
        assert "inte sparat än" not in eva.get("/admin/kommun").text


def test_nobody_else_sees_what_was_typed(eva: Visitor, app: Flask) -> None:
    form = {"csrf_token": eva.token("/admin/kommun"), "name": "Mälarviks kommun", "security_contact": LONG}
    with later(minutes=61):
        eva.client.post("/admin/kommun", data=form)
        eva.log_in("bo@kommun.se", PASSWORD)
        assert 'value="Mälarviks' not in eva.get("/admin/kommun").text
    with database_of(app) as session:
        assert b"larviks" not in session.scalars(select(ParkedPost)).one().body


def test_a_page_whose_token_is_too_old_keeps_its_text(eva: Visitor) -> None:
    form = {"csrf_token": "från en annan dag", "name": "Mälarviks kommun", "security_contact": ""}
    assert eva.client.post("/admin/kommun", data=form).headers["Location"] == "/aterstall"
    assert 'value="Mälarviks kommun"' in eva.client.get("/aterstall", follow_redirects=True).text


def test_a_button_without_a_page_asks_before_it_is_pressed_again(eva: Visitor, app: Flask) -> None:
    form = {"csrf_token": eva.token(), "reason": "Det här är en lång motivering."}
    with later(minutes=61):
        eva.client.post("/admin/anvandare/2/sessioner", data=form)
        eva.log_in("eva@kommun.se", PASSWORD)
        page = eva.get("/aterstall").text
        assert "Det här är en lång motivering." in page and 'action="/admin/anvandare/2/sessioner"' in page
        assert eva.post("/admin/anvandare/2/sessioner", {"reason": "x"}).status_code == 303
        assert eva.get("/aterstall").headers["Location"] == "/"


def test_passwords_are_never_kept(eva: Visitor, app: Flask) -> None:
    with later(minutes=61):
        eva.client.post("/bekrafta", data={"csrf_token": "gammal", "password": PASSWORD})
    with database_of(app) as session:
        assert session.scalars(select(ParkedPost)).all() == []


def test_a_stranger_leaves_nothing_behind(client: FlaskClient, app: Flask) -> None:
    visitor = Visitor(client)
    assert visitor.post("/admin/kommun", {"name": "x"}).headers["Location"] == "/login"
    with database_of(app) as session:
        assert session.scalars(select(ParkedPost)).all() == []


def test_a_script_gets_401_and_keeps_its_text_itself(eva: Visitor) -> None:
    token = eva.token()
    with later(minutes=61):
        answer = eva.client.post("/admin/kommun", data={"csrf_token": token}, headers={"X-Requested-With": "fetch"})
        assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/", "/steg/1?a=b", "/steg/1/s/a%20b"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize("path", [None, "", "steg", "//x", "/\\x", "/a\nb", "/%0d%0aSet-Cookie:x", "https:/x"])
def test_any_other_path_becomes_the_first_page(path: str | None) -> None:
    assert local_path(path) == "/"
