"""Throws away what nobody may need any more: old sessions, login attempts, parked texts, links and draft history."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Delete, Engine, delete, exists, or_
from sqlalchemy.orm import Session, aliased

from continuity.config import Settings
from continuity.models import AnswerPart, AnswerVersion, LoginAttempt, LoginSession, OneTimeLink, ParkedPost, writing
from continuity.services.answers.parking import KEPT

SESSIONS = timedelta(days=7)  # long after the last moment that one could have been used
LINKS = timedelta(days=30)
ATTEMPTS = timedelta(days=90)
DRAFTS = timedelta(days=90)


def sweep(engine: Engine, settings: Settings, at: datetime) -> int:
    """How many rows were thrown away."""
    with Session(writing(engine)) as session:
        removed = sum(_removed(session, what) for what in _too_old(at))
        session.commit()
        return removed


def _removed(session: Session, what: Delete) -> int:
    found: CursorResult[Any] = session.connection().execute(what)
    return found.rowcount


def _too_old(at: datetime) -> Iterator[Delete]:
    yield delete(LoginSession).where(
        or_(LoginSession.created_at < at - SESSIONS, LoginSession.ended_at < at - SESSIONS)
    )
    yield delete(LoginAttempt).where(LoginAttempt.at < at - ATTEMPTS)
    yield delete(ParkedPost).where(ParkedPost.at < at - KEPT)
    yield delete(OneTimeLink).where(OneTimeLink.expires_at < at - LINKS)
    yield delete(AnswerVersion).where(_replaced_before(at - DRAFTS))


def _replaced_before(when: datetime) -> Any:
    """A version is old when the one after it is: what a page still open goes back to must stay."""
    later = aliased(AnswerVersion)
    by_another = exists().where(
        later.part_id == AnswerVersion.part_id, later.version == AnswerVersion.version + 1, later.saved_at < when
    )
    by_the_current = exists().where(
        AnswerPart.id == AnswerVersion.part_id,
        AnswerPart.version == AnswerVersion.version + 1,
        AnswerPart.saved_at < when,
    )
    return or_(by_another, by_the_current)
