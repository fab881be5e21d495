"""The outbox: posted once, claimed by one, tried again for three days, and nothing changed by one who comes late."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.models import Mail, Person
from continuity.services.reminders import outbox
from tests.support.town import NOON, Town

pytestmark = pytest.mark.stock("demo")


@pytest.fixture
def person(session: Session) -> Person:
    for mail in session.scalars(select(Mail)):
        mail.state = "stopped"  # what the demo has posted is not what these tests are about
    session.commit()
    return session.scalars(select(Person).order_by(Person.id)).first() or pytest.fail("nobody")


def post(session: Session, person: Person, key: str = "a", at: datetime = NOON) -> int:
    outbox.post(session, key=key, to=person, kind="test", at=at)
    session.commit()
    return session.scalars(select(Mail.id).where(Mail.key == key)).one()


def test_a_mail_is_posted_once_however_often_it_is_asked_for(session: Session, person: Person) -> None:
    assert outbox.post(session, key="a", to=person, kind="test", at=NOON)
    assert not outbox.post(session, key="a", to=person.id, kind="test", at=NOON)
    session.commit()
    assert session.scalar(select(func.count()).select_from(Mail).where(Mail.key == "a")) == 1


def test_a_verb_that_is_rolled_back_posts_nothing(session: Session, fresh_session: Session, person: Person) -> None:
    outbox.post(session, key="a", to=person, kind="test", at=NOON)
    session.rollback()
    assert fresh_session.scalar(select(Mail.id).where(Mail.key == "a")) is None


def test_what_one_has_claimed_nobody_else_gets_until_the_lease_is_out(session: Session, person: Person) -> None:
    mail = post(session, person)
    assert outbox.claim(session, at=NOON)[1] == [mail]
    assert outbox.claim(session, at=NOON)[1] == []
    assert outbox.claim(session, at=NOON + outbox.LEASE + timedelta(seconds=1))[1] == [mail]


def test_one_who_comes_late_changes_nothing(session: Session, person: Person) -> None:
    mail = post(session, person)
    late, _ = outbox.claim(session, at=NOON)
    quick, _ = outbox.claim(session, at=NOON + timedelta(minutes=6))
    assert not outbox.hold_on(session, mail, late, at=NOON + timedelta(minutes=6))
    outbox.sent(session, mail, quick, at=NOON)
    outbox.ended(session, mail, late, "undeliverable", "550", at=NOON)
    assert session.get_one(Mail, mail, populate_existing=True).state == "sent"


def test_a_mail_is_tried_again_after_longer_and_longer_and_given_up_after_three_days(
    session: Session, person: Person
) -> None:
    mail, at, waits = post(session, person), NOON, []
    while True:
        name, _ = outbox.claim(session, at=at)
        outbox.postpone(session, mail, name, "refused", at=at)
        row = session.get_one(Mail, mail, populate_existing=True)
        if row.state == "dead":
            break
        waits.append(row.next_try - at)
        at = row.next_try
    assert waits[0] == timedelta(minutes=1) and waits == sorted(waits) and waits[-1] == timedelta(hours=6)
    assert timedelta(days=3) <= at - NOON < timedelta(days=3, hours=6)
    assert (row.problem, row.attempts) == ("refused", len(waits) + 1)


def test_only_mail_whose_time_has_come_is_claimed_the_oldest_first(session: Session, person: Person) -> None:
    later, first = post(session, person, "b", NOON + timedelta(minutes=1)), post(session, person, "a", NOON)
    assert outbox.claim(session, at=NOON)[1] == [first]
    assert outbox.claim(session, at=NOON + timedelta(minutes=1))[1] == [later]


def test_the_message_id_follows_from_the_key_alone() -> None:
    one, again = (outbox.new(key="a", person_id=n, kind="test", at=NOON) for n in (1, 2))
    other = outbox.new(key="b", person_id=1, kind="test", at=NOON)
    assert one.message_id == again.message_id != other.message_id


def test_the_demo_has_mail_for_those_whose_turn_it_is(town: Town) -> None:
    keys = select(Mail.kind, Person.email).join(Mail.person).where(Mail.state == "waiting", Mail.kind == "start")
    assert ("start", "samordnare.overformyndare@malarvik.example") in {tuple(row) for row in town.session.execute(keys)}
