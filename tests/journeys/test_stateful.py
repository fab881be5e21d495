"""Everybody presses whatever their pages offer, in any order: no state outside the definition, and a true history."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from lxml.html import FormElement
from werkzeug.datastructures import MultiDict

from continuity.app import create_app
from continuity.config import Settings
from continuity.extensions import db
from continuity.services import demo
from continuity.services.record.verifying import verify_all
from tests.support.databases import SQLiteDatabases
from tests.support.journey_history import Replay
from tests.support.journey_http import Clerk, forms_of
from tests.support.people import database_of
from tests.support.stock import DEMO
from tests.support.town import NOON

WORK = ("samordnare", "chef", "beredskap", "registrator", "namndsekreterare")
# Three departments with a step in the middle of its way, and everybody who may have a say in it.
PEOPLE = (
    *(f"{who}.{unit}" for unit in ("bygg", "teknik", "socialkontoret") for who in ("samordnare", "chef", "ersattare")),
    *("beredskap", "registrator", "namndsekreterare", "revisor", "kommundirektor", "dataskyddsombud", "tib", "admin"),
)
WORKERS = tuple(who for who in PEOPLE if who.partition(".")[0] in WORK)
INSIDE = ("/steg/", "/enhet/", "/plan/", "/diarium", "/dokument", "/registrerat/", "/oppning/", "/forslag/")
DATES = ("meeting_date", "papers_due", "minutes_confirmed_on", "sent_on")
LATER = ("next_meeting", "due", "q_due")
TEXTS = ("", "Ett svar", "SBN/2026:61-009", "TSN/2026:40-007", "2026-11-23", "2026-12-15", "7", "4 h")

LINKS = 4  # followed in search of something to press
# Drawn as seeds: choices that Hypothesis draws one by one are mostly the first.
people, workers, choices = st.sampled_from(PEOPLE), st.sampled_from(WORKERS), st.integers(0, 2**32).map(Random)


class Municipality(RuleBasedStateMachine):
    """The demo municipality's people at their browsers."""

    app: Flask
    clock: time_machine.Traveller

    def __init__(self, app: Flask, clock: time_machine.Traveller) -> None:
        super().__init__()
        self.app, self.clock, self.replay = app, clock, Replay()
        self.clerks: dict[str, Clerk] = {}

    def at_work(self, who: str) -> Clerk:
        """Somebody's browser; a login that ran out is made anew."""
        if who not in self.clerks:
            self.clerks[who] = Clerk.at_work(self.app, who)
        clerk = self.clerks[who]
        go(clerk, "/")
        if clerk.path.startswith("/login"):
            clerk = self.clerks[who] = Clerk.at_work(self.app, who)
        return clerk

    @rule(who=workers, choice=choices)
    def do_a_task(self, who: str, choice: Random) -> None:
        """Takes up what waits and answers its form, most often as one should."""
        clerk = self.at_work(who)
        tasks = clerk.page.xpath("//main//li[contains(@class, 'task')]//a/@href")
        if tasks:
            go(clerk, choice.choice(tasks))
            press(clerk, choice, sensible=choice.random() < 0.8)
            press(clerk, choice, sensible=True)

    @rule(choice=choices)
    def bring_on(self, choice: Random) -> None:
        """Whoever has something to do does it as one should: so steps come to their later states."""
        for who in choice.sample(WORKERS, len(WORKERS)):
            clerk = self.at_work(who)
            tasks = clerk.page.xpath("//main//li[contains(@class, 'task')]//a/@href")
            if tasks:
                go(clerk, choice.choice(tasks))
                press(clerk, choice, sensible=True)
                return

    @rule(who=people, choice=choices)
    def wander(self, who: str, choice: Random) -> None:
        """Follows some links and presses what stands there."""
        clerk = self.at_work(who)
        for _step in range(choice.randint(1, 3)):
            follow_one(clerk, choice)
        press(clerk, choice, sensible=choice.random() < 0.5)

    @rule(who=people, choice=choices)
    def press_again(self, who: str, choice: Random) -> None:
        """Sends a form of a page that may be old by now, twice."""
        if who in self.clerks:
            press(self.clerks[who], choice, sensible=True, times=2)

    @rule(minutes=st.sampled_from([1, 6, 90]))
    def time_passes(self, minutes: int) -> None:
        """Long enough for a login to grow old, or to run out."""
        self.clock.shift(minutes * 60)

    @invariant()
    def every_state_is_one_that_the_history_leads_to(self) -> None:
        """Reads the history on and compares it with the tables."""
        with database_of(self.app) as session:
            self.replay.read_on(session)
            self.replay.compare(session)

    def teardown(self) -> None:
        """Everything that was kept is what the chain says."""
        with database_of(self.app) as session:
            report = verify_all(session)
            assert report.ok, report.as_data()


def go(clerk: Clerk, path: str) -> None:
    """A page, whatever it answers; a file leaves the visitor where they are."""
    answer = clerk._client.get(path.partition("#")[0], headers=clerk._headers, follow_redirects=True)
    assert answer.status_code < 500, f"{path}: {answer.text[:2000]}"
    if answer.mimetype == "text/html":
        clerk.answer = answer
        clerk.sign_in_again()


def follow_one(clerk: Clerk, choice: Random) -> None:
    """One of the page's links to something of the plan's."""
    links = [link for link in clerk.page.xpath("//main//a/@href") if link.startswith(INSIDE)]
    if links:
        go(clerk, choice.choice(links))


def press(clerk: Clerk, choice: Random, *, sensible: bool, times: int = 1) -> None:
    """Sends one of the page's forms; from a page that has none, links are followed to one that has."""
    for _link in range(LINKS):
        if not forms_of(clerk.page):
            follow_one(clerk, choice)
    forms = forms_of(clerk.page)
    if not forms:
        return
    form = choice.choice(forms)
    values, path = filled(form, choice, sensible=sensible), form.get("action") or clerk.path
    for _time in range(times):
        answer = clerk._client.post(path, data=values, headers=clerk._headers, follow_redirects=True)
        assert answer.status_code < 500, f"{path}: {answer.text[:2000]}"
        if answer.mimetype == "text/html":
            clerk.answer = answer


def filled(form: FormElement, choice: Random, *, sensible: bool) -> MultiDict[str, Any]:
    """The form's fields with something in them; sensibly, boxes are ticked and nothing is left out."""
    values: MultiDict[str, Any] = MultiDict()
    for name, kind, offered in fields_of(form):
        if kind == "hidden":
            values.setlist(name, offered)
        elif kind == "password":
            values[name] = demo.password()
        elif kind == "checkbox":
            values.setlist(
                name, [one for one in offered if (name == "confirmed" and sensible) or choice.random() < 0.3]
            )
        elif kind in ("radio", "select"):
            values[name] = choice.choice(offered)
        elif sensible:
            values[name] = offered[0] or plain(name, choice)
        else:
            values[name] = choice.choice(TEXTS)
    buttons = [one for one in form.xpath(".//button[@name]") if one.get("type") != "button"]
    if buttons:
        pressed = choice.choice(buttons)
        values.add(pressed.get("name"), pressed.get("value"))
    return values


def plain(name: str, choice: Random) -> str:
    """What one writes in a field of this name."""
    if name == "number":
        return f"SBN/2026:61-{choice.randint(4, 999):03}"
    return "2026-12-15" if name in LATER else "2026-11-23" if name in DATES else "Ett svar"


def fields_of(form: FormElement) -> Iterator[tuple[str, str, list[str]]]:
    """Name, kind and what is offered or stands there, a line for each name."""
    found: dict[tuple[str, str], list[str]] = {}
    for field in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        kind = {"select": "select", "textarea": "text"}.get(field.tag, field.get("type", "text"))
        if kind == "select":
            offered = [option.get("value", "") for option in field.xpath(".//option")] or [""]
        else:
            offered = [(field.text or "").strip() if field.tag == "textarea" else field.get("value", "")]
        if kind != "file":
            found.setdefault((field.get("name"), kind), []).extend(offered)
    yield from ((name, kind, offered) for (name, kind), offered in found.items())


@pytest.fixture
def begin(sqlite_databases: SQLiteDatabases, tmp_path: Path) -> Iterator[Callable[[], Municipality]]:
    """Makes a municipality of its own for every run of the machine."""
    opened: list[tuple[Flask, str]] = []

    def close() -> None:
        while opened:
            app, url = opened.pop()
            db.engine_of(app).dispose()
            sqlite_databases.drop(url)

    def municipality() -> Municipality:
        close()
        clock.move_to(NOON)
        url = sqlite_databases.new(DEMO)
        made = Settings(environment="test", database_url=url, instance=tmp_path, secret_key="for tests alone")
        opened.append((create_app(made, engine_options={"synchronous": "OFF"}), url))
        return Municipality(opened[0][0], clock)

    with time_machine.travel(NOON, tick=True) as clock:
        yield municipality
        close()


QUICK = settings(
    max_examples=8,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_no_order_of_presses_leads_outside_the_definition(begin: Callable[[], Municipality]) -> None:
    run_state_machine_as_test(begin, settings=QUICK)


@pytest.mark.soak
def test_no_order_of_many_presses_leads_outside_the_definition(begin: Callable[[], Municipality]) -> None:
    run_state_machine_as_test(begin, settings=settings(QUICK, max_examples=25, stateful_step_count=40))
