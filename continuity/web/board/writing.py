"""Writing to the departments that were ticked on the board, or to all that its filter lets through."""

from collections.abc import Collection

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from continuity.extensions import db
from continuity.services.oversight import notes
from continuity.services.oversight.narrowing import Filter
from continuity.services.oversight.notes import Kind
from continuity.web.board.asked import asked_filter, kept
from continuity.web.board.blueprint import bp
from continuity.web.session import actor, now
from continuity.web.typed_forms import NoteForm, carried_out


@bp.get("/skriv")
def write() -> ResponseReturnValue:
    """Who will get it, and room for what to say."""
    if not _whole() and not _ticked():
        flash(_("Kryssa först i de enheter som du vill skriva till."), "info")
        return redirect(url_for("board.overview", **kept(asked_filter())))
    proposed = _("Förslag till nytt datum: ÅÅÅÅ-MM-DD. Chefen flyttar datumet på enhetens sida.")
    return _page(NoteForm(text=proposed if request.args.get("datum") else ""))


@bp.post("/skriv")
def write_submit() -> ResponseReturnValue:
    """Writes to each of them."""
    form, told = NoteForm(), []
    if not carried_out(form, lambda: told.append(_written(form))):
        return _page(form), 422
    flash(ngettext("Skickat till %(num)d enhet.", "Skickat till %(num)d enheter.", told[0]), "success")
    return redirect(url_for("board.overview", **kept(asked_filter())), 303)


def _written(form: NoteForm) -> int:
    return notes.write(db.session, _chosen(), _kind(), form.text.data or "", by=actor(), at=now())


def _page(form: NoteForm) -> str:
    receivers = notes.chosen(db.session, _chosen(), by=actor(), at=now())
    return render_template("board/write.html", form=form, receivers=receivers, kind=_kind(), kept=kept(asked_filter()))


def _chosen() -> Collection[int] | Filter:
    return asked_filter() if _whole() else _ticked()


def _whole() -> bool:
    return request.args.get("alla") == "1"


def _ticked() -> list[int]:
    return request.args.getlist("plan", type=int)


def _kind() -> Kind:
    return "comment" if request.args.get("kind") == "comment" else "reminder"
