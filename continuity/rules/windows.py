"""Service windows: when a provider works, and how long the longest closed stretch is."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from continuity.errors import ContinuityError, Reason, say
from continuity.rules.durations import tidy

DAY_H = 24
WEEKEND_H = 48
SATURDAY = 5
MARGIN = timedelta(days=40)
_WRITTEN = re.compile(
    r"(?P<days>vardag(?:ar)?|alla dagar) (?P<opens>\d{1,2})(?:[:.](?P<opens_min>\d\d))? ?[-–] ?"
    r"(?P<closes>\d{1,2})(?:[:.](?P<closes_min>\d\d))?"
)


class UnreadableWindow(ContinuityError):
    """The text is not a service window; `reason` says how to write one."""


@dataclass(frozen=True)
class Window:
    """Opening hours as clock hours (7.5 is 07:30), on weekdays only or every day; `always` is 24/7.

    A window that closes at or before it opens runs over midnight.
    """

    always: bool = True
    weekdays_only: bool = False
    opens_h: float = 0
    closes_h: float = DAY_H

    @property
    def open_h(self) -> float:
        """Hours open on a day that is open."""
        return (self.closes_h - self.opens_h) % DAY_H or DAY_H

    @property
    def words(self) -> Reason:
        """The window in words, "vardagar 07–17"."""
        if self.always:
            return say("dygnet runt")
        hours = f"{_on_the_clock(self.opens_h)}–{_on_the_clock(self.closes_h)}"
        return say("vardagar {hours}", hours=hours) if self.weekdays_only else say("alla dagar {hours}", hours=hours)


def _on_the_clock(hour: float) -> str:
    minutes = round(hour % 1 * 60)
    return f"{int(hour):02d}:{minutes:02d}" if minutes else f"{int(hour):02d}"


ALWAYS = Window()


@cache
def read_window(text: str | None) -> Window:
    """A window from "24/7", "vardag 07-17" or "alla dagar 08-20"; None is 24/7.

    :raise UnreadableWindow: anything else, or hours that are not on the clock.
    """
    if text is None or "".join(text.split()) == "24/7":
        return ALWAYS
    match = _WRITTEN.fullmatch(" ".join(text.lower().split()))
    if match is None:
        raise _unreadable(text)
    opens, closes = (_clock(match, side, text) for side in ("opens", "closes"))
    if opens in (closes, DAY_H):
        raise _unreadable(text)
    return Window(always=False, weekdays_only=match["days"] != "alla dagar", opens_h=opens, closes_h=closes)


def closed_gap(window: Window) -> float:
    """Hours of the longest closed stretch in a plain week: 62 for weekdays 07-17, 0 for 24/7."""
    if window.always:
        return 0
    return tidy(DAY_H - window.open_h + (WEEKEND_H if window.weekdays_only else 0))


def closed_gap_between(window: Window, first: date, last: date, red_days: Collection[date]) -> float:
    """Hours of the longest closed stretch of which at least a part falls on the days `first` to `last`.

    `red_days` are the days when a weekday is closed; give those of the weeks around the period too (`with_margin`).
    Never shorter than the plain week's stretch.
    """
    if window.always:
        return 0
    start, end = with_margin(first, last)
    from_h, to_h = (first - start).days * DAY_H, ((last - start).days + 1) * DAY_H
    stretches = (
        opens - closed
        for (_, closed), (opens, _) in pairwise(_openings(window, start, end, red_days))
        if opens > from_h and closed < to_h
    )
    return tidy(max([closed_gap(window), *stretches]))


def with_margin(first: date, last: date) -> tuple[date, date]:
    """The period with the weeks around it that a closed stretch may reach into."""
    return first - MARGIN, last + MARGIN


def _openings(window: Window, first: date, last: date, red_days: Collection[date]) -> Iterator[tuple[float, float]]:
    """(opens, closes) in hours from midnight of `first`, for each open day."""
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if not window.weekdays_only or (day.weekday() < SATURDAY and day not in red_days):
            opens = n * DAY_H + window.opens_h
            yield opens, opens + window.open_h


def _clock(match: re.Match[str], side: str, text: str) -> float:
    hours, minutes = int(match[side]), int(match[f"{side}_min"] or 0)
    if hours * 60 + minutes > DAY_H * 60 or minutes >= 60:
        raise _unreadable(text)
    return tidy(hours + minutes / 60)


def _unreadable(text: str) -> UnreadableWindow:
    return UnreadableWindow(
        say(
            "Servicetiden ”{text}” går inte att läsa. Skriv 24/7, vardag 07-17 eller alla dagar 08-20.",
            text=text.strip()[:60],
        )
    )
