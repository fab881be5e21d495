"""The step's questions as a Word file, blank to read before starting or with the answers so far."""

from io import BytesIO

from flask import request, send_file
from flask.typing import ResponseReturnValue

from continuity.services.paper import rendering
from continuity.web import wording
from continuity.web.guided.blueprint import bp
from continuity.web.guided.screens import open_step

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/fragor.docx")
def questions_file(step_id: int) -> ResponseReturnValue:
    """ "Skriv ut frågorna": blank, or with `svar=1` answered."""
    answered = request.args.get("svar") == "1"
    desk = open_step(step_id, action="see_answers" if answered else "see_step")
    name, data = rendering.questions(desk, answered=answered, language=wording.language())
    return send_file(BytesIO(data), mimetype=WORD, as_attachment=True, download_name=name)
