"""A small municipality with one step of a form that asks everything, and the people who work on it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.extensions import db
from continuity.models import AnswerPart, Department, Membership, Person, Resource, RoleTitle, Step, writing
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.organisation import people, sessions
from continuity.services.steps import moving, plans
from tests.support.form_visitor import FormVisitor

HERE = Path(__file__).parent
STARTED = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
PASSWORD = "kontinuitet prövas här"
PEOPLE = {
    "kim": ("Kim Ek", "coordinator"),
    "lo": ("Lo Berg", "coordinator"),
    "alva": ("Alva Sten", "head"),
    "sam": ("Sam Ask", "security_function"),
    "noor": ("Noor Lind", "auditor"),
}


@dataclass
class Stage:
    """The application with its people; `step_id` is the step that they work on."""

    app: Flask
    step_id: int
    ids: dict[str, int]

    def visitor(self, who: str, *, language: str = "sv") -> FormVisitor:
        """Somebody who is logged in, at a browser of their own."""
        visitor = FormVisitor(self.app, language=language)
        visitor.open("/login?next=/konto")
        visitor.send({"email": f"{who}@example.org", "password": PASSWORD})
        return visitor

    def session(self) -> Session:
        """A session for reading what was committed."""
        return Session(db.engine_of(self.app))

    def actor(self, session: Session, who: str) -> Actor:
        """The person as one who acts."""
        return people.actor_of(session, self.ids[who])

    def path(self, rest: str = "") -> str:
        """An address of the step."""
        return f"/steg/{self.step_id}{rest}"

    def values(self, page: str, row: str = "") -> dict[str, Any]:
        """What is saved on a page."""
        with self.session() as session:
            query = select(AnswerPart.values).where(AnswerPart.page == page, AnswerPart.row == row)
            return session.scalars(query).one_or_none() or {}

    def rows(self, list_page: str, around: str = "") -> list[str]:
        """The ids of the rows of a list, in order."""
        with self.session() as session:
            query = select(AnswerPart.row).where(
                AnswerPart.page == list_page, AnswerPart.parent_row == around, AnswerPart.removed_at.is_(None)
            )
            return list(session.scalars(query.order_by(AnswerPart.position)))

    def state(self) -> str:
        """The state that the step stands in."""
        with self.session() as session:
            return session.get_one(Step, self.step_id).state


def set_stage(app: Flask, *, started: bool = True) -> Stage:
    """Publishes the content, makes the people, starts the plan and (unless told not to) its only step."""
    catalogue, complaints = read_catalogue([content_root(), HERE])
    assert not complaints, "\n".join(map(str, complaints))
    with Session(writing(db.engine_of(app))) as session:
        publishing.publish(session, catalogue, by=None, at=STARTED)
        department = Department(code="OFK", name="Överförmyndarkontoret")
        session.add(department)
        session.flush()
        ids = {who: _person(session, who, department.id) for who in PEOPLE}
        session.add(RoleTitle(id="r1", title="Enhetschef", department_id=department.id, added_at=STARTED))
        session.add(Resource(id="s1", name="Omsorgssystem", added_at=STARTED))
        session.flush()
        plan = plans.start_plan(
            session, department.id, workflow="everything", by=people.actor_of(session, ids["sam"]), at=STARTED
        )
        step_id = plan.steps[0].id
        if started:
            moving.start(session, step_id, by=people.actor_of(session, ids["kim"]), at=STARTED)
    return Stage(app, step_id, ids)


def _person(session: Session, who: str, department_id: int) -> int:
    name, role = PEOPLE[who]
    person = Person(
        email=f"{who}@example.org", name=name, created_at=STARTED, password_hash=sessions.hasher.hash(PASSWORD)
    )
    session.add(person)
    session.flush()
    everywhere = role in ("security_function", "auditor")
    session.add(
        Membership(
            person_id=person.id,
            department_id=None if everywhere else department_id,
            role=role,
            starts=date(2026, 1, 1),
        )
    )
    return person.id
