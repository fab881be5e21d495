"""The page that says that a step is done: among other things how long it took."""

from datetime import timedelta

import pytest
from flask import Flask

from continuity.services.answers import timing
from tests.support.people import database_of
from tests.support.town import Town
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")


def test_it_says_about_how_long_the_form_took_where_that_was_measured(app: Flask, visit: Visit, hall: Town) -> None:
    revision, step = hall.step("KS", "exercise").in_force_revision, hall.step("KS", "exercise").id
    assert revision is not None
    head = visit("chef.ledning")
    head.open(f"/steg/{step}/klart")
    assert "Ni lade ungefär" not in head.text
    with database_of(app) as session:
        for page in ("planning", "conduct", "next"):
            timing.add(session, revision.id, page, timedelta(minutes=14))
    head.open(f"/steg/{step}/klart")
    assert "Ni lade ungefär 40 minuter på frågorna den här gången." in head.text
