"""When a page was shown, signed into its form, so that a save can tell how long it was worked on."""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app, request

from continuity.extensions import db
from continuity.rules import durations
from continuity.services.answers import timing
from continuity.web.guided.blueprint import bp
from continuity.web.session import now
from continuity.web.wording import language

FIELD = "shown"


def _signed(instant: str) -> str:
    return hmac.new(str(current_app.secret_key).encode(), f"page shown {instant}".encode(), "sha256").hexdigest()


@bp.context_processor
def _stamps() -> dict[str, Callable[[], str]]:
    return {"shown_stamp": stamp}


def in_words(spent: timedelta) -> str:
    """About how long, to the nearest five minutes: exact seconds would say more than is known."""
    fives = max(1, round(spent / timedelta(minutes=5)))
    return durations.words(fives / 12, "en" if language() == "en" else "sv")


def stamp() -> str:
    """What the form carries: this moment, which nobody can make up."""
    instant = now().isoformat()
    return f"{instant} {_signed(instant)}"


def measured(revision_id: int, page_id: str) -> None:
    """Adds the time since the posted form was shown; without its stamp nothing is measured."""
    instant, _, proof = request.form.get(FIELD, "").partition(" ")
    if instant and hmac.compare_digest(proof.encode(), _signed(instant).encode()):
        timing.add(db.session, revision_id, page_id, now() - datetime.fromisoformat(instant))
