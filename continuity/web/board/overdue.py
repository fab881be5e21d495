"""What is late, the gravest first, on a page and as a file."""

from collections.abc import Mapping

from flask import Response, render_template
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.services import publishing
from continuity.services.oversight import overdue, persons
from continuity.services.oversight.overdue import Late
from continuity.services.reminders.digests import in_words
from continuity.web import sheets
from continuity.web.board.asked import asked_filter, kept
from continuity.web.board.blueprint import bp
from continuity.web.session import actor, now, number_asked
from continuity.web.wording import language, moment, tell


@bp.get("/forfallna")
def late() -> str | Response:
    """By class, then days late, with the last reminder."""
    chosen = asked_filter()
    if kind := sheets.asked():
        return _file(kind)
    found = overdue.overdue(db.session, chosen, by=actor(), at=now(), page=number_asked("page", 1))
    return render_template("board/overdue.html", overdue=found, coming=_next, chosen=chosen, kept=kept(chosen))


def _file(kind: str) -> Response:
    columns = [
        _("Klass"), _("Nämnd"), _("Enhet"), _("Vad"), _("Skulle ha varit klart"), _("Dagar sent"), _("Hos vem"),
        _("Person"), _("Plan i kraft, version"), _("Senaste påminnelse"), _("Om inget händer"),
    ]  # fmt: skip
    found = overdue.everything(db.session, asked_filter(), by=actor(), at=now())
    people = persons.names(db.session, {one.plan.id for one in found}, at=now())
    return sheets.sheet(kind, _("förfallna"), columns, (_row(one, people) for one in found))


def _next(one: Late) -> str:
    """Who hears of it next, and when."""
    if one.following is None:
        return ""
    return tell(in_words(one.following, publishing.settings(db.session), language()))


def _row(one: Late, people: Mapping[int, str]) -> list[sheets.Value]:
    return [
        one.priority_class, one.committee, one.plan.department.name,
        one.title.in_(language()) if one.title else tell(one.words or ""), one.due, one.days,
        tell(one.standing.holder) if one.standing else "",
        people.get(one.standing.step_id) if one.standing else "", one.plan.in_force_version,
        moment(one.reminded), _next(one),
    ]  # fmt: skip
