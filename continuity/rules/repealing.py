"""Who may repeal a document (V27): the body that decided it, its successor, or the council, which is above them all."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from continuity.definitions.vocabulary import BODIES, Decider
from continuity.errors import Reason, say

NAMES: Mapping[Decider, Reason] = MappingProxyType(
    {
        "head": say("Förvaltningschefen"),
        "committee": say("Nämnden"),
        "executive_board": say("Kommunstyrelsen"),
        "council": say("Kommunfullmäktige"),
    }
)

IN_A_SENTENCE: Mapping[Decider, Reason] = MappingProxyType(
    {
        "head": say("förvaltningschefen"),
        "committee": say("nämnden"),
        "executive_board": say("kommunstyrelsen"),
        "council": say("kommunfullmäktige"),
    }
)


def may_repeal(body: Decider, decided_by: Decider) -> bool:
    """Whether `body` may repeal what `decided_by` decided.

    Committees and the executive board are peers. What a head decided is delegated, so any body may take it back.
    """
    return body == "council" or body == decided_by or (decided_by == "head" and body in BODIES)


def against(body: Decider, decided: Iterable[Decider]) -> Reason | None:
    """Why `body` may not repeal documents that these decided, or None."""
    other = next((one for one in decided if not may_repeal(body, one)), None)
    if other is None:
        return None
    return say(
        "{body} kan inte upphäva ett dokument som beslutats av {other}. Det gör den som beslutade det, den som har"
        " tagit över dess ansvar, eller kommunfullmäktige.",
        body=NAMES[body],
        other=IN_A_SENTENCE[other],
    )
