"""Sends what is in the outbox: claims rows, writes each letter as it should be now, sends it, and marks the row."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.jobs import transport
from continuity.models import Mail, writing
from continuity.services.clock import local_date
from continuity.services.reminders import envelopes, outbox, writers
from continuity.services.reminders.calendars import version_of

AT_MOST_S = 50.0  # then the other sweeps get their turn; what is left goes with the next

log = structlog.get_logger()


def sweep(engine: Engine, settings: Settings, at: datetime) -> int:
    """How many mails were sent; none where mail has no way out, and then they wait."""
    if not transport.can_send(settings):
        return 0
    began, done = time.monotonic(), 0
    with Session(writing(engine)) as session:
        while time.monotonic() - began < AT_MOST_S:
            name, mails = outbox.claim(session, at=at)
            if not mails:
                break
            sent, went_on = _deliver(session, settings, name, mails, at)
            done += sent
            if not went_on:
                break
    return done


def _deliver(session: Session, settings: Settings, name: str, mails: Sequence[int], at: datetime) -> tuple[int, bool]:
    """(How many were sent, whether the server still takes more)."""
    left = list(mails)
    done = 0
    try:
        with transport.opened(settings) as way:
            while left:
                done += _one(session, settings, way, left[0], name, at)
                left.pop(0)
    except transport.NotNow as problem:
        outbox.postpone(session, left.pop(0), name, str(problem), at=at)
        if _is_down(problem):
            for mail_id in left:
                outbox.postpone(session, mail_id, name, str(problem), at=at)
            return done, False
        outbox.release(session, left, name)
    return done, True


def _is_down(problem: transport.NotNow) -> bool:
    """Whether it was the server that failed; an answer with a number (421 apart) is about one mail."""
    said = str(problem)
    return not said[:3].isdigit() or said.startswith("421")


def _one(session: Session, settings: Settings, way: transport.Transport, mail_id: int, name: str, at: datetime) -> int:
    if not outbox.hold_on(session, mail_id, name, at=at):
        return 0
    mail = session.get_one(Mail, mail_id, populate_existing=True)
    try:
        message = _written(session, settings, mail, at)
    except Exception as error:  # one row that cannot be written must not stop the others
        session.rollback()
        log.exception("mail_faulty", mail=mail_id)
        outbox.ended(session, mail_id, name, "faulty", type(error).__name__, at=at)
        return 0
    session.commit()  # nothing is held open while the server thinks
    if message is None:
        outbox.ended(session, mail_id, name, "unneeded", at=at)
        return 0
    try:
        way.send(message)
    except transport.NoSuchAddress as refused:
        outbox.ended(session, mail_id, name, "undeliverable", str(refused), at=at)
        return 0
    outbox.sent(session, mail_id, name, at=at)
    return 1


def _written(session: Session, settings: Settings, mail: Mail, at: datetime) -> EmailMessage | None:
    letter = writers.write(session, mail, at=at)
    if letter is None:
        return None
    coming = tuple(one for one in letter.occasions if one.day >= local_date(at))
    letter = replace(letter, occasions=coming)
    return envelopes.message(
        letter,
        mail,
        sender=transport.sender_of(settings),
        base=base_of(settings),
        at=at,
        sequences={one.uid: version_of(at) for one in letter.occasions},
    )


def base_of(settings: Settings) -> str:
    """The address that links begin with; set in production, else this machine's own."""
    return settings.base_url or f"http://{settings.host}:{settings.port}"
