"""What has to be put right so that people can be reached: addresses that take no mail, departments without a head."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Reason, say
from continuity.models import Mail, Person
from continuity.rules.permissions import Actor
from continuity.services.organisation.staff import headless


@dataclass(frozen=True)
class Upkeep:
    """One thing to put right, about a person or a department."""

    kind: str
    text: Reason
    subject_id: int
    department: str = ""


def upkeep(session: Session, by: Actor, today: date) -> Iterator[Upkeep]:
    """Dead addresses for the security function; departments without a head for the administrator."""
    roles = by.anywhere(today)
    if "security_function" in roles:
        query = select(Person.id, Person.name).join(Mail, Mail.person_id == Person.id).where(Person.active)
        rows = session.execute(query.where(Mail.state == "undeliverable").distinct().order_by(Person.name).limit(20))
        for person, name in rows:
            what = say("Mejl till {name} kommer inte fram: se till att adressen rättas", name=name)
            yield Upkeep("undeliverable", what, person)
    if "administrator" in roles:
        for department in headless(session, today):
            yield Upkeep("no_head", say("Ge någon rollen som chef"), department.id, department.name)
