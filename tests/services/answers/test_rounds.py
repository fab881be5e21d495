"""A step that is sent in again: what differs from what the reviewers read the last time."""

import pytest

from continuity.services.answers import answering, listing, rounds
from continuity.services.steps import moving
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
STEP = "business_impact_analysis"


@pytest.fixture
def walk(sqlite_town: Town) -> Walk:
    """Samhällsbyggnadskontoret, whose analysis is out for advice for the first time."""
    return Walk(sqlite_town, "SBN")


def again(walk: Walk) -> None:
    """The head takes it back, and a day later it is changed and sent in once more."""
    moving.send_back(walk.session, walk.id(STEP), "Mer", by=walk.who("chef"), at=walk.town.later(days=1))
    walk.town.later(days=1)


def test_a_first_round_has_nothing_before_it(walk: Walk) -> None:
    assert rounds.since_last_round(walk.desk(STEP)) is None


def test_the_second_round_shows_only_what_was_changed_since_the_first(walk: Walk) -> None:
    again(walk)
    desk = walk.desk(STEP)
    first = desk.tree()["activities"][0]["id"]
    saved = answering.part(desk, "conclusions")
    assert saved is not None
    by, at = walk.who("samordnare"), walk.town.now
    values = {"conclusions": "Helt nya slutsatser."}
    answering.save_page(walk.session, desk.step.id, "conclusions", values, version=saved.version, by=by, at=at)
    copy = listing.copy_row(walk.session, desk.step.id, "activities", first, by=by, at=at)
    walk.submit(STEP)
    found = rounds.since_last_round(walk.desk(STEP))
    assert found is not None
    told = {(one.kind, one.page_id, one.row, one.question_id) for one in found.changed}
    assert ("changed", "conclusions", "", "conclusions") in told
    assert ("added", "activities", copy, "") in told
    assert len(told) == 2


def test_what_stood_at_an_instant_is_put_together_again(walk: Walk) -> None:
    before = walk.desk(STEP).tree()
    sent = walk.town.now
    again(walk)
    row = before["activities"][-1]["id"]
    listing.remove_row(walk.session, walk.id(STEP), "activities", row, by=walk.who("samordnare"), at=walk.town.now)
    assert rounds.answers_at(walk.desk(STEP), sent) == before
    assert walk.desk(STEP).tree() != before
