"""The rules on a whole municipality at once, read from a plain value shaped like the worked example."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from continuity.errors import say
from continuity.rules.dependencies import Assessment, Demand, Reserve, judge_all
from continuity.rules.durations import tidy
from continuity.rules.impact import Criteria, Impact, Peak, Targets, assess, ordered
from continuity.rules.priority import Ranked, priority_list, restore_order
from continuity.rules.shape import At, ShapeError
from continuity.rules.windows import UnreadableWindow, Window, read_window

__all__ = ["ShapeError", "analyse"]

Row = TypeVar("Row", "_Activity", Demand)

IMPORTANCE = ("Ja", "Nej", "Utreds")
CRITICALITY = ("kritisk", "viktig", "stödjande")


@dataclass(frozen=True)
class _Activity:
    """One activity of the file, read and assessed."""

    id: str
    impact: Impact
    targets: Targets
    societally_important: bool
    affected: float


def analyse(data: object) -> dict[str, object]:
    """The results for a file like the worked example: activities, dependencies, both lists and the restore order.

    `data` is what `json.load` gave. Every time in and out is in hours; whole numbers come out as integers.
    :raise ShapeError: the file has another shape; `path` says where the first mistake stands.
    """
    root = At(data)
    criteria, order = _criteria(root)
    levels = _levels(root)
    activities = _unique(root.key("activities"), lambda at: _activity(at, criteria, levels))
    demands = _unique(root.key("dependencies"), _demand)
    assessments = judge_all(demands)
    ranked = [_ranked(activity) for activity in activities]
    return {
        "activities": [{"id": a.id, "expected": _activity_result(a.impact)} for a in activities],
        "dependencies": [{"id": d.id, "expected": _demand_result(assessments[d.id])} for d in demands],
        "priority_list": list(priority_list(ranked, order=order)),
        "priority_list_peak": list(priority_list(ranked, peak=True, order=order)),
        "resource_order_h": {resource: tidy(hours) for resource, hours in restore_order(demands).items()},
    }


def _criteria(root: At) -> tuple[Criteria, tuple[str, ...]]:
    """The criteria model, and the rank of the categories: the fixed six first, then the file's order."""
    times = _rising(root.key("time_columns_h"))
    thresholds = root.key("thresholds")
    unacceptable = {category: thresholds.key(category).integer() for category in thresholds.names()}
    limits = _rising(root.key("class_limits_h"))
    named = root.key("categories")
    in_file = dict.fromkeys((*(named.names() if named.given() else ()), *unacceptable))
    in_order = {category: unacceptable[category] for category in in_file if category in unacceptable}
    return Criteria(times, in_order, limits), ordered(in_order)


def _rising(at: At) -> tuple[float, ...]:
    """A list of numbers, each greater than the one before."""
    numbers: list[float] = []
    for item in at.items():
        if numbers and item.number() <= numbers[-1]:
            raise item.wrong(say("talet ska vara större än det föregående."))
        numbers.append(item.number())
    if not numbers:
        raise at.wrong(say("listan är tom."))
    return tuple(numbers)


def _levels(root: At) -> frozenset[int] | None:
    """The levels that have a word; None when the file names none and any whole number is a level."""
    levels = root.key("levels")
    if not levels.given():
        return None
    for name in levels.names():
        if not name.isdecimal():
            raise levels.key(name).wrong(say("namnet på en nivå ska vara ett heltal."))
    return frozenset(int(name) for name in levels.names())


def _unique(at: At, read: Callable[[At], Row]) -> list[Row]:
    """The rows of a list, none with the id of another."""
    rows: dict[str, Row] = {}
    for item in at.items():
        row = read(item)
        if row.id in rows:
            raise item.key("id").wrong(say("id:t används redan av en annan rad."))
        rows[row.id] = row
    return list(rows.values())


def _activity(at: At, criteria: Criteria, levels: frozenset[int] | None) -> _Activity:
    override, rto, wrt = (at.key(f"{name}_h").optional_number() for name in ("mtpd_override", "rto", "wrt"))
    periods = at.key("critical_periods")
    peaks = tuple(_peak(item) for item in periods.items()) if periods.given() else ()
    targets = Targets(rto, wrt or 0, override, peaks)
    affected = at.key("affected").optional_number()
    return _Activity(
        id=at.key("id").text(),
        impact=assess(_matrix(at.key("matrix"), criteria, levels), targets, criteria),
        targets=targets,
        societally_important=at.key("societally_important").one_of(IMPORTANCE, default="Nej") == "Ja",
        affected=affected or 0,
    )


def _peak(at: At) -> Peak:
    mtpd, rto, wrt = (at.key(f"peak_{name}_h").optional_number() for name in ("mtpd", "rto", "wrt"))
    return Peak(mtpd, rto, wrt or 0)


def _matrix(at: At, criteria: Criteria, levels: frozenset[int] | None) -> dict[str, tuple[int, ...]]:
    """Category -> level per time column; every category with a threshold has a row, and no other."""
    for category in at.names():
        if category not in criteria.thresholds:
            raise at.key(category).wrong(say("kategorin har ingen tröskel i thresholds."))
    matrix: dict[str, tuple[int, ...]] = {}
    for category in (*at.names(), *criteria.thresholds):
        row = at.key(category)
        matrix[category] = tuple(_level(item, levels) for item in row.items())
        if len(matrix[category]) != len(criteria.times_h):
            raise row.wrong(
                say(
                    "här står {n} nivåer, men det finns {times} tidpunkter.",
                    n=len(matrix[category]),
                    times=len(criteria.times_h),
                )
            )
    return matrix


def _level(at: At, levels: frozenset[int] | None) -> int:
    level = at.integer()
    if levels is not None and level not in levels:
        raise at.wrong(say("nivån {n} finns inte i levels.", n=level))
    return level


def _demand(at: At) -> Demand:
    provider = at.key("provided_by")
    return Demand(
        id=at.key("id").text(),
        activity=at.key("activity").text(),
        resource=at.key("resource").text(),
        required_within_h=at.key("required_within_h").number(),
        promised_h=at.key("promised_recovery_h").optional_number(),
        window=_window(at.key("service_window")),
        reserve=_reserve(at),
        provided_by=provider.text() if provider.given() and provider.value != "" else None,
        critical=at.key("criticality").one_of(CRITICALITY, default="kritisk") == "kritisk",
    )


def _window(at: At) -> Window:
    try:
        return read_window(at.text() if at.given() else None)
    except UnreadableWindow as unreadable:
        raise at.wrong(unreadable.reason) from unreadable


def _reserve(at: At) -> Reserve | None:
    """The reserve. Without both a description and a start time it has no start, and so cannot be used."""
    described = at.key("reserve")
    named = described.given() and described.value != "" and bool(described.text())
    start = at.key("reserve_activation_h").optional_number()
    endurance = at.key("reserve_endurance_h").optional_number()
    shared = at.key("reserve_uses_same_resource").yesno(default=False)
    if not named and not shared:
        return None
    return Reserve(start if named else None, endurance, shared)


def _ranked(activity: _Activity) -> Ranked:
    return Ranked(
        id=activity.id,
        priority_class=activity.impact.priority_class,
        rto_h=activity.targets.rto_h,
        driving=activity.impact.driving,
        societally_important=activity.societally_important,
        eff_mtpd_h=activity.impact.eff_mtpd_h,
        affected=activity.affected,
        peaks=activity.targets.peaks,
    )


def _activity_result(impact: Impact) -> dict[str, object]:
    return {
        "mtpd_by_category": {category: _hours(time) for category, time in impact.mtpd_by_category.items()},
        "mtpd_h": _hours(impact.mtpd_h),
        "driving": list(impact.driving),
        "t_last_ok_h": _hours(impact.t_last_ok_h),
        "eff_mtpd_h": _hours(impact.eff_mtpd_h),
        "priority_class": impact.priority_class,
        "slack_h": _hours(impact.slack_h),
    }


def _demand_result(assessment: Assessment) -> dict[str, object]:
    return {
        "status": assessment.status,
        "effective_promise_h": _hours(assessment.effective_promise_h),
        "uncovered_h": _hours(assessment.uncovered_h),
        "flags": list(assessment.flags),
    }


def _hours(hours: float | None) -> float | None:
    return None if hours is None else tidy(hours)
