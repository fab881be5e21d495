"""What nobody may need any more goes; what somebody may still need stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.jobs import housekeeping
from continuity.models import (
    AnswerPart,
    AnswerVersion,
    LoginAttempt,
    LoginSession,
    Model,
    OneTimeLink,
    ParkedPost,
    Person,
    StepRevision,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def days(n: float) -> datetime:
    return NOW - timedelta(days=n)


@pytest.fixture
def person(session: Session) -> int:
    found = Person(email="a@malarvik.example", name="A", created_at=NOW)
    session.add(found)
    session.commit()
    return found.id


def swept(engine: Engine, session: Session, *rows: Model) -> int:
    session.add_all(rows)
    session.commit()
    session.close()
    return housekeeping.sweep(engine, Settings(environment="test"), NOW)


def left(session: Session, column: Any) -> list[Any]:
    return sorted(session.scalars(select(column)))


def test_sessions_go_a_week_after_they_could_last_be_used(
    engine: Engine, session: Session, fresh_session: Session, person: int
) -> None:
    def login(key: str, created: float, ended: float | None = None) -> LoginSession:
        at = days(created)
        return LoginSession(
            key_sha256=key, person_id=person, created_at=at, seen_at=at, auth_time=at,
            ended_at=None if ended is None else days(ended),
        )  # fmt: skip

    assert swept(engine, session, login("old", 8), login("new", 0.5), login("ended", 9, 8), login("just", 1, 0.5)) == 2
    assert left(fresh_session, LoginSession.key_sha256) == ["just", "new"]


def test_login_attempts_parked_texts_and_links_go_in_their_time(
    engine: Engine, session: Session, fresh_session: Session, person: int
) -> None:
    removed = swept(
        engine,
        session,
        LoginAttempt(at=days(91), account="old", address="x", succeeded=False),
        LoginAttempt(at=days(89), account="new", address="x", succeeded=False),
        ParkedPost(key_sha256="old", person_id=person, path="/", body=b"", at=days(1.1)),
        ParkedPost(key_sha256="new", person_id=person, path="/", body=b"", at=days(0.9)),
        OneTimeLink(token_sha256="old", person_id=person, created_at=days(40), expires_at=days(31)),
        OneTimeLink(token_sha256="new", person_id=person, created_at=days(2), expires_at=days(1)),
    )
    assert removed == 3
    for column in (LoginAttempt.account, ParkedPost.key_sha256, OneTimeLink.token_sha256):
        assert left(fresh_session, column) == ["new"]


@pytest.mark.stock("demo")
def test_draft_history_goes_90_days_after_it_was_replaced_and_not_after_it_was_written(
    engine: Engine, session: Session, fresh_session: Session
) -> None:
    """A text that stood for a year and was replaced today is what an open page still goes back to."""
    revision = session.scalars(select(StepRevision.id).limit(1)).one()
    part = AnswerPart(revision_id=revision, page="p", version=4, saved_at=NOW)
    session.add(part)
    session.flush()
    number = part.id
    versions = [
        AnswerVersion(part_id=number, version=n, values={}, saved_at=days(ago))
        for n, ago in ((1, 400), (2, 300), (3, 100))
    ]
    swept(engine, session, *versions)
    query = select(AnswerVersion.version).where(AnswerVersion.part_id == number)
    assert fresh_session.scalars(query).all() == [3]


@pytest.mark.stock("demo")
def test_answers_themselves_are_never_touched(engine: Engine, fresh_session: Session) -> None:
    count = select(func.count()).select_from(AnswerPart)
    before = fresh_session.scalar(count)
    fresh_session.rollback()
    housekeeping.sweep(engine, Settings(environment="test"), NOW + timedelta(days=4000))
    assert fresh_session.scalar(count) == before
    assert fresh_session.scalar(select(func.count()).select_from(AnswerVersion)) == 0
