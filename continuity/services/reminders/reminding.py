"""Ladder reminders: who is due to be told what on a day, gathered once a day into one digest a person and week."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from continuity.definitions.organisation import Ladder, Organisation, Rung
from continuity.models import Mail, Reminder, ReminderPause, ReminderRound
from continuity.rules import reminders
from continuity.rules.due import Quiet
from continuity.rules.reminders import Workdays
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.organisation.staff import Staff
from continuity.services.reminders import outbox
from continuity.services.reminders.matter import Matter
from continuity.services.reminders.matters import matters

ORDINARY = 60  # rounds looked back on to know what a usual day is


@dataclass(frozen=True)
class Due:
    """One reminder: a rung of a matter's ladder, for one person; `day` is the day it goes, or should have gone."""

    matter: Matter
    rung: Rung
    person: int
    copied: bool
    day: date


def calendar_of(settings: Organisation) -> Workdays:
    """What counts as a working day here."""
    return Workdays(
        frozenset(date.fromisoformat(day) for day in settings.extra_holidays),
        tuple(Quiet.written(period.first, period.last) for period in settings.quiet),
    )


class Outlook:
    """Everything that reminders are worked out from, on one day: matters, ladders, who holds what, who is paused.

    Of some plans (`plan_ids`), or of some ladders (`kinds`), only what is asked for is read.
    """

    def __init__(
        self,
        session: Session,
        today: date,
        plan_ids: Collection[int] | None = None,
        kinds: Collection[str] | None = None,
    ) -> None:
        self.today = today
        published = publishing.newest(session) is not None
        self.settings = publishing.settings(session) if published else None
        self.ladders: Mapping[Any, Ladder] = self.settings.ladders if self.settings else {}
        self.calendar = calendar_of(self.settings) if self.settings else Workdays()
        asked = [kind for kind in self.ladders if kinds is None or kind in kinds]
        found = matters(session, asked, at=today, plan_ids=plan_ids) if asked else []
        named = {unit for one in found for unit in (one.department_id, one.asked_in) if unit}
        self.staff = Staff(session, None if plan_ids is None else named, today)
        paused = _paused(session, today)
        self.matters = [one for one in found if paused.isdisjoint(self.staff.way(one.department_id))]

    def holders(self, matter: Matter, rung: Rung) -> Mapping[str, Collection[int]]:
        """Role -> people, for each role that the rung names."""
        return {role: self._people(matter, role) for role, _copied in reminders.receivers(rung)}

    def _people(self, matter: Matter, role: str) -> tuple[int, ...]:
        if role == "asked":
            return self.staff.told(matter.asked, matter.asked_in or matter.department_id)
        return self.staff.told(role, matter.department_id)

    def passed(self, matter: Matter) -> tuple[tuple[Rung, date], ...]:
        """The rungs of a matter whose day has come."""
        return reminders.passed(self.ladders[matter.ladder], matter.day, self.today, self.calendar, body=matter.body)

    def right_day(self, matter: Matter, rung: Rung) -> date:
        """When a rung is told."""
        return reminders.right_day(self.ladders[matter.ladder], rung, matter.day, self.calendar, body=matter.body)

    def later(self, matter: Matter, rung: Rung) -> reminders.Later | None:
        """What happens if nothing else does."""
        return reminders.later(
            self.ladders[matter.ladder], rung, matter.day, self.today, self.calendar, body=matter.body
        )


def _paused(session: Session, today: date) -> set[int]:
    query = select(ReminderPause.department_id).where(ReminderPause.until >= today, ReminderPause.ended_at.is_(None))
    return set(session.scalars(query))


def due_on(session: Session, day: date, outlook: Outlook | None = None) -> list[Due]:
    """What is to be told on a day and has not been, whatever day of the week it is."""
    outlook = outlook or Outlook(session, day)
    told = _told(session, outlook.matters)
    return [due for matter in outlook.matters for due in _of(outlook, matter, told.get(_place(matter), {}))]


def _of(outlook: Outlook, matter: Matter, known: Mapping[int, Collection[int]]) -> Iterator[Due]:
    passed = outlook.passed(matter)
    if not passed:
        return
    holders: dict[str, Collection[int]] = {}
    for rung, _day in passed:
        holders |= outlook.holders(matter, rung)
    days = {rung.at: day for rung, day in passed}
    for person, rung, copied in reminders.highest(passed, holders, known):
        yield Due(matter, rung, person, copied, days[rung.at])


Place = tuple[int, str, str, date]


def _place(matter: Matter) -> Place:
    return (matter.plan_id, *matter.key)


def _told(session: Session, found: Sequence[Matter]) -> dict[Place, dict[int, set[int]]]:
    """Which levels each person has been told of each matter."""
    if not found:
        return {}
    columns = (Reminder.plan_id, Reminder.ladder, Reminder.subject, Reminder.due, Reminder.person_id, Reminder.level)
    earliest = min(matter.day for matter in found)
    told: dict[Place, dict[int, set[int]]] = {}
    for plan, ladder, subject, day, person, level in session.execute(select(*columns).where(Reminder.due >= earliest)):
        told.setdefault((plan, ladder, subject, day), {}).setdefault(person, set()).add(level)
    return told


# --- gathering ----------------------------------------------------------------------------------------------------


def gathered(session: Session, day: date) -> bool:
    """Whether the day's reminders have been gathered."""
    return session.scalar(select(ReminderRound.id).where(ReminderRound.day == day)) is not None


def gather(session: Session, *, at: datetime) -> int:
    """Posts the day's reminders, once a day; how many. Commits.

    The day's row is taken first, so that of two who gather at once the second finds nothing to do. A flood is held
    until a person has seen it.
    """
    today = local_date(at)
    if gathered(session, today):
        session.rollback()
        return 0
    turn = ReminderRound(day=today, at=at)
    session.add(turn)
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        return 0
    outlook = Outlook(session, today)
    waiting = _not_yet_this_week(session, due_on(session, today, outlook), today)
    turn.reminders = len(waiting)
    if outlook.settings is not None and _is_flood(session, len(waiting), outlook.settings, today):
        turn.state = "held"
    _post(session, waiting, turn, at)
    session.commit()
    return len(waiting)


def _not_yet_this_week(session: Session, found: Iterable[Due], today: date) -> list[Due]:
    """What goes today: on its own day, or in the week's digest where the person has not had one."""
    listed = list(found)
    week = reminders.week_of(today)
    keys = {due.person: _digest_key(due.person, week) for due in listed}
    had = outbox.known(session, list(keys.values()))
    return [due for due in listed if due.rung.own_day or keys[due.person] not in had]


def _digest_key(person: int, week: str) -> str:
    return f"digest/{person}/{week}"


def _own_key(due: Due) -> str:
    matter = due.matter
    return f"reminder/{matter.plan_id}/{matter.ladder}/{matter.subject}/{matter.day}/{due.rung.at}/{due.person}"


def _is_flood(session: Session, number: int, settings: Organisation, today: date) -> bool:
    earlier = session.execute(
        select(ReminderRound.day, ReminderRound.reminders)
        .where(ReminderRound.day != today, ReminderRound.state.in_(("sent", "confirmed")))
        .order_by(ReminderRound.id.desc())  # as they were gathered, wherever the clock then stood
        .limit(ORDINARY)
    ).all()
    usual = max((row.reminders for row in earlier), default=0)
    since = earlier[0].day if earlier else None
    return reminders.is_flood(number, cap=settings.reminder_cap, usual=usual, since=since, today=today)


def _post(session: Session, found: Sequence[Due], turn: ReminderRound, at: datetime) -> None:
    """Mails and reminders as rows, many at a time."""
    week = reminders.week_of(turn.day)
    mails: dict[str, list[Due]] = {}
    for due in found:
        mails.setdefault(_own_key(due) if due.rung.own_day else _digest_key(due.person, week), []).append(due)
    if not mails:
        return
    rows = [_mail_row(key, dues, turn, at) for key, dues in mails.items()]
    stored = session.execute(insert(Mail).returning(Mail.id, Mail.key), rows)
    ids = {row.key: row.id for row in stored}
    session.execute(insert(Reminder), [_reminder_row(due, ids[key], at) for key, dues in mails.items() for due in dues])


def _mail_row(key: str, dues: Sequence[Due], turn: ReminderRound, at: datetime) -> dict[str, Any]:
    mail = outbox.new(key=key, person_id=dues[0].person, kind="digest", facts={"lines": list(map(_line, dues))}, at=at)
    return {
        "key": key,
        "message_id": mail.message_id,
        "person_id": mail.person_id,
        "kind": mail.kind,
        "facts": mail.facts,
        "round_id": turn.id,
        "state": "held" if turn.state == "held" else "waiting",
        "posted_at": at,
        "next_try": at,
        "attempts": 0,
        "claim": "",
        "problem": "",
    }


def _line(due: Due) -> dict[str, Any]:
    ladder, subject, day = due.matter.key
    plan, level = due.matter.plan_id, due.rung.at
    return {"plan": plan, "ladder": ladder, "subject": subject, "day": day.isoformat(), "level": level}


def _reminder_row(due: Due, mail_id: int, at: datetime) -> dict[str, Any]:
    ladder, subject, day = due.matter.key
    return {
        "plan_id": due.matter.plan_id,
        "cycle": due.matter.cycle,
        "ladder": ladder,
        "subject": subject,
        "due": day,
        "level": due.rung.at,
        "person_id": due.person,
        "mail_id": mail_id,
        "at": at,
    }


# --- as the mail goes ---------------------------------------------------------------------------------------------


def still_due(session: Session, mail: Mail, today: date) -> tuple[Outlook, list[Due]]:
    """What of a digest still holds: the matter is open with the same day, not paused, and this person's to do."""
    lines = mail.facts["lines"]
    outlook = Outlook(session, today, {line["plan"] for line in lines}, {line["ladder"] for line in lines})
    here = {(_place(matter)): matter for matter in outlook.matters}
    found: list[Due] = []
    for line in lines:
        matter = here.get((line["plan"], line["ladder"], line["subject"], date.fromisoformat(line["day"])))
        rung = _rung(outlook, line) if matter is not None else None
        if matter is None or rung is None:
            continue
        roles = dict(reversed(reminders.receivers(rung)))  # who is both to act and copied is to act
        holders = outlook.holders(matter, rung)
        copies = [copied for role, copied in roles.items() if mail.person_id in holders[role]]
        if copies:
            found.append(Due(matter, rung, mail.person_id, all(copies), today))
    return outlook, found


def _rung(outlook: Outlook, line: Mapping[str, Any]) -> Rung | None:
    ladder = outlook.ladders.get(line["ladder"])
    return next((rung for rung in ladder.rungs if rung.at == line["level"]), None) if ladder else None


# --- looking ahead ------------------------------------------------------------------------------------------------


def preview(session: Session, today: date, days: int = 30) -> list[Due]:
    """What goes from today on, by day: what is due and untold, and what comes if nobody does anything."""
    outlook = Outlook(session, today)
    last = today + timedelta(days=days)
    coming = list(due_on(session, today, outlook))
    for matter in outlook.matters:
        for rung in outlook.ladders[matter.ladder].rungs:
            day = outlook.right_day(matter, rung)
            if today < day <= last:
                coming += _for_each(outlook, matter, rung, day)
    return sorted(coming, key=lambda due: (max(due.day, today), due.person, due.matter.department, due.rung.at))


def _for_each(outlook: Outlook, matter: Matter, rung: Rung, day: date) -> Iterator[Due]:
    holders = outlook.holders(matter, rung)
    for person, chosen, copied in reminders.highest([(rung, day)], holders, {}):
        yield Due(matter, chosen, person, copied, day)
