"""What a test database may hold from the start: nothing, or our published content."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity import migrations
from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.models import make_engine, writing
from continuity.services.publishing import publish

EMPTY, PUBLISHED = "empty", "published"
PUBLISHED_AT = datetime(2026, 1, 7, 8, 0, tzinfo=UTC)


def migrate(url: str) -> None:
    """Bring a database without tables up to date, by the migrations that ship."""
    with _engine(url) as engine:
        migrations.upgrade(engine)


def publish_content(url: str) -> None:
    """Publish what the repository ships."""
    catalogue, complaints = read_catalogue([content_root()])
    assert not complaints, "\n".join(map(str, complaints))
    with _engine(url) as engine, Session(writing(engine)) as session:
        publish(session, catalogue, by=None, at=PUBLISHED_AT)


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url, synchronous="OFF")
    try:
        yield engine
    finally:
        engine.dispose()


# Each stock: the one it starts from ("" is a database without tables), and what is done to a copy of that.
RECIPES: dict[str, tuple[str, Callable[[str], None]]] = {
    EMPTY: ("", migrate),
    PUBLISHED: (EMPTY, publish_content),
}
