"""The register of resources: looked through, told who owns what, and cleared of doubles."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from continuity.errors import Forbidden, Invalid, NotFound, Refused
from continuity.models import Demand, Event, Promise, Resource
from continuity.services.registers import demands_on_us, register, register_rows, resources
from continuity.services.registers.promising import Offer, promise
from continuity.services.registers.resources import Description, Listed
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def known(town: Town, name: str) -> Resource:
    return town.session.scalars(select(Resource).where(Resource.name == name)).one()


def listed(town: Town, sought: str = "") -> dict[str, Listed]:
    found = resources.listed(town.session, sought, by=town.actor("sakerhetschef"), at=town.now)
    return {line.resource.name: line for line in found}


def describe(town: Town, name: str, what: Description) -> None:
    resources.describe(town.session, known(town, name).id, what, by=town.actor("sakerhetschef"), at=town.now)


def added(town: Town, name: str) -> str:
    made = register.add_resource(town.session, name, by=town.actor("chef.bun"), at=town.now)
    town.session.commit()
    return made


def merged(town: Town, gone: str, stays: str) -> None:
    resources.merge(
        town.session, known(town, gone).id, known(town, stays).id, by=town.actor("sakerhetschef"), at=town.now
    )


def test_what_nobody_has_looked_at_stands_first_and_a_described_one_in_its_place(town: Town) -> None:
    added(town, "Aggregat")
    assert next(iter(listed(town))) == "Aggregat"
    describe(town, "Aggregat", Description("  Aggregat   kök ", "utilities", None, " Verket ", 3.5))
    line = listed(town)["Aggregat kök"]
    one = line.resource
    assert (one.kind, one.owner_id, one.provider, one.capacity, one.is_new) == ("utilities", None, "Verket", 3.5, False)
    assert line.demands == 0
    assert next(iter(listed(town))) != "Aggregat kök"


def test_the_register_is_searched_by_name_owner_and_provider(sqlite_town: Town) -> None:
    assert list(listed(sqlite_town, " omsorgsSYSTEM ")) == ["Omsorgssystem"]
    owned = listed(sqlite_town, "HR-")
    assert owned and all("hr-" in line.resource.owner.casefold() for line in owned.values())
    assert list(listed(sqlite_town, "Mobiloperatör")) == ["Mobilnät"]
    assert listed(sqlite_town, "finns inte") == {}


def test_a_demand_counts_once_although_it_is_both_in_force_and_proposed_anew(sqlite_town: Town) -> None:
    town = sqlite_town
    before = listed(town)["Omsorgssystem"].demands
    stored = town.session.scalars(
        select(Demand).where(Demand.resource_id == known(town, "Omsorgssystem").id, Demand.state == "in_force")
    ).first()
    assert stored is not None and before > 0
    copied = {c.name: getattr(stored, c.name) for c in Demand.__table__.columns if c.name not in ("id", "state")}
    town.session.add(Demand(state="proposed", **copied))
    town.session.commit()
    assert listed(town)["Omsorgssystem"].demands == before


def test_the_register_comes_a_page_at_a_time(sqlite_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town = sqlite_town
    monkeypatch.setattr(resources, "PAGE", 2)
    every = list(listed(town))
    chief = town.actor("sakerhetschef")
    second = resources.register(town.session, page=2, by=chief, at=town.now)
    assert [line.resource.name for line in second.lines] == every[2:4]
    beyond = resources.register(town.session, page=999, by=chief, at=town.now)
    assert beyond.page == beyond.pages == -(-len(every) // 2)
    assert beyond.found == len(every)


@pytest.mark.parametrize(
    ("what", "field"),
    [
        (Description(" "), "name"),
        (Description("Måltider"), "name"),
        (Description("Fordon", "rymdfärja"), "kind"),
        (Description("Fordon", owner_id=999_999), "owner"),
        (Description("Fordon", capacity=-1), "capacity"),
    ],
)
def test_what_cannot_be_said_of_a_resource_is_told_beside_its_field(
    sqlite_town: Town, what: Description, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        describe(sqlite_town, "Fordon", what)
    assert list(refused.value.errors) == [field]


def test_the_new_owner_sees_the_demands_and_the_promise_follows(sqlite_town: Town) -> None:
    town, owner = sqlite_town, sqlite_town.plan("KFN").department_id
    describe(town, "Omsorgssystem", Description("Omsorgssystem", "it_system", owner))
    found = demands_on_us.demands_on_us(town.session, by=town.actor("chef.kultur"), at=town.now)
    assert "Omsorgssystem" in {need.resource.name for need in found.needs}
    (one,) = (one for one in found.resources if one.name == "Omsorgssystem")
    assert (one.promised_h, one.owner_id) == (24, owner)


def test_what_follows_from_a_merge_is_told_before_and_is_what_happens(town: Town) -> None:
    gone, stays = known(town, "Läkemedelsmodul").id, known(town, "Omsorgssystem").id
    chief = town.actor("sakerhetschef")
    before = listed(town)
    foreseen = resources.foresee_merge(town.session, gone, stays, by=chief, at=town.now)
    assert (foreseen.demands, foreseen.departments, foreseen.promise) == (1, ["Socialkontoret"], "ends")
    merged(town, "Läkemedelsmodul", "Omsorgssystem")
    after = listed(town)
    assert "Läkemedelsmodul" not in after
    assert after["Omsorgssystem"].demands == before["Omsorgssystem"].demands + before["Läkemedelsmodul"].demands
    in_force = town.session.scalars(select(Promise).where(Promise.resource_id == stays, Promise.valid_to.is_(None)))
    assert len(in_force.all()) == 1
    ended = town.session.scalars(select(Promise).where(Promise.resource_id == gone)).all()
    assert ended and all(one.valid_to is not None for one in ended)
    merges = town.session.scalars(select(Event).where(Event.kind == "resources_merged"))
    told = [json.loads(one.body.body) for one in merges if one.body is not None]
    assert (gone, stays) in [(one["resource"], one["into"]) for one in told]


def test_a_promise_moves_where_the_other_has_none(sqlite_town: Town) -> None:
    town = sqlite_town
    stays = added(town, "Journalsystem")
    gone = known(town, "Omsorgssystem").id
    chief = town.actor("sakerhetschef")
    assert resources.foresee_merge(town.session, gone, stays, by=chief, at=town.now).promise == "moves"
    assert resources.foresee_merge(town.session, stays, gone, by=chief, at=town.now).promise == "none"
    merged(town, "Omsorgssystem", "Journalsystem")
    assert listed(town)["Journalsystem"].resource.promised_h == 24


def test_what_was_merged_into_the_one_that_goes_follows(sqlite_town: Town) -> None:
    town = sqlite_town
    merged(town, "Mobilnät", "Telefoni socialjour")
    first = known(town, "Kommunens mobilabonnemang")
    found = register_rows.merged(register_rows.resources(town.session), first.id)
    assert found is not None and found.name == "Telefoni socialjour"
    assert first.merged_into_id == known(town, "Telefoni socialjour").id
    with pytest.raises(NotFound):  # it is another name by now, and nothing to merge or describe
        merged(town, "Mobilnät", "Omsorgssystem")


def test_a_resource_is_not_merged_with_itself(sqlite_town: Town) -> None:
    town, one = sqlite_town, known(sqlite_town, "Fordon").id
    before = town.session.scalar(select(func.count()).select_from(Event))
    with pytest.raises(Refused):
        merged(town, "Fordon", "Fordon")
    with pytest.raises(Refused):
        resources.foresee_merge(town.session, one, one, by=town.actor("sakerhetschef"), at=town.now)
    assert town.session.scalar(select(func.count()).select_from(Event)) == before


VERBS: dict[str, Callable[[Town, str, str], object]] = {
    "listed": lambda town, who, _: resources.listed(town.session, by=town.actor(who), at=town.now),
    "describe": lambda town, who, one: resources.describe(
        town.session, one, Description("X"), by=town.actor(who), at=town.now
    ),
    "foresee": lambda town, who, one: resources.foresee_merge(town.session, one, "", by=town.actor(who), at=town.now),
    "merge": lambda town, who, one: resources.merge(town.session, one, "", by=town.actor(who), at=town.now),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["it-chef", "kommundirektor", "chef.socialkontoret"])
def test_the_register_is_the_security_functions(sqlite_town: Town, verb: str, who: str) -> None:
    with pytest.raises(Forbidden):
        VERBS[verb](sqlite_town, who, known(sqlite_town, "Fordon").id)


def test_what_is_not_there_is_not_found(sqlite_town: Town) -> None:
    for verb in ("describe", "foresee", "merge"):
        with pytest.raises(NotFound):
            VERBS[verb](sqlite_town, "sakerhetschef", "finns-inte")


def test_a_longer_offer_stays_with_the_owner(sqlite_town: Town) -> None:
    """The security function says who owns; it promises nothing itself."""
    with pytest.raises(NotFound):
        promise(
            sqlite_town.session,
            known(sqlite_town, "Fordon").id,
            Offer(4),
            by=sqlite_town.actor("sakerhetschef"),
            at=sqlite_town.now,
        )
