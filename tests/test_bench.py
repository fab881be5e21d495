"""The benchmarks' municipalities can be made, and are what their tables say: here small, and nothing is timed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench import analyse, board, page, reminders, step
from bench.municipality.filling import fill
from continuity.models import Model, make_engine, writing
from continuity.services.reminders import reminding

DEPARTMENTS = 200  # so many that some dates lie ahead


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path}/bench.sqlite", synchronous="OFF")
    yield engine
    engine.dispose()


def test_every_page_of_the_board_benchmark_shows_something_within_its_queries(engine: Engine) -> None:
    Model.metadata.create_all(writing(engine))
    fill(engine, DEPARTMENTS)
    found = [board.measure(engine, "sqlite", DEPARTMENTS, page) for page in board.PAGES]
    assert [row["page"] for row in found if not row["shown"] or row["queries"] > board.MOST_QUERIES] == []


def test_the_analysis_benchmark_has_the_needs_that_it_says(engine: Engine) -> None:
    Model.metadata.create_all(writing(engine))
    analyse.store(engine, 2)
    measured = analyse.page(engine, "sqlite", 2)
    assert measured["needs"] == 2 * analyse.ACTIVITIES * analyse.DEPENDENCIES
    assert measured["gaps"] > 0
    assert measured["queries"] <= analyse.MOST_QUERIES


def test_the_reminder_benchmark_has_somebody_to_remind(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "DEPARTMENTS", 8)
    monkeypatch.setattr(reminders, "RECEIVERS", 4)
    reminders.fill(engine)
    with Session(writing(engine)) as session:
        assert reminding.gather(session, at=reminders.MONDAY) > 0


def test_the_step_benchmark_fires_the_shipped_machine() -> None:
    fire = step.ours()
    assert {key: fire(*key) for key in step.NEXT} == step.NEXT


@pytest.mark.stock("demo")
def test_the_page_benchmark_shows_and_saves_a_guided_page(sqlite_url: str, tmp_path: Path) -> None:
    _, _, requests = page.served(str(tmp_path), sqlite_url)
    for request in requests.values():
        request()
