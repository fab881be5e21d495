"""The status report as a Word file."""

from datetime import MAXYEAR
from io import BytesIO

from flask import Response, request, send_file

from continuity.definitions.vocabulary import LANGUAGES, Language
from continuity.extensions import db
from continuity.services.oversight import statusreport
from continuity.services.paper.rendering import DOCX
from continuity.web.board.asked import asked_filter
from continuity.web.board.blueprint import bp
from continuity.web.session import actor, now, number_asked
from continuity.web.wording import language


@bp.get("/lagesrapport")
def report() -> Response:
    """How the municipality stands now, or (`ar`) as it was frozen on 31 January of a year."""
    file = statusreport.status_report(
        db.session,
        asked_filter(),
        _language(),
        year=number_asked("ar", largest=MAXYEAR) or None,
        by=actor(),
        at=now(),
    )
    return send_file(BytesIO(file.data), mimetype=DOCX, as_attachment=True, download_name=file.name)


def _language() -> Language:
    chosen = request.args.get("lang", language())
    return next((one for one in LANGUAGES if one == chosen), "sv")
