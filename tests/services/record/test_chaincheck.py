"""A long history is checked row by row: memory does not grow with it, and a million events take under a minute."""

import time
import tracemalloc
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, insert, update
from sqlalchemy.orm import Session

from continuity.models import ChainHead, Event, EventBody, writing
from continuity.services.record import history
from continuity.services.record.chaincheck import check_chain
from continuity.services.record.flaws import Flaws

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BODY = '{"by":{"id":1,"name":"Kontinuitetssamordnare"},"plan":null,"step":"continuity_plan","state":"draft","n":%d}'


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def write(engine: Engine, number: int) -> None:
    """A history of this many events, written straight into the tables."""
    prev, batch = history.GENESIS, 20_000
    with Session(writing(engine)) as session:
        for start in range(1, number + 1, batch):
            events, bodies = [], []
            for seq in range(start, min(start + batch, number + 1)):
                body = BODY % seq
                digest = history.body_hash("salt", body)
                link = history.link_hash(prev, seq, "step_moved", AT, digest)
                events.append(
                    {"seq": seq, "at": AT, "kind": "step_moved", "body_sha256": digest, "prev": prev, "hash": link}
                )
                bodies.append({"seq": seq, "salt": "salt", "body": body})
                prev = link
            session.execute(insert(Event), events)
            session.execute(insert(EventBody), bodies)
        session.execute(update(ChainHead).values(seq=number, hash=prev))
        session.commit()


def checked(engine: Engine, number: int) -> None:
    flaws = Flaws()
    with Session(engine) as session:
        count, head, weeded = check_chain(session, {}, flaws)
    assert (flaws.found, count, head[0], weeded) == ([], number, number, 0)


def peak(engine: Engine, number: int) -> int:
    """The most memory that a check took, in bytes."""
    tracemalloc.start()
    checked(engine, number)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_the_history(engine: Engine) -> None:
    """All of these events would take some 40 MB at once."""
    write(engine, 30_000)
    assert peak(engine, 30_000) < 8_000_000


@pytest.mark.soak
def test_a_million_events_are_checked_within_a_minute(engine: Engine) -> None:
    write(engine, 1_000_000)
    start = time.perf_counter()
    checked(engine, 1_000_000)
    assert time.perf_counter() - start < 60
    assert peak(engine, 1_000_000) < 10_000_000
