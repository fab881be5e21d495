"""Text that was posted after the session ran out."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.models import ParkedPost
from continuity.services.answers import parking
from tests.support.people import THEN, made_person

FIELDS = [("purpose", "Räksmörgås 🦐 & <b>"), ("choice", "a"), ("choice", "b")]


@pytest.fixture
def person_id(session: Session) -> int:
    return made_person(session, "eva@kommun.se", password="").id


def test_the_same_person_gets_every_field_back_in_order(
    session: Session, fresh_session: Session, person_id: int
) -> None:
    key = parking.park(session, person_id, "/steg/1/s/a", FIELDS, at=THEN)
    assert parking.parked(fresh_session, key, person_id, at=THEN) == ("/steg/1/s/a", FIELDS)


def test_nobody_else_gets_it(session: Session, person_id: int) -> None:
    key = parking.park(session, person_id, "/x", FIELDS, at=THEN)
    assert parking.parked(session, key, person_id + 1, at=THEN) is None


def test_it_is_gone_after_a_day(session: Session, person_id: int) -> None:
    key = parking.park(session, person_id, "/x", FIELDS, at=THEN)
    assert parking.parked(session, key, person_id, at=THEN + timedelta(hours=24, seconds=1)) is None


def test_the_next_text_sweeps_away_what_is_too_old(session: Session, fresh_session: Session, person_id: int) -> None:
    parking.park(session, person_id, "/old", FIELDS, at=THEN)
    parking.park(session, person_id, "/new", FIELDS, at=THEN + timedelta(days=2))
    assert [row.path for row in fresh_session.scalars(select(ParkedPost))] == ["/new"]


def test_the_database_cannot_read_it(session: Session, fresh_session: Session, person_id: int) -> None:
    key = parking.park(session, person_id, "/x", FIELDS, at=THEN)
    row = fresh_session.scalars(select(ParkedPost)).one()
    assert b"purpose" not in row.body and key.encode() not in row.body and key != row.key_sha256
