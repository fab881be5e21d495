"""Where the boxes of a dependency map stand: in layers from left to right, so that arrows point onwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx

SWEEPS = 4  # times the rows are put in order after their neighbours'


@dataclass(frozen=True)
class Layout:
    """(layer, row) of each box; of each arrow the boxes and the empty places (layer, row) that it passes on its way."""

    places: Mapping[str, tuple[int, int]]
    ways: Mapping[tuple[str, str], tuple[tuple[int, int], ...]]

    @property
    def layers(self) -> int:
        """How many there are."""
        return 1 + max((layer for layer, _ in self.places.values()), default=-1)


def layout(names: Sequence[str], arrows: Iterable[tuple[str, str]]) -> Layout:
    """Puts each name in the layer after all that point at it; names in a circle share a layer, one below another.

    Equal input gives an equal layout. No two boxes share a place, and no arrow passes over a box.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from(dict.fromkeys((a, b) for a, b in arrows if a != b))
    layer_of = _layers(graph)
    lanes = {(a, b): _lane(a, b, layer_of) for a, b in graph.edges}
    columns = _columns(names, layer_of, lanes)
    _ordered(columns, lanes)
    rows = {one: row for column in columns for row, one in enumerate(column)}
    return Layout(
        places={name: (layer_of[name], rows[name]) for name in names},
        ways={
            arrow: tuple((layer_of[arrow[0]] + n, rows[one]) for n, one in enumerate(lane[1:-1], start=1))
            if layer_of[arrow[1]] > layer_of[arrow[0]]
            else ()
            for arrow, lane in lanes.items()
        },
    )


def _layers(graph: "nx.DiGraph[str]") -> dict[str, int]:
    condensed = nx.condensation(graph)
    return {
        name: layer
        for layer, groups in enumerate(nx.topological_generations(condensed))
        for group in groups
        for name in condensed.nodes[group]["members"]
    }


def _lane(a: str, b: str, layer_of: Mapping[str, int]) -> tuple[str, ...]:
    """The boxes at the ends, and between them an empty place in each layer that the arrow passes."""
    between = range(layer_of[a] + 1, layer_of[b])
    return (a, *(f"{a}\0{b}\0{layer}" for layer in between), b)


def _columns(
    names: Sequence[str], layer_of: Mapping[str, int], lanes: Mapping[tuple[str, str], tuple[str, ...]]
) -> list[list[str]]:
    columns: list[list[str]] = [[] for _ in range(1 + max(layer_of.values(), default=-1))]
    for name in names:
        columns[layer_of[name]].append(name)
    for (a, _), lane in lanes.items():
        for n, empty in enumerate(lane[1:-1], start=1):
            columns[layer_of[a] + n].append(empty)
    return columns


def _ordered(columns: list[list[str]], lanes: Mapping[tuple[str, str], tuple[str, ...]]) -> None:
    """Each column after the middle of its neighbours', first rightwards and then back, which leaves few crossings."""
    neighbours: dict[str, list[str]] = {one: [] for column in columns for one in column}
    for lane in lanes.values():
        for one, other in pairwise(lane):
            neighbours[one].append(other)
            neighbours[other].append(one)
    for sweep in range(SWEEPS):
        order = range(1, len(columns)) if sweep % 2 == 0 else range(len(columns) - 2, -1, -1)
        for n in order:
            beside = columns[n - 1] if sweep % 2 == 0 else columns[n + 1]
            rows = {one: row for row, one in enumerate(beside)}
            middle = {one: _middle(one, neighbours, rows, row) for row, one in enumerate(columns[n])}
            columns[n].sort(key=middle.__getitem__)


def _middle(one: str, neighbours: Mapping[str, list[str]], rows: Mapping[str, int], row: int) -> float:
    found = [rows[other] for other in neighbours[one] if other in rows]
    return sum(found) / len(found) if found else row
