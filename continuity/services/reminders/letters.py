"""A mail in words: links and facts of the process, never answers, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Reason, say
from continuity.models import Municipality, Person
from continuity.services.reminders.speaking import tell

# Where the thing is done; a test compares with the routes.
PATHS: Mapping[str, str] = MappingProxyType(
    {
        "start": "/steg/{step}/start",
        "continue": "/steg/{step}",
        "change": "/steg/{step}",
        "respond": "/steg/{step}/synpunkter",
        "clear": "/steg/{step}/gavidare",
        "advise": "/steg/{step}/granska",
        "number": "/steg/{step}/diarienummer",
        "sign": "/steg/{step}/signera",
        "hearing": "/steg/{step}/sammantrade",
        "decide": "/steg/{step}/beslut",
        "amend": "/steg/{step}",
        "confirm_amendment": "/steg/{step}/beslut",
        "invitation": "/steg/{step}",
        "stand_behind": "/steg/{step}/sta-bakom/{row}",
        "completed": "/steg/{step}/klart",
        "link": "/lank/{token}",
        "tasks": "/",
        "account": "/konto",
        "department": "/enhet/{department}",
    }
)


@dataclass(frozen=True)
class Line:
    """One matter of a letter: what, where, and in smaller words when and what happens else."""

    title: str
    path: str
    link: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Occasion:
    """A day for the calendar that comes with a letter; the same `uid` moves the entry that is there."""

    uid: str
    title: str
    day: date
    path: str


@dataclass(frozen=True)
class Letter:
    """A mail in words: paragraphs before the matters, and after them."""

    subject: str
    language: str
    sender: str
    to: str
    to_name: str
    before: tuple[str, ...]
    lines: tuple[Line, ...]
    after: tuple[str, ...]
    occasions: tuple[Occasion, ...] = ()


def letter(
    session: Session,
    person: Person,
    subject: Reason,
    lines: tuple[Line, ...],
    *,
    before: tuple[Reason, ...] = (),
    after: tuple[Reason, ...] = (),
    occasions: tuple[Occasion, ...] = (),
) -> Letter:
    """A letter with the greeting and the closing that all have."""
    speak = speaker(person)
    sender = session.scalar(select(Municipality.name)) or speak(say("Kontinuitetsplanering"))
    closing = say("Mejlet skickades av kommunens system för kontinuitetsplanering. Det går inte att svara på.")
    return Letter(
        subject=speak(subject),
        language=person.language,
        sender=" ".join(sender.split()),
        to=person.email,
        to_name=" ".join(person.name.split()),
        before=(speak(say("Hej!")), *map(speak, before)),
        lines=lines,
        after=(*map(speak, after), speak(closing)),
        occasions=occasions,
    )


def speaker(person: Person) -> Callable[[Reason], str]:
    """How to say things to this person."""
    return lambda reason: tell(reason, person.language)
