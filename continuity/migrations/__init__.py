"""The database schema, brought up to date in one transaction: all of it or nothing."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from continuity.models import writing

FOLDER = Path(__file__).parent
_LOCK = 0x636F6E74  # any number, as long as every server that upgrades this database takes the same


def upgrade(engine: Engine, revision: str = "head", *, folder: Path = FOLDER) -> None:
    """Makes the tables, or brings them up to date; nothing happens where they are already.

    Two servers that start at once take turns, and a migration that fails leaves the database as it was.
    """
    with writing(engine).begin() as connection:
        _take_turns(connection)
        command.upgrade(_config(connection, folder), revision)


def downgrade(engine: Engine, revision: str = "base", *, folder: Path = FOLDER) -> None:
    """Goes back to an earlier schema; what the later one held is gone."""
    with writing(engine).begin() as connection:
        _take_turns(connection)
        command.downgrade(_config(connection, folder), revision)


def current(engine: Engine) -> str | None:
    """The revision that this database has; None for one without our tables."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest(folder: Path = FOLDER) -> str | None:
    """The revision that this version of the product needs."""
    return ScriptDirectory(str(folder)).get_current_head()


def is_current(engine: Engine) -> bool:
    """Whether the database has the schema that this version of the product needs."""
    return current(engine) == newest()


def _config(connection: Connection, folder: Path) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def _take_turns(connection: Connection) -> None:
    """SQLite has taken the lock already, with BEGIN IMMEDIATE."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
