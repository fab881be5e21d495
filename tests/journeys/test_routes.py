"""Every route against every role, with real ids: who gets in, and who is told that nothing is there."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.engine import make_url
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from continuity.config import Settings
from continuity.models import (
    Action,
    Comment,
    Demand,
    Department,
    Document,
    Invitation,
    PendingReopening,
    RegisteredDocument,
    Resource,
    Step,
)
from continuity.rules.permissions import DEPARTMENT, EVERYWHERE, MUNICIPALITY
from continuity.services.answers import inviting
from continuity.services.steps import annex, existing, plans, standing_behind
from continuity.services.steps.desk import open_desk
from continuity.web.access import RULES
from tests.support.people import PASSWORD, database_of, made_department, made_person
from tests.support.town import NOON, Town
from tests.support.visitor import Visitor

pytestmark = pytest.mark.stock("demo")
LOCAL = ("head", "coordinator", "activity_owner", "provider", "committee_secretary")
ROLES = (*sorted(EVERYWHERE), *LOCAL, "nobody")
NO_SUCH = 999_999  # an id that nothing has
OPEN = frozenset({200, 302, 303, 409})  # 409: not now, which is said only to those who may
REFUSED = frozenset({403, 404})
# What a page makes anew for each answer, and the address that its language menu comes back to.
MADE_ANEW = re.compile(r'nonce="[^"]*"|name="csrf_token"[^>]*|data-token="[^"]*"|name="next"[^>]*')
# Steps of the demo in eight states, by department.
STEPS = (
    ("SN", "continuity_plan"),  # a new version in draft
    ("SN", "exercise"),  # in force, and of another form
    ("SBN", "business_impact_analysis"),  # out for advice
    ("TSN", "governing_document"),  # before the committee
    ("BUN", "business_impact_analysis"),  # returned
    ("OFN", "governing_document"),  # not started
    ("KFN", "governing_document"),  # completed
    ("KS", "continuity_plan"),  # in force, its contacts being updated
)
# Pages that are about what the address says after the question mark.
ABOUT = {
    "process.comment": "?page=validity",
    "guided.invite": "?sida=validity",
    "archive.copy": "?edition=open",
}
KINDS = ("final", "committee_memo")
PARTLY = {"archive.download"}  # the whole of a document is for fewer than its open extract
NEVER_HERE = {"process.ask"}  # for triggers of an organisation's own, which the demo lacks

Values = Mapping[str, Any]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """The Monday after the example's today; time stands still, so no login is noted as seen again."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def places(app: Flask) -> list[Values]:
    """What can stand in an address: everything that exists, once for each of the eight steps."""
    with database_of(app) as session:
        town = Town(session)
        _invite_somebody(town)
        _propose_a_document(town)
        _update_contacts(town)
        plans.propose_reopening(session, town.plan("KS"), "new_law_or_policy", "", at=town.now)
        session.commit()
        shared = {
            "comment_id": session.scalars(select(Comment.id)).first(),
            "invitation_id": session.scalars(select(Invitation.id).order_by(Invitation.id.desc())).first(),
            "pending_id": session.scalars(select(PendingReopening.id).where(PendingReopening.proposal)).first(),
            "registered_id": session.scalars(select(RegisteredDocument.id)).first(),
            **_owned(town),
            "row": town.desk("SN", "continuity_plan", "chef.socialkontoret").tree()["team"][0]["id"],
            "trigger": "sign",
            "action_id": session.scalars(
                select(Action.id).where(Action.department_id == town.plan("SN").department_id, Action.state == "open")
            ).first(),
            "word": "klar",
            "scenario": "power_outage",
            "year": NOON.year + 1,
        }
        assert None not in shared.values(), shared
        steps, documents = [town.step(code, name) for code, name in STEPS], _documents(town)
        return [
            {
                **shared,
                "step_id": step.id,
                "plan_id": step.plan_id,
                "department_id": step.plan.department_id,
                "document_id": documents[number % len(documents)],
                **_row_to_stand_behind(town, step),
            }
            for number, step in enumerate(steps)
        ]


def _row_to_stand_behind(town: Town, step: Step) -> Values:
    """In an analysis a row is an activity, which somebody stands behind."""
    desk = open_desk(town.session, step.id, by=town.actor("beredskap"), at=town.now)
    found = standing_behind.rows(desk)
    return {"row": found[0].row} if found else {}


def _documents(town: Town) -> list[int]:
    """A signed document, and a memorandum to a committee, which everybody may have who sees documents at all."""
    found = [town.session.scalars(select(Document.id).where(Document.kind == kind)).first() for kind in KINDS]
    return [one for one in found if one is not None]


def _owned(town: Town) -> Values:
    """A resource of a unit below Kommunledningskontoret, and a demand on it."""
    resource = town.session.scalars(select(Resource).where(Resource.name == "Omsorgssystem")).one()
    demand = select(Demand.id).where(Demand.resource_id == resource.id, Demand.state == "in_force")
    return {"resource_id": resource.id, "demand_id": town.session.scalars(demand).first()}


def _update_contacts(town: Town) -> None:
    step = town.step("KS", "continuity_plan").id
    annex.begin(town.session, step, by=town.actor("chef.ledning"), at=town.now)


def _invite_somebody(town: Town) -> None:
    head = town.actor("chef.socialkontoret")
    step, due = town.step("SN", "continuity_plan"), town.now.date() + timedelta(days=7)
    colleague = town.actor("chef.kultur").person_id
    inviting.invite(town.session, step.id, "validity", "", colleague, due, "", by=head, at=town.now)


def _propose_a_document(town: Town) -> None:
    coordinator = town.actor("samordnare.overformyndare")
    proposal = existing.Proposal(
        "plan.pdf", b"%PDF-1.4", "Nämnden", date(2025, 5, 6), "OFN/2025:1-001", valid_to=date(2027, 5, 6)
    )
    plan = town.plan("OFN").id
    existing.propose(town.session, plan, "governing_document", proposal, by=coordinator, at=town.now)


def visitor_with(app: Flask, role: str, *, outside: bool = False) -> Visitor:
    """Somebody with this role in every department, or in one of their own that has nothing to do with the others."""
    with database_of(app) as session:
        units = [unit.id for unit in session.scalars(select(Department).where(Department.level == "department"))]
        if outside:
            units = [made_department(session, "UTE").id]
        seats = {"nobody": []}.get(role, [(role, None)] if role in EVERYWHERE else [(role, unit) for unit in units])
        made_person(session, "nagon@kommun.se", *seats)
    visitor = Visitor(app.test_client())
    assert visitor.log_in("nagon@kommun.se", PASSWORD).status_code == 303
    return visitor


def routes(app: Flask, kind: str) -> Iterator[tuple[Rule, str]]:
    """Every route of this kind, with each of its methods."""
    for rule in app.url_map.iter_rules():
        if RULES[rule.endpoint].kind == kind and not rule.endpoint.endswith("static"):
            yield from ((rule, method) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def address(app: Flask, rule: Rule, values: Values) -> str:
    """The rule's address with these values."""
    in_list = "<row>" in rule.rule or "import" in rule.endpoint
    page = (
        "team_member"
        if rule.endpoint in ("guided.page", "guided.save", "guided.versions", "guided.restore")
        else "team"
    )
    names = {
        "page_id": page if in_list else "validity",
        "language": "sv",
        "document": "governing_document",
        "version": 1,
        **values,
    }
    wanted = rule.arguments - set(rule.defaults or {})
    chosen = {name: names.get(name, 1 if name.endswith("_id") else "x") for name in wanted}
    with app.test_request_context():
        built = rule.build(chosen, append_unknown=False)
    assert built is not None, rule
    return built[1] + ABOUT.get(rule.endpoint, "")


def said(answer: TestResponse) -> tuple[int, str]:
    """What an answer tells: its status and its words, without what is made anew for each answer."""
    return answer.status_code, MADE_ANEW.sub("", answer.text)


def tried(visitor: Visitor, app: Flask, rule: Rule, places: list[Values]) -> set[int]:
    """The statuses of a page at one place after another, until two have been looked at and one of them opened."""
    found: list[int] = []
    for values in places:
        found.append(visitor.get(address(app, rule, values)).status_code)
        if len(found) > 1 and not OPEN.isdisjoint(found):
            break
    return set(found)


# --- who gets in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_its_row_says_and_nothing_else(app: Flask, places: list[Values], role: str) -> None:
    visitor = visitor_with(app, role)
    wrong = []
    for rule, method in routes(app, "department"):
        if method != "GET":
            continue
        allowed = role in DEPARTMENT[RULES[rule.endpoint].action]
        found = tried(visitor, app, rule, places if allowed else places[:2])
        bad = {401} if rule.endpoint in PARTLY else {401, 403}
        fine = found & OPEN and not found & bad if allowed else found <= REFUSED
        if not fine and rule.endpoint not in NEVER_HERE:
            wrong.append((rule.endpoint, "allowed" if allowed else "denied", found))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_does_nothing_that_its_row_denies(
    app: Flask, settings: Settings, places: list[Values], role: str
) -> None:
    visitor = visitor_with(app, role)
    token, before, two = visitor.token(), changes(settings), places[:2]
    wrong = []
    for rule, method in routes(app, "department"):
        if method == "GET" or role in DEPARTMENT[RULES[rule.endpoint].action]:
            continue
        sent = {visitor.client.post(address(app, rule, one), data={"csrf_token": token}).status_code for one in two}
        if not sent <= REFUSED:
            wrong.append((rule.endpoint, sent))
    assert not wrong, "\n".join(map(str, wrong))
    assert changes(settings) == before


# --- who is told that nothing is there ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*LOCAL, "nobody"])
def test_another_departments_things_are_as_if_they_did_not_exist(app: Flask, places: list[Values], role: str) -> None:
    visitor = visitor_with(app, role, outside=True)
    token = visitor.token()
    wrong = []
    for rule, method in routes(app, "department"):
        data = {"csrf_token": token} if method == "POST" else None
        nowhere = {name: NO_SUCH if name.endswith("_id") else value for name, value in places[0].items()}
        nothing = said(visitor.client.open(address(app, rule, nowhere), method=method, data=data))
        for values in (places[0], places[-1]):
            answer = said(visitor.client.open(address(app, rule, values), method=method, data=data))
            if answer != nothing or answer[0] != 404:
                wrong.append((rule.endpoint, method, answer[0]))
    assert not wrong, "\n".join(map(str, wrong))


# --- what changes nothing -------------------------------------------------------------------------------------------


def changes(settings: Settings) -> int:
    """A number that moves with every commit that changed something, whoever made it."""
    path = str(make_url(settings.database_url).database)
    if path not in WATCHERS:
        WATCHERS[path] = sqlite3.connect(path)
    return int(WATCHERS[path].execute("PRAGMA data_version").fetchone()[0])


WATCHERS: dict[str, sqlite3.Connection] = {}


@pytest.fixture(autouse=True)
def _no_watcher_stays() -> Iterator[None]:
    """Closes what `changes` opened, so that the database can be thrown away."""
    yield
    while WATCHERS:
        WATCHERS.popitem()[1].close()


@pytest.mark.parametrize("role", ["head", "registrar", "administrator"])
def test_reading_commits_nothing_but_where_the_table_says_so(
    app: Flask, settings: Settings, places: list[Values], role: str
) -> None:
    visitor = visitor_with(app, role)
    written = set()
    for kind in ("public", "signed_in", "department", "municipality"):
        for rule, method in routes(app, kind):
            if method == "GET":
                for values in (places[0], places[1]):
                    before = changes(settings)
                    visitor.get(address(app, rule, values))
                    written |= {rule.endpoint} if changes(settings) != before else set()
    assert written <= {name for name, row in RULES.items() if row.writes}


def test_a_download_is_noted(app: Flask, settings: Settings, places: list[Values]) -> None:
    visitor = visitor_with(app, "head")
    before = changes(settings)
    assert visitor.get(f"/dokument/{places[0]['document_id']}").status_code == 200
    assert changes(settings) != before


@pytest.mark.parametrize("role", ["head", "registrar", "administrator"])
def test_nothing_is_done_without_a_token(app: Flask, settings: Settings, places: list[Values], role: str) -> None:
    visitor = visitor_with(app, role)
    before, answers = changes(settings), {}
    for kind in ("public", "signed_in", "department", "municipality"):
        for rule, method in routes(app, kind):
            if method != "GET" and (kind != "municipality" or role in MUNICIPALITY[RULES[rule.endpoint].action]):
                path = address(app, rule, places[0])
                answers[rule.endpoint] = visitor.client.open(path, method=method).status_code
    assert {name: status for name, status in answers.items() if status != 400} == {}
    assert changes(settings) == before
