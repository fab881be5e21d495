"""The status board: every department's steps on one page, and everything of it to take along."""

from collections.abc import Iterator, Mapping

from flask import Response, render_template
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.services.oversight import board, persons
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
        _("Nämnd"), _("Enhet"), _("Kod"), _("Steg"), _("Läge"), _("Hos vem"), _("Person"), _("Dagar i läget"),
        _("Klart senast"), _("Flagga"), _("Plan i kraft, version"), _("Nästa översyn"), _("Gäller t o m"),
        _("Beredskap"), _("Ledning"),
    ]  # fmt: skip
    lines = board.everything(db.session, chosen, by=actor(), at=now())
    people = persons.names(db.session, [line.plan_id for line in lines], at=now())
    return sheets.sheet(kind, _("lägesöversikt"), columns, (row for line in lines for row in _rows(line, people)))


def _rows(line: Line, people: Mapping[int, str]) -> Iterator[list[sheets.Value]]:
    for cell in line.cells.values():
        yield [
            line.committee, line.name, line.code, cell.title.in_(language()), cell.label.in_(language()),
            "" if cell.ball == "nobody" else tell(cell.holder), people.get(cell.step_id), cell.age,
            cell.due, flag(cell), line.in_force_version, line.review_due, line.valid_to,
            tell(line.readiness.label), leadership(line),
        ]  # fmt: skip


def leadership(line: Line) -> str:
    """Whether somebody answers for the plan, in words; nothing when somebody does."""
    return _("Ingen chef") if line.headless else _("Övertagande väntar") if line.new_head else ""


def flag(cell: Standing) -> str:
    """What is urgent about a step, in words; nothing when it is in order."""
    return _("Förfallen") if cell.overdue else _("Förfaller inom 60 dagar") if cell.soon else ""
