"""What falls with each resource, single points, overbooked reserves and chains, as the worked example has them."""

from dataclasses import replace

import pytest

from continuity.services.analysis.weaknesses import Weaknesses, weaknesses_of
from continuity.services.registers.picture import Picture, picture
from tests.services.registers.test_picture import EXAMPLE, Register
from tests.support.town import NOON, Town

pytestmark = pytest.mark.stock("demo")


@pytest.fixture
def seen(sqlite_town: Town) -> Picture:
    """The worked example in the register."""
    Register(sqlite_town).load()
    return picture(sqlite_town.session, at=NOON)


@pytest.fixture
def found(seen: Picture) -> Weaknesses:
    return weaknesses_of(seen)


def test_every_resource_of_the_example_has_its_tightest_need(found: Weaknesses) -> None:
    said = {one.resource.name.removeprefix("Exempel: "): one.tightest_h for one in found.resources}
    assert said == EXAMPLE["resource_order_h"]


def test_the_chain_that_is_too_slow_is_red_and_names_what_decides(found: Weaknesses) -> None:
    home = next(way for way in found.ways if way.activity.row == "SA3")
    assert (home.chain.colour, home.chain.ert_h, home.chain.decided_by) == ("red", 4, "Exempel: El och reservkraft")
    colours = [way.chain.colour for way in found.ways]
    assert colours == sorted(colours, key=("red", "amber", "green").index)


def test_three_urgent_activities_without_a_reserve_make_a_single_point(seen: Picture) -> None:
    power = next(need for need in seen.needs if need.row == "D6")
    urgent = [one for one in seen.activities if one.priority_class in (1, 2)][:3]
    needs = tuple(
        replace(power, id=one.id, demand=replace(power.demand, id=one.id, activity=one.id), activity=one)
        for one in urgent
    )
    found = weaknesses_of(replace(seen, needs=needs))
    assert [point.resource for point in found.singles] == [power.demand.resource]
    assert [one.single for one in found.resources] == [True]
    assert weaknesses_of(replace(seen, needs=needs[:2])).singles == ()


def test_a_reserve_that_two_plans_count_on_is_overbooked_when_there_is_but_one(seen: Picture) -> None:
    name, other = (need.demand.resource for need in seen.needs[:2])
    unit = next(one for one in seen.resources.values() if one.name == name)
    needs = tuple(
        replace(need, reserve_resources=(name,), department=f"Förvaltning {n}", quantity_min="")
        for n, need in enumerate(seen.needs[2:4])
    )
    one = replace(seen, needs=needs, resources={**seen.resources, unit.id: replace(unit, capacity=1)})
    assert [(o.resource, o.claimed, o.capacity) for o in weaknesses_of(one).overbooked] == [(name, 2, 1)]
    two = replace(one, resources={**seen.resources, unit.id: replace(unit, capacity=2)})
    assert weaknesses_of(two).overbooked == ()
    assert other != name


def test_how_much_a_need_takes_is_the_number_in_its_answer(seen: Picture) -> None:
    pool = next(need for need in seen.needs if need.row == "D11")
    unit = seen.resources[pool.resource.id]
    needs = tuple(
        replace(pool, id=f"{n}", department=f"Förvaltning {n}", quantity_min=said)
        for n, said in enumerate(("25 medarbetare", "2,5 årsarbetare", "några"))
    )
    found = weaknesses_of(replace(seen, needs=needs, resources={unit.id: replace(unit, capacity=27)}))
    assert [(one.claimed, len(one.plans)) for one in found.overbooked] == [(27.5, 2)]
