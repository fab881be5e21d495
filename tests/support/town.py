"""The demo municipality in a test's hand: who acts, which step, and when."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.models import Department, Person, Plan, Step
from continuity.rules.permissions import Actor
from continuity.services.organisation.people import actor_of
from continuity.services.steps.desk import Desk, open_desk

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # the Monday after the example's today


class Town:
    """Reads and acts in one database of the demo municipality; `now` moves by `later`."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.now = NOON

    def later(self, **delta: float) -> datetime:
        """Lets time pass."""
        self.now += timedelta(**delta)
        return self.now

    def actor(self, email: str) -> Actor:
        """Somebody, freshly logged in; the part before @ and the domain's first word are enough: "chef.bun"."""
        person = self.session.scalars(select(Person).where(Person.email == f"{email}@malarvik.example")).one()
        return actor_of(self.session, person.id, auth_time=self.now)

    def plan(self, code: str) -> Plan:
        """A department's plan."""
        query = select(Plan).join(Department, Department.id == Plan.department_id).where(Department.code == code)
        return self.session.scalars(query).one()

    def step(self, code: str, name: str) -> Step:
        """A step of a department's plan."""
        return next(step for step in self.plan(code).steps if step.name == name)

    def desk(self, code: str, name: str, email: str) -> Desk:
        """The step as this person sees it."""
        return open_desk(self.session, self.step(code, name).id, by=self.actor(email), at=self.now)
