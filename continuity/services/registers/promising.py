"""An owner's answers: what is promised of a resource to all, and what is said to one demand. Nothing is overwritten."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Invalid, NotFound, Reason, Refused, say
from continuity.models import Demand, DemandAnswer, Plan, Promise, Resource
from continuity.rules import permissions
from continuity.rules.dependencies import Demand as Judged
from continuity.rules.dependencies import effective_promise
from continuity.rules.gaps import Reply
from continuity.rules.permissions import Actor
from continuity.rules.windows import UnreadableWindow, read_window
from continuity.services.clock import local_date
from continuity.services.record.history import record
from continuity.services.registers.activities import number
from continuity.services.steps import plans
from continuity.services.steps.desk import line_of

BASES = ("agreement", "analysis", "estimate", "test")


@dataclass(frozen=True)
class Offer:
    """What an owner promises of a resource: clock hours from the outage, also on a Saturday, within a service window.

    `tested_h` is what a test on `tested_on` showed. `service_window` is written as "24/7" or "vardag 07-17".
    """

    promised_h: float | None
    service_window: str = "24/7"
    basis: str = "estimate"
    tested_h: float | None = None
    tested_on: date | None = None


def own_resource(session: Session, resource_id: str, *, by: Actor, at: datetime, lock: bool = False) -> Resource:
    """A resource that this person answers for, locked for a verb. :raise NotFound: there is none such."""
    query = select(Resource).where(Resource.id == resource_id)
    resource = session.scalars(query.with_for_update(key_share=True) if lock else query).one_or_none()
    if resource is None or resource.owner_id is None or resource.merged_into_id is not None:
        raise NotFound
    roles = by.roles(line_of(session, resource.owner_id), local_date(at))
    if not permissions.may("answer_demands", roles):
        raise NotFound
    return resource


def current(session: Session, resource_id: str) -> Promise | None:
    """The promise in force."""
    query = select(Promise).where(Promise.resource_id == resource_id, Promise.valid_to.is_(None))
    return session.scalars(query).one_or_none()


def promise(session: Session, resource_id: str, offer: Offer, *, by: Actor, at: datetime) -> None:
    """Promises a resource to all who need it; in force at once. A longer time is told to those who lean on it.

    :raise Invalid: a time is missing or cannot be, or the window cannot be read.
    """
    resource = own_resource(session, resource_id, by=by, at=at, lock=True)
    errors = _mistakes(offer, local_date(at))
    if errors:
        raise Invalid(errors)
    before = current(session, resource.id)
    lowered = before is not None and _worst_h(_offer_of(before)) < _worst_h(offer)
    _replace(session, resource, before, offer, by=by, at=at)
    if lowered:
        _tell_dependents(session, resource, at)
    record(
        session, "promise_given", at=at, by=by, resource=resource.id, promised_h=offer.promised_h,
        window=offer.service_window, basis=offer.basis, tested_h=offer.tested_h, lowered=lowered,
    )  # fmt: skip
    session.commit()


def reconfirm(session: Session, resource_id: str, *, by: Actor, at: datetime) -> None:
    """Says that the promise still holds, for another year. :raise Refused: nothing is promised."""
    resource = own_resource(session, resource_id, by=by, at=at, lock=True)
    before = current(session, resource.id)
    if before is None:
        raise Refused(say("Ni har inte lovat något om den här resursen än. Ange vad ni klarar."))
    _replace(session, resource, before, _offer_of(before), by=by, at=at)
    record(session, "promise_reconfirmed", at=at, by=by, resource=resource.id)
    session.commit()


def _offer_of(one: Promise) -> Offer:
    return Offer(one.promised_h, one.service_window or "24/7", one.basis, one.tested_h, one.tested_on)


def _replace(
    session: Session, resource: Resource, before: Promise | None, offer: Offer, *, by: Actor, at: datetime
) -> None:
    if before is not None:
        before.valid_to = at
    session.add(
        Promise(
            resource_id=resource.id,
            promised_h=offer.promised_h,
            service_window=" ".join(offer.service_window.split()),
            basis=offer.basis,
            tested_h=offer.tested_h,
            tested_on=offer.tested_on,
            valid_from=at,
            by_id=by.person_id,
        )
    )
    session.flush()


def _mistakes(offer: Offer, today: date) -> dict[str, Reason]:
    errors: dict[str, Reason] = {}
    if offer.promised_h is None or offer.promised_h < 0:
        errors["promised_h"] = say("Ange hur lång tid det tar som längst, till exempel 4 h eller 2 dygn.")
    try:
        read_window(offer.service_window)
    except UnreadableWindow as unreadable:
        errors["service_window"] = unreadable.reason
    if offer.basis not in BASES:
        errors["basis"] = say("Välj vad löftet bygger på.")
    if offer.tested_h is not None and offer.tested_on is None:
        errors["tested_on"] = say("Ange när det provades.")
    elif offer.tested_on is not None and (offer.tested_h is None or offer.tested_h < 0):
        errors["tested_h"] = say("Ange hur lång tid det tog när det provades.")
    elif offer.tested_on is not None and offer.tested_on > today:
        errors["tested_on"] = say("Datumet kan inte ligga framåt i tiden.")
    return errors


def _worst_h(offer: Offer) -> float:
    """Hours to recovery at the worst moment of the week, what a test showed included."""
    judged = Judged("", "", "", 0, offer.promised_h, read_window(offer.service_window), tested_h=offer.tested_h)
    worst = effective_promise(judged, tests_count=True)
    return float("inf") if worst is None else worst


def _tell_dependents(session: Session, resource: Resource, at: datetime) -> None:
    """Each department that leans on the resource gets a proposal to look at its plan again."""
    query = select(Demand.department_id).where(Demand.resource_id == resource.id, Demand.state == "in_force")
    leaning = session.scalars(query.distinct()).all()
    plans.tell(
        session,
        leaning,
        say("Löftet om {resurs} är sämre än förut.", resurs=resource.name),
        at=at,
        happening="promise_lowered",
    )


# --- answers to one demand ------------------------------------------------------------------------------------------


def asked(session: Session, demand_id: int, *, by: Actor, at: datetime, lock: bool = False) -> tuple[Demand, Resource]:
    """A demand on a resource that this person answers for. :raise NotFound: there is none such."""
    demand = session.get(Demand, demand_id)
    if demand is None or demand.resource_id is None or demand.state == "ended":
        raise NotFound
    return demand, own_resource(session, demand.resource_id, by=by, at=at, lock=lock)


def confirm(session: Session, demand_id: int, *, by: Actor, at: datetime) -> None:
    """Agrees to a demand as it is. :raise Refused: what is promised to all is longer than the need, or nothing."""
    demand, resource = asked(session, demand_id, by=by, at=at, lock=True)
    given, need = current(session, resource.id), _need(demand)
    if given is None or _worst_h(_offer_of(given)) > need:
        raise Refused(
            say("Det ni har lovat räcker inte till det här kravet. Ändra löftet först, eller lämna ett motbud.")
        )
    _answer(session, demand, resource, "confirmed", None, "", by=by, at=at)


def counter_offer(
    session: Session, demand_id: int, offered_h: float | None, text: str = "", *, by: Actor, at: datetime
) -> None:
    """Offers another time, in hours, than the one that is asked for."""
    demand, resource = asked(session, demand_id, by=by, at=at, lock=True)
    if offered_h is None or offered_h < 0:
        raise Invalid({"offered_h": say("Ange vilken tid ni kan erbjuda, till exempel 8 h.")})
    _answer(session, demand, resource, "counter_offer", offered_h, text, by=by, at=at)


def decline(session: Session, demand_id: int, text: str, *, by: Actor, at: datetime) -> None:
    """Says no, and why."""
    demand, resource = asked(session, demand_id, by=by, at=at, lock=True)
    if not text.strip():
        raise Invalid({"text": say("Skriv varför, så att de som behöver resursen kan planera för det.")})
    _answer(session, demand, resource, "declined", None, text, by=by, at=at)


def _need(demand: Demand) -> float:
    return number(demand.values.get("required_within_h")) or 0


def _answer(
    session: Session, demand: Demand, resource: Resource, reply: Reply, offered_h: float | None, text: str,
    *, by: Actor, at: datetime,
) -> None:  # fmt: skip
    session.add(
        DemandAnswer(
            department_id=demand.department_id,
            row=demand.row,
            resource_id=resource.id,
            required_within_h=_need(demand),
            answer=reply,
            offered_h=offered_h,
            text=text.strip(),
            at=at,
            by_id=by.person_id,
        )
    )
    plan = session.scalars(select(Plan).where(Plan.department_id == demand.department_id)).first()
    record(
        session, "demand_answered", at=at, by=by, plan_id=plan.id if plan else None, resource=resource.name,
        answer=reply, offered_h=offered_h,
    )  # fmt: skip
    session.commit()
