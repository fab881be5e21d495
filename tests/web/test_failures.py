"""Pages for what went wrong."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError
from structlog.testing import capture_logs

from continuity.app import create_app
from continuity.config import Settings
from continuity.errors import (
    Complaint,
    ContentFaulty,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    RenderingFailed,
    Stale,
    TooMany,
    TooManyAttempts,
    say,
)
from continuity.extensions import db
from continuity.models import writing
from continuity.services.organisation import people
from tests.support.people import PASSWORD, THEN, database_of, made_person
from tests.support.visitor import Visitor

SECRET = "hemlig plantext"
CASES = [
    (NotFound(), 404, "finns inte"),
    (Forbidden(say("Bara chefen undertecknar.")), 403, "Bara chefen undertecknar."),
    (Refused(say("Numret saknas."), say("{n} kommentarer väntar.", n=3)), 409, "3 kommentarer väntar."),
    (Stale({}, {}, {}, version=2, who="Bo", when=THEN), 409, "Inget har skrivits över"),
    (Invalid({"name": say("Skriv ett namn.")}), 422, "Skriv ett namn."),
    (TooMany(say("Högst {n} rader.", n=300)), 413, "<h1>Det får inte plats</h1>"),
    (TooMany(say("Högst {n} rader.", n=300)), 413, "Högst 300 rader."),
    (TooManyAttempts(600), 429, "Vänta 10 minuter"),
    (RenderingFailed(say("Mallen saknar en tagg.")), 500, "Mallen saknar en tagg."),
    (ContentFaulty((Complaint("forms/a.toml", "pages.x", say("Okänd nyckel.")),)), 422, "forms/a.toml: pages.x: Okänd"),
]


@pytest.fixture
def eva(app: Flask) -> Visitor:
    """Eva, logged in; the page /konto does what the test says."""
    with database_of(app) as session:
        people.add_first(session, "anna@kommun.se", "Anna Admin", at=THEN)
        made_person(session, "eva@kommun.se", name="Eva Ek")
    visitor = Visitor(app.test_client())
    visitor.log_in("eva@kommun.se", PASSWORD)
    return visitor


def fail(app: Flask, error: Exception) -> None:
    """From now on the page /konto raises this."""

    def view() -> str:
        raise error

    app.view_functions["login.account"] = view


@pytest.mark.parametrize(("error", "status", "words"), CASES, ids=lambda value: type(value).__name__)
def test_what_a_service_refuses_becomes_a_page_that_says_why(
    app: Flask, eva: Visitor, error: Exception, status: int, words: str
) -> None:
    fail(app, error)
    answer = eva.get("/konto")
    assert answer.status_code == status
    assert words in answer.text and "<h1>" in answer.text and "Eva Ek" in answer.text


def test_every_reason_is_said_at_once(app: Flask, eva: Visitor) -> None:
    fail(app, Refused(say("Numret saknas."), say("Yttrandet saknas.")))
    assert all(words in eva.get("/konto").text for words in ("Numret saknas.", "Yttrandet saknas."))


def test_a_reason_is_shown_as_text(app: Flask, eva: Visitor) -> None:
    fail(app, Refused(say("{name} finns redan.", name="<script>alert(1)</script>")))
    assert "<script>alert" not in eva.get("/konto").text


def test_who_may_not_learns_who_can_give_access(app: Flask, eva: Visitor) -> None:
    assert "Anna Admin" in eva.get("/admin/kommun").text


def test_a_breakdown_gets_a_number_and_tells_the_log_where_but_not_what(
    app: Flask, eva: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    fail(app, RuntimeError(SECRET))
    with capture_logs() as lines:
        answer = eva.get("/konto")
    (line,) = (line for line in lines if line["event"] == "unexpected_error")
    assert answer.status_code == 500 and line["reference"] in answer.text
    assert line["error"] == "builtins.RuntimeError" and any("view" in place for place in line["trace"])
    assert not any(SECRET in place for place in (str(line), caplog.text, answer.text))


def test_a_database_that_is_away_gives_503_and_a_time(app: Flask, eva: Visitor) -> None:
    fail(app, OperationalError("SELECT 1", {}, Exception("gone")))
    answer = eva.get("/konto")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


def test_a_server_without_its_database_still_answers_in_words(settings: Settings) -> None:
    away = settings.model_copy(update={"database_url": "sqlite:////proc/nowhere/plan.sqlite"})
    client = create_app(away).test_client()
    assert client.get("/login").status_code == 200
    assert client.get("/healthz").status_code == 503
    answer = Visitor(client).log_in("eva@kommun.se", "x")
    assert answer.status_code == 503 and "Databasen går inte att nå" in answer.text


@pytest.fixture
def older(app: Flask, eva: Visitor) -> Visitor:
    """Eva at a server whose database has not been upgraded; the page /konto asks for a column that is not there."""
    with writing(db.engine_of(app)).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '20260101_0000'"))
    fail(app, OperationalError("SELECT new", {}, Exception("no such column: new")))
    return eva


def test_a_database_older_than_the_program_says_that_it_must_be_upgraded(older: Visitor) -> None:
    with capture_logs() as lines:
        answer = older.get("/konto")
    assert answer.status_code == 503 and "behöver uppgraderas" in answer.text
    assert "continuity db upgrade" not in answer.text and "Databasen går inte att nå" not in answer.text
    (line,) = (line for line in lines if line["event"] == "older_schema")
    assert line["do"] == "continuity db upgrade" and line["reference"] in answer.text
    health = older.get("/healthz")
    assert health.status_code == 503 and "continuity db upgrade" in health.text


def test_an_administrator_is_told_how_to_upgrade(app: Flask, older: Visitor) -> None:
    with database_of(app) as session:
        made_person(session, "adam@kommun.se", ("administrator", None))
    admin = Visitor(app.test_client())
    admin.log_in("adam@kommun.se", PASSWORD)
    assert "continuity db upgrade" in admin.get("/konto").text


def test_a_question_that_the_database_does_not_understand_is_our_fault_when_the_tables_are_right(
    app: Flask, eva: Visitor
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    fail(app, ProgrammingError("SELEKT", {}, Exception("syntax error")))
    assert eva.get("/konto").status_code == 500


def test_a_body_that_is_too_large_says_so(eva: Visitor) -> None:
    answer = eva.post("/sprak", {"language": "x" * 1_100_000})
    assert answer.status_code == 413 and "för stort" in answer.text


@pytest.mark.parametrize(("path", "method", "status"), [("/inget", "GET", 404), ("/konto", "POST", 405)])
def test_a_wrong_address_or_method_gets_a_page_of_ours(
    client: FlaskClient, path: str, method: str, status: int
) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status and 'class="site-header"' in answer.text


def test_errors_are_told_in_english_too(client: FlaskClient) -> None:
    assert '<html lang="en"' in client.get("/inget", headers={"Accept-Language": "en"}).text
