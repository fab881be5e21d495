"""A person's calendar at a secret address, which can be taken back: their own days, nothing of any plan."""

import secrets
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from continuity.definitions.canonical import sha256_of
from continuity.errors import NotFound, say
from continuity.models import CalendarKey, Person, Plan
from continuity.services.clock import local_date
from continuity.services.organisation.people import actor_of
from continuity.services.record.history import record
from continuity.services.reminders.calendars import calendar_file, version_of
from continuity.services.reminders.letters import PATHS, Occasion
from continuity.services.reminders.matters import matters
from continuity.services.reminders.speaking import tell
from continuity.services.worklist.tasks import Task, my_tasks

OWN_DAY = frozenset({"advise", "decide"})  # whose day is not the step's


def has_address(session: Session, person_id: int) -> bool:
    """Whether the person has an address that works."""
    query = select(CalendarKey.token_sha256).where(CalendarKey.person_id == person_id, CalendarKey.revoked_at.is_(None))
    return session.scalar(query) is not None


def make_address(session: Session, person_id: int, *, at: datetime) -> str:
    """The address's secret part, told once; an earlier one stops working."""
    _revoke(session, person_id, at)
    token = secrets.token_urlsafe(24)  # 192 bits
    session.add(CalendarKey(token_sha256=sha256_of(token), person_id=person_id, made_at=at))
    record(session, "calendar_address_made", at=at, by=actor_of(session, person_id), person_id=person_id)
    session.commit()
    return token


def revoke_address(session: Session, person_id: int, *, at: datetime) -> None:
    """The address stops working at once."""
    _revoke(session, person_id, at)
    record(session, "calendar_address_revoked", at=at, by=actor_of(session, person_id), person_id=person_id)
    session.commit()


def _revoke(session: Session, person_id: int, at: datetime) -> None:
    living = (CalendarKey.person_id == person_id, CalendarKey.revoked_at.is_(None))
    session.execute(update(CalendarKey).where(*living).values(revoked_at=at))


def calendar_of(session: Session, token: str, *, base: str, at: datetime) -> bytes:
    """The calendar behind a secret. :raise NotFound: unknown, taken back, or the account is closed."""
    key = session.get(CalendarKey, sha256_of(token))
    person = session.get(Person, key.person_id) if key is not None and key.revoked_at is None else None
    if person is None or not person.active:
        raise NotFound
    found = {occasion.uid: occasion for occasion in _occasions(session, person, at)}
    name = tell(say("Kontinuitetsplanering"), person.language)
    sequences = dict.fromkeys(found, version_of(at))
    return calendar_file(found.values(), base=base, at=at, sequences=sequences, name=name)


def _occasions(session: Session, person: Person, at: datetime) -> Iterator[Occasion]:
    """What waits for the person, and the reviews and validity of their own departments' plans."""
    tasks = my_tasks(session, by=actor_of(session, person.id), at=at)
    yield from (_of_task(task, person) for task in tasks.mine if task.due is not None)
    own = session.scalars(
        select(Plan.id).where(Plan.department_id.in_([id_ for id_, _name in tasks.departments]))
    ).all()
    for matter in matters(session, ("review_due", "valid_to"), at=local_date(at), plan_ids=own) if own else ():
        title = say("{department}: {what}", department=matter.department, what=matter.text)
        uid = f"{matter.ladder}-{matter.plan_id}"
        yield Occasion(uid, tell(title, person.language), matter.day, matter.path)


def _of_task(task: Task, person: Person) -> Occasion:
    assert task.due is not None
    kind = "invitation" if task.kind == "stand_behind" else task.kind  # the mail calls it so
    uid = f"step-{task.step_id}" if task.subject_id is None else f"{kind}-{task.subject_id}"
    uid = f"{task.kind}-{uid}" if task.kind in OWN_DAY else uid
    title = tell(say("{department}: {what}", department=task.department, what=task.text), person.language)
    place = PATHS.get(task.kind, PATHS["tasks"])
    return Occasion(uid, title, task.due, place.format(step=task.step_id, row=task.row, token=""))
