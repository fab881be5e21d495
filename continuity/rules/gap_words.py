"""A need beside a promise in plain sentences: what is needed, what is promised, and what is left."""

from collections.abc import Iterator

from continuity.errors import Reason, say
from continuity.rules.dependencies import Assessment, Demand, promised
from continuity.rules.durations import Spoken
from continuity.rules.windows import Window


def sentences(demand: Demand, assessment: Assessment, owner: str) -> tuple[Reason, ...]:
    """The need, the promise at its worst in an ordinary week, and what the reserve leaves; `owner` may be ""."""
    return tuple(_told(demand, assessment, owner or None))


def _told(demand: Demand, assessment: Assessment, owner: str | None) -> Iterator[Reason]:
    yield say("Ni behöver {resurs} inom {tid}.", resurs=demand.resource, tid=Spoken(demand.required_within_h))
    yield _promise(demand, assessment, owner or say("Ägaren"))
    if "gemensam_felkalla" in assessment.flags:
        yield say("Reservlösningen bygger på samma resurs och räknas därför inte.")
    if "cirkulart" in assessment.flags:
        yield say("Kravet ingår i en cirkel: den som levererar väntar i sin tur på er.")
    yield from _left(assessment)


def _promise(demand: Demand, assessment: Assessment, owner: str | Reason) -> Reason:
    slowest, worst = promised(demand, tests_count=True), assessment.effective_promise_h
    if slowest is None or worst is None:
        return say("{vem} har inte sagt hur snabbt den kan vara tillbaka.", vem=owner)
    told: dict[str, object] = {"vem": owner, "tid": Spoken(slowest), "som_mest": Spoken(worst)}
    if demand.promised_h is not None and slowest > demand.promised_h:
        return say("När det provades tog det {tid}, som värst {som_mest}.", **told)
    return _in_window(demand.window, told)


def _in_window(window: Window, told: dict[str, object]) -> Reason:
    if window.always:
        return say("{vem} lovar {tid}, dygnet runt.", **told)
    if window.weekdays_only:
        return say("{vem} lovar {tid} på vardagar, vilket en helg blir {som_mest}.", **told)
    return say("{vem} lovar {tid} på dagtid, vilket över en natt blir {som_mest}.", **told)


def _left(assessment: Assessment) -> Iterator[Reason]:
    hours = Spoken(assessment.uncovered_h or 0)
    match assessment.status:
        case "tackt_av_reserv":
            yield say("Reservlösningen räcker tills den är tillbaka.")
        case "delvis_tackt":
            yield say("Reservlösningen räcker inte hela tiden: {tid} är otäckta.", tid=hours)
        case "gap":
            yield say("Gapet är {tid}.", tid=hours)
