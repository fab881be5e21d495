"""Turns reasons, dates and sizes into words in the reader's language."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import format_decimal, get_locale, gettext, ngettext

from continuity.errors import Complaint, ContinuityError, Reason
from continuity.services.clock import local_time

LANGUAGES: Mapping[str, str] = {"sv": "Svenska", "en": "English"}


def tell(reason: Reason | ContinuityError | str) -> str:
    """A reason as a sentence in the reader's language; parts that are reasons or dates are put into words too."""
    if isinstance(reason, ContinuityError):
        reason = reason.reason
    if isinstance(reason, str):
        return gettext(reason)
    sentence = gettext(reason.text)
    return (
        sentence.format(**{name: _part(value) for name, value in reason.params.items()}) if reason.params else sentence
    )


def _part(value: Any) -> Any:
    if isinstance(value, Reason):
        return tell(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "in_"):  # hours, titles: they know how to say themselves in either language
        return value.in_(language())
    return value


def complaint(found: Complaint) -> str:
    """A mistake in the content, with its file and key, in the reader's language."""
    place = f"{found.file}: {found.key}" if found.key else found.file
    return f"{place}: {tell(found.reason)}"


def language() -> str:
    """The reader's language: sv or en."""
    locale = get_locale()
    return locale.language if locale else "sv"


def grouped(amount: float) -> str:
    """An amount with its thousands apart: "240 000", in English "240,000"."""
    return format_decimal(amount)


def moment(at: datetime | None) -> str:
    """An instant as local date and time, "2026-11-22 14.32", in English "14:32"; nothing for None."""
    return "" if at is None else f"{day(local_time(at).date())} {clock(at)}"


def clock(at: datetime | None) -> str:
    """An instant as local time alone, "14.32", in English "14:32"."""
    return "" if at is None else local_time(at).strftime("%H:%M" if language() == "en" else "%H.%M")


def day(on: date | None) -> str:
    """A date as it is written in Sweden, "2026-11-22"."""
    return "" if on is None else on.isoformat()


def days_left(due: date, today: date) -> str:
    """How far away a date is, in words."""
    days = (due - today).days
    if days == 0:
        return gettext("i dag")
    if days > 0:
        return ngettext("om %(num)d dag", "om %(num)d dagar", days)
    return ngettext("för %(num)d dag sedan", "för %(num)d dagar sedan", -days)


def size(number: int) -> str:
    """A number of bytes, "24 kB" or "1,3 MB"."""
    if number < 1_000_000:
        return f"{format_decimal(max(1, round(number / 1000)))} kB"
    return f"{format_decimal(round(number / 1_000_000, 1))} MB"
