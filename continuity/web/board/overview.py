"""The status board: every department's steps on one page, and everything of it to take along."""

from collections.abc import Iterator

from flask import Response, render_template
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.services.oversight import board
from continuity.services.oversight.board import Board, Line
from continuity.services.oversight.narrowing import Filter
from continuity.services.worklist.standing import Standing
from continuity.web import sheets
from continuity.web.board.asked import asked_filter, balls, kept
from continuity.web.board.blueprint import bp
from continuity.web.session import actor, now, number_asked
from continuity.web.wording import language, tell


@bp.get("")
def overview() -> str | Response:
    """Department by step, with text, icon and colour; as a file, everything that the filter lets through."""
    chosen = asked_filter()
    if kind := sheets.asked():
        return _file(kind, chosen)
    found = board.board(db.session, chosen, by=actor(), at=now(), page=number_asked("page", 1))
    return render_template(
        "board/overview.html", board=found, chosen=chosen, kept=kept(chosen), states=_states(found), balls=balls()
    )


def _states(found: Board) -> list[tuple[str, str]]:
    return [(name, words.in_(language())) for name, words in found.labels.items()]


def _file(kind: str, chosen: Filter) -> Response:
    columns = [
        _("Nämnd"), _("Enhet"), _("Kod"), _("Steg"), _("Läge"), _("Hos vem"), _("Dagar i läget"), _("Klart senast"),
        _("Flagga"), _("Plan i kraft, version"), _("Nästa översyn"), _("Gäller t o m"), _("Beredskap"),
    ]  # fmt: skip
    lines = board.everything(db.session, chosen, by=actor(), at=now())
    return sheets.sheet(kind, _("lägesöversikt"), columns, (row for line in lines for row in _rows(line)))


def _rows(line: Line) -> Iterator[list[sheets.Value]]:
    for cell in line.cells.values():
        yield [
            line.committee, line.name, line.code, cell.title.in_(language()), cell.label.in_(language()),
            "" if cell.ball == "nobody" else tell(cell.holder), cell.age, cell.due, flag(cell),
            line.in_force_version, line.review_due, line.valid_to, tell(line.readiness.label),
        ]  # fmt: skip


def flag(cell: Standing) -> str:
    """What is urgent about a step, in words; nothing when it is in order."""
    return _("Förfallen") if cell.overdue else _("Förfaller inom 60 dagar") if cell.soon else ""
