"""Local dates and times: due dates are Swedish dates, instants are UTC."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def local_time(at: datetime) -> datetime:
    """The instant as the clock on a Swedish wall shows it."""
    return at.astimezone(STOCKHOLM)


def local_date(at: datetime) -> date:
    """Which Swedish date the instant falls on."""
    return local_time(at).date()
