"""The words of statuses and flags, the same on pages, in spreadsheets and in documents."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from continuity.errors import Reason, say
from continuity.rules.chains import Colour
from continuity.rules.dependencies import Assessment, Flag, Status

STATUSES: Mapping[Status, Reason] = MappingProxyType(
    {
        "ok": say("OK"),
        "tackt_av_reserv": say("Täckt av reservrutin"),
        "delvis_tackt": say("Delvis täckt"),
        "gap": say("Gap"),
        "saknar_uppgift": say("Saknar uppgift"),
    }
)
UNTESTED = say("OK – ej testat")
FLAGS: Mapping[Flag, Reason] = MappingProxyType(
    {"gemensam_felkalla": say("Gemensam felkälla"), "cirkulart": say("Cirkulärt")}
)
VERDICTS: Mapping[Colour, Reason] = MappingProxyType(
    {
        "red": say("Röd: tillbaka för sent, konsekvensen hinner bli oacceptabel"),
        "amber": say("Gul: tillbaka senare än återställningstiden"),
        "green": say("Grön: tillbaka i tid"),
    }
)
WORST_FIRST: tuple[Status, ...] = ("gap", "delvis_tackt", "saknar_uppgift", "tackt_av_reserv", "ok")


def status_of(assessment: Assessment) -> Reason:
    """A status in words; a promise that nobody has tested says so."""
    return UNTESTED if assessment.status == "ok" and not assessment.tested else STATUSES[assessment.status]


def worst(statuses: Iterable[Status]) -> Status:
    """The gravest of the statuses; OK when there is none."""
    return min(statuses, key=WORST_FIRST.index, default="ok")
