"""What tests of the verbs share."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from continuity.models import make_engine, writing
from tests.support.town import Town


@pytest.fixture
def town(session: Session) -> Town:
    """The demo municipality (mark the test `stock("demo")`), on SQLite and on PostgreSQL."""
    return Town(session)


@pytest.fixture
def sqlite_town(sqlite_url: str) -> Iterator[Town]:
    """The demo municipality on SQLite alone: for what the kind of database cannot change."""
    engine = make_engine(sqlite_url, synchronous="OFF")
    with Session(writing(engine)) as session:
        yield Town(session)
    engine.dispose()
