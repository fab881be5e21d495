"""The content's page: what is published, what has changed in the files, and publishing it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import ContentFaulty
from continuity.extensions import db
from continuity.models import Person
from continuity.services import publishing
from continuity.web.admin.blueprint import bp
from continuity.web.drift import drift
from continuity.web.session import actor, now, settings


@bp.get("/innehall")
def content() -> str:
    """What is published and how the files stand."""
    found = drift(db.session, settings().content)
    publisher = db.session.get(Person, found.published.by_id) if found.published and found.published.by_id else None
    return render_template("admin/content.html", drift=found, publisher=publisher, own=settings().content)


@bp.post("/innehall")
def publish() -> ResponseReturnValue:
    """Publishes the files; new steps use them, running ones keep what they have."""
    found = drift(db.session, settings().content)
    if found.errors:
        raise ContentFaulty(tuple(found.errors))
    publishing.publish(db.session, found.catalogue, by=actor(), at=now())
    flash(_("Innehållet är publicerat. Nya steg använder det; pågående steg behåller sitt."), "success")
    return redirect(url_for("admin.content"), 303)
