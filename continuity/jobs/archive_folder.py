"""Mirrors completed documents to a folder that is readable without the system and can be made again from nothing."""

import os
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.models import Content
from continuity.services.record import mirror


def sweep(engine: Engine, settings: Settings, at: datetime) -> int:
    """How many files were written; none where no folder is set.

    A file that is there is left alone, also when it is not what it should be: `continuity verify` names it, and
    removing it makes it come back.
    """
    if settings.archive is None:
        return 0
    with Session(engine) as session:
        kept = list(mirror.entries(session))
        written = sum(_mirror(session, settings.archive, entry) for entry in kept)
        for name, text in mirror.indexes(kept).items():
            written += _write(settings.archive / name, text.encode(), replace=True)
    return written


def _mirror(session: Session, folder: Path, entry: mirror.Entry) -> bool:
    path = folder / entry.path
    if path.exists():
        return False
    data = session.scalars(select(Content.bytes).where(Content.sha256 == entry.sha256)).one()
    return _write(path, data)


def _write(path: Path, data: bytes, *, replace: bool = False) -> bool:
    """Writes beside and renames, so that nobody ever sees half a file; False where nothing had to be done."""
    if replace and path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return True
