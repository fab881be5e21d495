"""A page's earlier versions while it is being worked on, and putting one of them back."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import NotFound
from continuity.extensions import db
from continuity.rules.places import chain_to
from continuity.services.answers import restoring
from continuity.services.answers.restoring import Version
from continuity.services.registers import register
from continuity.web.guided.blueprint import bp
from continuity.web.guided.screens import Screen, open_screen, open_step
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
    """The versions that are kept, newest first, with who and when; of one sitting the last, else all of them."""
    screen, home, caption = _place(step_id, page_id, row)
    kept = restoring.versions(screen.desk, page_id, row)
    found = kept if request.args.get("alla") == "1" else restoring.sittings(kept)
    return render_template(
        "guided/versions.html",
        screen=screen,
        home=home,
        caption=caption,
        form=None,
        versions=[_told(screen, one) for one in found],
        hidden=len(kept) - len(found),
    )


def _place(step_id: int, page_id: str, row: str) -> tuple[Screen, str, str]:
    """The page that is looked at, or one row of a list on one screen; where one comes back to, and what it is about."""
    desk = open_step(step_id)
    page = desk.form.pages.get(page_id)
    if page is None or page.rows is None or not row:
        screen = open_screen(step_id, page_id, row)
        return screen, screen.url(), screen.caption
    chain = chain_to(desk.form, desk.tree(), page_id, row)
    if chain is None:
        raise NotFound
    whole = open_screen(step_id, page_id, str(chain[-2]["id"]) if page.of else "")
    name = register.name_of_row(desk, page_id, chain[-1])
    return whole.in_row(chain[-1]), whole.url(_anchor=f"rad-{row}"), name


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
    return redirect(_place(step_id, page_id, row)[1], 303)
