"""The demo municipality: plays a script of real acts, so that seven departments stand where the example says."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.catalogue import Catalogue
from continuity.errors import Refused, say
from continuity.models import Action, Municipality, Person, Plan, Step
from continuity.rules.permissions import Actor
from continuity.services import demo_priority, demo_resources, demo_typing, publishing
from continuity.services.answers import answering, confirming, inviting
from continuity.services.clock import STOCKHOLM
from continuity.services.organisation import organising, people, seats
from continuity.services.oversight import freezing, programme
from continuity.services.registers import actions
from continuity.services.steps import backing, deciding, moving, numbering, plans, reviewing, signing, standing_behind
from continuity.services.steps.desk import open_desk

SCRIPT = Path(__file__).parent.parent / "demo"
WEEK = timedelta(days=7)


@dataclass
class Stage:
    """What the acts share: the database, the shift in whole weeks, who is who, and the names of rows."""

    session: Session
    shift: timedelta
    people: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    rows: dict[tuple[int, str], str] = field(default_factory=dict)  # (plan, key in the script) -> row id

    def moment(self, written: datetime) -> datetime:
        """An instant of the script (Swedish time) as it falls in this loading."""
        return (written.replace(tzinfo=STOCKHOLM) + self.shift).astimezone(UTC)

    def actor(self, login: str, at: datetime) -> Actor:
        """Somebody of the script, freshly logged in."""
        return people.actor_of(self.session, self.people[login], auth_time=at)


def script(name: str) -> dict[str, Any]:
    """A file of the demo's script."""
    return tomllib.loads((SCRIPT / f"{name}.toml").read_text(encoding="utf-8"))


def shift_to(today: date, example: date) -> timedelta:
    """Whole weeks from the example's today to the latest same weekday not after `today`."""
    return WEEK * ((today - example) // WEEK)


def load(session: Session, catalogue: Catalogue, *, today: date) -> None:
    """Fills an empty database with the demo municipality.

    :raise Refused: the database is not empty.
    """
    cast = script("municipality")
    stage = set_up(session, catalogue, today=today)
    acts = [act for plan in cast["plans"] for act in acts_of(plan["unit"])]
    acts += script("acts_resources")["acts"] + script("acts_priority")["acts"]
    for plan in cast["plans"]:
        start_plan(stage, plan["unit"])
    for act in sorted(acts, key=lambda act: act["at"]):
        play(stage, act)
    for said in cast["directions"]:
        at = stage.moment(said["at"])
        year = at.year + said["ahead"]
        programme.set_direction(session, year, said["text"], by=stage.actor(said["by"], at), at=at)


def set_up(session: Session, catalogue: Catalogue, *, today: date) -> Stage:
    """The municipality before anybody has done anything: people, units and published content, and no plan.

    :raise Refused: the database is not empty.
    """
    if session.scalar(select(Person.id).limit(1)) is not None or session.scalar(select(Plan.id).limit(1)) is not None:
        raise Refused(
            say("Databasen är inte tom. Demokommunen läses bara in i en tom databas, så att inget skrivs över.")
        )
    cast = script("municipality")
    stage = Stage(session, shift_to(today, cast["today"]))
    _people_and_units(stage, cast, catalogue, stage.moment(cast["begins"]))
    return stage


def acts_of(unit: str) -> list[dict[str, Any]]:
    """What the people of a unit do, each act with the unit that it is done in."""
    plan = _plan_of(unit)
    return [act | {"plan": unit} for act in script(plan["acts"])["acts"]]


def _plan_of(unit: str) -> Mapping[str, Any]:
    return next(plan for plan in script("municipality")["plans"] if plan["unit"] == unit)


def logins() -> list[tuple[str, str]]:
    """(e-mail, title) of those who can log in to the demo."""
    cast = script("municipality")
    return [(person["email"], person["title"]) for person in cast["people"]]


def password() -> str:
    """The demo's one password."""
    return str(script("municipality")["password"])


def _people_and_units(stage: Stage, cast: Mapping[str, Any], catalogue: Catalogue, at: datetime) -> None:
    session = stage.session
    first = next(p for p in cast["people"] if p["login"] == cast["administrator"])
    person, token = people.add_first(session, first["email"], first["title"], at=at)
    stage.people[first["login"]] = person.id
    people.use_link(session, token, cast["password"], at=at)
    by = stage.actor(first["login"], at)
    organising.set_municipality(
        session, cast["municipality"], security_contact=cast["security_contact"], is_demo=True, by=by, at=at
    )
    publishing.publish(session, catalogue, by=by, at=at)
    for unit in cast["units"]:
        parent = stage.units.get(unit.get("parent", ""))
        made = organising.create_department(session, unit["code"], unit["name"], unit["level"], parent, by=by, at=at)
        stage.units[unit["code"]] = made.id
    stored = session.get_one(Person, person.id).password_hash
    for one in cast["people"]:
        if one["login"] not in stage.people:
            new = people.add_person(session, one["email"], one["title"], title=one["title"], by=by, at=at)
            new.password_hash = stored  # one demo password, hashed once: argon2 forty times would take a minute
            session.commit()
            stage.people[one["login"]] = new.id
        for seat in one.get("seats", ()):
            seats.seat(
                session, stage.people[one["login"]], seat["role"], stage.units.get(seat.get("unit", "")),
                deputy=seat.get("deputy", False), title=one["title"], starts=at.date(), by=by, at=at,
            )  # fmt: skip


def start_plan(stage: Stage, unit: str) -> None:
    """The administrator starts a unit's plan, on the day that the script says."""
    plan = _plan_of(unit)
    at = stage.moment(plan["started"])
    by = stage.actor(script("municipality")["administrator"], at)
    plans.start_plan(stage.session, stage.units[unit], variant=plan.get("variant", ""), by=by, at=at)


def step_of(stage: Stage, act: Mapping[str, Any]) -> int:
    """The id of the step that an act is about."""
    query = (
        select(Step.id)
        .join(Plan, Plan.id == Step.plan_id)
        .where(Plan.department_id == stage.units[act["plan"]], Step.name == act["step"])
    )
    return stage.session.scalars(query).one()


MUNICIPAL = {**demo_resources.ACTS, **demo_priority.ACTS}  # the acts that are about no step


def play(stage: Stage, act: Mapping[str, Any]) -> None:
    """One act, by the verb that a person would have called."""
    at = stage.moment(act["at"])
    if act["do"] == "open_due":
        plans.open_due_steps(stage.session, at=at)
        return
    if act["do"] == "freeze_status":
        freezing.freeze(stage.session, by=None, at=at)
        return
    if act["do"] in MUNICIPAL:
        MUNICIPAL[act["do"]](stage, act, stage.actor(act["by"], at), at)
        return
    ACTS[act["do"]](stage, act, step_of(stage, act), stage.actor(act["by"], at), at)


# --- the acts ---------------------------------------------------------------------------------------------------


def _begin(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    moving.start(stage.session, step, by=by, at=at)


def _submit(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    desk = open_desk(stage.session, step, by=by, at=at)
    motives = act.get("motives", {})
    for finding in desk.findings():
        if finding.kind == "warn" and finding.check in motives:
            answering.accept_warning(stage.session, step, finding.key, motives[finding.check], by=by, at=at)
    go_through(stage.session, step, by=by, at=at)
    moving.submit(stage.session, step, by=by, at=at)


def go_through(session: Session, step: int, *, by: Actor, at: datetime) -> None:
    """Says of everything that came from the version before and was not changed that it is still right."""
    for one in open_desk(session, step, by=by, at=at).carried():
        if one.waits:
            confirming.confirm(session, step, one.page_id, one.row, confirming.STILL_RIGHT, by=by, at=at)


def _stand_behind(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    """The owners are asked; `who` is invited to each row by name and stands behind it."""
    backing.ask(stage.session, step, by=by, at=at)
    who, until = stage.actor(act["who"], at), at.date() + WEEK
    for one in standing_behind.rows(open_desk(stage.session, step, by=by, at=at)):
        inviting.invite(stage.session, step, act["list"], one.row, who.person_id, until, by=by, at=at)
        backing.stand_behind(stage.session, step, one.row, by=who, at=at)


def _advise(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    reviewing.advise(stage.session, step, act["outcome"], act.get("text", ""), by=by, at=at)


def _number(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    numbering.assign_number(stage.session, step, act["number"], by=by, at=at)


def _clear(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    moving.clear(stage.session, step, by=by, at=at)


def _sign(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    signing.sign(stage.session, step, confirmed=True, by=by, at=at)


def _send_back(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    moving.send_back(stage.session, step, act["reason"], act.get("pages", ()), by=by, at=at)


def _comment(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    plan = stage.session.get_one(Step, step).plan_id
    row = stage.rows.get((plan, act.get("row", "")), "")
    reviewing.comment(stage.session, step, act["page"], row, act.get("question", ""), act["text"], by=by, at=at)


def _hearing(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    meeting, papers = act["meeting"] + stage.shift, act["papers"] + stage.shift
    deciding.set_hearing(stage.session, step, meeting, papers, by=by, at=at)


def _decide(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    deciding.register_decision(
        stage.session, step, act["outcome"], body=act["body"], meeting_date=act["meeting"] + stage.shift,
        paragraph=act["paragraph"], minutes_confirmed_on=act["minutes"] + stage.shift, by=by, at=at,
    )  # fmt: skip


def _open_now(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    plans.open_now(stage.session, step, by=by, at=at)


def _follow(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    """Does something with an action that the step has stated, found by its key in the script."""
    row = stage.rows[stage.session.get_one(Step, step).plan_id, act["action"]]
    action = stage.session.scalars(select(Action.id).where(Action.step_id == step, Action.row == row)).one()
    if act["verb"] == "extend":
        actions.extend(stage.session, action, act["due"] + stage.shift, act["text"], by=by, at=at)
    elif act["verb"] == "start":
        actions.start(stage.session, action, by=by, at=at)
    else:
        {"finish": actions.finish, "verify": actions.verify}[act["verb"]](
            stage.session, action, act["text"], by=by, at=at
        )


def _fill(stage: Stage, act: Mapping[str, Any], step: int, by: Actor, at: datetime) -> None:
    """Types the answers of one or more files of the script, page by page and row by row, as a person would."""
    for name in act["answers"]:
        demo_typing.Typist(stage, step, by, at).type(script(name))


ACTS: Mapping[str, Callable[[Stage, Mapping[str, Any], int, Actor, datetime], None]] = {
    "start": _begin,
    "fill": _fill,
    "stand_behind": _stand_behind,
    "submit": _submit,
    "advise": _advise,
    "comment": _comment,
    "number": _number,
    "clear": _clear,
    "sign": _sign,
    "send_back": _send_back,
    "hearing": _hearing,
    "decide": _decide,
    "open_now": _open_now,
    "follow": _follow,
}


def is_demo(session: Session) -> bool:
    """Whether this database holds the demo municipality."""
    return bool(session.scalar(select(Municipality.is_demo).limit(1)))
