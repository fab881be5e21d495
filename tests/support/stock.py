"""What a test database may hold from the start: nothing, our published content, or the demo municipality."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity import migrations
from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.models import make_engine, writing
from continuity.services import demo
from continuity.services.publishing import publish

EMPTY, PUBLISHED, DEMO = "empty", "published", "demo"
PUBLISHED_AT = datetime(2026, 1, 7, 8, 0, tzinfo=UTC)
DEMO_TODAY = date(2026, 11, 22)  # the example's own day, so that its dates are not moved


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


def load_demo(url: str) -> None:
    """Play the demo municipality, as on the example's own day."""
    catalogue, complaints = read_catalogue([content_root()])
    assert not complaints, "\n".join(map(str, complaints))
    with _engine(url) as engine, Session(writing(engine)) as session:
        demo.load(session, catalogue, today=DEMO_TODAY)


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
    DEMO: (EMPTY, load_demo),
}
