"""The chained history: `record` is its only writer and the last thing a verb does."""

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.canonical import canonical_json, sha256_of
from continuity.models import ChainHead, Event, EventBody
from continuity.rules.permissions import Actor

GENESIS = "0" * 64


def instant(at: datetime) -> str:
    """An instant as it is hashed: UTC with microseconds, so that both databases give the same text back."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def body_hash(salt: str, body: str) -> str:
    """SHA-256 of an event's body; the salt keeps a short body from being guessed once it is weeded."""
    return sha256_of(f"{salt}\n{body}")


def link_hash(prev: str, seq: int, kind: str, at: datetime, body_sha256: str) -> str:
    """SHA-256 of one link of the chain."""
    return sha256_of("\n".join((prev, str(seq), kind, instant(at), body_sha256)))


def record(
    session: Session, kind: str, *, at: datetime, by: Actor | None, plan_id: int | None = None, **facts: Any
) -> int:
    """Adds one event and returns its number. Locks the head row, so call it last: locked first, writers deadlock."""
    session.flush()
    head = session.scalars(
        select(ChainHead)
        .where(ChainHead.id == 1)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    who = {"id": by.person_id, "name": by.name} if by else None
    body = canonical_json({"by": who, "plan": plan_id, **facts})
    salt = secrets.token_hex(16)
    seq, digest = head.seq + 1, body_hash(salt, body)
    link = link_hash(head.hash, seq, kind, at, digest)
    session.add(Event(seq=seq, at=at, kind=kind, plan_id=plan_id, body_sha256=digest, prev=head.hash, hash=link))
    session.flush()
    session.add(EventBody(seq=seq, salt=salt, body=body))
    head.seq, head.hash = seq, link
    session.flush()
    return seq


def newest(session: Session) -> tuple[int, str]:
    """The newest committed link (seq, hash), read without a lock: a checkpoint for documents to carry."""
    head = session.get(ChainHead, 1)
    return (head.seq, head.hash) if head else (0, GENESIS)


def events(
    session: Session, *, plan_id: int | None = None, after: int = 0, limit: int = 200
) -> Sequence[tuple[Event, dict[str, Any]]]:
    """The newest events first, with their bodies as mappings (empty for a weeded one)."""
    query = select(Event, EventBody.body).outerjoin(EventBody, EventBody.seq == Event.seq)
    if plan_id is not None:
        query = query.where(Event.plan_id == plan_id)
    if after:
        query = query.where(Event.seq < after)
    rows = session.execute(query.order_by(Event.seq.desc()).limit(limit)).all()
    return [(event, json.loads(body) if body else {}) for event, body in rows]
