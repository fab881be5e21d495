"""`db upgrade`, `user add` and `demo load`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity import migrations
from continuity.models import Membership, Person, Plan, make_engine
from continuity.services.organisation import links
from tests.support.terminal import Run


def test_an_empty_database_gets_its_tables_and_a_second_time_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The instance folder is made, too: it is the first command that anybody types."""
    monkeypatch.setenv("CONTINUITY_ENVIRONMENT", "test")
    monkeypatch.setenv("CONTINUITY_INSTANCE", str(tmp_path / "new" / "instance"))
    first, second = run("db", "upgrade"), run("db", "upgrade")
    assert first.out == second.out == f"{migrations.newest()}\n"
    assert (first.code, second.code) == (0, 0)
    assert "redan aktuell" not in first.err and "redan aktuell" in second.err


def test_the_tables_are_made_on_postgresql(run: Run, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTINUITY_ENVIRONMENT", "test")
    engine = make_engine(postgres_url)
    migrations.downgrade(engine)
    monkeypatch.setenv("CONTINUITY_DATABASE_URL", postgres_url)
    assert run("db", "upgrade").code == 0
    assert migrations.is_current(engine)
    engine.dispose()


def test_the_first_administrator_gets_a_link_that_works_once(with_database: Run, sqlite_url: str) -> None:
    said = with_database("user", "add", "a@malarvik.example", "--name", "Anna Ek", "--role", "administrator")
    assert said.code == 0
    (link,) = said.lines
    assert link.startswith("http://127.0.0.1:8000/lank/")
    assert "24 timmar" in said.err
    engine = make_engine(sqlite_url)
    with Session(engine) as session:
        holder = links.link_holder(session, link.rpartition("/")[2], at=datetime.now(UTC))
        assert (holder.email, holder.name, holder.password_hash) == ("a@malarvik.example", "Anna Ek", None)
        assert session.scalars(select(Membership.role)).all() == ["administrator"]
    engine.dispose()


def test_the_link_begins_with_the_address_that_people_use(with_database: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTINUITY_BASE_URL", "https://plan.malarvik.example/")
    said = with_database("user", "add", "a@malarvik.example", "--name", "A", "--role", "administrator")
    assert said.out.startswith("https://plan.malarvik.example/lank/")


@pytest.mark.parametrize(
    ("email", "name", "role"),
    [("no address", "A", "administrator"), ("a@b.example", " ", "administrator"), ("a@b.example", "A", "head")],
)
def test_a_wrong_account_is_wrong_use(with_database: Run, email: str, name: str, role: str) -> None:
    said = with_database("user", "add", email, "--name", name, "--role", role)
    assert (said.code, said.out) == (2, "")
    assert said.err


# --- the demo -------------------------------------------------------------------------------------------------------


def test_production_is_refused(with_database: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTINUITY_ENVIRONMENT", "production")
    monkeypatch.setenv("CONTINUITY_SECRET_KEY", "0123456789abcdef0123456789abcdef")
    said = with_database("demo", "load")
    assert said.code == 2
    assert "skarp miljö" in said.err


@pytest.mark.stock("demo")
def test_a_database_that_is_not_empty_is_refused_and_left_alone(with_database: Run, sqlite_url: str) -> None:
    def rows() -> list[int | None]:
        engine = make_engine(sqlite_url)
        with Session(engine) as session:
            found = [session.scalar(select(func.count()).select_from(table)) for table in (Person, Plan)]
        engine.dispose()
        return found

    before = rows()
    said = with_database("demo", "load")
    assert said.code == 1
    assert "inte tom" in said.err
    assert rows() == before


def test_the_demo_municipality_is_loaded_for_the_day_that_is_asked_for(with_database: Run, sqlite_url: str) -> None:
    said = with_database("demo", "load", "--today", "2027-03-10")
    assert said.code == 0, said.err
    engine = make_engine(sqlite_url)
    with Session(engine) as session:
        started = session.scalars(select(func.max(Plan.created_at))).one()
        assert session.scalar(select(func.count()).select_from(Plan)) == 7
    assert started.year in (2025, 2026, 2027) and started < datetime(2027, 3, 11, tzinfo=UTC)
    engine.dispose()
    assert with_database("verify").code == 0
