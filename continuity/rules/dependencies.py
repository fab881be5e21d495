"""Demand against promise: what a provider really promises, whether a reserve holds, and how many hours are left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import networkx as nx

from continuity.rules.due import add_months
from continuity.rules.durations import tidy
from continuity.rules.windows import ALWAYS, Window, closed_gap

Status = Literal["ok", "tackt_av_reserv", "delvis_tackt", "gap", "saknar_uppgift"]
Flag = Literal["gemensam_felkalla", "cirkulart"]
OPEN_GAPS: frozenset[Status] = frozenset({"gap", "delvis_tackt", "saknar_uppgift"})
TEST_HOLDS_MONTHS = 24


@dataclass(frozen=True)
class Reserve:
    """What the activity does meanwhile. Start in hours from the outage, None: unknown. Endurance None: unlimited."""

    activation_h: float | None
    endurance_h: float | None = None
    same_resource: bool = False
    name: str = ""

    @property
    def end_h(self) -> float:
        """Hours from the outage until the reserve runs out; infinity when it never does."""
        return float("inf") if self.endurance_h is None else tidy((self.activation_h or 0) + self.endurance_h)


@dataclass(frozen=True)
class Demand:
    """An activity's need of a resource beside the owner's promise; hours on the clock. None promise: none is given."""

    id: str
    activity: str
    resource: str
    required_within_h: float
    promised_h: float | None = None
    window: Window = ALWAYS
    reserve: Reserve | None = None
    provided_by: str | None = None
    critical: bool = True
    tested_h: float | None = None
    tested_on: date | None = None


@dataclass(frozen=True)
class Assessment:
    """One demand judged; hours, None where the promise is unknown. `tested` tells OK from OK – ej testat."""

    status: Status
    effective_promise_h: float | None
    uncovered_h: float | None
    flags: tuple[Flag, ...] = ()
    tested: bool = False


def effective_promise(demand: Demand, *, tests_count: bool = False, closed_h: float | None = None) -> float | None:
    """Hours from the outage to recovery at the worst moment of the week; None without a promise.

    `tests_count`: a slower tested time outranks the promise. `closed_h`: the longest closed stretch,
    when it is not the plain week's (the coming year's with red days).
    """
    slowest = promised(demand, tests_count=tests_count)
    if slowest is None:
        return None
    return tidy(slowest + (closed_gap(demand.window) if closed_h is None else closed_h))


def promised(demand: Demand, *, tests_count: bool = False) -> float | None:
    """The promised hours, or the tested ones when tests count and are slower; None without a promise."""
    if demand.promised_h is None or demand.tested_h is None or not tests_count:
        return demand.promised_h
    return max(demand.promised_h, demand.tested_h)


def usable_reserve(demand: Demand) -> Reserve | None:
    """The reserve, when it starts in time and does not need the lost resource itself."""
    reserve = demand.reserve
    if reserve is None or reserve.same_resource or reserve.activation_h is None:
        return None
    return reserve if reserve.activation_h <= demand.required_within_h else None


def judge(
    demand: Demand,
    *,
    on: date | None = None,
    tests_count: bool = False,
    closed_h: float | None = None,
    circular: bool = False,
) -> Assessment:
    """Status, effective promise, uncovered hours and flags of one demand.

    `on` is the day that a test's age (at most 24 months) is counted from; without it nothing counts as tested.
    """
    flags = _flags(demand, circular)
    effective = effective_promise(demand, tests_count=tests_count, closed_h=closed_h)
    slowest = promised(demand, tests_count=tests_count)
    if effective is None or slowest is None:
        return Assessment("saknar_uppgift", None, None, flags)
    reserve = usable_reserve(demand)
    end = reserve.end_h if reserve else 0
    need = demand.required_within_h
    if effective <= need:
        return Assessment("ok", effective, 0, flags, tested=_is_tested(demand, on))
    if reserve and end >= effective:
        return Assessment("tackt_av_reserv", effective, 0, flags)
    status: Status = "delvis_tackt" if reserve and end >= slowest else "gap"
    return Assessment(status, effective, tidy(effective - max(need, end)), flags)


def judge_all(demands: Iterable[Demand], *, on: date | None = None, tests_count: bool = False) -> dict[str, Assessment]:
    """Demand id -> assessment, for the plain week, with the circular ones flagged; near linear in the demands."""
    listed = tuple(demands)
    circular = circular_demands(listed)
    return {
        demand.id: judge(demand, on=on, tests_count=tests_count, circular=demand.id in circular) for demand in listed
    }


def circular_demands(demands: Iterable[Demand]) -> frozenset[str]:
    """Ids of the demands that lie on a cycle of the graph activity -> providing activity; a demand on itself too."""
    linked = [demand for demand in demands if demand.provided_by is not None]
    component = components((demand.activity, demand.provided_by) for demand in linked if demand.provided_by)
    return frozenset(d.id for d in linked if d.provided_by and component[d.activity] == component[d.provided_by])


def components(edges: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Activity -> number of its strongly connected component; activities in the same one need each other."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(edges)
    return {name: n for n, members in enumerate(nx.strongly_connected_components(graph)) for name in members}


def demands_on(resource: str, demands: Iterable[Demand]) -> tuple[Demand, ...]:
    """One resource's part of "Krav på oss": the demands on it, the tightest need (hours) first, then id."""
    return tuple(sorted((d for d in demands if d.resource == resource), key=lambda d: (d.required_within_h, d.id)))


def _flags(demand: Demand, circular: bool) -> tuple[Flag, ...]:
    flags: list[Flag] = []
    if demand.reserve is not None and demand.reserve.same_resource:
        flags.append("gemensam_felkalla")
    if circular:
        flags.append("cirkulart")
    return tuple(flags)


def _is_tested(demand: Demand, on: date | None) -> bool:
    if on is None or demand.tested_on is None or demand.tested_h is None:
        return False
    return demand.tested_on <= on <= add_months(demand.tested_on, TEST_HOLDS_MONTHS)
