"""The headers of every answer, and what a page may load."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from continuity.app import create_app
from continuity.config import Settings
from continuity.models import LoginAttempt
from continuity.web import security
from tests.support.people import PASSWORD, database_of, made_person
from tests.support.visitor import Visitor

POLICY = (
    "default-src 'none'; script-src 'nonce-{0}'; style-src 'nonce-{0}'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def safe(answer: TestResponse) -> None:
    """The answer has every header, exactly."""
    headers = answer.headers
    assert {name: headers.get(name) for name in security.ALWAYS} == security.ALWAYS
    (word,) = set(re.findall(r"'nonce-([^']+)'", headers["Content-Security-Policy"]))
    assert headers["Content-Security-Policy"] == POLICY.format(word)
    assert len(word) >= 22
    tags = re.findall(
        r"<(?:script|style|link rel=\"stylesheet\")[^>]*>", answer.text if "html" in answer.mimetype else ""
    )
    assert all(f'nonce="{word}"' in tag for tag in tags)


@pytest.mark.parametrize(
    ("path", "status"), [("/login", 200), ("/konto", 302), ("/inget", 404), ("/logout", 405), ("/lank/x", 410)]
)
def test_every_kind_of_answer_has_the_headers_and_is_kept_by_nobody(
    client: FlaskClient, path: str, status: int
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    safe(answer)


def test_a_refusal_and_a_breakdown_have_them_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with database_of(app) as session:
        made_person(session, "eva@kommun.se")
    visitor = Visitor(app.test_client())
    visitor.log_in("eva@kommun.se", PASSWORD)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "login.account", lambda: 1 // 0)
    for path, status in (("/admin", 403), ("/konto", 500)):
        answer = visitor.get(path)
        assert answer.status_code == status
        safe(answer)


def test_two_answers_never_share_a_nonce(client: FlaskClient) -> None:
    assert (
        client.get("/login").headers["Content-Security-Policy"]
        != client.get("/login").headers["Content-Security-Policy"]
    )


def test_a_file_with_its_hash_is_kept_for_ever_and_without_it_for_an_hour(client: FlaskClient) -> None:
    addresses = re.findall(r'(?:href|src)="(/(?:bootstrap/)?static/[^"]+)"', client.get("/login").text)
    assert len(addresses) >= 4
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
        assert "Set-Cookie" not in answer.headers
        safe(answer)
        answer.close()
    with client.get("/static/theme.css") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=3600"


def test_no_page_is_made_with_styles_or_scripts_inside_its_tags() -> None:
    folder = Path(security.__file__).parent / "templates"
    inside = re.compile(r"<[^>{%]*\s(?:style|on[a-z]+)=|javascript:|https?://(?!www\.w3\.org)")
    found = [str(path) for path in folder.rglob("*.html") if inside.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_production_speaks_https_alone(sqlite_url: str, tmp_path: Path) -> None:
    settings = Settings(database_url=sqlite_url, secret_key="0123456789abcdef" * 3, instance=tmp_path)
    client = create_app(settings).test_client()
    answer = client.get("/login", base_url="https://plan.kommun.se")
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-continuity=") and "Secure" in cookie and "Domain" not in cookie


def test_a_login_over_https_works_under_the_strict_policy(sqlite_url: str, tmp_path: Path) -> None:
    settings = Settings(database_url=sqlite_url, secret_key="0123456789abcdef" * 3, instance=tmp_path)
    app = create_app(settings)
    with database_of(app) as session:
        made_person(session, "eva@kommun.se")
    client = app.test_client()
    site = {"base_url": "https://plan.kommun.se"}
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/login", **site).text)
    assert token
    form = {"csrf_token": token[1], "email": "eva@kommun.se", "password": PASSWORD}
    assert client.post("/login", data=form, **site).status_code == 400  # no referrer: not from our page
    answer = client.post("/login", data=form, headers={"Referer": "https://plan.kommun.se/login"}, **site)
    assert answer.status_code == 303


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_an_address_is_believed_only_from_a_trusted_proxy(
    sqlite_url: str, tmp_path: Path, proxies: int, seen: str
) -> None:
    settings = Settings(environment="test", database_url=sqlite_url, trusted_proxies=proxies, instance=tmp_path)
    app = create_app(settings)
    visitor = Visitor(app.test_client())
    visitor.post(
        "/login", {"email": "a@b.se", "password": "x"}, headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    )
    with database_of(app) as session:
        assert session.scalars(select(LoginAttempt)).one().address == seen
