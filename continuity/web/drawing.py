"""Draws a step's machine with the live position, as SVG; the page says the same as an ordered list."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup, escape

from continuity.definitions.workflows import Machine
from continuity.rules.lifecycle import positions

WIDTH, HEIGHT = 150, 52  # one box
ACROSS, DOWN = 40, 26  # between boxes
LINE = 19  # letters that fit on a line of a box


@dataclass(frozen=True)
class Drawing:
    """The picture, and the states in the order they are reached: (label, here, where one can go)."""

    svg: Markup
    states: tuple[tuple[str, bool, tuple[str, ...]], ...]


def draw(machine: Machine, state: str, language: str, *, name: str) -> Drawing:
    """The machine with `state` marked; `name` makes the ids on the page unique."""
    placed = positions(machine)
    labels = {key: value.label.in_(language) for key, value in machine.states.items()}
    columns = 1 + max(column for column, _row in placed.values())
    rows = 1 + max(row for _column, row in placed.values())
    width, height = columns * (WIDTH + ACROSS) - ACROSS + 4, rows * (HEIGHT + DOWN) - DOWN + 4
    title = _("Stegets väg")
    here = _("Steget är nu: %(state)s.", state=labels.get(state, state))
    parts = [
        f'<svg class="machine" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-labelledby="{name}-title {name}-desc">',
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(here)}</desc>',
        *(_arrow(placed[source], placed[target]) for source, target in _ways(machine)),
        *(_box(placed[key], label, here=key == state) for key, label in labels.items()),
        "</svg>",
    ]
    # Every text is escaped above; the rest are numbers and names of ours.
    return Drawing(Markup("".join(parts)), tuple(_in_order(machine, labels, state)))  # noqa: S704 see the line above


def _ways(machine: Machine) -> list[tuple[str, str]]:
    """Each pair of states that a trigger joins, once."""
    pairs = (
        (source, transition.to)
        for transition in machine.transitions.values()
        if transition.to
        for source in transition.from_
    )
    return [(source, target) for source, target in dict.fromkeys(pairs) if target and source != target]


def _corner(at: tuple[int, int]) -> tuple[int, int]:
    return 2 + at[0] * (WIDTH + ACROSS), 2 + at[1] * (HEIGHT + DOWN)


def _arrow(source: tuple[int, int], target: tuple[int, int]) -> str:
    """A line from box to box: to the right from the side, back to the left from below."""
    (x1, y1), (x2, y2) = _corner(source), _corner(target)
    forward = target[0] > source[0]
    if forward:
        start, end = (x1 + WIDTH, y1 + HEIGHT // 2), (x2, y2 + HEIGHT // 2)
        points = f"M{start[0]} {start[1]} C{start[0] + ACROSS} {start[1]} {end[0] - ACROSS} {end[1]} {end[0]} {end[1]}"
        head = f"M{end[0]} {end[1]} l-7 -4 v8 z"
    elif source[0] == target[0]:
        down = target[1] > source[1]
        start, end = (x1 + WIDTH // 2, y1 + (HEIGHT if down else 0)), (x2 + WIDTH // 2, y2 + (0 if down else HEIGHT))
        points = f"M{start[0]} {start[1]} L{end[0]} {end[1]}"
        head = f"M{end[0]} {end[1]} l-4 {-7 if down else 7} h8 z"
    else:
        start, end = (x1 + WIDTH // 3, y1 + HEIGHT), (x2 + WIDTH * 2 // 3, y2 + HEIGHT)
        low = max(start[1], end[1]) + DOWN - 4
        points = f"M{start[0]} {start[1]} C{start[0]} {low} {end[0]} {low} {end[0]} {end[1]}"
        head = f"M{end[0]} {end[1]} l-4 7 h8 z"
    back = " machine-back" if target[0] < source[0] else ""
    return f'<path class="machine-way{back}" d="{points}"/><path class="machine-head{back}" d="{head}"/>'


def _box(at: tuple[int, int], label: str, *, here: bool) -> str:
    x, y = _corner(at)
    lines = list(_broken(label))
    first = y + HEIGHT / 2 - (len(lines) - 1) * 8 + 5
    middle = f'class="machine-text" x="{x + WIDTH / 2}" text-anchor="middle"'
    texts = "".join(f'<text {middle} y="{first + 16 * n}">{escape(line)}</text>' for n, line in enumerate(lines))
    marked = " machine-here" if here else ""
    return (
        f'<g class="machine-state{marked}"><rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="8"/>{texts}</g>'
    )


def _broken(label: str) -> Iterator[str]:
    """The label on at most three lines."""
    line = ""
    for word in label.split():
        if line and len(line) + 1 + len(word) > LINE:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def _in_order(machine: Machine, labels: dict[str, str], state: str) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    placed = positions(machine)
    ways = _ways(machine)
    for key in sorted(labels, key=lambda one: placed[one]):
        yield labels[key], key == state, tuple(labels[target] for source, target in ways if source == key)
