"""Walks a department's step through its states with the real verbs, as the people of the demo municipality would."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from continuity.models import Department, Person, StepRevision
from continuity.rules.permissions import Actor
from continuity.services import demo
from continuity.services.answers import answering
from continuity.services.demo_typing import Typist
from continuity.services.steps import moving, numbering, reviewing, signing
from continuity.services.steps.desk import Desk
from tests.support.town import Town

NAMES = {
    "KS": "ledning",
    "SN": "socialkontoret",
    "BUN": "bun",
    "TSN": "teknik",
    "SBN": "bygg",
    "KFN": "kultur",
    "OFN": "overformyndare",
}
ANSWERS = {  # what a department that has not begun can borrow: a whole plan of another one
    step: (f"base/{step}", f"kfn/{step}")
    for step in ("governing_document", "business_impact_analysis", "continuity_plan", "exercise")
} | {"maintenance": ("base/maintenance", "ks/maintenance")}


class Walk:
    """One department in a test's hand; every verb is done by whoever does it in real life."""

    def __init__(self, town: Town, code: str) -> None:
        self.town, self.code, self.session = town, code, town.session
        people = {one["login"]: one["email"] for one in demo.script("municipality")["people"]}
        ids = {email: key for key, email in self.session.execute(select(Person.id, Person.email))}
        units = {unit: key for key, unit in self.session.execute(select(Department.id, Department.code))}
        logins = {login: ids[email] for login, email in people.items()}
        self.stage = demo.Stage(self.session, timedelta(0), logins, units)

    def who(self, role: str) -> Actor:
        """chef, ersattare or samordnare of this department; anybody else by the first part of their address."""
        own = role in ("chef", "ersattare", "samordnare")
        return self.town.actor(f"{role}.{NAMES[self.code]}" if own else role)

    def id(self, step: str) -> int:
        """The step's id."""
        return self.town.step(self.code, step).id

    def desk(self, step: str, role: str = "samordnare") -> Desk:
        """The step as this person sees it now."""
        return self.town.desk(self.code, step, self.who_email(role))

    def who_email(self, role: str) -> str:
        """The part of the address before the @."""
        return f"{role}.{NAMES[self.code]}" if role in ("chef", "ersattare", "samordnare") else role

    def start(self, step: str, role: str = "samordnare") -> None:
        """Begins the step."""
        moving.start(self.session, self.id(step), by=self.who(role), at=self.town.now)

    def fill(self, step: str, *answers: str | Mapping[str, Any], role: str = "samordnare") -> None:
        """Types files of the demo's script (or trees) into the step; without any, what the step needs."""
        for one in answers or ANSWERS[step]:
            tree = demo.script(one) if isinstance(one, str) else one
            Typist(self.stage, self.id(step), self.who(role), self.town.now).type(tree)

    def submit(self, step: str, role: str = "samordnare") -> None:
        """Sends it in, last time's answers confirmed and every warning explained."""
        demo.go_through(self.session, self.id(step), by=self.who(role), at=self.town.now)
        for finding in self.desk(step, role).findings():
            if finding.kind == "warn":
                answering.accept_warning(
                    self.session, self.id(step), finding.key, "Genomgånget.", by=self.who(role), at=self.town.now
                )
        moving.submit(self.session, self.id(step), by=self.who(role), at=self.town.now)

    def advise(self, step: str, role: str = "beredskap") -> None:
        """No objection, where somebody is asked."""
        if any(not row.outcome for row in reviewing.advice(self.desk(step))):
            reviewing.advise(self.session, self.id(step), "no_objection", "", by=self.who(role), at=self.town.now)

    def respond(self, step: str) -> None:
        """Answers every comment."""
        for comment in reviewing.comments(self.desk(step)):
            if not comment.answer:
                reviewing.answer_comment(
                    self.session, comment.id, "done", "", by=self.who("samordnare"), at=self.town.now
                )

    def number(self, step: str, number: str = "") -> str:
        """The registrator assigns the number that is proposed, or this one; nothing where it has one."""
        desk = self.desk(step, "registrator")
        if desk.revision.registration_number is None:
            number = number or numbering.proposed_number(desk) or f"{self.code}/2026:900-003"
            numbering.assign_number(self.session, desk.step.id, number, by=self.who("registrator"), at=self.town.now)
        return desk.revision.registration_number or ""

    def clear(self, step: str) -> None:
        """Goes on to signature."""
        moving.clear(self.session, self.id(step), by=self.who("chef"), at=self.town.now)

    def sign(self, step: str, role: str) -> None:
        """Signs in one's place."""
        signing.sign(self.session, self.id(step), confirmed=True, by=self.who(role), at=self.town.now)

    def adopt(self, step: str) -> StepRevision:
        """From wherever it is sent in to completed; gives the revision in force."""
        self.advise(step)
        self.number(step)
        self.clear(step)
        self.sign(step, "samordnare")
        self.sign(step, "chef")
        found = self.town.step(self.code, step).in_force_revision
        assert found is not None
        return found

    def whole(self, step: str) -> StepRevision:
        """Start, fill, send in and adopt."""
        self.start(step)
        self.fill(step)
        self.submit(step)
        return self.adopt(step)
