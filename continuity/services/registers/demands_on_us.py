"""Krav på oss: what all departments ask of the resources that somebody answers for, the tightest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from continuity.models import Demand, DemandAnswer, Department, Membership, Promise, Resource
from continuity.rules import permissions
from continuity.rules.due import add_months, add_workdays
from continuity.rules.gaps import ANSWER_WORKDAYS, RECONFIRM_MONTHS
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.organisation.reach import reached
from continuity.services.registers.needs import Need
from continuity.services.registers.picture import Picture, picture
from continuity.services.registers.promising import asked
from continuity.services.registers.register_rows import ResourceRow
from continuity.services.swedish import alphabetical

ANSWERS = permissions.DEPARTMENT["answer_demands"]


@dataclass(frozen=True)
class OnUs:
    """One list of demands, the tightest first, and the resources that they are about, by name."""

    needs: tuple[Need, ...]
    resources: tuple[ResourceRow, ...]
    picture: Picture

    def must_be_reconfirmed(self, resource: ResourceRow) -> bool:
        """Whether the promise is more than a year old."""
        return resource.promised_at is not None and _is_old(resource.promised_at, self.picture.today)


def _is_old(given: datetime, today: date) -> bool:
    return add_months(local_date(given), RECONFIRM_MONTHS) <= today


def demands_on_us(session: Session, *, by: Actor, at: datetime) -> OnUs:
    """Every demand on the resources of the units where the person answers, proposed ones too."""
    owned = set(session.scalars(select(Department.id).where(reached(by, ANSWERS, local_date(at), Department.id))))
    whole = picture(session, at=at, proposed=True)
    needs = [need for need in whole.needs if need.resource.owner_id in owned]
    resources = [one for one in whole.resources.values() if one.owner_id in owned]
    return OnUs(
        needs=tuple(sorted(_once(needs), key=_tightest)),
        resources=tuple(sorted(resources, key=lambda one: alphabetical(one.name))),
        picture=whole,
    )


def _tightest(need: Need) -> tuple[float, int, tuple[str, str], str]:
    return need.demand.required_within_h, need.priority_class or 99, alphabetical(need.department), need.id


def _once(needs: Sequence[Need]) -> list[Need]:
    """A proposal that asks for what is in force already is not shown again."""
    stands = {
        (need.department_id, need.row, need.demand.required_within_h) for need in needs if need.state == "in_force"
    }
    return [
        need
        for need in needs
        if need.state == "in_force" or (need.department_id, need.row, need.demand.required_within_h) not in stands
    ]


def one_demand(session: Session, demand_id: int, *, by: Actor, at: datetime) -> Need:
    """A demand as the owner of its resource sees it. :raise NotFound: it is not theirs to answer."""
    demand, _ = asked(session, demand_id, by=by, at=at)
    whole = picture(session, at=at, departments=[demand.department_id], proposed=True)
    return next(need for need in whole.needs if need.demand_id == demand_id)


def waiting(session: Session, *, by: Actor, at: datetime) -> tuple[int, date | None]:
    """How many demands this person has not answered, and by when the first should have been."""
    promised = select(Promise.id).where(Promise.resource_id == Resource.id, Promise.valid_to.is_(None))
    answered = select(DemandAnswer.id).where(
        and_(DemandAnswer.department_id == Demand.department_id, DemandAnswer.row == Demand.row)
    )
    query = (
        select(func.count(), func.min(Demand.valid_from))
        .join(Resource, Resource.id == Demand.resource_id)
        .where(Demand.state != "ended", ~promised.exists(), ~answered.exists())
        .where(_own(by, at))
    )
    n, first = session.execute(query).one()
    return n, add_workdays(local_date(first), ANSWER_WORKDAYS) if first else None


def old_promises(session: Session, *, by: Actor, at: datetime) -> tuple[int, date | None]:
    """How many promises this person has to confirm anew, and since when the first is more than a year old."""
    query = select(Promise.valid_from).join(Resource, Resource.id == Promise.resource_id)
    given = session.scalars(query.where(Promise.valid_to.is_(None), _own(by, at))).all()
    due = sorted(add_months(local_date(one), RECONFIRM_MONTHS) for one in given if _is_old(one, local_date(at)))
    return len(due), due[0] if due else None


def _own(by: Actor, at: datetime) -> ColumnElement[bool]:
    """Resources of the person's own unit, and those of units below it where nobody is to answer."""
    today = local_date(at)
    mine = [seat.department_id for seat in by.seats if seat.role in ANSWERS and seat.holds(today)]
    somebody = exists().where(Membership.department_id == Resource.owner_id, Membership.role.in_(ANSWERS))
    return or_(Resource.owner_id.in_(mine), and_(reached(by, ANSWERS, today, Resource.owner_id), ~somebody))
