"""Filters over dates, durations, numbers and levels."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from continuity.documents.registry import register
from continuity.documents.speech import Speech
from continuity.documents.values import LevelWord, Omitted

PALETTE = ("FFFFFF", "E2EFDA", "FFF2CC", "F8CBAD", "F4B0B0")  # dark text keeps 4.5:1 or more on each
_MONTHS = {
    "sv": (
        "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
        "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip


@register("date", most=1, options=("form",))
def date_words(speech: Speech, value: object, form: object = "iso") -> object:
    """`2026-06-03`; with "long" den 3 juni 2026; with "month" juni 2026. Texts in ISO form count as dates."""
    day = value if isinstance(value, date) else _read_date(value)
    if day is None:
        return value
    month = _MONTHS[speech.language][day.month - 1]
    if form in ("long", "lång"):
        return speech.word(f"den {day.day} {month} {day.year}", f"{day.day} {month} {day.year}")
    if form in ("short", "kort"):
        return f"{day.day} {month} {day.year}"
    if form in ("month", "månad"):
        return f"{month} {day.year}"
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


@register("time")
def time_words(speech: Speech, value: object) -> object:
    """Hours and minutes."""
    return value.strftime("%H:%M") if isinstance(value, datetime) else value


def _read_date(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


@register("duration")
def duration(speech: Speech, value: object) -> object:
    """Hours in words: 30 min, 4 tim, 1 tim 30 min, 3 dygn; a text is left as it is."""
    if isinstance(value, str):
        return value
    return speech.duration(
        Decimal(str(value.total_seconds())) / 3600 if isinstance(value, timedelta) else Decimal(str(value))
    )


@register("number", most=1, options=("decimals",))
def number(speech: Speech, value: object, decimals: object = None) -> object:
    """Digits in groups of three, and the decimal sign of the language."""
    if not isinstance(value, int | float | Decimal) or isinstance(value, bool):
        return value
    digits = f"{value:,}" if decimals is None else f"{Decimal(str(value)):,.{_small(decimals)}f}"
    return digits.replace(",", "\u00a0").replace(".", ",") if speech.language == "sv" else digits


@register("level", most=1, options=("levels",))
def level(speech: Speech, value: object, levels: object = None) -> object:
    """A level's number and name, `3 Allvarlig`; the names stand in the argument or in the values' `levels`."""
    if isinstance(value, str):
        return value
    name, colour = _level_of(value, speech.levels if levels is None else levels)
    return LevelWord(f"{value} {name}".strip(), colour)


@register("colour", "color", most=1, options=("levels",))
def colour_of(speech: Speech, value: object, levels: object = None) -> object:
    """The colour of a level, six hexadecimal digits."""
    if isinstance(value, LevelWord):
        return value.colour
    return _level_of(value, speech.levels if levels is None else levels)[1]


@register("shade", most=1, options=("colour", "color"))
def shade(speech: Speech, value: object, colour: object = None, color: object = None) -> object:
    """Prints the value; its cell is coloured by the compiler, which asks `shade_colour`."""
    return value


def shade_colour(speech: Speech, value: object, colour: object = None, color: object = None) -> object:
    """The colour for a cell: the argument, or the value's own as a level; None for none."""
    chosen = colour if colour is not None else color
    if chosen is not None or value is None or isinstance(value, Omitted):
        return chosen
    if isinstance(value, LevelWord):
        return value.colour or None
    return _level_of(value, speech.levels)[1] if isinstance(value, int) else None


def _level_of(value: object, levels: object) -> tuple[str, str]:
    """A level's name and colour, from {3: name}, {"3": {name, colour}} or a list that starts at level 1."""
    found: object = None
    if isinstance(levels, Mapping):
        found = levels.get(value, levels.get(str(value)))
    elif isinstance(levels, Sequence) and not isinstance(levels, str):
        found = _in_list(value, levels)
    own = PALETTE[value] if isinstance(value, int) and 0 <= value < len(PALETTE) else ""
    if isinstance(found, Mapping):
        return str(found.get("name", found.get("word", ""))), str(found.get("colour") or own)
    return ("" if found is None else str(found)), own


def _in_list(value: object, levels: Sequence[object]) -> object:
    for entry in levels:
        if isinstance(entry, Mapping) and entry.get("level", entry.get("number")) == value:
            return entry
    plain = not any(isinstance(entry, Mapping) for entry in levels)
    return levels[value - 1] if plain and isinstance(value, int) and 1 <= value <= len(levels) else None


@register("round", most=1, options=("precision",))
def rounded(speech: Speech, value: object, precision: object = 0) -> object:
    """Rounded half up."""
    places = _small(precision)
    result = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return result if places else int(result)


@register("int")
def whole(speech: Speech, value: object) -> object:
    """The whole number."""
    return int(str(value)) if isinstance(value, str) else int(value)  # type: ignore[call-overload]


@register("abs")
def absolute(speech: Speech, value: object) -> object:
    """Without its sign."""
    return abs(value)  # type: ignore[arg-type]


def _small(places: object) -> int:
    if not isinstance(places, int) or not 0 <= places <= 6:
        raise ValueError(places)
    return places
