"""Kommungemensam prioriteringsordning och återställningsordning: what comes first in the whole municipality."""

from making.municipal import cover
from making.paper import Column, Paper


def write(paper: Paper) -> None:
    """How to use it, the order of activities, the same at peaks, the order of resources, moves and versions."""
    cover(paper)
    _use(paper)
    _order(paper)
    _peaks(paper)
    _restore(paper)
    _moves(paper)
    _versions(paper)


def _use(paper: Paper) -> None:
    paper.heading(1, "1 Så används ordningen", "1 How the order is used", new_page=True)
    paper.text(
        "När flera verksamheter drabbas samtidigt och det inte räcker till alla avgör den här ordningen vad som återställs"
        " först. Krisledningen får avvika från den när läget kräver det, och skriver då skälet i loggen.",
        "When several activities are hit at once and there is not enough for all, this order decides what is restored first."
        " The crisis management may deviate from it when the situation demands it, and then writes the reason in the log.",
    )
    paper.text(
        "Ordningen räknas fram av klass, återställningstid, dimensionerande konsekvens, samhällsviktig verksamhet, tolerabel"
        " avbrottstid och antal berörda. Vad som har flyttats för hand står med skäl.",
        "The order follows from class, recovery time, driving impact, societal importance, tolerable outage and the number of"
        " people affected. What was moved by hand stands with the reason.",
    )


def _order(paper: Paper) -> None:
    paper.heading(1, "2 Prioriteringsordning för aktiviteter", "2 Priority order of activities")
    paper.rows(
        "Aktiviteterna i ordning",
        "The activities in order",
        "a",
        "order",
        [
            Column("Nr", "No.", 0.9, "{{ a.rank }}"),
            Column("Aktivitet", "Activity", 3.4, "{{ a.activity }}"),
            Column("Förvaltning", "Department", 3.5, "{{ a.department }}"),
            Column("Klass", "Class", 1.2, "{{ a.priority_class }}"),
            Column("MTPD", "MTPD", 1.5, "{{ a.mtpd }}"),
            Column("RTO", "RTO", 1.5, "{{ a.rto }}"),
            Column("MBCO", "MBCO", 3.0, "{{ a.mbco }}"),
            Column("Dimensionerande konsekvens", "Driving impact", 2.9, "{{ a.driving }}"),
            Column("Kritiska resurser", "Critical resources", 3, "{{ a.resources }}"),
            Column("Gapstatus", "Gap status", 1.9, "{{ a.gap }}"),
            Column("Ansvarig roll", "Responsible role", 2.9, "{{ a.owner }}"),
        ],
        small=True,
    )


def _peaks(paper: Paper) -> None:
    paper.heading(1, "3 Under kritiska perioder", "3 In critical periods")
    paper.text(
        "Så ändras ordningen när de kritiska perioderna pågår.",
        "How the order changes while the critical periods last.",
    )
    paper.rows(
        "Aktiviteterna i ordning under kritiska perioder",
        "The activities in order in critical periods",
        "a",
        "peaks",
        [
            Column("Nr", "No.", 1.2, "{{ a.rank }}"),
            Column("Aktivitet", "Activity", 8, "{{ a.activity }}"),
            Column("Förvaltning", "Department", 5, "{{ a.department }}"),
            Column("Klass", "Class", 1.5, "{{ a.priority_class }}"),
            Column("RTO då", "RTO then", 2.5, "{{ a.rto }}"),
            Column("Kritiska perioder", "Critical periods", 7.5, "{{ a.periods }}"),
        ],
    )


def _restore(paper: Paper) -> None:
    paper.heading(1, "4 Återställningsordning för resurser", "4 Restore order of resources")
    paper.rows(
        "Resurserna i ordning",
        "The resources in order",
        "r",
        "restore",
        [
            Column("Nr", "No.", 1.2, "{{ r.rank }}"),
            Column("Resurs", "Resource", 7, "{{ r.resource }}"),
            Column("Ägare", "Owner", 5.5, "{{ r.owner }}"),
            Column("Behövs inom", "Needed within", 3, "{{ r.required }}"),
            Column("Av", "By", 9, "{{ r.activities }}"),
        ],
    )


def _moves(paper: Paper) -> None:
    paper.heading(1, "5 Flyttat för hand", "5 Moved by hand")
    paper.rows(
        "Aktiviteter som står på en annan plats än den uträknade",
        "Activities at another place than the computed one",
        "m",
        "moves",
        [
            Column("Aktivitet", "Activity", 8, "{{ m.activity }}"),
            Column("Uträknad plats", "Computed place", 3, "{{ m.proposed }}"),
            Column("Plats", "Place", 2, "{{ m.rank }}"),
            Column("Skäl", "Reason", 12.7, "{{ m.reason }}"),
        ],
        empty=("Ingen aktivitet har flyttats.", "No activity has been moved."),
    )


def _versions(paper: Paper) -> None:
    paper.heading(1, "Revisionshistorik", "Revision history")
    paper.rows(
        "Versioner av ordningen",
        "Versions of the order",
        "v",
        "versions",
        [
            Column("Version", "Version", 2.5, "{{ v.version }}"),
            Column("Beslutad av", "Decided by", 8, "{{ v.decided_by }}"),
            Column("Datum", "Date", 4, "{{ v.decided_on }}"),
            Column("Paragraf", "Paragraph", 4, "{{ v.paragraph }}"),
            Column("Status", "Status", 7.2, "{{ v.status }}"),
        ],
    )
