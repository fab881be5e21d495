"""Makes the proposals that the calendar gives reason for, once a day."""

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.models import SweepRun, writing
from continuity.services.clock import local_date
from continuity.services.steps.occasions import propose_by_calendar

NAME = "calendar"


def sweep(engine: Engine, settings: Settings, at: datetime) -> int:
    """How many proposals were made; nothing where a loop has looked today already."""
    with Session(writing(engine)) as session:
        last = session.get(SweepRun, NAME)
        if last is not None and not last.error and local_date(last.ran_at) == local_date(at):
            return 0
        return propose_by_calendar(session, at=at)
