"""Small bar charts as SVG, a bar a year with its figure above it; the table beside each says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup, escape

BAR, BETWEEN, TALL, ABOVE, BELOW = 52, 22, 120, 26, 26


@dataclass(frozen=True)
class Chart:
    """One figure over the years; `top` is the value of the highest bar (100 for percent), None: the largest value."""

    id: str
    title: str
    unit: str
    points: Sequence[tuple[str, float | None]]
    top: float | None = None

    @property
    def svg(self) -> Markup:
        """The picture, with title and description for those who do not see it."""
        width = len(self.points) * (BAR + BETWEEN) + BETWEEN
        height = TALL + ABOVE + BELOW
        told = "; ".join(f"{name}: {self.said(value)}" for name, value in self.points)
        parts = [
            f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
            f' aria-labelledby="{self.id}-title {self.id}-desc">',
            f'<title id="{self.id}-title">{escape(self.title)}</title>',
            f'<desc id="{self.id}-desc">{escape(told)}</desc>',
            f'<path class="chart-floor" d="M0 {TALL + ABOVE} H{width}"/>',
            *(self._bar(number, name, value) for number, (name, value) in enumerate(self.points)),
            "</svg>",
        ]
        return Markup("".join(parts))  # noqa: S704 every text is escaped; the rest are numbers and names of ours

    def said(self, value: float | None) -> str:
        """A value with its unit; a dash where there is none."""
        return "–" if value is None else f"{value:g} {self.unit}".strip()

    def _bar(self, number: int, name: str, value: float | None) -> str:
        top = self.top or max((one or 0 for _name, one in self.points), default=0) or 1
        tall = 0 if value is None else round(TALL * min(value, top) / top, 1)
        x, middle = BETWEEN + number * (BAR + BETWEEN), BETWEEN + number * (BAR + BETWEEN) + BAR / 2
        y = TALL + ABOVE - tall
        shown = _("saknas") if value is None else f"{value:g}{' %' if self.unit == '%' else ''}"
        return (
            f'<rect class="chart-bar" x="{x}" y="{y}" width="{BAR}" height="{tall}"/>'
            f'<text class="chart-value" x="{middle}" y="{y - 7}" text-anchor="middle">{escape(shown)}</text>'
            f'<text class="chart-name" x="{middle}" y="{TALL + ABOVE + 19}" text-anchor="middle">{escape(name)}</text>'
        )
