"""Who may repeal what: whoever decided it, its successor, or the council."""

import pytest

from continuity.definitions.vocabulary import Decider
from continuity.rules.repealing import IN_A_SENTENCE, NAMES, against, may_repeal

HEAD: Decider = "head"


@pytest.mark.parametrize("decided_by", NAMES)
def test_whoever_decided_and_the_council_may_repeal(decided_by: Decider) -> None:
    assert may_repeal(decided_by, decided_by)
    assert may_repeal("council", decided_by)
    assert may_repeal(decided_by, HEAD)


@pytest.mark.parametrize(
    ("body", "decided_by"),
    [
        ("committee", "executive_board"),
        ("executive_board", "committee"),
        ("committee", "council"),
        ("executive_board", "council"),
        ("head", "committee"),
        ("head", "council"),
    ],
)
def test_peers_and_those_below_may_not(body: Decider, decided_by: Decider) -> None:
    assert not may_repeal(body, decided_by)
    told = against(body, [HEAD, decided_by])
    assert told is not None and str(NAMES[body]) in str(told) and str(IN_A_SENTENCE[decided_by]) in str(told)
    assert against("council", [HEAD, decided_by]) is None
