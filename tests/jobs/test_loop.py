"""The loop calls every sweep; one that fails is told and stops nothing else."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from continuity.config import Settings
from continuity.jobs import loop
from continuity.models import SweepRun, make_engine

SETTINGS = Settings(environment="test")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def calls() -> Iterator[list[str]]:
    yield []


def noting(calls: list[str], name: str, done: int = 0) -> loop.Sweep:
    def sweep(engine: Engine, settings: Settings, at: datetime) -> int:
        calls.append(f"{name} {at:%H:%M}")
        return done

    return sweep


def failing(engine: Engine, settings: Settings, at: datetime) -> int:
    raise SQLAlchemyError("the database went away")


def test_every_sweep_is_called_with_the_time(engine: Engine, calls: list[str]) -> None:
    swept = loop.run_once(
        engine, SETTINGS, at=NOW, sweeps={"first": noting(calls, "first", 3), "second": noting(calls, "second")}
    )
    assert calls == ["first 09:00", "second 09:00"]
    assert [(one.name, one.done, one.error) for one in swept] == [("first", 3, None), ("second", 0, None)]


def test_a_sweep_that_fails_is_logged_and_stops_nothing_else(engine: Engine, calls: list[str]) -> None:
    with capture_logs() as logs:
        swept = loop.run_once(engine, SETTINGS, at=NOW, sweeps={"bad": failing, "good": noting(calls, "good")})
    assert calls == ["good 09:00"]
    assert isinstance(swept[0].error, SQLAlchemyError)
    assert [(log["event"], log["sweep"], log["log_level"]) for log in logs] == [("sweep_failed", "bad", "error")]


def test_the_loop_goes_on_after_a_failure_until_it_is_told_to_stop(sqlite_url: str, calls: list[str]) -> None:
    stopping, engine = threading.Event(), make_engine(sqlite_url)
    sweeps = {"bad": failing, "good": noting(calls, "good")}
    with capture_logs():
        thread = threading.Thread(
            target=loop.run_until, args=(stopping, engine, SETTINGS), kwargs={"every_s": 0.01, "sweeps": sweeps}
        )
        thread.start()
        give_up = time.monotonic() + 10
        while len(calls) < 3 and time.monotonic() < give_up:
            time.sleep(0.01)
        stopping.set()
        thread.join(10)
    engine.dispose()
    assert not thread.is_alive()
    assert len(calls) >= 3


def test_the_archive_folder_is_the_first_sweep() -> None:
    assert next(iter(loop.SWEEPS)) == "archive_folder"


def test_all_real_sweeps_run_on_an_empty_database(engine: Engine) -> None:
    assert [(one.name, one.done, one.error) for one in loop.run_once(engine, SETTINGS)] == [
        (name, 0, None) for name in loop.SWEEPS
    ]


def test_what_each_sweep_did_is_kept_and_a_failure_stays_until_it_goes_well(engine: Engine, calls: list[str]) -> None:
    with capture_logs():
        loop.run_once(engine, SETTINGS, at=NOW, sweeps={"bad": failing, "good": noting(calls, "good", 2)})
        loop.run_once(engine, SETTINGS, at=NOW, sweeps={"bad": failing})
    with Session(engine) as session:
        bad, good = session.get_one(SweepRun, "bad"), session.get_one(SweepRun, "good")
        assert (bad.failures, bad.error, bad.failed_at) == (2, "SQLAlchemyError", NOW)
        assert (good.failures, good.did, good.ran_at) == (0, 2, NOW)
    loop.run_once(engine, SETTINGS, at=NOW, sweeps={"bad": noting(calls, "bad")})
    with Session(engine) as session:
        mended = session.get_one(SweepRun, "bad")
        assert (mended.failures, mended.error, mended.failed_at) == (0, "", NOW)
