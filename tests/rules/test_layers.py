"""The layers of a map: arrows point onwards, no two things share a place, and a circle ends."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from continuity.rules.layers import layout

NAMES = [f"N{n}" for n in range(8)]
arrows_between = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20)


def test_each_stands_in_the_layer_after_all_that_point_at_it() -> None:
    found = layout(["a", "b", "c"], [("a", "b"), ("b", "c"), ("a", "c")])
    assert {name: layer for name, (layer, _) in found.places.items()} == {"a": 0, "b": 1, "c": 2}
    assert [layer for layer, _ in found.ways["a", "c"]] == [1]
    assert found.layers == 3


def test_those_in_a_circle_share_a_layer() -> None:
    found = layout(["a", "b", "c"], [("a", "b"), ("b", "c"), ("c", "b")])
    assert found.places["b"][0] == found.places["c"][0] == 1


def test_nothing_is_drawn_of_nothing() -> None:
    assert (layout([], []).layers, layout(["a"], [("a", "a")]).ways) == (0, {})


@given(arrows=arrows_between)
def test_no_two_things_share_a_place_and_every_arrow_goes_onwards(arrows: list[tuple[str, str]]) -> None:
    found = layout(NAMES, arrows)
    taken = [*found.places.values(), *(lane for way in found.ways.values() for lane in way)]
    assert len(taken) == len(set(taken))
    assert set(found.ways) == {(a, b) for a, b in arrows if a != b}
    for (a, b), way in found.ways.items():
        layers = [found.places[a][0], *(layer for layer, _ in way), found.places[b][0]]
        assert all(two - one == 1 for one, two in pairwise(layers)) or (layers[0] == layers[-1] and not way)


@given(arrows=arrows_between)
def test_the_same_map_is_laid_out_the_same_way_again(arrows: list[tuple[str, str]]) -> None:
    assert layout(NAMES, arrows) == layout(NAMES, arrows)
