"""The heat map: how grave a standstill becomes with time, activity by activity, at worst or in one category."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from continuity.rules.permissions import Actor
from continuity.rules.priority import priority_list
from continuity.services.analysis.looking import departments_of, looked_at, page_of
from continuity.services.oversight.narrowing import committees
from continuity.services.registers.activities import ActivityNow
from continuity.services.registers.picture import Picture


@dataclass(frozen=True)
class HeatRow:
    """One activity and its level for each time column; None where no level is known."""

    activity: ActivityNow
    levels: tuple[int | None, ...]


@dataclass(frozen=True)
class HeatMap:
    """One page of activities in the order of priority; `times_h` are the columns. `skipped` were never analysed."""

    seen: Picture
    rows: tuple[HeatRow, ...]
    committees: tuple[tuple[int, str], ...]
    found: int
    skipped: int
    page: int
    pages: int


def heat_map(
    session: Session,
    category: str | None = None,
    committee: int | None = None,
    *,
    by: Actor,
    at: datetime,
    page: int = 1,
    whole: bool = False,
) -> HeatMap:
    """One page of the map, or all of it; `category` None is the worst of all categories, as is one that is not known.

    :raise Forbidden: the person may not see the municipality's analysis.
    """
    seen = looked_at(session, by=by, at=at)
    departments = departments_of(session, committee)
    chosen = [one for one in seen.activities if departments is None or one.department_id in departments]
    rows = tuple(HeatRow(one, one.levels.get(category or "", one.worst)) for one in in_order(chosen))
    page, pages, on_page = page_of(len(rows), page)
    return HeatMap(
        seen=seen,
        rows=rows if whole else rows[on_page],
        committees=committees(session),
        found=len(rows),
        skipped=len(chosen) - len(rows),
        page=page,
        pages=pages,
    )


def in_order(activities: list[ActivityNow]) -> list[ActivityNow]:
    """The activities that were analysed, the first to restore at the head."""
    by_id = {one.id: one for one in activities}
    ranked = [rank for one in activities if (rank := one.ranked()) is not None]
    return [by_id[name] for name in priority_list(ranked)]
