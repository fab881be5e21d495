"""People for tests, made by the verbs that make real ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from continuity.extensions import db
from continuity.models import Department, Person, writing
from continuity.rules.permissions import Actor, Seat
from continuity.services.organisation import organising, people, seats

THEN = datetime(2026, 1, 7, 9, 0, tzinfo=UTC)
PASSWORD = "blåbär i skogen 12"
ROOT = Actor(person_id=0, name="Den första", seats=(Seat("administrator"),))


def made_person(
    session: Session, email: str, *roles: tuple[str, int | None], name: str = "", password: str = PASSWORD, **seat: Any
) -> Person:
    """An account with a password and these roles (role, department's id) since the new year."""
    person = people.add_person(session, email, name or email.split("@", maxsplit=1)[0].title(), by=ROOT, at=THEN)
    for role, department_id in roles:
        starts = seat.pop("starts", date(2026, 1, 1))
        seats.seat(session, person.id, role, department_id, starts=starts, by=ROOT, at=THEN, **seat)
    if password:
        people.use_link(session, people.make_link(session, person.id, by=ROOT, at=THEN), password, at=THEN)
    return person


def made_department(session: Session, code: str, name: str = "", level: str = "department", **more: Any) -> Department:
    """A unit of the tree."""
    return organising.create_department(session, code, name or f"Kontoret {code}", level, by=ROOT, at=THEN, **more)


@contextmanager
def database_of(app: Flask) -> Iterator[Session]:
    """A session of the test's own on the application's database."""
    with Session(writing(db.engine_of(app)), expire_on_commit=False) as session:
        yield session
