"""Chains of dependencies: when an activity can really be back, what decides it, and the longest chain in words."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import networkx as nx

from continuity.rules.dependencies import Demand, effective_promise, promised, usable_reserve
from continuity.rules.durations import tidy

Colour = Literal["green", "amber", "red"]
Path = tuple[str, "Path | None"]  # the first name and the rest, shared between chains


@dataclass(frozen=True)
class Link:
    """One activity in a period (ordinary or peak); hours, None where nothing is said."""

    id: str
    name: str
    rto_h: float | None = None
    mtpd_h: float | None = None
    restart_h: float = 0


@dataclass(frozen=True)
class Chain:
    """When an activity is back, in hours from the outage, and why.

    `at_least` is true when a promise that counts is unknown: the time is then the shortest possible.
    """

    activity: str
    ert_h: float
    colour: Colour
    at_least: bool
    longest_path: Path
    deciding_path: Path

    @property
    def longest(self) -> tuple[str, ...]:
        """Names of the longest chain of needs, from the activity and down, whether bridged or not."""
        return _names(self.longest_path)

    @property
    def deciding(self) -> tuple[str, ...]:
        """Names from the activity to the element that decides the time."""
        return _names(self.deciding_path)

    @property
    def decided_by(self) -> str:
        """The element that decides the time; the activity's own name when nothing below it is slower."""
        return self.deciding[-1]


@dataclass(frozen=True)
class _Below:
    """The longest chain of needs under one activity: how many names, and which."""

    hops: int = 0
    names: Path | None = None


@dataclass(frozen=True)
class _Group:
    """What is known of a group of activities that need each other (mostly one alone); hours."""

    ert_h: float = 0
    at_least: bool = False
    deciding: Path | None = None
    below: Mapping[str, _Below] = field(default_factory=dict)


NOBODY = _Group()


def in_words(names: Iterable[str]) -> str:
    """ "Hemtjänst ← Omsorgssystem ← Datahall": what each needs stands to its right."""
    return " ← ".join(names)


def chains(activities: Iterable[Link], demands: Iterable[Demand], *, tests_count: bool = False) -> dict[str, Chain]:
    """Activity id -> its chain, over all critical demands; linear in the demands.

    ert(A) = max(own RTO, the slowest need that delays it) + restart. A need delays unless it is met in time or a usable
    reserve lasts beyond what is promised and what the provider itself waits for. Activities on a cycle are one group;
    inside it only the promises count, since the wait for each other has no end (the flag `cirkulart` says so).
    """
    links = {link.id: link for link in activities}
    of_activity: dict[str, list[Demand]] = defaultdict(list)
    for demand in demands:
        if demand.critical:
            of_activity[demand.activity].append(demand)
    condensed = _condensed(links, of_activity)
    done: dict[str, _Group] = {}
    for number in reversed(list(nx.topological_sort(condensed))):
        members = sorted(condensed.nodes[number]["members"])
        needs = {member: of_activity.get(member, []) for member in members}
        group = _group([links[member] for member in members if member in links], needs, done, tests_count)
        done |= dict.fromkeys(members, group)
    return {link.id: _chain(link, done[link.id]) for link in links.values()}


def _condensed(links: Mapping[str, Link], of_activity: Mapping[str, list[Demand]]) -> "nx.DiGraph[int]":
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(links)
    graph.add_nodes_from(of_activity)
    graph.add_edges_from(
        (demand.activity, demand.provided_by)
        for needs in of_activity.values()
        for demand in needs
        if demand.provided_by
    )
    return nx.condensation(graph)


def _group(
    links: Collection[Link], needs: Mapping[str, list[Demand]], done: Mapping[str, _Group], tests_count: bool
) -> _Group:
    """`done` has every group that this one waits for; a provider that is not there is in this group itself."""
    ert: float = max((link.rto_h or 0 for link in links), default=0)
    deciding: Path | None = None
    at_least = False
    for demand in (demand for demands in needs.values() for demand in demands):
        provider = done.get(demand.provided_by or "", NOBODY)
        if _bridged(demand, provider, tests_count):
            continue
        own = effective_promise(demand, tests_count=tests_count)
        at_least = at_least or own is None or provider.at_least
        waits = max(own or 0, provider.ert_h)
        if waits > max(ert, demand.required_within_h):
            ert = waits
            deciding = (demand.resource, provider.deciding if provider.ert_h > (own or 0) else None)
    restart = max((link.restart_h for link in links), default=0)
    return _Group(tidy(ert + restart), at_least, deciding, _longest(needs, done))


def _longest(needs: Mapping[str, list[Demand]], done: Mapping[str, _Group]) -> dict[str, _Below]:
    """Member -> its longest chain; where another member of the group has a longer one, that one."""
    own = {member: _longest_of(demands, done) for member, demands in needs.items()}
    best = max(own.values(), key=lambda below: below.hops)
    return {member: below if below.hops == best.hops else best for member, below in own.items()}


def _longest_of(demands: Iterable[Demand], done: Mapping[str, _Group]) -> _Below:
    longest = _Below()
    for demand in demands:
        provider = demand.provided_by or ""
        below = done.get(provider, NOBODY).below.get(provider, _Below())
        if below.hops + 1 > longest.hops:
            longest = _Below(below.hops + 1, (demand.resource, below.names))
    return longest


def _bridged(demand: Demand, provider: _Group, tests_count: bool) -> bool:
    """A usable reserve that outlasts the promise; what a weekend leaves open is the demand's own status."""
    reserve = usable_reserve(demand)
    if reserve is None:
        return False
    return reserve.end_h >= max(promised(demand, tests_count=tests_count) or 0, provider.ert_h)


def _chain(link: Link, group: _Group) -> Chain:
    colour: Colour = "green"
    if group.at_least or (link.rto_h is not None and group.ert_h > link.rto_h):
        colour = "amber"
    if link.mtpd_h is not None and group.ert_h >= link.mtpd_h:
        colour = "red"
    return Chain(
        activity=link.id,
        ert_h=group.ert_h,
        colour=colour,
        at_least=group.at_least,
        longest_path=(link.name, group.below[link.id].names),
        deciding_path=(link.name, group.deciding),
    )


def _names(path: Path | None) -> tuple[str, ...]:
    names: list[str] = []
    while path is not None:
        name, path = path
        names.append(name)
    return tuple(names)
