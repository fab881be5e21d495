"""The programme of exercises, and the year's common direction."""

from datetime import MAXYEAR

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.services.oversight import programme
from continuity.services.oversight.programme import Line, Programme
from continuity.web import sheets
from continuity.web.action_forms import DirectionForm
from continuity.web.session import actor, now, number_asked
from continuity.web.sheets import Value
from continuity.web.typed_forms import carried_out
from continuity.web.wording import language

bp = Blueprint("programme", __name__, url_prefix="/ovningar")


def _programme(year: int | None) -> Programme:
    return programme.programme(db.session, year, by=actor(), at=now())


@bp.get("")
def overview() -> ResponseReturnValue:
    """Each department's next and last exercise; `?som=xlsx` to take along."""
    kind = sheets.asked()
    found = _programme(number_asked("year", largest=MAXYEAR) or None)
    if kind:
        return sheets.sheet(kind, _("Övningsprogram"), _columns(), [_row(line) for line in found.lines])
    return render_template("programme/overview.html", programme=found)


def _columns() -> list[str]:
    return [
        _("Enhet"), _("Nästa övning"), _("Läge"), _("Försenad"), _("Senast övad"), _("Övning"), _("Form"),
        _("Resultat"), _("Uppnådda mål"), _("Mål"), _("Prövas på nytt senast"),
    ]  # fmt: skip


def _row(line: Line) -> list[Value]:
    held = line.held
    told: list[Value] = [
        line.department,
        line.planned_on,
        line.step.label.in_(language()) if line.step else "",
        _("ja") if line.late else _("nej"),
    ]
    if held is None:
        return [*told, *[""] * 7]
    types = ", ".join(said(one) for one in held.types)
    return [*told, held.held_on, held.name, types, said(held.result), held.reached, held.objectives, held.retest_due]


def said(words: dict[str, str]) -> str:
    """An option's words in the reader's language."""
    return words.get(language()) or words.get("sv") or ""


@bp.app_template_filter("said")
def _said(words: dict[str, str]) -> str:
    return said(words)


@bp.get("/inriktning/<int:year>")
def direct(year: int) -> str:
    """The form of a year's direction, with what holds now in it."""
    found = programme.direction(db.session, year)
    form = DirectionForm(text=found.text if found else "")
    return render_template("programme/direct.html", form=form, year=year)


@bp.post("/inriktning/<int:year>")
def direct_submit(year: int) -> ResponseReturnValue:
    """Writes it."""
    form = DirectionForm()
    if not carried_out(
        form, lambda: programme.set_direction(db.session, year, form.text.data or "", by=actor(), at=now())
    ):
        return render_template("programme/direct.html", form=form, year=year), 422
    flash(_("Inriktningen är sparad och visas där enheterna planerar sin övning."), "success")
    return redirect(url_for("programme.overview", year=year), 303)
