"""What has been late so long that the ladder takes it up in the status report, with a text ready to be read out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from continuity.definitions.organisation import Organisation, Rung
from continuity.definitions.vocabulary import Language
from continuity.definitions.words import Words
from continuity.rules import reminders
from continuity.services.oversight.overdue import LADDERS, What
from continuity.services.reminders.reminding import calendar_of

TEXTS: Mapping[str, Words] = {
    "ready": Words(
        sv="{department}, {what}: skulle ha varit klart {due}, {days} dagar sent. Enligt stegen påminns: {told}.",
        en="{department}, {what}: due on {due}, {days} days late. By the ladder of reminders these are told: {told}.",
    ),
    "stays": Words(
        sv="Planen gäller tills en ny är beslutad.", en="The plan stays in force until a new one is decided."
    ),
    "nobody": Words(sv="ingen", en="nobody"),
}


@dataclass(frozen=True)
class Due:
    """Something that should have been done: what, by whom and when; `kind` says which ladder it climbs."""

    kind: What
    department: str
    committee: str
    title: Words
    due: date
    in_force: bool


def escalated(
    found: Iterable[Due], settings: Organisation, as_of: date, language: Language
) -> Iterable[dict[str, Any]]:
    """The rows of the report, for everything whose ladder has come to its rung with `report`; the latest first."""
    for one in sorted(found, key=lambda one: (one.due, one.department)):
        passed = _passed(one, settings, as_of)
        taken_up = next((day for rung, day in passed if rung.report), None)
        if taken_up is not None:
            yield {
                "department": one.department,
                "committee": one.committee or None,
                "what": one.title.in_(language),
                "due": one.due.isoformat(),
                "days": (as_of - one.due).days,
                "since": taken_up.isoformat(),
                "text": _text(one, [rung for rung, _day in passed], settings, as_of, language),
            }


def _passed(one: Due, settings: Organisation, as_of: date) -> tuple[tuple[Rung, date], ...]:
    ladder = settings.ladders.get(LADDERS[one.kind])
    if ladder is None:
        return ()
    calendar = calendar_of(settings)
    days = ((rung, reminders.right_day(ladder, rung, one.due, calendar)) for rung in ladder.rungs)
    return tuple((rung, day) for rung, day in days if day <= as_of)  # also in July, when nobody is reminded


def _text(one: Due, rungs: Iterable[Rung], settings: Organisation, as_of: date, language: Language) -> str:
    roles = dict.fromkeys(role for rung in rungs for role in (*rung.to, *rung.copies))
    titles = {str(role): words.in_(language).lower() for role, words in settings.role_titles.items()}
    told = [titles[role] for role in roles if role in titles]
    text = (
        TEXTS["ready"]
        .in_(language)
        .format(
            department=one.department,
            what=one.title.in_(language).lower(),
            due=one.due.isoformat(),
            days=(as_of - one.due).days,
            told=", ".join(told) or TEXTS["nobody"].in_(language),
        )
    )
    return f"{text} {TEXTS['stays'].in_(language)}" if one.in_force else text
