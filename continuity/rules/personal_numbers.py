"""Finds Swedish personal identity numbers in free text, so that they can be refused (V26)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

COORDINATION = 60  # added to the day of birth in a samordningsnummer

_SHAPE = re.compile(
    r"(?<![0-9])(?<!\+)"
    r"(?P<century>18|19|20)?(?P<date>[0-9]{6})(?P<sign> ?[-+‐‑–−] ?|[ \u00a0])?(?P<last>[0-9]{4})"
    r"(?![0-9])"
)
_ISO_SHAPE = re.compile(
    r"(?<![0-9])(?P<century>18|19|20)(?P<date>[0-9]{2}-[0-9]{2}-[0-9]{2})(?P<sign>[-+–])(?P<last>[0-9]{4})(?![0-9])"
)


@dataclass(frozen=True)
class PersonalNumber:
    """Where in the text a number stands; the number itself is not kept."""

    start: int
    end: int
    kind: Literal["personnummer", "samordningsnummer"]


def find(text: str) -> tuple[PersonalNumber, ...]:
    """Every personnummer or samordningsnummer in the text, in order; Luhn digit and date of birth are checked.

    Ten digits in a row that begin with 0 are taken for a telephone number, unless a sign divides them as in a
    personnummer.
    """
    found = (_checked(match) for pattern in (_SHAPE, _ISO_SHAPE) for match in _matches(pattern, text))
    return tuple(sorted((number for number in found if number), key=lambda number: number.start))


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches that may overlap, so that digits before a number do not hide it."""
    at = 0
    while match := pattern.search(text, at):
        yield match
        at = match.start() + 1


def _checked(match: re.Match[str]) -> PersonalNumber | None:
    digits = match["date"].replace("-", "") + match["last"]
    phone_like = not match["century"] and not (match["sign"] or "").strip() and digits.startswith("0")
    day = int(digits[4:6])
    coordination = day > COORDINATION
    if phone_like or not _luhn(digits):
        return None
    if not _is_date(match["century"], digits, day - COORDINATION if coordination else day):
        return None
    return PersonalNumber(match.start(), match.end(), "samordningsnummer" if coordination else "personnummer")


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _is_date(century: str | None, digits: str, day: int) -> bool:
    return any(_exists(int(c + digits[:2]), int(digits[2:4]), day) for c in ([century] if century else ["19", "20"]))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
