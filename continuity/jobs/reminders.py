"""Gathers the day's ladder reminders, in office hours on working days; the mail sweep sends them."""

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.models import writing
from continuity.rules import reminders
from continuity.services import publishing, reminding
from continuity.services.clock import local_time


def sweep(engine: Engine, settings: Settings, at: datetime) -> int:
    """How many reminders were gathered; after the first time in a day there is nothing left to do."""
    if not reminders.may_go(local_time(at), reminders.Workdays()):
        return 0
    with Session(writing(engine)) as session:
        if publishing.newest(session) is None:
            return 0
        calendar = reminding.calendar_of(publishing.settings(session))
        return reminding.gather(session, at=at) if reminders.may_go(local_time(at), calendar) else 0
