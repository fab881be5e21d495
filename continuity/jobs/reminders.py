"""Gathers the day's ladder reminders, in office hours on working days; the mail sweep sends them."""

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.models import writing
from continuity.rules import reminders
from continuity.services import publishing
from continuity.services.clock import local_date, local_time
from continuity.services.reminders import reminding


def sweep(engine: Engine, settings: Settings, at: datetime) -> int:
    """How many reminders were gathered; after the first time in a day there is nothing left to do."""
    if not _is_time(engine, at):
        return 0
    with Session(writing(engine)) as session:
        return reminding.gather(session, at=at)


def _is_time(engine: Engine, at: datetime) -> bool:
    """Asked every minute, so without keeping anybody else from writing."""
    if not reminders.may_go(local_time(at), reminders.Workdays()):
        return False
    with Session(engine) as session:
        if publishing.newest(session) is None or reminding.gathered(session, local_date(at)):
            return False
        return reminders.may_go(local_time(at), reminding.calendar_of(publishing.settings(session)))
