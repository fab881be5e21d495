"""Draws the timeline as SVG: months as columns, a row a department, a shape of its own for each kind of date."""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from markupsafe import Markup, escape

from continuity.services.oversight.timeline import Kind, Row, Timeline

NAMES, MONTH, LINE, HEAD = 236, 54, 34, 52  # widths of the names and of a month; heights of a row and of the headings
LONGEST = 30  # letters of a name
SIZE = 7  # half a mark
SHAPES: Mapping[Kind, str] = {
    "review": "M-7 0 A7 7 0 1 0 7 0 A7 7 0 1 0 -7 0 Z",  # a round
    "test": "M0 -8 L8 6 L-8 6 Z",  # a triangle
    "step": "M-6 -6 H6 V6 H-6 Z",  # a square
    "meeting": "M0 -8 L8 0 L0 8 L-8 0 Z",  # a diamond
    "validity": "M-8 -5 L-5 -8 L0 -3 L5 -8 L8 -5 L3 0 L8 5 L5 8 L0 3 L-5 8 L-8 5 L-3 0 Z",  # a cross
    "action": "M0 -8 L7.6 -2.5 L4.7 6.5 L-4.7 6.5 L-7.6 -2.5 Z",  # five corners
}


def draw(timeline: Timeline, today: date, language: str) -> Markup:
    """The picture of one page; the table below it says the same."""
    width, height = NAMES + MONTH * len(timeline.months), HEAD + LINE * len(timeline.rows) + 6
    told = ngettext(
        "%(num)d enhet, %(n)s månader framåt. Tabellen under bilden har samma innehåll.",
        "%(num)d enheter, %(n)s månader framåt. Tabellen under bilden har samma innehåll.",
        len(timeline.rows),
        n=len(timeline.months),
    )
    parts = [
        f'<svg class="months" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        ' aria-labelledby="months-title months-desc">',
        f'<title id="months-title">{escape(_("Tidslinje"))}</title><desc id="months-desc">{escape(told)}</desc>',
        *_columns(timeline.months, height),
        _now(today, timeline.months, height),
        *(part for number, row in enumerate(timeline.rows) for part in _row(row, number, timeline.months, width)),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704 every text is escaped; the rest are numbers and names of ours


def mark(kind: Kind) -> Markup:
    """One mark alone, for the key."""
    return Markup(  # noqa: S704 a shape of ours
        f'<svg class="months-key" viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true">{_shape(kind)}</svg>'
    )


def _shape(kind: Kind, place: str = "") -> str:
    return f'<path class="mark mark-{kind}" d="{SHAPES[kind]}"{place}/>'


def _columns(months: Sequence[date], height: int) -> Iterator[str]:
    for number, first in enumerate(months):
        x = NAMES + number * MONTH
        tint = " months-even" if number % 2 == 0 else ""
        yield f'<rect class="months-column{tint}" x="{x}" y="26" width="{MONTH}" height="{height - 26}"/>'
        name = format_date(first, "LLL").rstrip(".")
        yield f'<text class="months-name" x="{x + MONTH / 2}" y="44" text-anchor="middle">{escape(name)}</text>'
        if number == 0 or first.month == 1:
            yield f'<text class="months-year" x="{x + 4}" y="18">{first.year}</text>'


def _now(today: date, months: Sequence[date], height: int) -> str:
    x = _across(today, months)
    return f'<path class="months-today" d="M{x} 26 V{height}"/>'


def _across(on: date, months: Sequence[date]) -> float:
    whole = (on.year - months[0].year) * 12 + on.month - months[0].month
    return round(NAMES + MONTH * (whole + (on.day - 0.5) / calendar.monthrange(on.year, on.month)[1]), 1)


def _row(row: Row, number: int, months: Sequence[date], width: int) -> Iterator[str]:
    top = HEAD + number * LINE
    name = row.name if len(row.name) <= LONGEST else row.name[: LONGEST - 1] + "…"
    yield f'<path class="months-line" d="M0 {top} H{width}"/>'
    yield f'<text class="months-unit" x="4" y="{top + LINE / 2 + 5}">{escape(name)}</text>'
    last = 0.0
    for moment in row.moments:
        x = max(_across(moment.on, months), last + 2 * SIZE + 2)  # side by side, never on top of each other
        last = x
        yield _shape(moment.kind, f' transform="translate({x} {top + LINE / 2})"')
