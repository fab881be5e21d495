"""Chains say when an activity is really back, what decides it, and name the longest one in words."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from continuity.rules.chains import Chain, Link, chains, in_words
from continuity.rules.dependencies import Demand, Reserve
from continuity.rules.windows import read_window

NEEDS = {
    "HT": Demand("1", "HT", "Omsorgssystem", required_within_h=1, promised_h=2, provided_by="IT"),
    "IT": Demand("2", "IT", "Datahall", required_within_h=1, promised_h=1, provided_by="HALL"),
    "HALL": Demand("3", "HALL", "Reservkraft", required_within_h=1, promised_h=6),
}
LINKS = [Link("HT", "Hemtjänst", rto_h=4, mtpd_h=8), Link("IT", "IT-drift", 1, 24), Link("HALL", "Hall")]


def chain_of(activity: str, *demands: Demand, links: list[Link] | None = None) -> Chain:
    return chains(links or LINKS, demands)[activity]


def test_the_longest_chain_is_told_in_words() -> None:
    chain = chain_of("HT", *NEEDS.values())
    assert in_words(chain.longest) == "Hemtjänst ← Omsorgssystem ← Datahall ← Reservkraft"


def test_the_slowest_element_far_down_decides_the_time() -> None:
    chain = chain_of("HT", *NEEDS.values())
    assert (chain.ert_h, chain.decided_by, chain.colour) == (6, "Reservkraft", "amber")
    assert chain.deciding == ("Hemtjänst", "Omsorgssystem", "Datahall", "Reservkraft")


def test_the_activity_itself_decides_when_nothing_below_is_slower() -> None:
    chain = chain_of("HT", NEEDS["HT"])
    assert (chain.ert_h, chain.decided_by, chain.colour) == (4, "Hemtjänst", "green")


def test_as_long_as_the_mtpd_is_red() -> None:
    slow = Demand("1", "HT", "El", required_within_h=1, promised_h=8)
    assert chain_of("HT", slow).colour == "red"


def test_a_reserve_that_outlasts_the_wait_bridges_it() -> None:
    def with_reserve(endurance: float | None) -> Demand:
        return Demand("1", "HT", "Omsorgssystem", 1, 2, reserve=Reserve(0.5, endurance), provided_by="IT")

    below = [NEEDS["IT"], NEEDS["HALL"]]
    assert chain_of("HT", with_reserve(None), *below).ert_h == 4
    assert chain_of("HT", with_reserve(5.5), *below).ert_h == 4
    assert chain_of("HT", with_reserve(3), *below).ert_h == 6  # outlasts the promise, but not what IT waits for


def test_a_weekend_left_open_is_the_demands_own_status_and_no_delay() -> None:
    office = Demand("1", "HT", "System", 1, 4, window=read_window("vardag 07-17"), reserve=Reserve(0.5, 24))
    assert chain_of("HT", office).ert_h == 4


def test_a_need_that_is_met_in_time_is_no_delay() -> None:
    patient = Demand("1", "HT", "Material", required_within_h=24, promised_h=24)
    assert chain_of("HT", patient).ert_h == 4


def test_an_unknown_promise_makes_the_time_the_shortest_possible() -> None:
    chain = chain_of("HT", NEEDS["HT"], Demand("2", "IT", "Mobilnät", 1))
    assert (chain.ert_h, chain.at_least, chain.colour) == (4, True, "amber")


def test_needs_that_are_not_critical_do_not_count() -> None:
    assert chain_of("HT", Demand("1", "HT", "Kaffe", 1, 99, critical=False)).longest == ("Hemtjänst",)


def test_restart_comes_after_the_wait() -> None:
    links = [Link("HT", "Hemtjänst", rto_h=1, restart_h=0.5)]
    assert chain_of("HT", NEEDS["HT"], links=links).ert_h == 2.5


def test_those_who_need_each_other_share_one_time_and_the_search_ends() -> None:
    links = [Link("A", "A", 1, 9), Link("B", "B", 2, 9), Link("C", "C", 1, 9)]
    demands = [
        Demand("1", "A", "b", 0.5, 3, provided_by="B"),
        Demand("2", "B", "a", 0.5, 4, provided_by="A"),
        Demand("3", "C", "a", 0.5, 1, provided_by="A"),
        Demand("4", "C", "c", 0.5, 1, provided_by="C"),
    ]
    found = chains(links, demands)
    assert {id_: chain.ert_h for id_, chain in found.items()} == {"A": 4, "B": 4, "C": 4}
    assert found["C"].longest[:2] == ("C", "a")


def test_in_the_worked_example_the_reserve_power_decides_for_the_care_homes() -> None:
    example = json.loads((Path(__file__).parent / "malarvik.json").read_text(encoding="utf-8"))
    links = [Link(a["id"], a["name"], a["rto_h"], a["expected"]["mtpd_h"]) for a in example["activities"]]
    demands = [
        Demand(
            row["id"],
            row["activity"],
            row["resource"],
            row["required_within_h"],
            row["promised_recovery_h"],
            read_window(row["service_window"]),
            Reserve(row["reserve_activation_h"], row["reserve_endurance_h"], row["reserve_uses_same_resource"])
            if row["reserve"]
            else None,
            row["provided_by"],
        )
        for row in example["dependencies"]
    ]
    found = chains(links, demands)
    care = found["SA3"]
    assert (care.ert_h, care.colour, care.decided_by) == (4, "red", "El och reservkraft")
    assert found["SA1"].at_least
    assert (
        in_words(found["SA2"].longest) == "Hemtjänst: planerade insatser ← Omsorgssystem ← El och reservkraft datahall"
    )


def test_a_long_line_of_providers_is_followed_to_its_end() -> None:
    links = [Link(str(n), f"A{n}", 1) for n in range(3000)]
    demands = [Demand(str(n), str(n), f"R{n}", 0.5, 1, provided_by=str(n + 1)) for n in range(2999)]
    assert len(chains(links, demands)["0"].longest) == 3000


NAMES = st.sampled_from("ABCDEF")
DEMANDS = st.builds(
    Demand,
    id=st.uuids().map(str),
    activity=NAMES,
    resource=NAMES,
    required_within_h=st.integers(0, 10),
    promised_h=st.none() | st.integers(0, 20),
    reserve=st.none() | st.builds(Reserve, st.integers(0, 5), st.none() | st.integers(0, 20)),
    provided_by=st.none() | NAMES,
)


@given(demands=st.lists(DEMANDS, max_size=12), more=DEMANDS)
def test_one_more_need_never_brings_anyone_back_sooner(demands: list[Demand], more: Demand) -> None:
    links = [Link(name, name, rto_h=2, mtpd_h=8) for name in "ABCDEF"]
    before, after = chains(links, demands), chains(links, [*demands, more])
    joined = [d for d in demands if d.provided_by]
    if not joined and more.provided_by is None:
        assert all(after[name].ert_h >= before[name].ert_h for name in before)
    assert all(chain.ert_h >= 2 and chain.longest[0] == name for name, chain in after.items())


@given(demands=st.lists(DEMANDS, max_size=12))
def test_the_order_of_the_needs_does_not_change_the_times(demands: list[Demand]) -> None:
    links = [Link(name, name, rto_h=2, mtpd_h=8) for name in "ABCDEF"]
    one, other = chains(links, demands), chains(links, demands[::-1])
    assert {name: (c.ert_h, c.colour, len(c.longest)) for name, c in one.items()} == {
        name: (c.ert_h, c.colour, len(c.longest)) for name, c in other.items()
    }
