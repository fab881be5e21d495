"""Draws a dependency map as SVG over layers worked out elsewhere; the page says the same as a table."""

import textwrap
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext as _
from markupsafe import Markup, escape

from continuity.rules.durations import Language, short
from continuity.rules.layers import Layout, layout
from continuity.services.analysis.dependencymap import Arrow, Box, DependencyMap
from continuity.services.analysis.words import STATUSES
from continuity.web.wording import language, tell

WIDTH, LINE, PORT = 200, 17, 24  # a box, a line of text in it, and the room of an arrow that ends in it
ACROSS, DOWN, LANE = 260, 18, 20  # between boxes, and an arrow that passes a layer
STRAIGHT = 180  # the last of an arrow, which its words stand on
LETTERS = 22  # that fit on a line of a box


@dataclass(frozen=True)
class _Place:
    """A box or an empty lane on the picture."""

    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


class _Picture:
    """Where everything stands: columns of boxes and lanes, each as tall as its texts and arrows ask for."""

    def __init__(self, drawn: DependencyMap) -> None:
        self.drawn = drawn
        self.layout: Layout = layout(
            [box.id for box in drawn.boxes], [(arrow.source.id, arrow.target.id) for arrow in drawn.arrows]
        )
        self.into: dict[str, list[Arrow]] = defaultdict(list)
        self.beside: dict[str, list[Arrow]] = defaultdict(list)  # from a box of the same layer
        for arrow in drawn.arrows:
            self._side(arrow)[arrow.target.id].append(arrow)
        self.places = self._placed()
        for one in (self.into, self.beside):
            for arrows in one.values():
                arrows.sort(key=lambda arrow: self.box(arrow.source).middle)
        self.width = self.layout.layers * (WIDTH + ACROSS) - ACROSS + (ACROSS if self._loops_last() else 0) + 4
        self.height = 4 + max((place.y + place.height for place in self.places.values()), default=0)

    def _side(self, arrow: Arrow) -> dict[str, list[Arrow]]:
        source, target = (self.layout.places[box.id][0] for box in (arrow.source, arrow.target))
        return self.into if source < target else self.beside

    def _loops_last(self) -> bool:
        return any(
            self.layout.places[name][0] == self.layout.layers - 1 for name, found in self.beside.items() if found
        )

    def box(self, box: Box) -> _Place:
        return self.places[self.layout.places[box.id]]

    def _placed(self) -> dict[tuple[int, int], _Place]:
        tall: dict[tuple[int, int], float] = {lane: LANE for way in self.layout.ways.values() for lane in way}
        for box in self.drawn.boxes:
            ports = max(len(self.into[box.id]), len(self.beside[box.id]))
            tall[self.layout.places[box.id]] = max(len(_lines(box)) * LINE + 16, ports * PORT + 8)
        columns: dict[int, float] = defaultdict(float)
        for (layer, _row), height in tall.items():
            columns[layer] += height + DOWN
        highest = max(columns.values(), default=0)
        found: dict[tuple[int, int], _Place] = {}
        below = {layer: 2 + (highest - height) / 2 for layer, height in columns.items()}
        for layer, row in sorted(tall):
            height = tall[layer, row]
            found[layer, row] = _Place(2 + layer * (WIDTH + ACROSS), below[layer], height)
            below[layer] += height + DOWN
        return found


def draw_map(drawn: DependencyMap, *, name: str) -> Markup:
    """The picture with its title and description; `name` makes the ids on the page unique. Nothing without arrows."""
    if not drawn.arrows:
        return Markup("")
    picture = _Picture(drawn)
    desc = _("Pilen går från den som behöver till det som behövs. Vid pilen står hur snart och hur det är ställt.")
    parts = [
        f'<svg class="dependency-map" viewBox="0 0 {picture.width:g} {picture.height:g}" width="{picture.width:g}"'
        f' height="{picture.height:g}" role="img" aria-labelledby="{name}-title {name}-desc">',
        f'<title id="{name}-title">{escape(_("Beroendekarta"))}</title><desc id="{name}-desc">{escape(desc)}</desc>',
        *_arrows(picture),
        *(_box(box, picture.box(box)) for box in drawn.boxes),
        *_labels(picture),
        "</svg>",
    ]
    # Every text is escaped where it is written; the rest are numbers and names of ours.
    return Markup("".join(parts))  # noqa: S704 see the line above


def _ports(place: _Place, arrows: Sequence[Arrow]) -> Iterator[tuple[Arrow, float]]:
    """Each arrow with the height at which it meets the box."""
    first = place.middle - (len(arrows) - 1) * PORT / 2
    return ((arrow, first + number * PORT) for number, arrow in enumerate(arrows))


def _ends(picture: _Picture) -> Iterator[tuple[Arrow, float, bool]]:
    """Every arrow, the height at which it ends, and whether it comes from a box of the same layer."""
    for box in picture.drawn.boxes:
        place = picture.box(box)
        yield from ((arrow, y, False) for arrow, y in _ports(place, picture.into[box.id]))
        yield from ((arrow, y, True) for arrow, y in _ports(place, picture.beside[box.id]))


def _arrows(picture: _Picture) -> Iterator[str]:
    for arrow, y, beside in _ends(picture):
        source, target = picture.box(arrow.source), picture.box(arrow.target)
        dashed = "" if arrow.critical else " map-lesser"
        kind = f"map-way map-{arrow.status}{dashed}"
        x1, y1 = source.x + WIDTH, source.middle
        if beside:
            x2 = target.x + WIDTH
            bend, out = x2 + STRAIGHT, x2 + ACROSS - 20
            path = f"M{x1:g} {y1:g} L{bend:g} {y1:g} C{out:g} {y1:g} {out:g} {y:g} {bend:g} {y:g} L{x2:g} {y:g}"
            head = f"M{x2} {y:g} l8 -4 v8 z"
        else:
            lanes = [picture.places[lane] for lane in picture.layout.ways[arrow.source.id, arrow.target.id]]
            path = _through(x1, y1, lanes, target.x, y)
            head = f"M{target.x} {y:g} l-8 -4 v8 z"
        yield f'<path class="{kind}" d="{path}"/><path class="map-head map-{arrow.status}" d="{head}"/>'


def _through(x: float, y: float, lanes: Sequence[_Place], end_x: float, end_y: float) -> str:
    """A line that bends between columns and goes straight past the boxes of each column on its way."""
    points = [(x, y)]
    for lane in lanes:
        points += [(lane.x, lane.middle), (lane.x + WIDTH, lane.middle)]
    points.append((end_x - STRAIGHT, end_y))
    path = f"M{x:g} {y:g}"
    for number, ((x1, y1), (x2, y2)) in enumerate(pairwise(points)):
        if number % 2:
            path += f" L{x2:g} {y2:g}"
        else:
            half = (x2 - x1) / 2
            path += f" C{x1 + half:g} {y1:g} {x2 - half:g} {y2:g} {x2:g} {y2:g}"
    return f"{path} L{end_x:g} {end_y:g}"


def _labels(picture: _Picture) -> Iterator[str]:
    """How soon and how it stands, at the arrow's head, where every arrow has room of its own."""
    for arrow, y, beside in _ends(picture):
        place = picture.box(arrow.target)
        x, anchor = (place.x + WIDTH + 12, "start") if beside else (place.x - 12, "end")
        words = f"{short(arrow.tightest_h, _spoken())}: {tell(STATUSES[arrow.status]).lower()}"
        yield f'<text class="map-label" x="{x:g}" y="{y - 4:g}" text-anchor="{anchor}">{escape(words)}</text>'


def _spoken() -> Language:
    return "en" if language() == "en" else "sv"


def _lines(box: Box) -> list[str]:
    note = _("Klass %(n)s", n=box.note) if box.kind == "activity" and box.note else box.note
    return [*textwrap.wrap(box.name, LETTERS), *textwrap.wrap(note, LETTERS)]


def _box(box: Box, place: _Place) -> str:
    lines = _lines(box)
    first = place.middle - (len(lines) - 1) * LINE / 2 + 5
    own = len(textwrap.wrap(box.name, LETTERS))
    texts = "".join(
        f'<text class="map-{"name" if number < own else "note"}" x="{place.x + WIDTH / 2:g}"'
        f' y="{first + LINE * number:g}" text-anchor="middle">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    corner = 10 if box.kind == "resource" else 2
    return (
        f'<g class="map-box map-{box.kind}"><rect x="{place.x:g}" y="{place.y:g}" width="{WIDTH}"'
        f' height="{place.height:g}" rx="{corner}"/>{texts}</g>'
    )
