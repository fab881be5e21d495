"""What one department needs of others, what they answer, and the gaps that its plan accepts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from continuity.errors import NotFound
from continuity.models import Department
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.registers.needs import Need, newest
from continuity.services.registers.picture import picture
from continuity.services.steps.desk import line_of


@dataclass(frozen=True)
class OurNeeds:
    """A department's needs in the order of its own list; proposed ones where nothing is in force yet."""

    department: Department
    needs: tuple[Need, ...]

    @property
    def gaps(self) -> tuple[Need, ...]:
        """The needs with a gap, whatever is done about it."""
        return tuple(need for need in self.needs if need.is_gap)


def our_needs(session: Session, department_id: int, *, by: Actor, at: datetime) -> OurNeeds:
    """The department's needs. :raise NotFound: it is not this person's to see what is restricted there."""
    department = session.get(Department, department_id)
    roles = by.roles(line_of(session, department_id), local_date(at))
    if department is None or not permissions.may("see_restricted", roles):
        raise NotFound
    return OurNeeds(department, current_needs(session, department_id, at=at))


def current_needs(session: Session, department_id: int, *, at: datetime) -> tuple[Need, ...]:
    """What the department's newest sent in or signed analysis needs: a proposal stands before what is in force."""
    return newest(picture(session, at=at, departments=[department_id], proposed=True).needs)
