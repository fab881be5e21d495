"""A version that builds on an earlier one is gone through page by page, and nothing comes back by itself."""

import pytest
from sqlalchemy import select

from continuity.errors import Invalid, NotFound, Refused
from continuity.models import Confirmation, Person
from continuity.services import demo
from continuity.services.answers import answering, confirming, listing, progress
from continuity.services.steps import moving, plans
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
PLAN = "continuity_plan"


@pytest.fixture
def walk(sqlite_town: Town) -> Walk:
    """Socialkontoret, whose plan 1.1 is being drafted."""
    return Walk(sqlite_town, "SN")


def waiting(walk: Walk) -> list[tuple[str, str]]:
    return [(one.page_id, one.row) for one in walk.desk(PLAN).carried() if one.waits]


def say(walk: Walk, page: str, row: str = "", outcome: str = confirming.STILL_RIGHT, role: str = "samordnare") -> None:
    confirming.confirm(walk.session, walk.id(PLAN), page, row, outcome, by=walk.who(role), at=walk.town.now)


def test_a_first_version_has_nothing_to_go_through(walk: Walk) -> None:
    assert walk.desk("exercise").carried() == ()
    assert Walk(walk.town, "BUN").desk("business_impact_analysis").carried() == ()


def test_every_page_with_last_times_answers_waits_until_it_is_confirmed_or_changed(walk: Walk) -> None:
    left = waiting(walk)
    assert ("related", "") not in left and ("activation", "") in left  # the draft has changed the one
    say(walk, "activation")
    assert waiting(walk) == [place for place in left if place != ("activation", "")]
    values = {"plan_objective": "Trygg omsorg."}
    version = answering.part(walk.desk(PLAN), "basics").version  # type: ignore[union-attr]
    answering.save_page(
        walk.session, walk.id(PLAN), "basics", values, version=version, by=walk.who("samordnare"), at=walk.town.now
    )
    assert ("basics", "") not in waiting(walk)


def test_who_said_it_and_when_is_kept(walk: Walk) -> None:
    say(walk, "activation", role="chef")
    found = walk.session.scalars(select(Confirmation)).one()
    name = walk.session.get_one(Person, found.by_id).email
    assert (found.page, found.outcome, name) == ("activation", "still_right", "chef.socialkontoret@malarvik.example")
    assert found.at == walk.town.now
    walk.town.later(hours=1)
    say(walk, "activation")
    assert walk.session.scalars(select(Confirmation)).one().at < walk.town.now


def test_the_step_is_not_sent_in_before_all_is_gone_through_and_the_finding_names_the_page(walk: Walk) -> None:
    with pytest.raises(Refused):
        moving.submit(walk.session, walk.id(PLAN), by=walk.who("samordnare"), at=walk.town.now)
    walk.session.rollback()
    found = [one for one in walk.desk(PLAN).findings() if one.kind == "unconfirmed"]
    assert [(one.page, one.row) for one in found] == waiting(walk)
    demo.go_through(walk.session, walk.id(PLAN), by=walk.who("samordnare"), at=walk.town.now)
    assert waiting(walk) == []
    assert not [one for one in walk.desk(PLAN).findings() if one.kind == "unconfirmed"]


def test_an_untouched_page_is_not_done_in_the_task_list(walk: Walk) -> None:
    def line(page: str) -> progress.TaskLine:
        return next(one for one in progress.task_list(walk.desk(PLAN)) if one.page_id == page)

    assert (line("activation").status, line("activation").waiting) == ("not_started", 1)
    contacts = line("contacts")
    assert contacts.status == "in_progress" and 0 < contacts.waiting < contacts.carried
    say(walk, "activation")
    assert (line("activation").status, line("activation").waiting) == ("done", 0)


def test_a_row_that_no_longer_applies_is_taken_out_and_can_be_put_back(walk: Walk) -> None:
    row = next(place[1] for place in waiting(walk) if place[0] == "contacts")
    say(walk, "contacts", row, confirming.NO_LONGER)
    assert row not in [one["id"] for one in walk.desk(PLAN).tree()["contacts"]]
    assert row in [part.row for part in listing.removed_rows(walk.desk(PLAN), "contacts")]


def test_a_page_that_no_longer_applies_is_emptied_and_asks_anew(walk: Walk) -> None:
    say(walk, "activation", outcome=confirming.NO_LONGER)
    desk = walk.desk(PLAN)
    assert "activation_steps" not in desk.tree()
    assert {one.kind for one in desk.findings() if one.page == "activation"} == {"missing"}


def test_only_what_came_from_the_version_before_can_be_confirmed(walk: Walk) -> None:
    with pytest.raises(NotFound):
        say(walk, "activation", "no-such-row")
    walk.session.rollback()
    with pytest.raises(Invalid):
        say(walk, "activation", outcome="all")


def test_whoever_may_not_save_the_page_may_not_confirm_it(walk: Walk) -> None:
    with pytest.raises(Refused):
        confirming.confirm(
            walk.session, walk.id(PLAN), "activation", "", "still_right", by=walk.who("beredskap"), at=walk.town.now
        )


def test_a_row_taken_out_of_a_plan_does_not_come_back_by_itself_in_the_next(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SN")
    activity = walk.desk(PLAN).tree()["covered_activities"][-1]["id"]
    listing.remove_row(
        walk.session, walk.id(PLAN), "covered_activities", activity, by=walk.who("samordnare"), at=walk.town.now
    )
    walk.submit(PLAN)
    walk.adopt(PLAN)
    plans.reopen(
        walk.session,
        walk.town.plan("SN").id,
        "exercise_failed",
        "Igen",
        by=walk.who("chef"),
        at=walk.town.later(days=1),
    )
    walk.start(PLAN)
    desk = walk.desk(PLAN)
    assert activity not in [row["id"] for row in desk.tree()["covered_activities"]]
    assert activity in [row["id"] for row in walk.desk("business_impact_analysis").tree()["activities"]]
    assert [part.row for part in listing.removed_rows(desk, "covered_activities")] == [activity]
