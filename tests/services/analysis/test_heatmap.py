"""The heat map: the example's levels at worst and by category, in the order of priority."""

import pytest

from continuity.rules.permissions import Actor, Seat
from continuity.services.analysis.heatmap import HeatMap, heat_map
from tests.services.registers.test_picture import EXAMPLE, Register
from tests.support.town import NOON, Town

pytestmark = pytest.mark.stock("demo")
READER = Actor(1, "Säkerhetschefen", seats=(Seat("security_function"),))


@pytest.fixture
def example(sqlite_town: Town) -> Town:
    """The worked example in the register."""
    Register(sqlite_town).load()
    return sqlite_town


def seen(town: Town, category: str | None = None, committee: int | None = None) -> HeatMap:
    return heat_map(town.session, category, committee, by=READER, at=NOON)


def test_the_first_to_restore_stands_first(example: Town) -> None:
    assert [row.activity.row for row in seen(example).rows] == EXAMPLE["priority_list"]


def test_each_cell_is_the_gravest_of_all_categories_or_that_of_one(example: Town) -> None:
    matrices = {one["id"]: one["matrix"] for one in EXAMPLE["activities"]}
    for row in seen(example).rows:
        assert list(row.levels) == [max(column) for column in zip(*matrices[row.activity.row].values(), strict=True)]
    for row in seen(example, "EK").rows:
        assert list(row.levels) == matrices[row.activity.row]["EK"]


def test_a_category_that_nobody_has_is_all_of_them(example: Town) -> None:
    assert seen(example, "XX").rows == seen(example).rows


def test_what_was_not_analysed_is_counted_and_a_committee_narrows(example: Town) -> None:
    assert seen(example).skipped == len(seen(example).seen.activities) - len(EXAMPLE["activities"])
    assert seen(example, committee=example.plan("KFN").department.parent_id).rows == ()
