"""Single points of failure and reserves that are promised to too many."""

from continuity.rules.dependencies import Demand
from continuity.rules.weak_points import Claim, Overbooking, SinglePoint, overbooked, single_points

CLASSES = {"A": 1, "B": 2, "C": 2, "D": 3}


def need(activity: str, resource: str = "Server", within: float = 4, *, critical: bool = True) -> Demand:
    return Demand(f"{activity}{resource}{within}", activity, resource, within, critical=critical)


def test_three_urgent_activities_on_one_resource_are_a_single_point() -> None:
    demands = [need("C"), need("A", within=8), need("A", within=0.5), need("B")]
    assert single_points(demands, CLASSES) == (SinglePoint("Server", ("A", "B", "C"), 0.5),)


def test_two_urgent_activities_are_not_enough() -> None:
    assert single_points([need("A"), need("A", within=1), need("B"), need("D"), need("?")], CLASSES) == ()


def test_a_resource_with_an_alternative_is_no_single_point() -> None:
    assert single_points([need("A"), need("B"), need("C")], CLASSES, with_alternative={"Server"}) == ()


def test_a_need_that_is_not_critical_does_not_lean() -> None:
    assert single_points([need("A"), need("B"), need("C", critical=False)], CLASSES) == ()


def test_the_point_most_lean_on_stands_first() -> None:
    demands = [need(a, r) for r, many in (("X", "ABC"), ("Y", "ABCD")) for a in many]
    assert [p.resource for p in single_points(demands, CLASSES, classes={1, 2, 3})] == ["Y", "X"]


def test_a_reserve_claimed_beyond_its_capacity_is_overbooked() -> None:
    claims = [Claim("Aggregat", "SN", 1), Claim("Aggregat", "BUN", 1), Claim("Aggregat", "SN", 0.5)]
    assert overbooked(claims, {"Aggregat": 2}) == (Overbooking("Aggregat", 2.5, 2, ("BUN", "SN")),)


def test_a_reserve_that_suffices_is_not_overbooked() -> None:
    claims = [Claim("Aggregat", "SN", 0.1), Claim("Aggregat", "BUN", 0.2)]
    assert overbooked(claims, {"Aggregat": 0.3}) == ()


def test_an_unknown_capacity_and_a_single_plan_are_not_judged() -> None:
    assert overbooked([Claim("Lokal", "SN", 2), Claim("Lokal", "BUN", 2), Claim("Bil", "SN", 9)], {"Bil": 1}) == ()
