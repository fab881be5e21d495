"""Reads what people type as numbers and dates, in the ways they write them."""

import re
from datetime import date

FIRST_YEAR, LAST_YEAR = 1900, 2199
MOST_DIGITS = 15  # beyond this a number would not come back as it was typed

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_NUMBER = re.compile(r"-?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
_SEPARATED = re.compile(r"([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})")
_CLOSED_UP = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})[-/. ](?P<month>[0-9]{1,2})[-/. ](?P<year>[0-9]{4})")
_NAMED = re.compile(r"(?P<day>[0-9]{1,2})(?:[.:]|:?[ae]|st|nd|rd|th)? ?(?P<name>[a-z]+)\.?,? (?P<year>[0-9]{4})")
_MONTHS = (
    ("januari", "january"),
    ("februari", "february"),
    ("mars", "march"),
    ("april",),
    ("maj", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("augusti", "august"),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("december",),
)
_MONTH_NAMED = {name: i for i, names in enumerate(_MONTHS, 1) for whole in names for name in (whole, whole[:3])}


class Unreadable(ValueError):
    """The text is not of the kind that was asked for."""


def number(text: str, units: tuple[str, ...] = ()) -> float:
    """The number in "1 250,5", "-3" or, with its unit, "80 %"; whole numbers are ints.

    :raise Unreadable: it is no number, or has more digits than can be kept exactly.
    """
    bare = _SPACES.sub("", text.replace("\u2212", "-"))
    for unit in units:
        bare = bare.removesuffix(_SPACES.sub("", unit))
    if not _NUMBER.fullmatch(bare) or len(bare) > MOST_DIGITS:
        raise Unreadable(text)
    value = float(bare.replace(",", "."))
    return int(value) if value.is_integer() else value


def day(text: str) -> date:
    """The date in "2026-06-01", "20260601", "2026/6/1", "1/6 2026" or "1 juni 2026".

    :raise Unreadable: it is no date, or not of the years 1900 to 2199.
    """
    bare = _SPACES.sub(" ", text.replace("\u2013", "-")).strip().lower()
    try:
        found = date(*_parts(re.sub(r" ?([-/]) ?", r"\1", bare)))
    except ValueError as impossible:
        raise Unreadable(text) from impossible
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unreadable(text)
    return found


def _parts(bare: str) -> tuple[int, int, int]:
    """Year, month and day as numbers."""
    if found := _SEPARATED.fullmatch(bare) or _CLOSED_UP.fullmatch(bare):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DAY_FIRST.fullmatch(bare):
        return int(found["year"]), int(found["month"]), int(found["day"])
    found = _NAMED.fullmatch(bare)
    if found and found["name"] in _MONTH_NAMED:
        return int(found["year"]), _MONTH_NAMED[found["name"]], int(found["day"])
    raise Unreadable(bare)
