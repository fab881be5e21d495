"""The municipality's own Word documents, in the language that is asked for."""

from collections.abc import Callable
from io import BytesIO

from flask import request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from continuity.definitions.vocabulary import LANGUAGES
from continuity.errors import NotFound
from continuity.extensions import db
from continuity.services.analysis import papers
from continuity.services.paper.municipalpaper import File
from continuity.services.paper.rendering import DOCX
from continuity.web.board.blueprint import bp
from continuity.web.session import actor, now
from continuity.web.wording import language, tell


@bp.get("/gap/word")
def gap_paper() -> ResponseReturnValue:
    """Beroende- och gapanalys; that it was taken is recorded."""
    return _sent(lambda chosen: papers.gap_analysis(db.session, chosen, tell, by=actor(), at=now()))


@bp.get("/prioritering/<int:order_id>/word")
def priority_paper(order_id: int) -> ResponseReturnValue:
    """A version of the order of priority; that it was taken is recorded."""
    return _sent(lambda chosen: papers.priority_order(db.session, order_id, chosen, tell, by=actor(), at=now()))


def _sent(made: Callable[[str], File]) -> ResponseReturnValue:
    chosen = request.args.get("lang", language())
    if chosen not in LANGUAGES:
        raise NotFound
    with force_locale(chosen):
        file = made(chosen)
    return send_file(BytesIO(file.data), mimetype=DOCX, as_attachment=True, download_name=file.name)
