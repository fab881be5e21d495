"""How the system itself is doing: what its sweeps did, and what the database says of schema, content and clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from continuity.models import Publication, SweepRun
from continuity.services import publishing
from continuity.services.record import history

LATE = timedelta(minutes=10)  # the loop runs every minute
SLOW_CLOCK = timedelta(seconds=30)


@dataclass(frozen=True)
class Standing:
    """What an administrator needs to see: `clock` is how far this server's clock is ahead of the database's.

    `schema` is the newest migration, `head` the number and hash of the newest link of the history.
    """

    schema: str
    published: Publication | None
    head: tuple[int, str]
    sweeps: Sequence[SweepRun]
    clock: timedelta
    resting: bool

    @property
    def clock_is_wrong(self) -> bool:
        """Whether the clocks differ so much that deadlines and logins may."""
        return abs(self.clock) > SLOW_CLOCK


def note_sweeps(session: Session, swept: Mapping[str, tuple[int, Exception | None]], *, at: datetime) -> None:
    """Keeps what each sweep did, or the kind of error that stopped it: its text may hold what people wrote."""
    for name, (did, error) in swept.items():
        row = session.get(SweepRun, name, with_for_update=True)
        if row is None:
            row = SweepRun(name=name, failures=0, error="")
            session.add(row)
        row.ran_at, row.did = at, did
        row.failures = row.failures + 1 if error is not None else 0
        row.error = type(error).__name__ if error is not None else ""
        if error is not None:
            row.failed_at = at
    session.commit()


def standing(session: Session, *, at: datetime) -> Standing:
    """How it stands now; nothing personal is in it."""
    sweeps = session.scalars(select(SweepRun).order_by(SweepRun.name)).all()
    newest = max((row.ran_at for row in sweeps), default=None)
    return Standing(
        schema=session.scalar(text("SELECT version_num FROM alembic_version")) or "",
        published=publishing.newest(session),
        head=history.newest(session),
        sweeps=sweeps,
        clock=at - _database_time(session),
        resting=newest is None or at - newest > LATE,
    )


def _database_time(session: Session) -> datetime:
    """The database's own clock; SQLite's is this machine's, told in whole seconds."""
    found = session.scalar(select(func.now()))
    read = datetime.fromisoformat(found) if isinstance(found, str) else found
    assert isinstance(read, datetime)
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)
