"""The demo's script of one department played at browsers: the same acts and answers, by pages instead of verbs."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import select

from continuity.models import AnswerPart
from continuity.services import demo
from continuity.services.demo_typing import Typist
from continuity.services.registers import register
from continuity.services.steps.desk import Desk, open_desk
from tests.support.cycle_book import HERE, Act, Book, answers_of, typed_rows
from tests.support.journey_http import Clerk

TITLES = {
    "governing_document": "Styrande dokument",
    "business_impact_analysis": "Verksamhetsanalys",
    "continuity_plan": "Kontinuitetsplan",
    "exercise": "Test och övning",
    "maintenance": "Upprätthållande",
}


@dataclass
class Cycle:
    """One unit's way through its steps; everybody logs in for what they do, at the time the script says."""

    app: Flask
    stage: demo.Stage
    clock: time_machine.Traveller
    unit: str
    name: str
    begun: set[str] = field(default_factory=set)  # the lists that somebody has typed a row of
    taken: dict[str, bytes] = field(default_factory=dict)  # step -> the adopted document, as it was downloaded

    def play(self, act: Act) -> None:
        """One act on the pages; what has no page of its own here is done by the verb."""
        self.clock.move_to(self.stage.moment(act["at"]))
        if act["do"] in ACTS:
            ACTS[act["do"]](self, act)
        else:
            demo.play(self.stage, act)
        self.stage.session.rollback()  # what the pages did is seen from here on

    def step_id(self, act: Act) -> int:
        """The id of the step that an act is about; the database is let go of again, for the pages to write in."""
        try:
            return demo.step_of(self.stage, act)
        finally:
            self.stage.session.rollback()

    def at_work(self, login: str) -> Clerk:
        """Somebody of the script, logged in."""
        people = demo.script("municipality")["people"]
        email = next(one["email"] for one in people if one["login"] == login)
        return Clerk.at_work(self.app, email.removesuffix("@malarvik.example"))

    def take_up(self, act: Act) -> Clerk:
        """Whoever acts opens what waits about the step, and proves who it is if asked."""
        clerk = self.at_work(act["by"])
        clerk.take_up(self.name, TITLES[act["step"]])
        clerk.sign_in_again()
        return clerk

    def take(self, clerk: Clerk, step: str) -> None:
        """Downloads the step's newest adopted document from the unit's own page."""
        clerk.open("/")
        clerk.follow(self.name)
        links = clerk.page.xpath(
            f"//ul[@aria-label='Dokument för {TITLES[step]}']//a[contains(@href, '/dokument/')]/@href"
        )
        self.taken[step] = clerk.download(links[0]).data

    def desk(self, act: Act) -> Desk:
        """The step as whoever acts sees it."""
        at = self.stage.moment(act["at"])
        return open_desk(self.stage.session, demo.step_of(self.stage, act), by=self.stage.actor(act["by"], at), at=at)

    # --- what is typed -----------------------------------------------------------------------------------------------

    def fill(self, act: Act) -> None:
        """Every page by hand, and of each list one row; the other rows, and what points at them, are loaded."""
        tree = answers_of(act)
        self._register_titles(act, tree)
        book = Book(self.stage, self.desk(act)).of(tree)
        self.stage.session.rollback()
        clerk = self.take_up(act)
        clerk.book = book
        clerk.fill_everything()
        self.stage.session.rollback()
        self._know_typed_rows(self.desk(act), tree)
        at = self.stage.moment(act["at"])
        Typist(self.stage, demo.step_of(self.stage, act), self.stage.actor(act["by"], at), at).type(tree)

    def _register_titles(self, act: Act, tree: Mapping[str, Any]) -> None:
        """A question with many roles takes one new title at a time: the others are in the register already."""
        desk = self.desk(act)
        for name, _question in ((n, q) for _p, _page, n, q in desk.form.questions() if q.kind == "role" and q.many):
            for title in tree.get(name, ()):
                register.add_role_title(self.stage.session, title, desk.department.id, by=desk.by, at=desk.at)

    def _know_typed_rows(self, desk: Desk, tree: Mapping[str, Any]) -> None:
        """The rows made by hand get the names that the script has for them."""
        query = select(AnswerPart).where(AnswerPart.revision_id == desk.revision.id).order_by(AnswerPart.position)
        parts = [part for part in self.stage.session.scalars(query) if part.row and part.removed_at is None]
        for list_id, parent, first in typed_rows(desk.form, tree):
            around = self.stage.rows.get((desk.plan.id, parent), parent)
            made = [part.row for part in parts if (part.page, part.parent_row) == (list_id, around)]
            self.stage.rows.setdefault((desk.plan.id, first), made[0])
            self.begun.add(list_id)


# --- the acts -------------------------------------------------------------------------------------------------------


def _start(cycle: Cycle, act: Act) -> None:
    cycle.take_up(act).send({}, button="Börja")


def _submit(cycle: Cycle, act: Act) -> None:
    """Explains every warning on the page "Kontrollera svaren", and sends the step in from there."""
    clerk = cycle.take_up(act)
    clerk.open(f"/steg/{cycle.step_id(act)}/kontrollera")
    while keys := clerk.page.xpath(
        "//div[contains(@class, 'warning-card')][not(normalize-space(.//textarea))]//input[@name='key']/@value"
    ):
        clerk.explain(keys[0], "Vi har bedömt att det räcker.")
    assert not clerk.page.xpath("//section[@id='ratta' or @id='kvar' or @id='reda']"), clerk.text
    clerk.send({}, button="Skicka på samråd")


def _advise(cycle: Cycle, act: Act) -> None:
    cycle.take_up(act).send({"outcome": act["outcome"], "text": act.get("text", "")})


def _number(cycle: Cycle, act: Act) -> None:
    cycle.take_up(act).send({"number": act["number"]})


def _clear(cycle: Cycle, act: Act) -> None:
    cycle.take_up(act).send({}, button="Gå vidare till underskrift")


def _sign(cycle: Cycle, act: Act) -> None:
    """Signs; who signs last takes the adopted document home."""
    clerk = cycle.take_up(act)
    clerk.send({"confirmed": "y"})
    if f"{TITLES[act['step']]} är klart" in clerk.text:
        cycle.take(clerk, act["step"])


def _hearing(cycle: Cycle, act: Act) -> None:
    shift = cycle.stage.shift
    days = {"meeting_date": act["meeting"] + shift, "papers_due": act["papers"] + shift}
    cycle.take_up(act).send({name: day.isoformat() for name, day in days.items()})


def _decide(cycle: Cycle, act: Act) -> None:
    """Registers the body's decision, and takes the adopted document out of the archive."""
    shift = cycle.stage.shift
    clerk = cycle.take_up(act)
    clerk.send(
        {
            "outcome": act["outcome"],
            "meeting_date": (act["meeting"] + shift).isoformat(),
            "paragraph": act["paragraph"],
            "minutes_confirmed_on": (act["minutes"] + shift).isoformat(),
        }
    )
    cycle.take(cycle.at_work("socialkontoret.chef"), act["step"])


def _open_now(cycle: Cycle, act: Act) -> None:
    clerk = cycle.at_work(act["by"])
    clerk.follow(cycle.name)
    clerk.send({}, button=f"Öppna nu {TITLES[act['step']]}")


def _promise(cycle: Cycle, act: Act) -> None:
    """The owner promises the first of the resources on "Krav på oss"; the others' promises are loaded."""
    first, *others = act["resources"]
    clerk = cycle.at_work(act["by"])
    clerk.open("/krav")
    clerk.follow(f"Ange vad ni klarar {first}")
    promised = {"promised_h": f"{act['hours']} h", "service_window": act["window"]}
    clerk.send({**promised, "basis": act.get("basis", "agreement")})
    demo.play(cycle.stage, act | {"resources": others})


def year_of(unit: str, *, until: datetime) -> list[Act]:
    """The acts of a unit's year in order: the demo's up to a moment, the promises of what it needs, then the review."""
    acts: list[Act] = [act for act in demo.acts_of(unit) if act["at"] < until]
    review = tomllib.loads((HERE / "acts.toml").read_text(encoding="utf-8"))["acts"]
    acts += [act | {"plan": unit, "step": "maintenance"} for act in review]
    asked = max(act["at"] for act in acts if act["do"] == "submit" and act["step"] == "business_impact_analysis")
    needed = demo.script(f"{unit.lower()}/business_impact_analysis")["activities"]
    known = {name for activity in needed for need in activity.get("needs", ()) for name in _resources_of(need)}
    for number, act in enumerate(demo.script("acts_resources")["acts"]):
        ours = [name for name in act.get("resources", ()) if name in known]
        if ours and act["at"] < until:
            acts.append(act | {"resources": ours, "at": max(act["at"], asked + timedelta(minutes=number + 1))})
    return sorted(acts, key=lambda act: act["at"])


def _resources_of(need: Mapping[str, Any]) -> Iterator[str]:
    yield need["resource"]
    yield from need.get("reserve_depends_on", ())


ACTS: Mapping[str, Callable[[Cycle, Act], None]] = {
    "start": _start,
    "fill": Cycle.fill,
    "submit": _submit,
    "advise": _advise,
    "number": _number,
    "clear": _clear,
    "sign": _sign,
    "hearing": _hearing,
    "decide": _decide,
    "open_now": _open_now,
    "promise": _promise,
}
