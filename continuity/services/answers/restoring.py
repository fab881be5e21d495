"""Draft history: what a page or row said before each save, and putting an earlier version back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import NotFound, say
from continuity.models import AnswerPart, AnswerVersion
from continuity.rules.permissions import Actor
from continuity.services.answers.answering import page_of, part, unlocked, write
from continuity.services.answers.lifting import edited
from continuity.services.organisation.holders import names_of
from continuity.services.steps.desk import Desk


@dataclass(frozen=True)
class Version:
    """One version of a page (in a row): its number, what it said, who saved it and when; `current` is the newest."""

    number: int
    values: dict[str, Any]
    who: str
    when: datetime
    current: bool


SITTING = timedelta(minutes=10)  # saves of the same person closer than this are one version to look at


def sittings(found: Sequence[Version]) -> Sequence[Version]:
    """Of what is kept, newest first, the last that each person saved at a sitting: typing saves every few seconds."""
    shown: list[Version] = []
    for one in found:
        after = shown[-1] if shown else None
        if after is None or after.who != one.who or after.when - one.when >= SITTING:
            shown.append(one)
    return shown


def versions(desk: Desk, page: str, row: str) -> Sequence[Version]:
    """What is kept of the page, newest first; replaced versions are kept for 90 days."""
    stored = part(desk, page, row)
    if stored is None:
        return ()
    older = desk.session.scalars(
        select(AnswerVersion).where(AnswerVersion.part_id == stored.id).order_by(AnswerVersion.version.desc())
    ).all()
    kept: list[AnswerPart | AnswerVersion] = [stored, *older]
    names = names_of(desk.session, [one.saved_by_id for one in kept])
    return [
        Version(one.version, dict(one.values), names.get(one.saved_by_id or 0, ""), one.saved_at, one is stored)
        for one in kept
    ]


def restore(session: Session, step_id: int, page: str, row: str, version: int, *, by: Actor, at: datetime) -> int:
    """Saves an earlier version again, as a new one; what it replaces is kept too. Gives the new version's number.

    :raise Refused: the page may not be saved now. :raise NotFound: that version is not kept any longer.
    """
    desk = unlocked(session, step_id, page, row, by=by, at=at)
    stored = part(desk, page, row)
    kept = next((one for one in versions(desk, page, row) if one.number == version and not one.current), None)
    if stored is None or kept is None:
        raise NotFound(say("Den versionen finns inte kvar. Tidigare versioner sparas i 90 dagar."))
    values = {name: kept.values.get(name) for name in page_of(desk, page).questions}
    write(desk, page, row, values, stored.version)
    edited(desk)
    session.commit()
    return stored.version
