"""The outbox: a mail is a row in the verb's own transaction; whoever delivers claims rows and marks them."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import CursorResult, Update, and_, or_, select, update
from sqlalchemy.orm import Session

from continuity.definitions.canonical import sha256_of
from continuity.models import Mail, Person

BATCH = 20
LEASE = timedelta(minutes=5)
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
GIVE_UP = timedelta(days=3)
NOTHING: Mapping[str, Any] = MappingProxyType({})
ENDED = ("sent", "unneeded", "stopped", "undeliverable", "dead", "faulty")


def post(
    session: Session,
    *,
    key: str,
    to: int | Person,
    kind: str,
    plan_id: int | None = None,
    facts: Mapping[str, Any] = NOTHING,
    at: datetime,
    needed: bool = True,
) -> bool:
    """Puts one mail in the outbox, unless one with this `key` is there; the verb that calls commits.

    `kind` is a row of services/reminders/writers.py, which writes the text when the mail goes. `facts` holds ids
    and what is known about the process, never answers. With `needed` false the row only notes that nobody has to
    be told.
    Returns whether it was new.
    """
    person_id = to.id if isinstance(to, Person) else to
    if session.scalar(select(Mail.id).where(Mail.key == key)) is not None:
        return False
    session.add(new(key=key, person_id=person_id, kind=kind, plan_id=plan_id, facts=facts, at=at, needed=needed))
    session.flush()
    return True


def new(
    *,
    key: str,
    person_id: int,
    kind: str,
    plan_id: int | None = None,
    facts: Mapping[str, Any] = NOTHING,
    at: datetime,
    needed: bool = True,
) -> Mail:
    """A row that is not stored yet; its Message-ID follows from the key, so that a mail sent twice is seen as one."""
    return Mail(
        key=key,
        message_id=sha256_of(f"mail {key}")[:40],
        person_id=person_id,
        kind=kind,
        plan_id=plan_id,
        facts=dict(facts),
        state="waiting" if needed else "unneeded",
        posted_at=at,
        next_try=at,
        settled_at=None if needed else at,
    )


def known(session: Session, keys: Collection[str]) -> set[str]:
    """Which of these keys the outbox has."""
    return set(session.scalars(select(Mail.key).where(Mail.key.in_(keys)))) if keys else set()


# --- delivering ---------------------------------------------------------------------------------------------------


def claim(session: Session, *, at: datetime, most: int = BATCH) -> tuple[str, Sequence[int]]:
    """Takes some mails whose time has come and that nobody holds: (the claim's name, mail ids). Commits."""
    name = secrets.token_hex(8)
    ready = and_(Mail.state == "waiting", Mail.next_try <= at, or_(Mail.lease_until.is_(None), Mail.lease_until < at))
    chosen = select(Mail.id).where(ready).order_by(Mail.next_try, Mail.id).limit(most).with_for_update(skip_locked=True)
    taken = session.scalars(
        update(Mail)
        .where(Mail.id.in_(chosen))
        .values(claim=name, lease_until=at + LEASE)
        .returning(Mail.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.commit()
    return name, sorted(taken)


def hold_on(session: Session, mail_id: int, name: str, *, at: datetime) -> bool:
    """Renews the lease just before the mail goes; False where it has passed to somebody else. Commits."""
    return _mark(session, mail_id, name, {"lease_until": at + LEASE}) == 1


def sent(session: Session, mail_id: int, name: str, *, at: datetime) -> None:
    """It was taken by the mail server. Commits."""
    mail = session.get_one(Mail, mail_id)
    _mark(session, mail_id, name, {"attempts": mail.attempts + 1, **_ended("sent", "", at)})


def ended(session: Session, mail_id: int, name: str, state: str, problem: str = "", *, at: datetime) -> None:
    """It will not be sent: unneeded, undeliverable or faulty. Commits."""
    _mark(session, mail_id, name, _ended(state, problem, at))


def _ended(state: str, problem: str, at: datetime) -> dict[str, Any]:
    return {"state": state, "problem": problem, "settled_at": at, "lease_until": None}


def postpone(session: Session, mail_id: int, name: str, problem: str, *, at: datetime) -> None:
    """The server could not take it now: again in a while, and after three days no more. Commits."""
    mail = session.get_one(Mail, mail_id)
    first, attempts = mail.first_try or at, mail.attempts + 1
    values: dict[str, Any] = {"attempts": attempts, "first_try": first, "problem": problem, "lease_until": None}
    if at - first >= GIVE_UP:
        values |= _ended("dead", problem, at)
    else:
        values["next_try"] = at + BACKOFF[min(attempts, len(BACKOFF)) - 1]
    _mark(session, mail_id, name, values)


def release(session: Session, mail_ids: Collection[int], name: str) -> None:
    """Gives back what was claimed and not tried. Commits."""
    if mail_ids:
        _run(session, update(Mail).where(Mail.id.in_(mail_ids), Mail.claim == name).values(lease_until=None))


def _mark(session: Session, mail_id: int, name: str, values: Mapping[str, Any]) -> int:
    """Only whoever holds the claim may say how it went, so that one who comes late changes nothing."""
    held = (Mail.id == mail_id, Mail.claim == name, Mail.state == "waiting")
    return _run(session, update(Mail).where(*held).values(**values))


def _run(session: Session, change: Update) -> int:
    done: CursorResult[Any] = session.connection().execute(change)
    session.commit()
    return done.rowcount
