"""The status board: every department's steps on one page."""

from dataclasses import asdict
from datetime import MAXYEAR

from flask import render_template, request

from continuity.extensions import db
from continuity.services import board
from continuity.services.board import Board, Filter
from continuity.web.board.blueprint import bp
from continuity.web.session import actor, now, number_asked
from continuity.web.wording import language


@bp.get("")
def overview() -> str:
    """Department by step, with text, icon and colour; filtered by committee, state and year."""
    chosen = Filter(
        committee=number_asked("committee") or None,
        state=request.args.get("state") or None,
        year=number_asked("year", largest=MAXYEAR) or None,
    )
    found = board.board(db.session, chosen, by=actor(), at=now(), page=number_asked("page", 1))
    kept = {name: value for name, value in asdict(chosen).items() if value is not None}
    return render_template("board/overview.html", board=found, chosen=chosen, kept=kept, states=_states(found))


def _states(found: Board) -> list[tuple[str, str]]:
    return [(name, words.in_(language())) for name, words in found.labels.items()]
