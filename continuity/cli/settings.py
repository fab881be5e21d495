"""What a command that needs the database begins with: settings, an engine, and a schema that is up to date."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity import migrations
from continuity.cli.outcome import NOT_DONE, end
from continuity.config import Settings, from_environment
from continuity.definitions.catalogue import content_root
from continuity.errors import say
from continuity.models import make_engine, writing


def load() -> Settings:
    """The settings of the environment, and the instance folder where the database lies in it."""
    settings = from_environment()
    if not settings.database_url:
        settings.instance.mkdir(parents=True, exist_ok=True)
    return settings


def engine(settings: Settings, *, any_schema: bool = False) -> Engine:
    """An engine on a database whose schema fits this version of the product."""
    made = make_engine(settings.url)
    if not any_schema and not migrations.is_current(made):
        end(NOT_DONE, say("Databasen har inte den här versionens tabeller. Kör: continuity db upgrade"))
    return made


@contextmanager
def database(settings: Settings | None = None, *, write: bool = False) -> Iterator[Session]:
    """A session on the database of the settings; the block commits."""
    made = engine(settings or load())
    try:
        with Session(writing(made) if write else made) as session:
            yield session
    finally:
        made.dispose()


def roots(own: Path | None) -> Sequence[Path]:
    """Our content folder and the organisation's own, where there is one."""
    return (content_root(),) if own is None else (content_root(), own)
