from continuity.definitions.catalogue import read_catalogue
from continuity.rules.machine_graph import Graph
from tests.support.content_files import CONTENT

GRAPH = Graph(read_catalogue([CONTENT])[0].workflow("pledge").model.machines["agreement"])


def test_everything_is_reached_from_the_start() -> None:
    assert GRAPH.reached_at_all() == set(GRAPH.states)


def test_what_is_past_a_removed_state_is_not_reached() -> None:
    assert GRAPH.reached(GRAPH.initial, past=GRAPH.review) == {"waiting", "writing"}


def test_what_is_past_a_guard_that_never_holds_is_not_reached() -> None:
    assert "signing" not in GRAPH.without("number_assigned")
    assert "promised" in GRAPH.without("no_body_decides")
    assert "promised" not in GRAPH.without("no_body_decides", "body_decides")


def test_the_held_states_are_those_between_freeze_and_change() -> None:
    assert GRAPH.held == {"signing", "at_the_board", "promised"}


def test_what_leads_to_a_state_is_found_backwards() -> None:
    assert GRAPH.leads_to(frozenset({"at_the_board"})) == set(GRAPH.states) - {"promised"}


def test_the_triggers_of_a_state_include_those_that_stay() -> None:
    assert {trigger for trigger, _ in GRAPH.from_state("asked")} == {
        "assign_number",
        "withdraw",
        "comment",
        "advise",
        "change",
        "send_back",
        "clear",
    }
