"""One-time links with which a person sets a password: 24 hours, once, and a new one makes the old ones void."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.canonical import sha256_of
from continuity.errors import NotFound, say
from continuity.models import OneTimeLink, Person

LINK_LASTS = timedelta(hours=24)


def new_link(session: Session, person_id: int, *, at: datetime) -> str:
    """A new token; the caller records and commits."""
    spend_links(session, person_id, at=at)
    token = secrets.token_urlsafe(24)  # 192 bits
    row = OneTimeLink(token_sha256=sha256_of(token), person_id=person_id, created_at=at, expires_at=at + LINK_LASTS)
    session.add(row)
    session.flush()
    return token


def renew_link(session: Session, person_id: int, *, at: datetime) -> str:
    """A new token for a mail that is about to go; commits, so that the link works when it comes."""
    token = new_link(session, person_id, at=at)
    session.commit()
    return token


def spend_links(session: Session, person_id: int, *, at: datetime) -> None:
    """The person's links stop working. The caller commits."""
    unused = select(OneTimeLink).where(OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None))
    for row in session.scalars(unused):
        row.used_at = at


def link_holder(session: Session, token: str, *, at: datetime) -> Person:
    """Whose link this is. :raise NotFound: unknown, used or too old."""
    row = session.get(OneTimeLink, sha256_of(token))
    person = session.get(Person, row.person_id) if row is not None else None
    if row is None or person is None or row.used_at is not None or row.expires_at <= at or not person.active:
        raise NotFound(say("Länken fungerar inte längre. Den gäller en gång och i 24 timmar. Be om en ny."))
    return person
