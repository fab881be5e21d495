"""The checks that ask the register, V17 to V20, each on both sides through a department's own answers."""

import pytest
from sqlalchemy import select

from continuity.models import AnswerPart, Resource
from continuity.services.registers import promising, register, resources
from continuity.services.registers.promising import Offer
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
BIA, PLAN = "business_impact_analysis", "continuity_plan"


def found(town: Town, code: str, step: str, who: str, check: str) -> list[str]:
    town.session.flush()
    town.session.expire_all()
    return [one.kind for one in town.desk(code, step, who).findings() if one.check == check]


def resource(town: Town, name: str) -> str:
    return town.session.scalars(select(Resource.id).where(Resource.name == name)).one()


def parts(town: Town, code: str, step: str, page: str) -> list[AnswerPart]:
    revision = town.step(code, step).open_revision_id
    query = select(AnswerPart).where(AnswerPart.revision_id == revision, AnswerPart.page == page)
    return list(town.session.scalars(query))


def test_a_reserve_that_runs_out_before_the_provider_is_back_is_worth_a_thought(sqlite_town: Town) -> None:
    town = sqlite_town
    assert found(town, "BUN", BIA, "samordnare.bun", "reserve_in_time") == ["warn"]
    pool = resource(town, "Vikariepool")
    promising.promise(town.session, pool, Offer(20), by=town.actor("hr-chef"), at=town.now)
    assert found(town, "BUN", BIA, "samordnare.bun", "reserve_in_time") == []


def test_a_reserve_may_not_lean_on_what_was_lost_further_down(sqlite_town: Town) -> None:
    town = sqlite_town
    part = next(one for one in parts(town, "BUN", BIA, "reserve") if one.values.get("has_reserve") == "yes")
    need = next(one for one in parts(town, "BUN", BIA, "need") if one.row == part.row)
    need.values = {**need.values, "resource": resource(town, "El och reservkraft datahall")}
    part.values = {**part.values, "reserve_depends_on": [resource(town, "Fordon")]}
    assert found(town, "BUN", BIA, "samordnare.bun", "reserve_is_independent") == []
    part.values = {**part.values, "reserve_depends_on": [resource(town, "Omsorgssystem")]}  # IT needs the power
    town.session.flush()
    assert found(town, "BUN", BIA, "samordnare.bun", "reserve_is_independent") == ["block"]


@pytest.mark.parametrize(
    ("page", "check"), [("strategies", "gaps_handled"), ("reserve_procedures", "covers_critical_dependencies")]
)
def test_a_plan_owes_something_to_each_gap_and_each_critical_need(sqlite_town: Town, page: str, check: str) -> None:
    town = sqlite_town
    assert found(town, "SN", PLAN, "chef.socialkontoret", check) == []
    for part in parts(town, "SN", PLAN, page):
        part.removed_at = town.now
    town.session.flush()
    assert found(town, "SN", PLAN, "chef.socialkontoret", check) == ["block"]


def merged_away(town: Town, name: str, into: str) -> str:
    """Makes the resource another name of a new one; gives the id of the one that stays."""
    owner = town.session.get_one(Resource, resource(town, name)).owner_id
    stays = register.add_resource(town.session, into, owner_id=owner, by=town.actor("chef.bun"), at=town.now)
    town.session.commit()
    resources.merge(town.session, resource(town, name), stays, by=town.actor("sakerhetschef"), at=town.now)
    return stays


@pytest.mark.parametrize("check", ["gaps_handled", "covers_critical_dependencies"])
def test_a_draft_that_names_a_resource_by_its_old_name_is_about_what_it_is_now(sqlite_town: Town, check: str) -> None:
    merged_away(sqlite_town, "Fordon", "Hemtjänstens bilar")
    merged_away(sqlite_town, "Omsorgssystem", "Vårdsystem")
    assert found(sqlite_town, "SN", PLAN, "chef.socialkontoret", check) == []


def test_a_reserve_may_not_lean_on_the_old_name_of_what_was_lost(sqlite_town: Town) -> None:
    town = sqlite_town
    part = next(one for one in parts(town, "BUN", BIA, "reserve") if one.values.get("has_reserve") == "yes")
    need = next(one for one in parts(town, "BUN", BIA, "need") if one.row == part.row)
    old = resource(town, "Fordon")
    stays = merged_away(town, "Fordon", "Bilpool")
    need.values = {**need.values, "resource": stays}
    part.values = {**part.values, "reserve_depends_on": [old]}
    assert found(town, "BUN", BIA, "samordnare.bun", "reserve_is_independent") == ["block"]


def test_a_promise_of_what_a_resource_is_now_decides_whether_a_drafts_reserve_lasts(sqlite_town: Town) -> None:
    town = sqlite_town
    stays = merged_away(town, "Vikariepool", "Bemanningsenhet")
    assert found(town, "BUN", BIA, "samordnare.bun", "reserve_in_time") == ["warn"]
    promising.promise(town.session, stays, Offer(20), by=town.actor("hr-chef"), at=town.now)
    assert found(town, "BUN", BIA, "samordnare.bun", "reserve_in_time") == []


def test_a_gap_handled_under_the_old_name_is_published_as_what_it_is_now(sqlite_town: Town) -> None:
    stays = merged_away(sqlite_town, "Fordon", "Hemtjänstens bilar")
    tree = sqlite_town.desk("SN", PLAN, "chef.socialkontoret").tree()
    assert stays in [row.get("resource") for row in tree["strategies"]]
