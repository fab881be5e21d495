"""Checks on an activity's impact matrix and on the times that follow from it."""

from itertools import pairwise
from typing import Any

from continuity.errors import Reason, say
from continuity.rules.answers import Row, lookup
from continuity.rules.cases import Case
from continuity.rules.comparisons import amount, refers_to
from continuity.rules.computed import assessed, levels_of
from continuity.rules.durations import Spoken, tidy

URGENT_CLASSES = (1, 2)


def first_time_answered(case: Case) -> Reason | None:
    """V5: every category has a level at the first time; later times inherit it."""
    if case.value is None:
        return None
    rows = levels_of(case.value, case.criteria)
    left = sum(row[0] is None for row in rows.values())
    if not left:
        return None
    return say("Fyll i första tidpunkten för varje kategori. {n} av {alla} återstår.", n=left, alla=len(rows))


def levels_never_fall(case: Case) -> Reason | None:
    """V6: no category's level is lower at a later time."""
    for row in levels_of(case.value, case.criteria).values():
        known = [level for level in row if level is not None]
        if any(later < earlier for earlier, later in pairwise(known)):
            return say("Konsekvensen minskar med tiden – stämmer det? Ändra nivån, eller förklara varför.")
    return None


def driver_explained(case: Case) -> Reason | None:
    """V7: each category that becomes unacceptable first has its reason."""
    found = assessed({"matrix": case.value}, case.criteria)
    if found is None or found.mtpd_h is None:
        return None
    motives = case.value.get("motives") or {}
    if all(str(motives.get(category) or "").strip() for category in found.driving):
        return None
    return say(
        "Motivera varför konsekvensen blir oacceptabel efter {tid}: vad händer, och för vem?", tid=Spoken(found.mtpd_h)
    )


def last_tolerable_kept(case: Case) -> Reason | None:
    """V9: this RTO is at most the last tolerable time (hours); not asked where no outage is tolerated."""
    rto, last = amount(case.value), amount(case.other)
    if rto is None or not last or rto <= last:
        return None
    return say(
        "Tiden är längre än den sista som ännu är acceptabel, {tid}. Korta den, eller motivera varför den räcker.",
        tid=Spoken(last),
    )


def fits_with_catch_up(case: Case) -> Reason | None:
    """V10: RTO (`rto_h`) and work recovery (`wrt_h`) together are at most the other, all in hours."""
    rto, limit = amount(lookup("rto_h", case.chain)), amount(case.other)
    wrt = amount(lookup("wrt_h", case.chain)) or 0
    if rto is None or limit is None or tidy(rto + wrt) <= limit:
        return None
    return say(
        "Återställning plus ikapparbetning tar {summa}, men det längsta som kan tolereras är {tid}.",
        summa=Spoken(tidy(rto + wrt)),
        tid=Spoken(limit),
    )


def peaks_hold(case: Case) -> Reason | None:
    """V8, V10 for each period in the other list: `peak_rto_h`, `peak_wrt_h` and `peak_mtpd_h`, in hours.

    A period that tolerates no more than the ordinary RTO (this answer) needs an RTO of its own.
    """
    rows = case.other if isinstance(case.other, list) else []
    return next((reason for row in rows if (reason := _peak(row, amount(case.value)))), None)


def _peak(row: Row, rto: float | None) -> Reason | None:
    limit, own = amount(row.get("peak_mtpd_h")), amount(row.get("peak_rto_h"))
    if limit is None:
        return None
    told: dict[str, Any] = {"period": row.get("name") or "–", "tid": Spoken(limit)}
    if own is None:
        if rto is None or rto < limit:
            return None
        return say("Perioden ”{period}” tål bara {tid}. Ange hur snart ni ska vara igång då.", **told)
    if own >= limit:
        return say("I perioden ”{period}” måste återställningstiden vara kortare än {tid}.", **told)
    if tidy(own + (amount(row.get("peak_wrt_h")) or 0)) > limit:
        return say("I perioden ”{period}” ryms inte återställning plus ikapparbetning inom {tid}.", **told)
    return None


def critical_rows_present(case: Case) -> Reason | None:
    """V13: an activity whose class (this answer) is 1 or 2 has a critical need and an information asset.

    The needs are `needs` in the row, the assets those in the form's `assets` that refer to the row.
    """
    if amount(case.value) not in URGENT_CLASSES:
        return None
    needs = case.row.get("needs") or []
    assets = [*(case.row.get("assets") or []), *(case.root.get("assets") or [])]
    critical = any(need.get("dep_criticality", "critical") == "critical" for need in needs)
    informed = any(asset for asset in assets if refers_to(asset, str(case.row.get("id", ""))))
    if critical and informed:
        return None
    if critical:
        return say("En brådskande aktivitet utan informationstillgångar är ovanlig. Har ni glömt någon?")
    return say("En brådskande aktivitet utan kritiska beroenden är ovanlig. Har ni glömt något?")
