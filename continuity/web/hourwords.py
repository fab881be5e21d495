"""Hours and service windows in short form for tables, in the reader's language."""

from continuity.rules.durations import Language, short
from continuity.services.registers.needs import Need
from continuity.web.wording import language


def spoken() -> Language:
    """The reader's language as the rules name it."""
    return "en" if language() == "en" else "sv"


def hours_short(hours: float | None) -> str:
    """ "30 min", "4 h", "61,5 h", "3 dygn"; a dash for None."""
    return "–" if hours is None else short(hours, spoken())


def window_words(need: Need) -> str:
    """The owner's hours as they were written; "24/7" where a promise says nothing of them, "" without a promise."""
    if need.demand.promised_h is None:
        return ""
    return need.resource.service_window or "24/7"
