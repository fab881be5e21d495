"""Keeps what somebody typed while their session ran out: encrypted, for the same person, for a day."""

import json
from datetime import datetime, timedelta

from cryptography.fernet import Fernet
from sqlalchemy import delete
from sqlalchemy.orm import Session

from continuity.definitions.canonical import sha256_of
from continuity.models import ParkedPost

KEPT = timedelta(hours=24)
Fields = list[tuple[str, str]]


def park(session: Session, person_id: int, path: str, fields: Fields, *, at: datetime) -> str:
    """Stores the fields of a form and returns the key: only the browser has it, the database cannot read the text."""
    key = Fernet.generate_key()
    session.execute(delete(ParkedPost).where(ParkedPost.at < at - KEPT))
    session.add(
        ParkedPost(
            key_sha256=sha256_of(key),
            person_id=person_id,
            path=path,
            body=Fernet(key).encrypt(json.dumps(fields).encode()),
            at=at,
        )
    )
    session.commit()
    return key.decode()


def claim(session: Session, key: str, person_id: int, path: str, *, at: datetime) -> Fields | None:
    """Takes out what was parked for this person at this path, once, in the caller's transaction; None if it is gone."""
    found = parked(session, key, person_id, at=at)
    if found is None or found[0] != path:
        return None
    taken = session.execute(delete(ParkedPost).where(ParkedPost.key_sha256 == sha256_of(key)))
    return found[1] if taken.rowcount == 1 else None  # type: ignore[attr-defined] # of a DELETE


def parked(session: Session, key: str, person_id: int, *, at: datetime) -> tuple[str, Fields] | None:
    """The path and the fields behind a key, for the person who typed them; None when a day has passed."""
    row = session.get(ParkedPost, sha256_of(key))
    if row is None or row.person_id != person_id or row.at < at - KEPT:
        return None
    fields = json.loads(Fernet(key.encode()).decrypt(row.body))
    return row.path, [(name, value) for name, value in fields]
