"""What the dependency and gap analysis prints, in one language."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from continuity.errors import Reason, say
from continuity.rules.chains import in_words
from continuity.rules.dependencies import Reserve
from continuity.rules.durations import Language, short
from continuity.rules.windows import read_window
from continuity.services.analysis.gaps import Gap, gaps_of
from continuity.services.analysis.weaknesses import Leaning, Way, Weaknesses, weaknesses_of
from continuity.services.analysis.words import FLAGS, STATUSES, VERDICTS, status_of
from continuity.services.registers.picture import Picture

NONE = "–"
_META = {
    "sv": ("Framtagen", "Gäller för", "Dokumentansvarig", "Uppföljning", "Dokumenttyp"),
    "en": ("Made on", "Applies to", "Document owner", "Follow-up", "Document type"),
}
_FACTS = {
    "sv": ("Alla nämnder och förvaltningen", "Säkerhetsfunktionen", "Löpande"),
    "en": ("All committees and the administration", "The security function", "Continuously"),
}
Say = Callable[[Reason], str]


def meta(front: Mapping[str, Any], language: str) -> list[dict[str, str]]:
    """The front table."""
    facts = (front["date"], *_FACTS[language], front["type"])
    return [{"label": label, "value": value} for label, value in zip(_META[language], facts, strict=True)]


def written(seen: Picture, language: str, tell: Say) -> dict[str, Any]:
    """Everything between the front table and the end."""
    spoken: Language = "en" if language == "en" else "sv"
    found, weak = gaps_of(seen), weaknesses_of(seen)
    return {
        "summary": [tell(line) for line in _summary(seen, found, weak)],
        "gaps": [_gap(number, gap, spoken, tell) for number, gap in enumerate(found, start=1)],
        "resources": [_resource(one, spoken, tell) for one in weak.resources],
        "single_points": [_resource(one, spoken, tell) for one in weak.resources if one.single],
        "overbooked": [
            {
                "resource": one.resource,
                "claimed": f"{one.claimed:g}",
                "capacity": f"{one.capacity:g}",
                "claims": ", ".join(one.plans),
            }
            for one in weak.overbooked
        ],
        "chains": [_way(way, spoken, tell) for way in weak.ways],
    }


def _summary(seen: Picture, found: tuple[Gap, ...], weak: Weaknesses) -> Iterator[Reason]:
    counts = Counter(gap.assessment.status for gap in found)
    urgent = sum(gap.need.priority_class in (1, 2) for gap in found)
    yield say("Behov som ingår: {n}. Behov som inte är täckta: {gaps}.", n=len(seen.needs), gaps=len(found))
    yield say(
        "Av dem är {gap} gap, {partly} delvis täckta och {unknown} saknar löfte.",
        gap=counts["gap"],
        partly=counts["delvis_tackt"],
        unknown=counts["saknar_uppgift"],
    )
    yield say("Så många av dem gäller aktiviteter i klass 1 och 2: {n}.", n=urgent)
    yield say("Enskilda felpunkter: {n}. Överbokade reserver: {m}.", n=len(weak.singles), m=len(weak.overbooked))
    red = sum(way.chain.colour == "red" for way in weak.ways)
    yield say("Aktiviteter som kommer tillbaka först när konsekvensen är oacceptabel: {n}.", n=red)


def _hours(hours: float | None, spoken: Language) -> str:
    return NONE if hours is None else short(hours, spoken)


def _gap(number: int, gap: Gap, spoken: Language, tell: Say) -> dict[str, Any]:
    need, demand = gap.need, gap.need.demand
    tested = _hours(demand.tested_h, spoken)
    return {
        "number": number,
        "resource": demand.resource,
        "owner": need.resource.owner or need.resource.provider or NONE,
        "activity": need.activity_name,
        "department": need.department,
        "priority_class": need.priority_class,
        "required": _hours(demand.required_within_h, spoken),
        "promised": _promise(gap, spoken, tell),
        "effective": _hours(gap.assessment.effective_promise_h, spoken),
        "tested": f"{tested} ({demand.tested_on})" if demand.tested_on else tested,
        "uncovered": _hours(gap.assessment.uncovered_h, spoken),
        "reserve": _reserve(demand.reserve, spoken, tell),
        "status": tell(status_of(gap.assessment)) + (f" ({tell(RED_DAYS)})" if gap.only_red_days else ""),
        "flags": ", ".join(tell(FLAGS[flag]) for flag in gap.assessment.flags),
        "proposal": tell(gap.proposal),
        "cost": _kronor(gap.cost, spoken),
        "decided_by": ", ".join(gap.paid_by) or NONE,
        "due": _due(gap, tell),
        "accepted": _accepted(gap),
    }


def _kronor(cost: float | None, spoken: Language) -> str:
    if cost is None:
        return NONE
    return f"SEK {cost:,.0f}" if spoken == "en" else f"{cost:,.0f} kr".replace(",", "\N{NO-BREAK SPACE}")


def _due(gap: Gap, tell: Say) -> str:
    if gap.measures and all(one.done for one in gap.measures):
        return tell(say("gjort"))
    return str(gap.due) if gap.due else NONE


RED_DAYS = say("bara vid helgdagar")
ENDLESS = say("obegränsad")


def _promise(gap: Gap, spoken: Language, tell: Say) -> str:
    if gap.need.demand.promised_h is None:
        return NONE
    window = read_window(gap.need.resource.service_window)
    return f"{_hours(gap.need.demand.promised_h, spoken)}, {tell(window.words)}"


def _reserve(reserve: Reserve | None, spoken: Language, tell: Say) -> str:
    if reserve is None or not reserve.name:
        return NONE
    if reserve.activation_h is None:
        return reserve.name
    endurance = tell(ENDLESS) if reserve.endurance_h is None else _hours(reserve.endurance_h, spoken)
    return f"{reserve.name}: {_hours(reserve.activation_h, spoken)}, {endurance}"


def _accepted(gap: Gap) -> str:
    handling = gap.need.handling
    if handling is None or handling.accepted_until is None:
        return NONE
    return f"{gap.need.department}, {handling.accepted_until}"


def _resource(one: Leaning, spoken: Language, tell: Say) -> dict[str, Any]:
    return {
        "resource": one.resource.name,
        "owner": one.owner or NONE,
        "tightest": _hours(one.tightest_h, spoken),
        "needs": len(one.needs),
        "activities": ", ".join(dict.fromkeys(f"{n.activity_name} ({n.department})" for n in one.needs)),
        "status": tell(STATUSES[one.status]),
    }


def _way(way: Way, spoken: Language, tell: Say) -> dict[str, Any]:
    at_least = tell(say("minst {time}", time=_hours(way.chain.ert_h, spoken)))
    return {
        "activity": way.activity.name,
        "department": way.activity.department,
        "chain": in_words(way.chain.longest),
        "decided_by": way.chain.decided_by,
        "back": at_least if way.chain.at_least else _hours(way.chain.ert_h, spoken),
        "rto": _hours(way.activity.rto_h, spoken),
        "mtpd": _hours(way.activity.mtpd_h, spoken),
        "verdict": tell(VERDICTS[way.chain.colour]),
    }
