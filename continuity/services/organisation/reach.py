"""How far a person's roles reach: the departments in which they hold one of them, as part of a query."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, false, true
from sqlalchemy.orm import InstrumentedAttribute

from continuity.models import Plan
from continuity.rules.permissions import Actor
from continuity.services.organisation import tree


def reached(
    by: Actor,
    roles: Collection[str],
    today: date,
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None] = Plan.department_id,
) -> ColumnElement[bool]:
    """True for rows whose department is one where the person holds one of these roles today."""
    seats = [seat for seat in by.seats if seat.role in roles and seat.holds(today)]
    if any(seat.department_id is None for seat in seats):
        return true()
    roots = [seat.department_id for seat in seats if seat.department_id is not None]
    return column.in_(tree.below(roots)) if roots else false()
