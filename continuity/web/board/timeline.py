"""Eighteen months ahead, as a picture, a table and a file."""

from collections.abc import Collection

from flask import Response, render_template, request
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.services.oversight import timeline
from continuity.services.oversight.timeline import KINDS, Kind, Moment
from continuity.web import sheets
from continuity.web.board.asked import asked_filter, kept
from continuity.web.board.blueprint import bp
from continuity.web.months import draw
from continuity.web.session import actor, now, number_asked, today
from continuity.web.wording import language, tell


@bp.get("/tidslinje")
def months() -> str | Response:
    """Reviews, exercises, steps, meetings and validity, a row a department."""
    chosen, kinds = asked_filter(), _kinds()
    if kind := sheets.asked():
        return _file(kind, kinds)
    found = timeline.timeline(db.session, chosen, kinds, by=actor(), at=now(), page=number_asked("page", 1))
    return render_template(
        "board/timeline.html",
        timeline=found,
        drawing=draw(found, today(), language()),
        chosen=chosen,
        kinds=kinds,
        kept={**kept(chosen), **({"kind": kinds} if kinds else {})},
        every=[(name, tell(words)) for name, words in KINDS.items()],
        told=told,
    )


def _kinds() -> list[Kind]:
    asked = request.args.getlist("kind")
    return [kind for kind in KINDS if kind in asked]


def told(moment: Moment) -> str:
    """What the date is, with the step where the kind alone does not say it."""
    words = tell(KINDS[moment.kind])
    if moment.title is None or moment.kind in ("review", "test"):
        return words
    return f"{words}: {moment.title.in_(language())}"


def _file(kind: str, kinds: Collection[Kind]) -> Response:
    columns = [_("Nämnd"), _("Enhet"), _("Datum"), _("Vad"), _("Steg")]
    rows = timeline.everything(db.session, asked_filter(), kinds, by=actor(), at=now())
    lines: list[list[sheets.Value]] = [
        [
            row.committee,
            row.name,
            moment.on,
            tell(KINDS[moment.kind]),
            moment.title.in_(language()) if moment.title else "",
        ]
        for row in rows
        for moment in row.moments
    ]
    return sheets.sheet(kind, _("tidslinje"), columns, lines)
