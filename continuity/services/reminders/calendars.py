"""Days as calendar entries, with a title and a link and nothing of any plan."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from continuity.services.reminders.letters import Occasion

PRODUCT = "-//Kontinuitet//SV"


def calendar_file(
    occasions: Iterable[Occasion], *, base: str, at: datetime, sequences: Mapping[str, int], name: str = ""
) -> bytes:
    """The days as an iCalendar file; an entry with the same `uid` and a higher number moves the one that is there."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    if name:
        made.add("x-wr-calname", name)
    for occasion in occasions:
        made.add_component(_entry(occasion, base, at, sequences.get(occasion.uid, 0)))
    written: bytes = made.to_ical()
    return written


def version_of(at: datetime) -> int:
    """The number of an entry made at this moment, rising with time: minutes since the product began."""
    return int((at - datetime(2026, 1, 1, tzinfo=UTC)).total_seconds() // 60)


def _entry(occasion: Occasion, base: str, at: datetime, sequence: int) -> Event:
    entry = Event()
    entry.add("uid", f"{occasion.uid}@{base.partition('://')[2].partition(':')[0] or 'continuity'}")
    entry.add("sequence", sequence)
    entry.add("dtstamp", at)
    entry.add("summary", occasion.title)
    entry.add("dtstart", occasion.day)
    entry.add("dtend", occasion.day + timedelta(days=1))
    entry.add("url", f"{base}{occasion.path}")
    entry.add("transp", "TRANSPARENT")
    return entry
