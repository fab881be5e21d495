"""Proves that history and archive are as they were written, and says what a Word file from outside is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity.errors import Reason
from continuity.services.record import archivecheck, chaincheck, recordcheck
from continuity.services.record.chaincheck import Checkpoint
from continuity.services.record.filecheck import FileVerdict, verify_file
from continuity.services.record.flaws import Flaw, Flaws

__all__ = ["FileVerdict", "Flaw", "Report", "verify_all", "verify_file"]


@dataclass(frozen=True)
class Report:
    """What was looked at and what is wrong; `untold` flaws came after those that are listed."""

    events: int
    head: Checkpoint
    weeded: int
    records: int
    files: int
    flaws: tuple[Flaw, ...]
    untold: int = 0
    first_bad_seq: int | None = field(default=None)

    @property
    def ok(self) -> bool:
        """Whether nothing at all is wrong."""
        return not self.flaws

    def as_data(self, tell: Callable[[Reason], str] = str) -> dict[str, Any]:
        """The report as plain values, for programs; `tell` puts a reason into words."""
        return {
            "ok": self.ok,
            "events": self.events,
            "checkpoint": f"{self.head[0]}:{self.head[1]}",
            "weeded": self.weeded,
            "records": self.records,
            "files": self.files,
            "first_bad_seq": self.first_bad_seq,
            "flaws": [{"kind": f.kind, "where": f.where, "seq": f.seq, "reason": tell(f.reason)} for f in self.flaws],
            "untold": self.untold,
        }


def verify_all(session: Session, archive_folder: Path | None = None, checkpoints: Iterable[Checkpoint] = ()) -> Report:
    """Recomputes everything that was committed: every link and body, every signature, decision, snapshot and file.

    `checkpoints` are links (seq, hash) kept outside the database: alone they show that the newest history was cut off
    or written anew. Reads row by row, in one transaction of its own that sees the database as it is now.
    """
    flaws = Flaws()
    with Session(_steady(session)) as own:
        events, head, weeded = chaincheck.check_chain(own, dict(checkpoints), flaws)
        records = recordcheck.check_records(own, flaws)
        files = archivecheck.check_contents(own, flaws)
        if archive_folder is not None:
            archivecheck.check_folder(own, archive_folder, flaws)
    return Report(events, head, weeded, records, files, tuple(flaws.found), flaws.untold, flaws.first_seq)


def _steady(session: Session) -> Engine:
    """An engine whose transaction sees one moment, whoever writes meanwhile, and holds nobody up."""
    engine = session.get_bind().engine
    options: Mapping[str, Any] = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    return engine.execution_options(writing=False, **options)
