"""The table of routes: every route has a row, and the row is what happens."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import Rule

from continuity.app import UnlistedRoute, create_app
from continuity.config import Settings
from continuity.models import Event
from continuity.rules.permissions import EVERYWHERE, MUNICIPALITY
from continuity.web import access
from continuity.web.access import RULES, Access
from tests.support.people import PASSWORD, database_of, made_department, made_person
from tests.support.visitor import Visitor

ROLES = [*sorted(EVERYWHERE), "head", "coordinator", "committee_secretary", "nobody"]
A_FILE = {"static": "theme.css", "bootstrap.static": "css/bootstrap.min.css"}


def routes(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every route with a method and an address that fits it."""
    for rule in app.url_map.iter_rules():
        values = {
            name: 999_999 if type(kind).__name__ == "IntegerConverter" else "x"
            for name, kind in rule._converters.items()
        }
        if rule.endpoint in A_FILE:
            values["filename"] = A_FILE[rule.endpoint]
        with app.test_request_context():
            path = rule.build(values, append_unknown=False)
        assert path is not None
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, path[1]


def visitor_with(app: Flask, role: str) -> Visitor:
    """Somebody with this role, logged in."""
    with database_of(app) as session:
        unit = made_department(session, "SN")
        seat = (role, None if role in EVERYWHERE else unit.id)
        made_person(session, f"{role}@kommun.se", *([] if role == "nobody" else [seat]))
    visitor = Visitor(app.test_client())
    assert visitor.log_in(f"{role}@kommun.se", PASSWORD).status_code == 303
    return visitor


def events(app: Flask) -> int:
    """How many events there are."""
    with database_of(app) as session:
        return session.scalar(select(func.count()).select_from(Event)) or 0


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    assert set(app.view_functions) == set(RULES)


def test_the_server_does_not_start_with_a_route_that_has_no_row(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "RULES", {name: rule for name, rule in RULES.items() if name != "pages.about"})
    with pytest.raises(UnlistedRoute, match=r"pages\.about"):
        create_app(settings)


def test_a_row_names_only_actions_that_somebody_may_do() -> None:
    with pytest.raises(ValueError, match="rule_the_world"):
        Access("municipality", "rule_the_world")


def test_ids_in_addresses_are_numbers(app: Flask) -> None:
    loose = {
        rule.rule
        for rule in app.url_map.iter_rules()
        for name, kind in rule._converters.items()
        if name.endswith("_id") and name not in ("page_id", "resource_id") and type(kind).__name__ != "IntegerConverter"
    }  # a page's id is its name in the form, a resource's a random word that forms keep
    assert loose == set()


def test_a_stranger_reaches_the_public_pages_and_no_others(app: Flask) -> None:
    client = app.test_client()
    token = Visitor(client).token()
    for rule, method, path in routes(app):
        with client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None) as answer:
            outside = answer.headers.get("Location", "").startswith("/login")
        assert outside is (RULES[rule.endpoint].kind != "public") or rule.endpoint == "login.leave", (method, path)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reaches_the_municipalitys_pages_that_its_row_allows(app: Flask, role: str) -> None:
    visitor = visitor_with(app, role)
    token = visitor.token()
    for rule, method, path in routes(app):
        row = RULES[rule.endpoint]
        if row.kind == "municipality":
            answer = visitor.client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
            assert (answer.status_code == 403) is (role not in MUNICIPALITY[row.action]), (method, path)


@pytest.mark.parametrize("role", ["administrator", "head", "security_function", "nobody"])
def test_an_id_that_does_not_exist_is_404_whatever_the_role(app: Flask, role: str) -> None:
    visitor = visitor_with(app, role)
    for rule, method, path in routes(app):
        if RULES[rule.endpoint].kind == "department" and method == "GET":
            assert visitor.client.get(path).status_code == 404, path


def test_every_form_needs_its_token(app: Flask) -> None:
    visitor = visitor_with(app, "administrator")
    for rule, method, path in routes(app):
        if method == "POST" and RULES[rule.endpoint].kind != "municipality":
            assert visitor.client.post(path).status_code == 400, path
    before = events(app)
    for rule, method, path in routes(app):
        row = RULES[rule.endpoint]
        if method == "POST" and row.kind == "municipality" and "administrator" in MUNICIPALITY[row.action]:
            assert visitor.client.post(path, data={"name": "x"}).headers["Location"] == "/aterstall", path
    assert events(app) == before


def test_a_form_from_another_site_is_refused(app: Flask) -> None:
    visitor = visitor_with(app, "administrator")
    answer = visitor.post("/admin/kommun", {"name": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400


def test_reading_a_page_changes_nothing_but_what_the_table_says(app: Flask) -> None:
    taken = {"archive.download", "archive.copy", "board.report", "board.gap_paper", "board.priority_paper"}
    assert {name for name, row in RULES.items() if row.writes} <= taken


def test_a_head_request_is_guarded_like_a_get(client: FlaskClient) -> None:
    assert client.head("/admin/kommun").status_code == 302
