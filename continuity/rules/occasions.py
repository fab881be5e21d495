"""When the calendar is a reason to open a step again: the day it falls on, and the day the work is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from continuity.definitions.organisation import MandatePeriod
from continuity.definitions.workflows import Calendar
from continuity.rules import due


@dataclass(frozen=True)
class InForce:
    """What is known of a step's version in force: when it was completed, and what may bring it to an end.

    `reworked` is when the step was last done as a whole (a major version); `months` the answered interval, else None;
    `parent_since` when the same step of the nearest unit above that has one got its version in force.
    """

    completed: date
    reworked: date
    valid_to: date | None = None
    months: int | None = None
    parent_since: date | None = None


def falls_on(calendar: Calendar, known: InForce, mandate: MandatePeriod | None) -> date | None:
    """The day that the occasion falls on; None when nothing says so."""
    match calendar.when:
        case "valid_to":
            return known.valid_to
        case "interval":
            months = known.months or calendar.months
            return due.add_months(known.reworked, months) if months else None
        case "mandate_period":
            return _next_period(mandate, known.reworked) if mandate else None
        case "parent_replaced":
            since = known.parent_since
            return since if since is not None and since > known.completed else None


def _next_period(mandate: MandatePeriod, after: date) -> date:
    """The first day of the first mandate period that begins after this day."""
    start = date.fromisoformat(mandate.first)
    while start <= after:
        start = due.add_months(start, 12 * mandate.years)
    return start


def deadline(calendar: Calendar, falls: date, within_days: int, today: date) -> date | None:
    """The day the step should be done by, once it is time to propose it; None while it is too early.

    What ends on a day (validity, an interval) is proposed `within_days` ahead and should be done by then; what begins
    on a day is proposed that day, with `within_days` to do it. A day that has passed gives `within_days` from today.
    """
    ends = calendar.when in ("valid_to", "interval")
    if today < (falls - timedelta(days=within_days) if ends else falls):
        return None
    planned = falls if ends else falls + timedelta(days=within_days)
    return planned if planned > today else today + timedelta(days=within_days)
