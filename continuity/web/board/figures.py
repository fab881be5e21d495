"""The figures of each year, as small charts with their tables, and as a file."""

from flask import Response, render_template
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.services.analysis import gaps
from continuity.services.oversight import yearly
from continuity.services.oversight.overdue import LAST
from continuity.services.oversight.yearly import Figures
from continuity.services.registers.classes import GRAVE
from continuity.web import sheets
from continuity.web.board.asked import asked_filter, kept
from continuity.web.board.blueprint import bp
from continuity.web.charts import Chart
from continuity.web.guided import shown_at
from continuity.web.session import actor, allowed, now


@bp.get("/nyckeltal")
def figures() -> str | Response:
    """Exercised plans, time to signature and what was done, year by year."""
    chosen = asked_filter()
    found = yearly.figures(db.session, chosen, by=actor(), at=now())
    if kind := sheets.asked():
        return _file(kind, found)
    return render_template(
        "board/figures.html", figures=found, gaps=_gaps(), charts=_charts(found), chosen=chosen, kept=kept(chosen),
        worked=shown_at.in_words,
    )  # fmt: skip


def _gaps() -> tuple[int, int] | None:
    """Open gaps now, and those in class 1 and 2; None for whoever may not see the analysis."""
    if not allowed("see_analysis"):
        return None
    found = gaps.every_gap(db.session, gaps.GapFilter(committee=asked_filter().committee), by=actor(), at=now())
    return len(found), sum((gap.need.priority_class or LAST) <= GRAVE for gap in found)


def _charts(found: Figures) -> list[tuple[Chart, str]]:
    """Each chart and what its figures mean."""
    years = [(str(year.year), year) for year in found.years]
    return [
        (
            Chart("exercised", _("Övade planer"), "%", [(name, year.exercised) for name, year in years], 100),
            _("Andel av aktiviteterna i klass 1 och 2 vars plan övades under året."),
        ),
        (
            Chart("days", _("Dagar till underskrift"), "", [(name, year.days) for name, year in years]),
            _("Median från att ett steg började till den sista underskriften, för det som blev klart under året."),
        ),
        (
            Chart("late", _("Sena åtgärder"), "", [(name, year.late_actions) for name, year in years]),
            _("Åtgärder som skulle ha varit klara under året och inte blev det i tid."),
        ),
        (
            Chart("signed", _("Undertecknade steg"), "", [(name, year.signed) for name, year in years]),
            _("Så många steg blev klara under året."),
        ),
        (
            Chart("in_force", _("Plan i kraft 31 januari"), "%", [(name, year.in_force) for name, year in years], 100),
            _("Andel av enheterna som hade en plan i kraft när årets läge frystes."),
        ),
        (
            Chart("done", _("Klara steg 31 januari"), "%", [(name, year.done) for name, year in years], 100),
            _("Andel av alla steg som var klara när årets läge frystes."),
        ),
    ]


def _file(kind: str, found: Figures) -> Response:
    columns = [
        _("År"), _("Aktiviteter i klass 1 och 2"), _("Övade, procent"), _("Undertecknade steg"),
        _("Dagar till underskrift, median"), _("Sena åtgärder"),
        _("Klara steg 31 januari, procent"), _("Plan i kraft 31 januari, procent"),
    ]  # fmt: skip
    rows: list[list[sheets.Value]] = [
        [year.year, year.grave, year.exercised, year.signed, year.days, year.late_actions, year.done, year.in_force]
        for year in found.years
    ]
    return sheets.sheet(kind, _("nyckeltal"), columns, rows)
