"""Logging in and out: sessions are rows, so that out means out, and guessing a password is slow."""

import secrets
import threading
from datetime import datetime, timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from continuity.definitions.canonical import sha256_of
from continuity.errors import Invalid, TooManyAttempts, say
from continuity.models import LoginAttempt, LoginSession, Person

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=20)
TOUCHED_EVERY = timedelta(minutes=2)
WINDOW = timedelta(minutes=15)
PER_ACCOUNT_AND_ADDRESS = 5
PER_ACCOUNT = 50  # from all addresses together; high, so that nobody else can lock a person out
PER_ADDRESS = 100  # a whole municipality may share one address

hasher = PasswordHasher()
_at_a_time = threading.BoundedSemaphore(2)  # argon2 takes a core and 64 MB for each
WRONG = say("E-postadressen eller lösenordet stämmer inte. Kontrollera båda och försök igen.")


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return hasher.hash(secrets.token_hex(16))


def hashed(password: str) -> str:
    """The password as it is stored; slow on purpose, so never call it while a writing transaction is open."""
    with _at_a_time:
        return hasher.hash(password)


def _matches(stored: str | None, password: str) -> bool:
    """Takes as long for a person who does not exist, or has no password, as for one who has."""
    with _at_a_time:
        try:
            return hasher.verify(stored or _nobodys_hash(), password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def account_of(email: str) -> str:
    """An e-mail address as accounts are compared by."""
    return email.strip().casefold()


def log_in(session: Session, email: str, password: str, address: str, *, at: datetime) -> str:
    """Opens a session and returns its key, which only the browser keeps.

    :raise Invalid: wrong address or password; the same answer, as slow, whether the person exists or not.
    :raise TooManyAttempts: guessing from this address, or at this account.
    """
    account = account_of(email)
    person = session.scalars(select(Person).where(func.lower(Person.email) == account)).first()
    known, stored = (person.id, person.password_hash) if person is not None and person.active else (None, None)
    if not _right_password(session, account, stored, password, address, at=at) or known is None:
        raise Invalid({"password": WRONG})
    return _open(session, known, at=at)


def confirm_password(session: Session, key: str, password: str, address: str, *, at: datetime) -> str:
    """Proves once more who is at the keyboard; the session goes on under a new key, which is returned.

    :raise Invalid: wrong password. :raise TooManyAttempts: too many wrong ones.
    """
    row = session.get_one(LoginSession, sha256_of(key))
    person, created = row.person, row.created_at
    account, person_id, stored = account_of(person.email), person.id, person.password_hash
    if not _right_password(session, account, stored, password, address, at=at):
        raise Invalid({"password": say("Lösenordet stämmer inte. Försök igen.")})
    _end(session, LoginSession.key_sha256 == sha256_of(key), at=at)
    return _open(session, person_id, at=at, created_at=created)


def _right_password(
    session: Session, account: str, stored: str | None, password: str, address: str, *, at: datetime
) -> bool:
    """Counts the attempt before trying it, so that parallel guesses count too, and holds no lock while it tries."""
    attempt = LoginAttempt(at=at, account=sha256_of(account), address=address, succeeded=False)
    _throttle(session, attempt)
    session.add(attempt)
    session.flush()
    number = attempt.id
    session.commit()
    right = _matches(stored, password)
    if right:
        session.execute(update(LoginAttempt).where(LoginAttempt.id == number).values(succeeded=True))
        session.commit()
    return right


def _throttle(session: Session, attempt: LoginAttempt) -> None:
    here = (LoginAttempt.account == attempt.account, LoginAttempt.address == attempt.address)
    since = attempt.at - WINDOW
    success = session.scalar(select(func.max(LoginAttempt.at)).where(*here, LoginAttempt.succeeded))
    limits = (
        (PER_ACCOUNT_AND_ADDRESS, (*here, LoginAttempt.at > max(since, success or since))),
        (PER_ACCOUNT, (here[0], LoginAttempt.at > since)),
        (PER_ADDRESS, (here[1], LoginAttempt.at > since)),
    )
    for limit, which in limits:
        count, first = session.execute(
            select(func.count(), func.min(LoginAttempt.at)).where(*which, LoginAttempt.succeeded.is_(False))
        ).one()
        if count >= limit:
            raise TooManyAttempts(max(1, int((first + WINDOW - attempt.at).total_seconds())))


def _open(session: Session, person_id: int, *, at: datetime, created_at: datetime | None = None) -> str:
    key = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            key_sha256=sha256_of(key), person_id=person_id, created_at=created_at or at, seen_at=at, auth_time=at
        )
    )
    session.commit()
    return key


def load_session(
    session: Session, key: str, *, at: datetime, idle: timedelta = IDLE, absolute: timedelta = ABSOLUTE
) -> LoginSession | None:
    """The session behind a key while it lasts: not ended, seen within `idle`, and its person still active."""
    whose = joinedload(LoginSession.person).selectinload(Person.memberships)  # asked for next, by actor_of
    row = session.get(LoginSession, sha256_of(key), options=[whose])
    if row is None or row.ended_at is not None or not row.person.active:
        return None
    return row if at - row.seen_at <= idle and at - row.created_at <= absolute else None


def person_behind(session: Session, key: str) -> int | None:
    """Whose session this is or was, as long as the person may still log in; a session that ran out counts too."""
    row = session.get(LoginSession, sha256_of(key))
    return row.person_id if row is not None and row.person.active else None


def touch(session: Session, key: str, *, at: datetime) -> None:
    """Notes that the person is still here."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.key_sha256 == sha256_of(key), LoginSession.ended_at.is_(None))
        .values(seen_at=at)
    )
    session.commit()


def log_out(session: Session, key: str, *, at: datetime) -> None:
    """Ends this session; its cookie is worth nothing from now on."""
    _end(session, LoginSession.key_sha256 == sha256_of(key), at=at)
    session.commit()


def end_sessions(session: Session, person_id: int, *, at: datetime, keep: str = "") -> int:
    """Ends all of a person's sessions, but for the one whose key is given; how many there were. The caller commits."""
    ended = _end(session, LoginSession.person_id == person_id, LoginSession.key_sha256 != sha256_of(keep), at=at)
    session.flush()
    return ended


def open_sessions(session: Session, person_id: int, *, at: datetime) -> int:
    """In how many browsers the person is logged in."""
    return (
        session.scalar(
            select(func.count()).where(
                LoginSession.person_id == person_id,
                LoginSession.ended_at.is_(None),
                LoginSession.seen_at >= at - IDLE,
                LoginSession.created_at >= at - ABSOLUTE,
            )
        )
        or 0
    )


def _end(session: Session, *which: object, at: datetime) -> int:
    rows = session.scalars(select(LoginSession).where(LoginSession.ended_at.is_(None), *which)).all()  # type: ignore[arg-type] # conditions
    for row in rows:
        row.ended_at = at
    return len(rows)
