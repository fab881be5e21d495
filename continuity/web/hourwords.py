"""Hours and service windows in short form for tables, in the reader's language."""

from continuity.rules.durations import Language, short
from continuity.services.registers.needs import Need
from continuity.web import need_tables
from continuity.web.wording import language


def spoken() -> Language:
    """The reader's language as the rules name it."""
    return "en" if language() == "en" else "sv"


def hours_short(hours: float | None) -> str:
    """ "30 min", "4 h", "61,5 h", "3 dygn"; a dash for None."""
    return "–" if hours is None else short(hours, spoken())


def window_words(need: Need) -> str:
    """When the owner works at it, "vardagar 07–17"; "" without a promise."""
    return "" if need.demand.promised_h is None else need_tables.window(need.resource.service_window)
