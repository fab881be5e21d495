"""Durations as people write and read them: text to hours, and hours back to Swedish and English words."""

import re
from dataclasses import dataclass
from typing import Literal

from continuity.errors import ContinuityError, say

Language = Literal["sv", "en"]

HOURS_PER_DAY = 24
_MINUTE, _WEEK, _MONTH = 1 / 60, 7 * HOURS_PER_DAY, 30 * HOURS_PER_DAY
_UNITS: dict[str, float] = {
    **dict.fromkeys(("m", "min", "mins", "minut", "minuter", "minute", "minutes"), _MINUTE),
    **dict.fromkeys(("h", "t", "tim", "timme", "timma", "timmar", "hr", "hrs", "hour", "hours"), 1.0),
    **dict.fromkeys(("d", "dag", "dagar", "dygn", "dgr", "day", "days"), float(HOURS_PER_DAY)),
    **dict.fromkeys(("v", "vecka", "veckor", "w", "wk", "week", "weeks"), float(_WEEK)),
    **dict.fromkeys(("mån", "månad", "månader", "month", "months"), float(_MONTH)),
}
_FRACTIONS = {"½": " 1/2", "¼": " 1/4", "¾": " 3/4"}
_SPELLED = (  # tried in order: "en halv timme", "halvdag", "a day"
    (re.compile(r"\b(?:(?:en|ett|a)\s+)?(?:halvt?|half)(?:\s+an?)?(?=\s|timme|dag|dygn)"), "1/2 "),
    (re.compile(r"\b(?:en|ett|one|an?)\b"), "1"),
)
_PART = re.compile(
    r"(?P<whole>[0-9]{1,6} +(?=[0-9]+ */))?(?P<number>[0-9]{1,4} */ *[0-9]{1,4}|[0-9]{1,6}(?:[.,][0-9]{1,6})?)"
    r" *(?P<unit>[a-zåäö]+)\.?"
)
_BETWEEN = re.compile(r"\s*(?:,|\+|&|\boch\b|\band\b)?\s*")
_PLURALS: dict[Language, dict[str, tuple[str, str]]] = {
    "sv": {"minute": ("minut", "minuter"), "hour": ("timme", "timmar"), "day": ("dygn", "dygn")},
    "en": {"minute": ("minute", "minutes"), "hour": ("hour", "hours"), "day": ("day", "days")},
}
_SHORT: dict[Language, dict[str, str]] = {
    "sv": {"minute": "min", "hour": "h", "day": "dygn"},
    "en": {"minute": "min", "hour": "h", "day": "d"},
}


@dataclass(frozen=True)
class Spoken:
    """Hours inside a sentence for people; the one who shows it asks for the words in the reader's language."""

    hours: float

    def in_(self, language: Language) -> str:
        """The hours in words, "4 timmar" or "4 hours"."""
        return words(self.hours, language)

    def __str__(self) -> str:
        return self.in_("sv")


class UnreadableDuration(ContinuityError):
    """The text is not a duration; `reason` says how to write one."""


def tidy(hours: float) -> float:
    """The same number of hours without binary noise: 0.1 + 0.2 is 0.3, and a whole number is an int (86, not 86.0)."""
    rounded = round(hours, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def parse(text: str) -> float:
    """Hours in a text such as "30 min", "4 tim", "2 dygn", "1/2 dag", "1,5 h" or "1 h 30 min".

    A day (dag, dygn) is 24 hours, a week 7 days, a month 30 days. "0" needs no unit; every other number does.

    :raise UnreadableDuration: the text is empty, has no unit, or is not a duration.
    """
    cleaned = _clean(text)
    if cleaned == "0":
        return 0
    hours, position = 0.0, 0
    while position < len(cleaned):
        part = _PART.match(cleaned, position)
        if part is None:
            raise _unreadable(text)
        hours += _hours_of(part, text)
        between = _BETWEEN.match(cleaned, part.end())
        position = between.end() if between else part.end()
        if position == len(cleaned) != part.end():
            raise _unreadable(text)  # a trailing "och" or comma: something is missing
    if not cleaned:
        raise _unreadable(text)
    return tidy(hours)


def words(hours: float, language: Language = "sv") -> str:
    """Hours in words: "30 minuter", "4 timmar", "61,5 timmar", "3 dygn"; days from 48 hours when they are whole."""
    return " ".join(
        f"{_number(amount, language)} {_PLURALS[language][unit][0 if amount == 1 else 1]}"
        for amount, unit in _amounts(hours)
    )


def short(hours: float, language: Language = "sv") -> str:
    """Hours in short form: "30 min", "4 h", "61,5 h", "3 dygn" ("3 d" in English)."""
    return " ".join(f"{_number(amount, language)} {_SHORT[language][unit]}" for amount, unit in _amounts(hours))


def number(hours: float, language: Language = "sv") -> str:
    """The bare number of hours as a person writes it: 61.5 is "61,5" in Swedish and "61.5" in English."""
    return _number(tidy(round(hours, 2)), language)


def _clean(text: str) -> str:
    """Lower case, ordinary spaces, no control characters, fractions and number words as digits."""
    for sign, spelled in _FRACTIONS.items():
        text = text.replace(sign, spelled)
    text = "".join(c if c.isprintable() else " " for c in text).lower()
    for pattern, digits in _SPELLED:
        text = pattern.sub(digits, text)
    return " ".join(text.split())


def _hours_of(part: re.Match[str], text: str) -> float:
    above, _, below = part["number"].replace(",", ".").partition("/")
    if part["unit"] not in _UNITS or (below and int(below) == 0):
        raise _unreadable(text)
    return (int(part["whole"] or 0) + float(above) / float(below or 1)) * _UNITS[part["unit"]]


def _amounts(hours: float) -> list[tuple[float, str]]:
    """(amount, unit) pairs to write out, so that reading them again gives the same minutes."""
    hours = tidy(hours)
    minutes = tidy(hours * 60)
    if hours >= 2 * HOURS_PER_DAY and hours % HOURS_PER_DAY == 0:
        return [(hours // HOURS_PER_DAY, "day")]
    if hours and hours < 1:
        return [(tidy(round(minutes, 2)), "minute")]
    if hours == round(hours, 2):
        return [(hours, "hour")]
    whole, rest = divmod(minutes, 60)
    return [(int(whole), "hour"), (tidy(round(rest, 2)), "minute")]


def _number(amount: float, language: Language) -> str:
    written = f"{amount:.2f}".rstrip("0").rstrip(".")
    return written.replace(".", ",") if language == "sv" else written


def _unreadable(text: str) -> UnreadableDuration:
    return UnreadableDuration(
        say(
            "Tiden ”{text}” går inte att läsa. Skriv ett tal och en enhet, till exempel 30 min, 4 h eller 3 dygn.",
            text=text.strip()[:60],
        )
    )
