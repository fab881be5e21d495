"""The chained history: each line hangs on the one before, tells who and when, and is written last."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.models import Event, EventBody
from continuity.rules.permissions import Actor
from continuity.services.record import history

AT = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
SOMEBODY = Actor(7, "Anna")


def test_the_first_line_hangs_on_nothing_and_each_other_on_the_one_before(session: Session) -> None:
    assert history.newest(session) == (0, history.GENESIS)
    first = history.record(session, "one", at=AT, by=SOMEBODY)
    second = history.record(session, "two", at=AT, by=None, text="å")
    one, two = session.scalars(select(Event).order_by(Event.seq)).all()
    assert (first, second, one.prev, two.prev) == (1, 2, history.GENESIS, one.hash)
    assert history.newest(session) == (2, two.hash)
    assert two.hash == history.link_hash(one.hash, 2, "two", AT, two.body_sha256)


def test_a_line_tells_who_and_what_and_its_body_has_its_hash(session: Session) -> None:
    history.record(session, "one", at=AT, by=SOMEBODY, reason="Därför 🚒")
    ((event, body),) = history.events(session)
    stored = session.get_one(EventBody, event.seq)
    assert body == {"by": {"id": 7, "name": "Anna"}, "plan": None, "reason": "Därför 🚒"}
    assert event.body_sha256 == history.body_hash(stored.salt, stored.body)


def test_an_instant_is_hashed_in_one_way_whatever_the_time_zone() -> None:
    swedish = AT.astimezone(timezone(timedelta(hours=1)))
    assert history.instant(swedish) == history.instant(AT) == "2026-11-23T11:00:00.000000Z"


def test_the_newest_lines_come_first_a_page_at_a_time(session: Session) -> None:
    for number in range(5):
        history.record(session, f"n{number}", at=AT, by=None)
    assert [event.seq for event, _ in history.events(session, limit=2)] == [5, 4]
    assert [event.seq for event, _ in history.events(session, after=4, limit=2)] == [3, 2]


def test_a_weeded_body_is_empty_and_the_line_still_stands(session: Session) -> None:
    history.record(session, "one", at=AT, by=SOMEBODY)
    session.delete(session.get_one(EventBody, 1))
    session.flush()
    ((event, body),) = history.events(session)
    assert (event.kind, body) == ("one", {})


def test_the_same_words_twice_have_different_hashes(session: Session) -> None:
    history.record(session, "one", at=AT, by=SOMEBODY)
    history.record(session, "one", at=AT, by=SOMEBODY)
    one, two = session.scalars(select(Event.body_sha256))
    assert one != two


@pytest.mark.parametrize("changed", ["prev", "seq", "kind", "at", "body"])
def test_the_link_covers_everything(changed: str) -> None:
    facts = {"prev": "0", "seq": 1, "kind": "one", "at": AT, "body": "b"}
    other = {
        **facts,
        changed: {"prev": "1", "seq": 2, "kind": "two", "at": AT + timedelta(microseconds=1)}.get(changed, "c"),
    }

    def link(f: dict[str, object]) -> str:
        return history.link_hash(str(f["prev"]), int(str(f["seq"])), str(f["kind"]), f["at"], str(f["body"]))  # type: ignore[arg-type]

    assert link(facts) != link(other)
