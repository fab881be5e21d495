"""How long an activity may stand still: MTPD and what drives it, RTO, slack, peaks and priority class."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from continuity.rules.durations import tidy

DRIVING_ORDER = ("LH", "SF", "LR", "ME", "EK", "FT")  # life first; domain.md 5


@dataclass(frozen=True)
class Criteria:
    """The organisation's criteria model: times in hours, rising; category -> first unacceptable level; class limits.

    The order of `thresholds` is the file's order of categories.
    """

    times_h: tuple[float, ...]
    thresholds: Mapping[str, int]
    class_limits_h: tuple[float, ...] = (4, 24, 168)


@dataclass(frozen=True)
class Peak:
    """A period with values of its own, all in hours; None where nothing is said."""

    mtpd_h: float | None = None
    rto_h: float | None = None
    wrt_h: float = 0
    name: str = ""


@dataclass(frozen=True)
class Targets:
    """What a department says of an activity, in hours; None where nothing is said."""

    rto_h: float | None = None
    wrt_h: float = 0
    mtpd_override_h: float | None = None
    peaks: tuple[Peak, ...] = ()


@dataclass(frozen=True)
class Impact:
    """What follows from one activity's matrix and targets; hours, None where there is no answer."""

    mtpd_by_category: Mapping[str, float | None]
    mtpd_h: float | None
    driving: tuple[str, ...]
    t_last_ok_h: float
    base_mtpd_h: float | None
    eff_mtpd_h: float | None
    suggested_rto_h: float
    slack_h: float | None
    priority_class: int
    peak_slacks_h: tuple[float | None, ...] = field(default=())


def first_unacceptable(levels: Sequence[int], times_h: Sequence[float], threshold: int) -> float | None:
    """The first time (hours) at which the level reaches the threshold; None if it never does."""
    return next((time for time, level in zip(times_h, levels, strict=True) if level >= threshold), None)


def inherit(levels: Sequence[int | None]) -> tuple[int | None, ...]:
    """Untouched times take the level of the time above; times before the first answer stay None."""
    filled: list[int | None] = []
    for level in levels:
        filled.append(level if level is not None else filled[-1] if filled else None)
    return tuple(filled)


def ordered(categories: Iterable[str], order: Sequence[str] = DRIVING_ORDER) -> tuple[str, ...]:
    """Categories in driving order: those of `order` first, then the rest as they came."""
    rank = {category: place for place, category in enumerate(order)}
    return tuple(sorted(categories, key=lambda category: rank.get(category, len(rank))))


def shortest(hours: Iterable[float | None]) -> float | None:
    """The smallest of the hours that are known; None if none is."""
    return min((h for h in hours if h is not None), default=None)


def last_tolerable(mtpd_h: float | None, times_h: Sequence[float]) -> float:
    """The largest time column (hours) before `mtpd_h`: 0 when there is none, the last column when MTPD is None."""
    if mtpd_h is None:
        return times_h[-1]
    return max((time for time in times_h if time < mtpd_h), default=0)


def priority_class(mtpd_h: float | None, limits_h: Sequence[float]) -> int:
    """1 for an MTPD up to the first limit (hours), and so on; the last class when MTPD is None."""
    if mtpd_h is None:
        return len(limits_h) + 1
    return 1 + sum(mtpd_h > limit for limit in limits_h)


def slack(mtpd_h: float | None, rto_h: float | None, wrt_h: float = 0) -> float | None:
    """Hours left when the activity is back and has caught up; negative when it does not fit, None when unknown."""
    if mtpd_h is None or rto_h is None:
        return None
    return tidy(mtpd_h - (rto_h + wrt_h))


def assess(matrix: Mapping[str, Sequence[int]], targets: Targets, criteria: Criteria) -> Impact:
    """Everything that follows from an impact matrix (category -> level per time column) and the targets.

    Every category of the matrix needs a threshold, and a level for each time of the criteria.
    """
    by_category = {
        category: first_unacceptable(matrix[category], criteria.times_h, threshold)
        for category, threshold in criteria.thresholds.items()
        if category in matrix
    }
    mtpd = shortest(by_category.values())
    driving = ordered(c for c, time in by_category.items() if time is not None and time == mtpd)
    base = mtpd if targets.mtpd_override_h is None else targets.mtpd_override_h
    effective = shortest([base, *(peak.mtpd_h for peak in targets.peaks)])
    return Impact(
        mtpd_by_category=by_category,
        mtpd_h=mtpd,
        driving=driving,
        t_last_ok_h=last_tolerable(mtpd, criteria.times_h),
        base_mtpd_h=base,
        eff_mtpd_h=effective,
        suggested_rto_h=last_tolerable(base, criteria.times_h),
        slack_h=slack(base, targets.rto_h, targets.wrt_h),
        priority_class=priority_class(effective, criteria.class_limits_h),
        peak_slacks_h=tuple(slack(peak.mtpd_h, peak.rto_h, peak.wrt_h) for peak in targets.peaks),
    )
