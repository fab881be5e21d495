"""Checks that compare one answer with another, with a date or with a pattern."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from continuity.errors import Reason, say
from continuity.rules import personal_numbers
from continuity.rules.answers import is_answered
from continuity.rules.cases import Case
from continuity.rules.due import add_months
from continuity.rules.durations import Spoken, number

CONTACT_DAYS = 90
URGENT_DEPUTIES = 2


def day(value: object) -> date | None:
    """The date in a stored answer "YYYY-MM-DD"; None when it is none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def amount(value: object) -> float | None:
    """The number (hours for durations) in a stored answer; None when it is none."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def ids(value: object) -> frozenset[str]:
    """What an answer refers to: one id, or a list of them."""
    listed = value if isinstance(value, list | tuple) else [value]
    return frozenset(item for item in listed if isinstance(item, str) and item)


def refers_to(row: dict[str, Any], id_: str) -> bool:
    """Whether any answer in the row is a reference to this id; ids are unlike anything that people type."""
    return any(name != "id" and id_ in ids(value) for name, value in row.items())


def after(case: Case) -> Reason | None:
    """V1: this date is later than the other."""
    mine, other = day(case.value), day(case.other)
    if mine is None or other is None or mine > other:
        return None
    return say("Datumet måste vara efter {datum}. Ändra det ena av dem.", datum=other.isoformat())


def not_before(case: Case) -> Reason | None:
    """V1: this date is the other one or later."""
    mine, other = day(case.value), day(case.other)
    if mine is None or other is None or mine >= other:
        return None
    return say("Datumet får inte vara före {datum}. Ändra det ena av dem.", datum=other.isoformat())


def not_in_future(case: Case) -> Reason | None:
    """V22: this date is today or earlier."""
    mine = day(case.value)
    if mine is None or mine <= case.on:
        return None
    return say("Datumet ligger i framtiden. Ange när det hände.")


def in_future(case: Case) -> Reason | None:
    """This date is later than today."""
    mine = day(case.value)
    if mine is None or mine > case.on:
        return None
    return say("Datumet har redan varit. Skriv ett datum som ligger framåt i tiden.")


def within_months(case: Case) -> Reason | None:
    """V24, V25: this date is at most `other` months from today, ahead or back."""
    mine, months = day(case.value), amount(case.other)
    if mine is None or months is None:
        return None
    if mine > add_months(case.on, int(months)):
        return say("Datumet får ligga högst {n} månader fram. Välj ett tidigare datum.", n=int(months))
    if mine < add_months(case.on, -int(months)):
        return say(
            "Det är mer än {n} månader sedan. Gör om det, eller motivera varför det ännu stämmer.", n=int(months)
        )
    return None


def contacts_checked(case: Case) -> Reason | None:
    """V21: this date is at most 90 days back (or `other` days, when it is a number)."""
    mine = day(case.value)
    days = int(amount(case.other) or CONTACT_DAYS)
    if mine is None or case.on - mine <= timedelta(days=days):
        return None
    return say("Kontakten är inte kontrollerad på {n} dagar. Ring och stäm av, och ange dagens datum.", n=days)


def still_here(case: Case) -> Reason | None:
    """Nobody who is named (this answer) has left. Fact `left_people`: person id -> name."""
    left: Mapping[str, str] = case.facts.get("left_people", {})
    names = [left[one] for one in sorted(ids(case.value)) if one in left]
    if not names:
        return None
    return say(
        "{namn} har slutat. Välj en annan person och stäm av telefonnumret, eller ta bort raden.", namn=", ".join(names)
    )


def number_pattern(case: Case) -> Reason | None:
    """V2: this registration number is written the organisation's way (fact `number_pattern`)."""
    pattern = case.facts.get("number_pattern")
    if not isinstance(case.value, str) or not pattern or re.fullmatch(str(pattern), case.value.strip()):
        return None
    return say(
        "Diarienumret ”{nummer}” är inte skrivet som kommunens andra. Kontrollera det mot diariet.", nummer=case.value
    )


def deputy_differs(case: Case) -> Reason | None:
    """V4: nobody is the deputy of themselves."""
    if not ids(case.value) & ids(case.other):
        return None
    return say("Ange ersättare som inte är samma som ordinarie.")


def deputy_named(case: Case) -> Reason | None:
    """V4: there is a deputy; two where `other` names a priority class that is 1. A number is how many are needed."""
    if isinstance(case.use.other, str):
        needed = URGENT_DEPUTIES if amount(case.other) == 1 else 1
    else:
        needed = int(amount(case.other) or 1)
    if len(ids(case.value)) >= needed:
        return None
    if needed == 1:
        return say("Ange en ersättare, så att planen fungerar även när den ordinarie är borta.")
    return say("Ange minst {n} ersättare. Aktiviteten är så brådskande att en inte räcker.", n=needed)


def differs_from(case: Case) -> Reason | None:
    """V22: this role is not the other one."""
    if not ids(case.value) & ids(case.other):
        return None
    return say("Samma roll står på båda ställena. Utvärderaren bör inte vara övningsledare.")


def shorter_than(case: Case) -> Reason | None:
    """V8: this time is strictly shorter than the other; both in hours."""
    mine, other = amount(case.value), amount(case.other)
    if mine is None or other is None or mine < other:
        return None
    return say("Tiden måste vara kortare än {tid}, som är det längsta som kan tolereras.", tid=Spoken(other))


def at_most(case: Case) -> Reason | None:
    """V11, V16: this number or time is the other or less; V11 asks only about critical needs."""
    mine, other = amount(case.value), amount(case.other)
    if mine is None or other is None or mine <= other or case.row.get("dep_criticality", "critical") != "critical":
        return None
    if case.use.other == "rto_h":
        return say(
            "Resursen behövs först efter att aktiviteten ska vara igång ({tid}). Stämmer det?", tid=Spoken(other)
        )
    if case.use.other == "statutory_deadline":
        return say("Tiden är längre än lagens frist, {tid}. Korta den, eller motivera.", tid=Spoken(other))
    if case.question.kind == "duration":
        return say("Tiden får vara högst {tid}.", tid=Spoken(other))
    return say("Talet får vara högst {tal}.", tal=number(other))


def rows_at_least(case: Case) -> Reason | None:
    """At least one row in the other list, unless this answer is no."""
    if case.value in (None, "no") or case.other:
        return None
    return say("Lägg till minst en rad i listan som hör till frågan.")


def nothing_unchecked(case: Case) -> Reason | None:
    """V24: this item of the checklist is checked; the option `not_checked` is not."""
    if case.value != "not_checked":
        return None
    return say("Alla punkter måste kontrolleras innan översynen är klar.")


def no_classified_rating(case: Case) -> Reason | None:
    """V14a: this answer is none of those that stop (`stops_if`); fact `phone` is whom to call."""
    given = {str(item) for item in (case.value if isinstance(case.value, list) else [case.value])}
    if case.value is None or not given & {str(value) for value in case.question.stops_if}:
        return None
    if case.facts.get("phone"):
        return say(
            "Uppgiften får inte registreras här. Kontakta säkerhetsskyddschefen ({telefon})."
            " Du kan fortsätta med resten.",
            telefon=case.facts["phone"],
        )
    return say("Uppgiften får inte registreras här. Kontakta säkerhetsskyddschefen. Du kan fortsätta med resten.")


def no_personal_number(case: Case) -> Reason | None:
    """V26: no personal identity number in this text."""
    if not isinstance(case.value, str) or not personal_numbers.find(case.value):
        return None
    return say("Skriv inte personnummer. Ta bort det och beskriv i stället rollen eller ärendet.")


def longer_needs_motive(case: Case) -> Reason | None:
    """V15: a time (hours) longer than the analysis shows has a reason beside it."""
    mine, other = amount(case.value), amount(case.other)
    explained = is_answered(case.row.get("mtpd_override_reason"))
    if mine is None or other is None or mine <= other or explained:
        return None
    return say("Längre tid än analysen visar ({tid}) kräver motivering.", tid=Spoken(other))
