"""Checks on reserves, and on what a plan and an exercise owe to gaps, critical needs and findings.

They ask for facts that the caller looks up in the register; a fact that is not given passes.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from continuity.errors import Reason, say
from continuity.rules.answers import Row, is_answered
from continuity.rules.cases import Case
from continuity.rules.comparisons import amount, day, ids, refers_to
from continuity.rules.due import add_months
from continuity.rules.durations import Spoken, tidy

ACCEPTED_MONTHS = 12
SEVERE = 2


def reserve_in_time(case: Case) -> Reason | None:
    """V17: a reserve that starts (this answer) within the need (other), and lasts until the provider is back; hours.

    Fact `effective_promises`: resource id -> hours at the worst moment of the week.
    """
    start, need = amount(case.value), amount(case.other)
    if start is None:
        return None
    if need is not None and start > need:
        return say("Reservrutinen hinner inte starta: resursen behövs inom {tid}.", tid=Spoken(need))
    lasts = amount(case.row.get("reserve_endurance_h"))
    promised = amount(case.facts.get("effective_promises", {}).get(case.row.get("resource")))
    if lasts is None or promised is None or tidy(start + lasts) >= promised:
        return None
    return say(
        "Reservrutinen räcker inte: den håller i {slut}, men resursen kan dröja {tid}.",
        slut=Spoken(tidy(start + lasts)),
        tid=Spoken(promised),
    )


def reserve_is_independent(case: Case) -> Reason | None:
    """V18: what the reserve needs (this answer) is not the lost resource (other), nor leans on it further down.

    Fact `resource_needs`: resource id -> ids of the resources that it needs itself.
    """
    lost = ids(case.other)
    if not lost or not lost & all_needed(ids(case.value), case.facts.get("resource_needs", {})):
        return None
    return say("Reservlösningen är beroende av samma resurs som har fallit bort. Välj en annan lösning.")


def all_needed(resources: Iterable[str], needs: Mapping[str, Iterable[str]]) -> set[str]:
    """The resources and what they need in turn; `needs` is resource id -> ids of those that it leans on."""
    found: set[str] = set()
    waiting = list(resources)
    while waiting:
        resource = waiting.pop()
        if resource not in found:
            found.add(resource)
            waiting.extend(needs.get(resource, ()))
    return found


def backup_meets_rpo(case: Case) -> Reason | None:
    """V12: copies come at least as often as the RPO (other; hours), and one was restored in the last 12 months."""
    interval, rpo = amount(case.value), amount(case.other)
    if interval is not None and rpo is not None and interval > rpo:
        return say(
            "Säkerhetskopieringen klarar inte RPO: kopior tas var {tid}, men högst {rpo} får gå förlorat.",
            tid=Spoken(interval),
            rpo=Spoken(rpo),
        )
    restored = day(case.row.get("last_restore_test"))
    if restored is None or restored >= add_months(case.on, -ACCEPTED_MONTHS):
        return None
    return say("Det är mer än ett år sedan ni provade att läsa tillbaka en kopia. Prova igen, eller motivera.")


def covers_critical_dependencies(case: Case) -> Reason | None:
    """V19: each critical need of class 1 and 2 has a row in the other list that refers to its resource or demand.

    Fact `critical_needs`: mappings with `demand`, `resource` (ids) and `resource_name`.
    """
    rows = _rows(case.other)
    for need in case.facts.get("critical_needs", ()):
        if not any(_is_about(row, need) for row in rows):
            return say("Reservrutin saknas för {resurs}. Lägg till en.", resurs=need["resource_name"])
    return None


def gaps_handled(case: Case) -> Reason | None:
    """V20: each open gap has a row in the other list with a strategy, or accepted until a day within 12 months.

    Fact `open_gaps`: mappings with `demand`, `resource` (ids) and `resource_name`. In the rows `strategy` is one or
    more options, of which `accept` is none that closes the gap, and `accepted_until` is the last day of acceptance.
    """
    rows = _rows(case.other)
    for gap in case.facts.get("open_gaps", ()):
        if not any(_is_about(row, gap) and _is_handled(row, case.on) for row in rows):
            return say(
                "Gapet för {resurs} måste hanteras eller accepteras av förvaltningschef.", resurs=gap["resource_name"]
            )
    return None


def _is_handled(row: Row, on: date) -> bool:
    if ids(row.get("strategy")) - {"accept"}:
        return True
    until = day(row.get("accepted_until"))
    return until is not None and on <= until <= add_months(on, ACCEPTED_MONTHS)


def _is_about(row: Row, need: Mapping[str, Any]) -> bool:
    return refers_to(row, need["resource"]) or refers_to(row, need["demand"])


def findings_have_actions(case: Case) -> Reason | None:
    """V23: a finding of severity (this answer) 2 or 3 has a row in the other list with `owner` and `due`."""
    severity = amount(int(case.value) if isinstance(case.value, str) and case.value.isdecimal() else case.value)
    if severity is None or severity < SEVERE:
        return None
    actions = [row for row in _rows(case.other) if refers_to(row, str(case.row.get("id", "")))]
    if any(is_answered(row.get("owner")) and is_answered(row.get("due")) for row in actions):
        return None
    return say("Bristen har ingen åtgärd med ansvarig och datum. Lägg till en.")


def _rows(value: object) -> list[Row]:
    return value if isinstance(value, list) else []
