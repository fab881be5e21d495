"""The dependency map: who is drawn, what stands at the arrows, and who may see a department's own."""

import pytest

from continuity.errors import NotFound
from continuity.services.analysis import dependencymap
from continuity.services.analysis.dependencymap import department_map, municipal_map
from continuity.services.registers.picture import picture
from tests.services.registers.test_picture import EXAMPLE, Register
from tests.support.town import NOON, Town

pytestmark = pytest.mark.stock("demo")


@pytest.fixture
def example(sqlite_town: Town) -> Town:
    """The worked example in the register."""
    Register(sqlite_town).load()
    return sqlite_town


def test_a_department_needs_resources_and_what_is_delivered_needs_on(example: Town) -> None:
    seen = picture(example.session, at=NOON)
    drawn = municipal_map(seen, dict.fromkeys(need.resource.id for need in seen.needs))
    arrows = {(arrow.source.name, arrow.target.name.removeprefix("Exempel: ")) for arrow in drawn.arrows}
    assert ("Socialkontoret", "Omsorgssystem") in arrows
    linked = [one for one in EXAMPLE["dependencies"] if one["provided_by"]]
    assert all(arrow.source.kind in ("department", "resource") for arrow in drawn.arrows)
    assert linked and any(arrow.source.kind == "resource" for arrow in drawn.arrows)


def test_the_map_shows_the_weightiest_and_counts_the_rest(example: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dependencymap, "MOST", 2)
    seen = picture(example.session, at=NOON)
    needed = list(dict.fromkeys(need.resource.id for need in seen.needs))
    drawn = municipal_map(seen, needed)
    assert {box.id for box in drawn.boxes if box.kind == "resource"} <= set(needed[:2])
    assert drawn.left_out == len(needed) - 2


def test_a_department_sees_its_own_activities_and_needs(example: Town) -> None:
    department = example.plan("SN").department_id
    found = department_map(example.session, department, by=example.actor("chef.socialkontoret"), at=NOON)
    assert len(found.needs) == len(EXAMPLE["dependencies"])
    assert sum(arrow.needs for arrow in found.map.arrows) == len(found.needs)
    assert {box.kind for box in found.map.boxes} == {"activity", "resource"}


@pytest.mark.parametrize("who", ["chef.bun", "revisor", "admin", "dataskyddsombud", "registrator"])
def test_to_others_it_is_not_there(example: Town, who: str) -> None:
    with pytest.raises(NotFound):
        department_map(example.session, example.plan("SN").department_id, by=example.actor(who), at=NOON)


def test_a_department_that_does_not_exist_is_not_there(example: Town) -> None:
    with pytest.raises(NotFound):
        department_map(example.session, 999_999, by=example.actor("sakerhetschef"), at=NOON)
