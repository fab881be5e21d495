"""A page's earlier versions while it is being worked on, and putting one of them back."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.services.answers import restoring
from continuity.services.answers.restoring import Version
from continuity.web.guided.blueprint import bp
from continuity.web.guided.screens import Screen, open_screen
from continuity.web.guided.showing import Shown, shown
from continuity.web.session import actor, now


@dataclass(frozen=True)
class Told:
    """One version with its answers in words; `changed` marks those that the version after it changed."""

    version: Version
    answers: tuple[tuple[str, Shown], ...]


@bp.get("/versioner/<page_id>", endpoint="versions", defaults={"row": ""})
@bp.get("/versioner/<page_id>/<row>", endpoint="versions")
def show(step_id: int, page_id: str, row: str) -> str:
    """Every version that is kept, newest first, with who and when."""
    screen = open_screen(step_id, page_id, row)
    found = restoring.versions(screen.desk, page_id, row)
    return render_template(
        "guided/versions.html", screen=screen, form=None, versions=[_told(screen, one) for one in found]
    )


def _told(screen: Screen, version: Version) -> Told:
    return Told(version, tuple(_answers(screen, version.values)))


def _answers(screen: Screen, values: dict[str, Any]) -> list[tuple[str, Shown]]:
    language = screen.language
    return [
        (
            question.label.in_(language),
            shown(screen.desk, question, values[name], screen.place.chain, language=language),
        )
        for name, question in screen.page.questions.items()
        if values.get(name) is not None
    ]


@bp.post("/versioner/<page_id>/<int:version>", endpoint="restore", defaults={"row": ""})
@bp.post("/versioner/<page_id>/<row>/<int:version>", endpoint="restore")
def restore(step_id: int, page_id: str, row: str, version: int) -> ResponseReturnValue:
    """Puts a version back; the one it replaces is kept among the others."""
    restoring.restore(db.session, step_id, page_id, row, version, by=actor(), at=now())
    flash(_("Den tidigare versionen är tillbaka. Det som stod nyss finns kvar bland versionerna."), "success")
    return redirect(open_screen(step_id, page_id, row).url(), 303)
