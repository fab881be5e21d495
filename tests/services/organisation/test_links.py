"""One-time links: once, for a day, and the newest alone."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from continuity.errors import NotFound
from continuity.models import Person
from continuity.services.organisation import links, people
from tests.support.people import PASSWORD, ROOT, THEN, made_person


def test_a_link_works_once(session: Session, fresh_session: Session) -> None:
    person = made_person(session, "eva@kommun.se", password="")
    token = people.make_link(session, person.id, by=ROOT, at=THEN)
    people.use_link(session, token, PASSWORD, at=THEN)
    assert fresh_session.get_one(Person, person.id).password_hash
    with pytest.raises(NotFound):
        people.use_link(session, token, PASSWORD, at=THEN)


def test_a_link_lasts_a_day(session: Session) -> None:
    person = made_person(session, "eva@kommun.se", password="")
    token = people.make_link(session, person.id, by=ROOT, at=THEN)
    assert links.link_holder(session, token, at=THEN + timedelta(hours=23, minutes=59)).id == person.id
    with pytest.raises(NotFound):
        links.link_holder(session, token, at=THEN + timedelta(hours=24))


def test_a_new_link_spends_the_old_one(session: Session) -> None:
    person = made_person(session, "eva@kommun.se", password="")
    old = people.make_link(session, person.id, by=ROOT, at=THEN)
    people.make_link(session, person.id, by=ROOT, at=THEN)
    with pytest.raises(NotFound):
        links.link_holder(session, old, at=THEN)
