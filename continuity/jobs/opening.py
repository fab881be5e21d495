"""Opens the steps whose own date has come, and asks the next reviewer where one has let the time pass."""

from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.models import writing
from continuity.services.steps.asking import ask_after_silence
from continuity.services.steps.plans import open_due_steps


def sweep(engine: Engine, settings: Settings, at: datetime) -> int:
    """How many steps were opened and reviewers asked."""
    with Session(writing(engine)) as session:
        return open_due_steps(session, at=at) + ask_after_silence(session, at=at)
