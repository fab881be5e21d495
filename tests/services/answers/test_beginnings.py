"""A plan's rows about gaps begin with the open gaps, and what is written there is never lost or doubled."""

from collections import Counter

import pytest
from sqlalchemy import select

from continuity.errors import NotFound, Refused
from continuity.models import AnswerPart, Resource
from continuity.services.answers import answering, beginnings, fetching, listing
from continuity.services.registers import promising, register, resources
from continuity.services.registers.promising import Offer
from continuity.services.steps.desk import Desk
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
PLAN = "continuity_plan"


def resource(town: Town, name: str) -> str:
    return town.session.scalars(select(Resource.id).where(Resource.name == name)).one()


def plan_of(town: Town) -> Desk:
    return town.desk("SN", PLAN, "samordnare.socialkontoret")


def about(desk: Desk) -> list[str]:
    return [register.name_of(desk.session, "resource", row.get("resource", "")) for row in desk.tree()["strategies"]]


def worse(town: Town, name: str, hours: float) -> None:
    promising.promise(town.session, resource(town, name), Offer(hours), by=town.actor("chef.teknik"), at=town.now)


@pytest.fixture
def walk(sqlite_town: Town) -> Walk:
    """A department whose analysis has been sent in and whose plan has just begun."""
    it, maps = sqlite_town.actor("it-chef"), resource(sqlite_town, "Kartsystem")
    promising.promise(sqlite_town.session, maps, Offer(96), by=it, at=sqlite_town.now)
    walk = Walk(sqlite_town, "SBN")
    walk.start(PLAN)
    return walk


def test_a_first_plan_begins_with_a_row_for_each_open_gap_the_gravest_first(walk: Walk) -> None:
    desk = walk.desk(PLAN)
    assert about(desk) == ["Kartsystem", "Ärendesystem"]
    assert [row["gap"] for row in desk.tree()["strategies"]] == [
        "Kartsystem: behövs inom 8 timmar för Miljötillsyn: akuta utsläpp, lovas på 4 dygn",
        "Ärendesystem: behövs inom 7 dygn för Bygglov och startbesked, inget är lovat",
    ]
    assert any(one.check == "gaps_handled" for one in desk.findings())  # a row alone is no strategy


def test_a_row_says_where_it_comes_from(walk: Walk) -> None:
    desk = walk.desk(PLAN)
    part = answering.part(desk, "strategy", desk.tree()["strategies"][0]["id"])
    assert str(beginnings.source(desk, "strategies", part, "gap")) == "det ni behöver av andra och vad de lovar"
    assert beginnings.source(desk, "strategies", part, "strategy") is None
    assert beginnings.source(desk, "team", part, "gap") is None


def test_once_the_department_has_saved_the_row_it_is_its_own(walk: Walk) -> None:
    desk = walk.desk(PLAN)
    row = desk.tree()["strategies"][0]["id"]
    answering.save_page(
        walk.session, desk.step.id, "strategy", {"strategy": ["stock"]}, row=row, version=1,
        by=walk.who("samordnare"), at=walk.town.now,
    )  # fmt: skip
    desk = walk.desk(PLAN)
    assert beginnings.source(desk, "strategies", answering.part(desk, "strategy", row), "gap") is None
    beginnings.begin(desk)
    after = walk.desk(PLAN).tree()["strategies"]
    assert [row.get("strategy") for row in after] == [["stock"], None]


def test_what_the_department_took_out_of_this_version_does_not_come_back(walk: Walk) -> None:
    desk = walk.desk(PLAN)
    row = desk.tree()["strategies"][0]["id"]
    listing.remove_row(walk.session, desk.step.id, "strategies", row, by=walk.who("samordnare"), at=walk.town.now)
    beginnings.begin(walk.desk(PLAN))
    assert about(walk.desk(PLAN)) == ["Ärendesystem"]


def test_a_new_version_keeps_the_rows_that_it_had_and_adds_none_about_the_same(sqlite_town: Town) -> None:
    desk = plan_of(sqlite_town)
    before = sqlite_town.step("SN", PLAN).in_force_revision
    assert before is not None and before.id != desk.revision.id
    kept = sqlite_town.session.scalars(
        select(AnswerPart.row).where(AnswerPart.revision_id == before.id, AnswerPart.page == "strategies")
    ).all()
    assert {row["id"] for row in desk.tree()["strategies"]} == set(kept)
    assert set(Counter(about(desk)).values()) == {1}


def test_a_gap_that_is_new_since_last_year_gets_a_row_after_the_old_ones(sqlite_town: Town) -> None:
    old = about(plan_of(sqlite_town))
    worse(sqlite_town, "Måltider", 200)
    beginnings.begin(plan_of(sqlite_town))
    assert about(plan_of(sqlite_town)) == [*old, "Måltider"]
    beginnings.begin(plan_of(sqlite_town))
    assert about(plan_of(sqlite_town)) == [*old, "Måltider"]


def test_a_row_that_names_the_resource_by_its_old_name_is_about_the_gap_too(sqlite_town: Town) -> None:
    town = sqlite_town
    stays = register.add_resource(town.session, "Bilpool", by=town.actor("chef.bun"), at=town.now)
    town.session.commit()
    resources.merge(town.session, resource(town, "Fordon"), stays, by=town.actor("sakerhetschef"), at=town.now)
    old = about(plan_of(town))
    beginnings.begin(plan_of(town))
    assert about(plan_of(town)) == old
    assert "Bilpool" in old


def test_nothing_is_written_on_pages_that_are_handled_elsewhere(sqlite_town: Town) -> None:
    worse(sqlite_town, "Måltider", 200)
    desk = plan_of(sqlite_town)
    desk.department.special_handling_since = sqlite_town.now
    stored = select(AnswerPart.id).where(AnswerPart.revision_id == desk.revision.id)
    before = len(sqlite_town.session.scalars(stored).all())
    beginnings.begin(desk)
    assert len(sqlite_town.session.scalars(stored).all()) == before


def test_what_has_come_since_the_start_is_fetched_when_asked_for_and_once(town: Town) -> None:
    old, step = about(plan_of(town)), plan_of(town).step.id
    by = town.actor("samordnare.socialkontoret")
    assert fetching.fetch_rows(town.session, step, "strategies", by=by, at=town.now) == 0
    worse(town, "Måltider", 200)
    assert fetching.fetch_rows(town.session, step, "strategies", by=by, at=town.now) == 1
    assert fetching.fetch_rows(town.session, step, "strategies", by=by, at=town.now) == 0
    town.session.rollback()
    assert about(plan_of(town)) == [*old, "Måltider"]


def test_only_a_list_that_begins_with_something_fetches_and_only_for_whoever_writes_there(sqlite_town: Town) -> None:
    step, at = plan_of(sqlite_town).step.id, sqlite_town.now
    own, other = sqlite_town.actor("samordnare.socialkontoret"), sqlite_town.actor("chef.bun")
    for page in ("team", "basics"):
        with pytest.raises(Refused, match="hämtar inga rader"):
            fetching.fetch_rows(sqlite_town.session, step, page, by=own, at=at)
    with pytest.raises(NotFound):
        fetching.fetch_rows(sqlite_town.session, step, "strategies", by=other, at=at)
    with pytest.raises(Refused, match="läsa den här sidan"):
        fetching.fetch_rows(sqlite_town.session, step, "strategies", by=sqlite_town.actor("beredskap"), at=at)
