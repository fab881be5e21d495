"""Freezes every department's status once a year, when its day has come."""

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.models import writing
from continuity.services.clock import local_date
from continuity.services.oversight import freezing


def sweep(engine: Engine, settings: Settings, at: datetime) -> int:
    """How many departments' status was frozen."""
    if not freezing.is_time(local_date(at)):
        return 0
    with Session(writing(engine)) as session:
        return freezing.freeze(session, by=None, at=at)
