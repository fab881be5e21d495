"""The heat map: activities against time, on a page and to take along."""

from collections.abc import Iterator

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.services.analysis import heatmap
from continuity.services.analysis.heatmap import HeatMap, HeatRow
from continuity.web import sheets
from continuity.web.board.blueprint import bp
from continuity.web.hourwords import hours_short
from continuity.web.session import actor, now, number_asked
from continuity.web.sheets import Value


@bp.get("/varmekarta", endpoint="heat_map")
def heat_map() -> ResponseReturnValue:
    """Each activity's level at each time, at worst or in one category."""
    kind, committee = sheets.asked(), number_asked("committee") or None
    category = request.args.get("kategori") or None
    found = heatmap.heat_map(
        db.session, category, committee, by=actor(), at=now(), page=number_asked("page", 1), whole=kind is not None
    )
    if category not in found.seen.settings.criteria.categories:
        category = None
    if kind:
        return sheets.sheet(kind, _("Värmekarta"), _columns(found), (list(_row(row)) for row in found.rows))
    kept = {name: value for name, value in (("kategori", category), ("committee", committee)) if value}
    return render_template("board/heatmap.html", map=found, category=category, committee=committee, kept=kept)


def _columns(found: HeatMap) -> list[str]:
    times = [hours_short(time) for time in found.seen.criteria.times_h]
    return [_("Aktivitet"), _("Förvaltning"), _("Klass"), _("MTPD (h)"), *times]


def _row(row: HeatRow) -> Iterator[Value]:
    one = row.activity
    yield from (one.name, one.department, one.priority_class, one.eff_mtpd_h, *row.levels)
