"""The schema: as the models say on both databases, made whole or not at all, with its seat belts on."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from continuity import migrations
from continuity.models import Event, Model, make_engine, writing
from continuity.services.record import history

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FAILING = '''"""Adds a table, then fails."""

import sqlalchemy as sa
from alembic import op

revision = "later"
down_revision = "{head}"


def upgrade() -> None:
    op.create_table("half_made", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO half_made (id) VALUES (1)")
    raise ZeroDivisionError("the power went")
'''


@pytest.fixture
def bare_engine(engine: Engine) -> Iterator[Engine]:
    """An engine on a database without tables."""
    migrations.downgrade(engine)
    yield engine


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_the_migrated_schema_is_the_one_that_the_models_describe(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Model.metadata) == []


def test_a_new_database_is_brought_to_the_newest_schema(bare_engine: Engine) -> None:
    assert migrations.current(bare_engine) is None
    assert not migrations.is_current(bare_engine)
    migrations.upgrade(bare_engine)
    assert migrations.current(bare_engine) == migrations.newest()
    assert migrations.is_current(bare_engine)
    assert tables(bare_engine) == set(Model.metadata.tables)


def test_upgrading_what_is_current_changes_nothing(engine: Engine, session: Session) -> None:
    history.record(session, "something_happened", at=NOW, by=None)
    session.commit()
    migrations.upgrade(engine)
    assert history.newest(session)[0] == 1


def test_the_way_back_leaves_no_table_even_with_history_in_them(engine: Engine, session: Session) -> None:
    history.record(session, "something_happened", at=NOW, by=None)
    session.commit()
    session.close()
    migrations.downgrade(engine)
    assert tables(engine) == set()
    migrations.upgrade(engine)
    assert tables(engine) == set(Model.metadata.tables)


def test_a_migration_that_fails_leaves_nothing_behind(engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "migrations 100%"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "later.py").write_text(FAILING.format(head=migrations.newest()))
    with pytest.raises(ZeroDivisionError):
        migrations.upgrade(engine, folder=folder)
    assert "half_made" not in tables(engine)
    assert migrations.is_current(engine)


def test_a_first_migration_that_fails_leaves_no_table_at_all(bare_engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "later.py").write_text(FAILING.format(head=migrations.newest()))
    with pytest.raises(ZeroDivisionError):
        migrations.upgrade(bare_engine, folder=folder)
    assert tables(bare_engine) == set()
    assert migrations.current(bare_engine) is None


def test_the_chain_begins_with_its_first_link(session: Session) -> None:
    assert history.newest(session) == (0, history.GENESIS)


# --- what is only added to ----------------------------------------------------------------------------------------


def refused(engine: Engine, statement: str) -> bool:
    with pytest.raises(DBAPIError, match="is only added to"), writing(engine).begin() as connection:
        connection.execute(text(statement))
    return True


@pytest.fixture
def event(session: Session) -> int:
    """One event's number."""
    seq = history.record(session, "something_happened", at=NOW, by=None)
    session.commit()
    session.close()
    return seq


def test_an_event_is_neither_changed_nor_removed(engine: Engine, event: int, fresh_session: Session) -> None:
    assert refused(engine, "UPDATE event SET kind = 'another'")
    assert refused(engine, "DELETE FROM event")
    assert fresh_session.get_one(Event, event).kind == "something_happened"


@pytest.mark.postgres
def test_no_history_is_emptied_on_postgresql(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    assert all(refused(engine, f"TRUNCATE {table} CASCADE") for table in ("event", "sign_off", "decision"))
    engine.dispose()


def test_no_event_takes_the_place_of_another_on_sqlite(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url, synchronous="OFF")
    with Session(writing(engine)) as session:
        history.record(session, "something_happened", at=NOW, by=None)
        session.commit()
    columns = "seq, at, kind, plan_id, body_sha256, prev, hash"
    assert refused(engine, f"INSERT OR REPLACE INTO event ({columns}) SELECT {columns} FROM event")
    engine.dispose()


@pytest.mark.parametrize("table", ["event", "sign_off", "decision"])
def test_every_table_of_record_wears_its_seat_belt(engine: Engine, table: str) -> None:
    catalogue = {
        "sqlite": f"SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'",
        "postgresql": f"SELECT count(*) FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal",
    }
    with engine.connect() as connection:
        found = connection.execute(text(catalogue[engine.dialect.name])).scalar_one()
    assert found >= {"sqlite": 3, "postgresql": 2}[engine.dialect.name]
