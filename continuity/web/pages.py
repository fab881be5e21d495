"""Pages that everybody may read, the language switch, and the line that watches over the server."""

from flask import Blueprint, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from continuity.extensions import db
from continuity.services.organisation import organising, people
from continuity.web import ladders
from continuity.web.drift import Drift, drift
from continuity.web.failures import older_schema
from continuity.web.session import LANGUAGE, actor, local_path, settings, today
from continuity.web.wording import LANGUAGES

bp = Blueprint("pages", __name__)


@bp.get("/om")
def about() -> str:
    """What the service is for and who runs it."""
    return render_template("pages/about.html", organisation=organising.municipality(db.session))


@bp.get("/hjalp")
def guide() -> str:
    """How the work goes, from start to signature."""
    return render_template(
        "pages/guide.html",
        organisation=organising.municipality(db.session),
        administrators=people.administrators(db.session, today()) if g.actor else (),
        ladders=ladders.in_words() if g.actor else (),
    )


@bp.get("/tillganglighet")
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("pages/accessibility.html", organisation=organising.municipality(db.session))


@bp.post("/sprak")
def language() -> ResponseReturnValue:
    """Changes the language of this browser and, when logged in, of the person."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session[LANGUAGE] = chosen
        if g.actor is not None:
            people.set_language(db.session, actor().person_id, chosen)
    return redirect(local_path(request.form.get("next")), 303)


@bp.get("/healthz")
def health() -> ResponseReturnValue:
    """Whether the server can do its work: database and published content."""
    try:
        db.session.execute(select(1))
        if older_schema():
            return {"status": "failing", "database": "older than the program: run continuity db upgrade"}, 503
        found = drift(db.session, settings().content)
    except SQLAlchemyError:
        return {"status": "failing", "database": "unreachable"}, 503
    return {"status": "ok", "database": "ok", "content": _content(found)}


def _content(found: Drift) -> str:
    if found.published is None:
        return "nothing published yet"
    if found.errors:
        return f"published; changed files are not published: {len(found.errors)} errors"
    return "published; changed files are not published" if found.changed else "published"
