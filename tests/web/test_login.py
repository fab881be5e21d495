"""Logging in and out in a browser, one-time links, and proving once more who one is."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from continuity.models import LoginSession
from continuity.services import demo
from continuity.services.organisation import people, seats
from tests.support.people import PASSWORD, ROOT, THEN, database_of, made_person
from tests.support.visitor import Visitor, later

EMAIL = "eva@kommun.se"


@pytest.fixture(autouse=True)
def _person(app: Flask) -> None:
    with database_of(app) as session:
        made_person(session, EMAIL, ("administrator", None), name="Eva Ek")


@pytest.fixture
def eva(client: FlaskClient) -> Visitor:
    """Eva, logged in."""
    visitor = Visitor(client)
    assert visitor.log_in(EMAIL, PASSWORD).status_code == 303
    return visitor


def cookie_of(visitor: Visitor) -> str:
    found = visitor.client.get_cookie("continuity")
    assert found is not None
    return found.value


def test_logging_in_leads_to_where_one_was_going(client: FlaskClient) -> None:
    visitor = Visitor(client)
    sent = visitor.get("/admin/kommun?a=1")
    assert sent.headers["Location"] == "/login?next=/admin/kommun?a%3D1"
    assert visitor.log_in(EMAIL, PASSWORD, next="/admin/kommun?a=1").headers["Location"] == "/admin/kommun?a=1"
    assert "Eva Ek" in visitor.get("/admin/kommun").text


@pytest.mark.parametrize(
    "outside",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
     "/%2Fevil.example", "/%5cevil.example", "http:/evil", ""],
)  # fmt: skip
def test_no_link_leads_from_the_login_to_another_site(client: FlaskClient, outside: str) -> None:
    assert Visitor(client).log_in(EMAIL, PASSWORD, next=outside).headers["Location"] == "/"


@pytest.mark.parametrize("email", [EMAIL, "ingen@kommun.se"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_page(client: FlaskClient, email: str) -> None:
    answer = Visitor(client).log_in(email, "fel lösenord här")
    assert answer.status_code == 422
    assert "<title>Fel:" in answer.text and "E-postadressen eller lösenordet stämmer inte" in answer.text
    assert 'href="#password"' in answer.text and 'aria-describedby="password-error"' in answer.text
    assert "fel lösenord här" not in answer.text


def test_too_many_guesses_get_429_and_a_time(client: FlaskClient) -> None:
    visitor = Visitor(client)
    answers = [visitor.log_in(EMAIL, "fel lösenord här") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 15 * 60
    assert "Retry-After" not in answers[0].headers
    assert "Vänta 15 minuter" in answers[-1].text


def test_the_session_gets_another_key_when_somebody_logs_in(client: FlaskClient, app: Flask) -> None:
    visitor = Visitor(client)
    token = visitor.token()
    visitor.log_in(EMAIL, PASSWORD)
    answer = client.post("/sprak", data={"csrf_token": token, "language": "en"})
    assert answer.headers["Location"] == "/aterstall" and '<html lang="sv"' in visitor.get("/konto").text
    first = cookie_of(visitor)
    visitor.post("/bekrafta", {"password": PASSWORD})
    assert cookie_of(visitor) != first
    with database_of(app) as session:
        assert sorted(row.ended_at is None for row in session.scalars(select(LoginSession))) == [False, True]


def test_the_cookie_is_not_for_scripts_or_other_sites(client: FlaskClient) -> None:
    answer = Visitor(client).log_in(EMAIL, PASSWORD)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and "Domain" not in cookie


def test_a_stolen_cookie_is_worth_nothing_after_logout(eva: Visitor, app: Flask) -> None:
    stolen = cookie_of(eva)
    answer = eva.post("/logout")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = app.test_client()
    thief.set_cookie("continuity", stolen)
    assert thief.get("/konto").headers["Location"].startswith("/login")
    assert thief.get("/konto", headers={"X-Requested-With": "fetch"}).status_code == 401


def test_whoever_is_dismissed_is_out_at_the_next_click(eva: Visitor, app: Flask) -> None:
    with database_of(app) as session:
        people.deactivate(session, people.people(session, query=EMAIL, on=THEN.date())[0].id, by=ROOT, at=THEN)
    assert eva.get("/konto").headers["Location"].startswith("/login")


def test_whoever_loses_a_role_loses_its_pages_at_the_next_click(eva: Visitor, app: Flask) -> None:
    assert eva.get("/admin/kommun").status_code == 200
    with database_of(app) as session:
        person = people.people(session, query=EMAIL, on=THEN.date())[0]
        seats.end_seat(session, person.seats[0].id, by=ROOT, at=THEN)
    assert eva.get("/admin/kommun").status_code == 403


def test_proving_once_more_comes_back_to_where_one_was(eva: Visitor) -> None:
    assert eva.get("/bekrafta?next=/steg/7/signera").status_code == 200
    wrong = eva.post("/bekrafta", {"password": "fel lösenord här", "next": "/steg/7/signera"})
    assert wrong.status_code == 422 and 'value="/steg/7/signera"' in wrong.text
    right = eva.post("/bekrafta", {"password": PASSWORD, "next": "/steg/7/signera"})
    assert right.headers["Location"] == "/steg/7/signera"


def test_proving_once_more_renews_the_time_of_the_login(eva: Visitor, app: Flask) -> None:
    with later(minutes=30):
        eva.post("/bekrafta", {"password": PASSWORD})
        with database_of(app) as session:
            row = session.scalars(select(LoginSession).where(LoginSession.ended_at.is_(None))).one()
            assert row.auth_time - row.created_at >= timedelta(minutes=29)


def test_one_may_stay_by_one_key_press(eva: Visitor) -> None:
    token = eva.token()
    with later(minutes=58):
        answer = eva.client.post("/fortsatt", headers={"X-CSRFToken": token, "X-Requested-With": "fetch"})
        assert answer.json == {"expires_in": 3600}
    with later(minutes=117):
        assert eva.get("/konto").status_code == 200


# --- links -------------------------------------------------------------------------------------------------------


def link_for(app: Flask, email: str) -> str:
    with database_of(app) as session:
        person = people.people(session, query=email, on=THEN.date())[0]
        return "/lank/" + people.make_link(session, person.id, by=ROOT, at=datetime.now(UTC))


def test_a_link_lets_one_choose_a_password_and_logs_in(client: FlaskClient, app: Flask) -> None:
    visitor, path = Visitor(client), link_for(app, EMAIL)
    assert "Eva Ek" in visitor.get(path).text
    answer = visitor.post(path, {"new_password": "lingon i skogen 34", "repeated": "lingon i skogen 34"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert visitor.get("/konto").status_code == 200
    assert visitor.get(path).status_code == 410


def test_a_link_tells_what_is_wrong_with_a_password(client: FlaskClient, app: Flask) -> None:
    visitor, path = Visitor(client), link_for(app, EMAIL)
    short = visitor.post(path, {"new_password": "kort", "repeated": "kort"})
    assert short.status_code == 422 and "minst 12 tecken" in short.text
    unlike = visitor.post(path, {"new_password": "lingon i skogen 34", "repeated": "lingon i skogen 35"})
    assert unlike.status_code == 422 and "inte lika" in unlike.text


def test_a_made_up_link_says_the_same_as_a_spent_one(client: FlaskClient) -> None:
    answer = Visitor(client).get("/lank/inget-sådant")
    assert answer.status_code == 410 and "fungerar inte längre" in answer.text


# --- one's own account -------------------------------------------------------------------------------------------


def test_one_changes_ones_password_by_knowing_the_old_one(eva: Visitor, app: Flask) -> None:
    other = Visitor(app.test_client())
    other.log_in(EMAIL, PASSWORD)
    new = {"new_password": "lingon i skogen 34", "repeated": "lingon i skogen 34"}
    assert eva.post("/konto/losenord", {"password": "fel lösenord här", **new}).status_code == 422
    assert eva.post("/konto/losenord", {"password": PASSWORD, **new}).status_code == 303
    assert eva.get("/konto").status_code == 200
    assert other.get("/konto").status_code == 302
    assert other.log_in(EMAIL, "lingon i skogen 34").status_code == 303


def test_one_logs_out_everywhere_else(eva: Visitor, app: Flask) -> None:
    other = Visitor(app.test_client())
    other.log_in(EMAIL, PASSWORD)
    assert "1 annan webbläsare" in eva.get("/konto").text
    eva.post("/konto/logga-ut-overallt")
    assert (eva.get("/konto").status_code, other.get("/konto").status_code) == (200, 302)


# --- languages ---------------------------------------------------------------------------------------------------


def test_the_language_follows_the_browser_then_the_choice_then_the_person(client: FlaskClient, app: Flask) -> None:
    visitor = Visitor(client)
    assert '<html lang="en"' in visitor.get("/login", headers={"Accept-Language": "en-GB, fr;q=0.5"}).text
    assert '<html lang="sv"' in visitor.get("/login", headers={"Accept-Language": "fr"}).text
    visitor.post("/sprak", {"language": "en"})
    assert '<html lang="en"' in visitor.get("/login").text
    visitor.log_in(EMAIL, PASSWORD)
    assert '<html lang="sv"' in visitor.get("/konto").text
    visitor.post("/sprak", {"language": "en", "next": "/konto"})
    elsewhere = Visitor(app.test_client())
    elsewhere.log_in(EMAIL, PASSWORD)
    assert '<html lang="en"' in elsewhere.get("/konto").text


def test_a_language_that_is_not_ours_changes_nothing(client: FlaskClient) -> None:
    visitor = Visitor(client)
    answer = visitor.post("/sprak", {"language": "<script>", "next": "//evil.example"})
    assert answer.headers["Location"] == "/"
    assert '<html lang="sv"' in visitor.get("/login").text


def test_only_the_demonstration_says_whom_to_log_in_as(client: FlaskClient, app: Flask) -> None:
    assert demo.password() not in client.get("/login").text
    app.extensions["continuity_settings"] = app.extensions["continuity_settings"].model_copy(
        update={"environment": "demo"}
    )
    page = client.get("/login").text.replace("<wbr>", "")
    assert demo.password() in page
    assert [email for email, _title in demo.logins() if email not in page] == [] != demo.logins()
