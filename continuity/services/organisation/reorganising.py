"""Changes of the organisation in which plans follow: units merge, and a department gets a new head."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import Decider
from continuity.errors import Invalid, Reason, Refused, say
from continuity.models import (
    Action,
    Activity,
    Demand,
    DemandAnswer,
    Department,
    Finding,
    GapHandling,
    Membership,
    Person,
    Plan,
    Resource,
    RoleTitle,
)
from continuity.rules.permissions import APART, Actor
from continuity.rules.repealing import NAMES, against
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.organisation import organising
from continuity.services.organisation.people import require
from continuity.services.organisation.seats import mixes
from continuity.services.record.history import record
from continuity.services.steps import opening, plans

Lives = Literal["into", "from"]  # which plan lives on where both units have one


# --- two units become one ------------------------------------------------------------------------------------------


def merge(
    session: Session, gone_id: int, kept_id: int | None, *, lives: Lives = "into", decision: str = "",
    body: str = "", by: Actor, at: datetime,
) -> Department:  # fmt: skip
    """Lets one unit go up in another: units below it, roles, register and plan follow, in one transaction.

    Where both have a plan, `lives` says which goes on; the other is repealed by `body` under `decision`. The unit that
    is gone is closed and laid below the one that goes on, so that whoever has a role there reads its documents.

    :raise Invalid: units that cannot merge, or no decision of a body that may take it where a plan in force ends.
    :raise Refused: a unit below would stand under one of a lower level.
    """
    require("administer", by, at)
    gone, kept = pair(session, gone_id, kept_id)
    reasons = tuple(misfits(session, gone, kept))
    if reasons:
        raise Refused(*reasons)
    ending = [plan for plan in endings(session, gone, kept, lives) if plan is not None]
    _check_decision(session, ending, decision, body)
    if lives == "into":
        _register_follows(session, gone, kept)  # before the plan ends: what it has in force goes on in the other unit
    for plan in ending:
        plans.end(session, plan, by=by, at=at)
    if lives == "from":
        _register_follows(session, gone, kept)
    _plans_follow(session, gone, kept)
    _people_follow(session, gone, kept, local_date(at))
    for below in session.scalars(select(Department).where(Department.parent_id == gone.id)):
        below.parent_id = kept.id
    kept.special_handling_since = kept.special_handling_since or gone.special_handling_since
    gone.parent_id, gone.closed_on = kept.id, local_date(at)
    session.flush()
    plans.tell(session, [kept.id], say("{gone} har gått upp i {kept}.", gone=gone.name, kept=kept.name), at=at)
    for plan in ending:
        record(session, "plan_repealed", at=at, by=by, plan_id=plan.id, decision=decision.strip(), body=body)
    ended = [plan.id for plan in ending]
    record(session, "departments_merged", at=at, by=by, department=gone.id, into=kept.id, lives=lives, ended=ended)
    session.commit()
    return kept


def _check_decision(session: Session, ending: Sequence[Plan], decision: str, body: str) -> None:
    """:raise Invalid: something in force would end without a decision of somebody who may repeal it."""
    decided = [by for plan in ending for by in deciders(session, plan)]
    if not any(plan.in_force_version for plan in ending) and not decided:
        return
    errors: dict[str, Reason] = {}
    if not decision.strip():
        errors["decision"] = say("Ange beslutet som upphäver planen, med instans, datum och paragraf.")
    chosen = next((one for one in NAMES if one == body), None)
    if chosen is None:
        errors["body"] = say("Välj vem som har beslutat att planen upphävs.")
    elif reason := against(chosen, decided):
        errors["body"] = reason
    if errors:
        raise Invalid(errors)


def deciders(session: Session, plan: Plan) -> Sequence[Decider]:
    """Who decided what is in force in a plan; what was decided elsewhere names its body in words alone."""
    revisions = [step.in_force_revision for step in plan.steps if step.in_force_revision is not None]
    return [
        publishing.workflow(session, one.workflow_hash).steps[one.step.name].decided_by
        for one in revisions
        if one.kind != "decided_elsewhere"
    ]


def pair(session: Session, gone_id: int, kept_id: int | None) -> tuple[Department, Department]:
    """The two units, as the one that goes and the one that goes on. :raise Invalid: they cannot merge."""
    gone = organising.get_department(session, gone_id)
    kept = session.get(Department, kept_id) if kept_id is not None else None
    if kept is None or kept.closed_on is not None or kept.id == gone.id:
        raise Invalid({"into": say("Välj en annan enhet, som finns kvar.")})
    if gone.closed_on is not None:
        raise Refused(say("Enheten är redan stängd."))
    if gone.id in organising.line_of(session, kept.id):
        raise Invalid({"into": say("{kept} ligger under {gone}. Flytta den först.", kept=kept.name, gone=gone.name)})
    return gone, kept


def misfits(session: Session, gone: Department, kept: Department) -> Iterator[Reason]:
    """What below the unit that goes would stand too high under the one that goes on."""
    lowest = organising.LEVELS.index(kept.level)
    query = select(Department).where(Department.parent_id == gone.id, Department.closed_on.is_(None))
    for below in session.scalars(query):
        if organising.LEVELS.index(below.level) < lowest:
            yield say("{below} kan inte ligga under {kept}. Flytta den först.", below=below.name, kept=kept.name)


def both(session: Session, gone: Department, kept: Department) -> Iterator[tuple[Plan, Plan | None]]:
    """The living plans of the unit that goes, each with the other unit's plan of the same workflow."""
    rows = session.scalars(select(Plan).where(Plan.department_id.in_((gone.id, kept.id))).order_by(Plan.id)).all()
    theirs = {plan.workflow: plan for plan in rows if plan.department_id == kept.id}
    for plan in rows:
        if plan.department_id == gone.id and plan.repealed_at is None:
            yield plan, theirs.get(plan.workflow)


def endings(session: Session, gone: Department, kept: Department, lives: Lives) -> Sequence[Plan]:
    """The plans that end, because the two units have one each of the same kind."""
    pairs = [
        (one, other) for one, other in both(session, gone, kept) if other is not None and other.repealed_at is None
    ]
    return [one if lives == "into" else other for one, other in pairs]


def _plans_follow(session: Session, gone: Department, kept: Department) -> None:
    """Living plans of the unit that goes move over; an ended one of the other takes their place, to be read there."""
    for plan, other in list(both(session, gone, kept)):
        opening.plan_of(session, plan.id)
        name = plan.workflow
        if other is not None:  # no two plans of a unit may share a workflow, not for a moment either
            plan.workflow = f"{name} *"
            session.flush()
            other.department_id = gone.id
            session.flush()
        plan.department_id, plan.workflow = kept.id, name
        session.flush()
        session.expire(plan, ["department"])


def _people_follow(session: Session, gone: Department, kept: Department, today: date) -> None:
    """Roles go over today, but for heads: a department has its own."""
    headed = bool(seats(session, kept.id, today, role="head"))
    for seat in seats(session, gone.id, today):
        if not (seat.role == "head" and headed) and not _holds(session, seat, kept.id, today):
            session.add(
                Membership(
                    person_id=seat.person_id, department_id=kept.id, role=seat.role, title=seat.title,
                    deputy=seat.deputy, starts=max(seat.starts, today), ends=seat.ends,
                )
            )  # fmt: skip
        seat.ends = min(today, seat.starts) - timedelta(days=1)


def seats(session: Session, department_id: int, today: date, *, role: str = "") -> Sequence[Membership]:
    """The roles held in a unit today or later."""
    query = select(Membership).where(
        Membership.department_id == department_id, Membership.ends.is_(None) | (Membership.ends >= today)
    )
    return session.scalars(query.where(Membership.role == role) if role else query).all()


def _holds(session: Session, seat: Membership, department_id: int, today: date) -> bool:
    return any(s.person_id == seat.person_id for s in seats(session, department_id, today, role=seat.role))


def _register_follows(session: Session, gone: Department, kept: Department) -> None:
    """What the register holds of the unit that goes: activities and demands in force, resources and role titles."""
    moved = {"department_id": kept.id}
    session.execute(
        update(Activity).where(Activity.department_id == gone.id, Activity.valid_to.is_(None)).values(**moved)
    )
    session.execute(update(Demand).where(Demand.department_id == gone.id, Demand.state != "ended").values(**moved))
    session.execute(
        update(GapHandling).where(GapHandling.department_id == gone.id, GapHandling.valid_to.is_(None)).values(**moved)
    )
    for table in (Finding, Action, DemandAnswer):
        session.execute(update(table).where(table.department_id == gone.id).values(**moved))
    session.execute(update(Resource).where(Resource.owner_id == gone.id).values(owner_id=kept.id))
    known = select(RoleTitle.title).where(RoleTitle.department_id == kept.id)
    session.execute(
        update(RoleTitle)
        .where(RoleTitle.department_id == gone.id, RoleTitle.title.not_in(known))
        .values(**moved)
        .execution_options(synchronize_session="fetch")
    )


# --- a new head ----------------------------------------------------------------------------------------------------


def change_head(
    session: Session, department_id: int, person_id: int, title: str, starts: date | None, *, by: Actor, at: datetime
) -> Membership:
    """Ends the head's seat the day before and begins another's; the new head answers whether to look through the plan.

    A deputy who becomes head is no deputy from then. :raise Invalid: a closed account, oneself, or a day that is past.
    """
    require("administer", by, at)
    row = organising.get_department(session, department_id)
    person = session.get(Person, person_id)
    errors = _wrong_head(session, row, person, starts, by, local_date(at))
    if errors or person is None or starts is None:
        raise Invalid(errors)
    last, before = starts - timedelta(days=1), []
    for seat in seats(session, row.id, starts, role="head"):
        if not seat.deputy or seat.person_id == person.id:
            seat.ends = last
            before.append(seat.person_id)
    made = Membership(
        person_id=person.id, department_id=row.id, role="head", title=title.strip() or person.title, starts=starts
    )
    session.add(made)
    session.flush()
    text = say("{name} är chef för {department} från {day}.", name=person.name, department=row.name, day=starts)
    plans.tell(session, [row.id], text, at=at)
    record(
        session, "head_changed", at=at, by=by, department=row.id, person_id=person.id, before=before,
        starts=starts.isoformat(),
    )  # fmt: skip
    session.commit()
    return made


def _wrong_head(
    session: Session, row: Department, person: Person | None, starts: date | None, by: Actor, today: date
) -> dict[str, Reason]:
    errors: dict[str, Reason] = {}
    if row.closed_on is not None:
        raise Refused(say("Enheten är redan stängd."))
    if person is None or not person.active:
        errors["person"] = say("Välj en person med ett öppet konto.")
    elif person.id == by.person_id:
        errors["person"] = say("Du kan inte ge dig själv en roll. Be en annan systemadministratör.")
    if starts is None or starts < today:
        errors["starts"] = say("Skriv från vilken dag, tidigast i dag, till exempel 2027-01-31.")
    elif person is not None and any(
        seat.person_id == person.id and not seat.deputy for seat in seats(session, row.id, starts, role="head")
    ):
        errors["person"] = say("Personen är redan chef där.")
    if not errors and person is not None and starts is not None and mixes(session, person.id, "head", starts, None):
        errors["person"] = APART
    return errors
