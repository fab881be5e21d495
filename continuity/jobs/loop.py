"""Calls every sweep again and again; one that fails is logged and stops nothing else."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.jobs import archive_folder, calendar, housekeeping, mail, opening, reminders, year_status
from continuity.models import writing
from continuity.services import operations

Sweep = Callable[[Engine, Settings, datetime], int]

# In this order; each says how many things it did.
SWEEPS: Mapping[str, Sweep] = MappingProxyType(
    {
        "archive_folder": archive_folder.sweep,
        "opening": opening.sweep,
        "year_status": year_status.sweep,
        "reminders": reminders.sweep,
        "mail": mail.sweep,
        "calendar": calendar.sweep,
        "housekeeping": housekeeping.sweep,
    }
)
EVERY_S = 60.0

log = structlog.get_logger()


@dataclass(frozen=True)
class Swept:
    """How one sweep went: what it did, or the error that stopped it."""

    name: str
    done: int = 0
    error: Exception | None = None


def run_once(
    engine: Engine, settings: Settings, *, at: datetime | None = None, sweeps: Mapping[str, Sweep] = SWEEPS
) -> tuple[Swept, ...]:
    """Runs every sweep once, each in transactions of its own."""
    now = at or datetime.now(UTC)
    swept = tuple(_run(name, sweep, engine, settings, now) for name, sweep in sweeps.items())
    _note(engine, swept, now)
    return swept


def _note(engine: Engine, swept: tuple[Swept, ...], at: datetime) -> None:
    """Tells the administrator's page; a database that cannot be written to must not stop the loop."""
    try:
        with Session(writing(engine)) as session:
            operations.note_sweeps(session, {one.name: (one.done, one.error) for one in swept}, at=at)
    except SQLAlchemyError:
        log.exception("sweeps_not_noted")


def _run(name: str, sweep: Sweep, engine: Engine, settings: Settings, at: datetime) -> Swept:
    try:
        done = sweep(engine, settings, at)
    except Exception as error:  # whatever it is, the other sweeps must still run
        log.exception("sweep_failed", sweep=name)
        return Swept(name, error=error)
    if done:
        log.info("swept", sweep=name, done=done)
    return Swept(name, done)


def run_until(
    stopping: threading.Event,
    engine: Engine,
    settings: Settings,
    *,
    every_s: float = EVERY_S,
    sweeps: Mapping[str, Sweep] = SWEEPS,
) -> None:
    """Runs the sweeps at once and then every `every_s` seconds, until `stopping` is set."""
    while not stopping.is_set():
        run_once(engine, settings, sweeps=sweeps)
        stopping.wait(every_s)
