"""Beroende- och gapanalys: needs against promises in the whole municipality, and where it is weak."""

from making.municipal import cover
from making.paper import Column, Paper


def write(paper: Paper) -> None:
    """Summary, gaps with what is proposed, resources, weak points and chains."""
    cover(paper)
    _summary(paper)
    _gaps(paper)
    _proposals(paper)
    _resources(paper)
    _weak_points(paper)
    _chains(paper)


def _summary(paper: Paper) -> None:
    paper.heading(1, "Sammanfattning", "Summary", new_page=True)
    with paper.each("line", "summary"):
        paper.docx.add_paragraph("{{ line }}", "List Bullet")
    paper.heading(1, "1 Så har analysen gjorts", "1 How the analysis was made")
    paper.text(
        "Varje förvaltning har i sin verksamhetsanalys angett vad aktiviteterna behöver och hur snart. Den som äger en resurs"
        " har lovat hur snart den är tillbaka. Här ställs behov mot löfte.",
        "In its business impact analysis each department has stated what its activities need and how soon. Whoever owns a"
        " resource has promised how soon it is back. Here needs are set against promises.",
    )
    paper.text(
        "Effektivt löfte är den utlovade tiden och därtill den längsta tid som ägaren har stängt. En testad tid går före"
        " ett kortare löfte. En reserv räknas om den startar inom behovet och inte använder den resurs som har fallit bort.",
        "The effective promise is the promised time plus the longest time that the owner is closed. A tested time"
        " outranks a shorter promise. A reserve counts if it starts within the need and does not use the resource that was lost.",
    )


def _gaps(paper: Paper) -> None:
    paper.heading(1, "2 Gap mellan behov och löfte", "2 Gaps between need and promise", new_page=True)
    paper.rows(
        "Gap, de allvarligaste först",
        "Gaps, the gravest first",
        "g",
        "gaps",
        [
            Column("Nr", "No.", 0.9, "{{ g.number }}"),
            Column("Resurs", "Resource", 2.9, "{{ g.resource }}"),
            Column("Ägare", "Owner", 2.9, "{{ g.owner }}"),
            Column("Kortaste krav", "Shortest need", 1.8, "{{ g.required }}"),
            Column("Ställt av (klass)", "Asked by (class)", 3.6, "{{ g.activity }}, {{ g.department }} ({{ g.priority_class }})"),
            Column("Utlovat", "Promised", 3.1, "{{ g.promised }}"),
            Column("Effektivt", "Effective", 1.7, "{{ g.effective }}"),
            Column("Testat (datum)", "Tested (date)", 2, "{{ g.tested }}"),
            Column("Gap", "Gap", 1.5, "{{ g.uncovered }}"),
            Column("Reserv och uthållighet", "Reserve and endurance", 2.6, "{{ g.reserve }}"),
            Column("Status", "Status", 2.7, "{{ g.status }}{% if g.flags %}; {{ g.flags }}{% endif %}"),
        ],
        small=True,
        empty=("Inga gap: varje behov är täckt.", "No gaps: every need is covered."),
    )  # fmt: skip


def _proposals(paper: Paper) -> None:
    paper.heading(1, "3 Förslag och accepterade gap", "3 Proposals and accepted gaps")
    paper.text(
        "Ett gap kan hanteras på fyra sätt: höj förmågan, förläng reserven, ändra kravet, eller acceptera det för en bestämd tid.",
        "A gap can be handled in four ways: raise the capability, prolong the reserve, change the need, or accept it for a set time.",
    )
    paper.rows(
        "Vad som föreslås för varje gap",
        "What is proposed for each gap",
        "g",
        "gaps",
        [
            Column("Nr", "No.", 1.2, "{{ g.number }}"),
            Column("Resurs", "Resource", 4.5, "{{ g.resource }}"),
            Column("Förslag", "Proposal", 6.5, "{{ g.proposal }}"),
            Column("Kostnad", "Cost", 2.6, "{{ g.cost }}"),
            Column("Beslutas av", "Decided by", 3.6, "{{ g.decided_by }}"),
            Column("Klart", "Done by", 2.5, "{{ g.due }}"),
            Column("Accepterat av, till", "Accepted by, until", 4.8, "{{ g.accepted }}"),
        ],
        empty=("Inga förslag: inga gap.", "No proposals: no gaps."),
    )


def _resources(paper: Paper) -> None:
    paper.heading(1, "4 Vad som faller med varje resurs", "4 What falls with each resource")
    paper.rows(
        "Resurser och de aktiviteter som behöver dem",
        "Resources and the activities that need them",
        "r",
        "resources",
        [
            Column("Resurs", "Resource", 5, "{{ r.resource }}"),
            Column("Ägare", "Owner", 4.5, "{{ r.owner }}"),
            Column("Kortaste krav", "Shortest need", 2.6, "{{ r.tightest }}"),
            Column("Antal", "Number", 1.6, "{{ r.needs }}"),
            Column("Aktiviteter", "Activities", 9, "{{ r.activities }}"),
            Column("Sämsta status", "Worst status", 3, "{{ r.status }}"),
        ],
    )


def _weak_points(paper: Paper) -> None:
    paper.heading(1, "5 Enskilda felpunkter", "5 Single points of failure")
    paper.text(
        "En resurs som minst tre aktiviteter i klass 1 och 2 behöver, och som saknar alternativ.",
        "A resource that at least three activities of class 1 and 2 need, and that has no alternative.",
    )
    paper.rows(
        "Enskilda felpunkter",
        "Single points of failure",
        "p",
        "single_points",
        [
            Column("Resurs", "Resource", 6, "{{ p.resource }}"),
            Column("Ägare", "Owner", 5, "{{ p.owner }}"),
            Column("Kortaste krav", "Shortest need", 3, "{{ p.tightest }}"),
            Column("Antal", "Number", 1.7, "{{ p.needs }}"),
            Column("Aktiviteter", "Activities", 10, "{{ p.activities }}"),
        ],
        empty=("Inga enskilda felpunkter.", "No single points of failure."),
    )
    paper.heading(1, "6 Överbokade reserver", "6 Overbooked reserves")
    paper.rows(
        "Reserver som flera räknar med",
        "Reserves that several count on",
        "o",
        "overbooked",
        [
            Column("Reserv", "Reserve", 7, "{{ o.resource }}"),
            Column("Behövs", "Claimed", 3, "{{ o.claimed }}"),
            Column("Finns", "Available", 3, "{{ o.capacity }}"),
            Column("Räknas med av", "Counted on by", 12.7, "{{ o.claims }}"),
        ],
        empty=("Inga överbokade reserver.", "No overbooked reserves."),
    )


def _chains(paper: Paper) -> None:
    paper.heading(1, "7 Längsta kedjorna", "7 The longest chains")
    paper.text(
        "Kedjan läses från vänster: det som står till höger om pilen behövs av det som står till vänster. Den punkt som avgör tiden står för sig.",
        "A chain is read from the left: what stands to the right of an arrow is needed by what stands to its left. The element that decides the time stands by itself.",
    )
    paper.rows(
        "Kedjor och när aktiviteten kan vara tillbaka",
        "Chains and when the activity can be back",
        "c",
        "chains",
        [
            Column("Aktivitet", "Activity", 4.2, "{{ c.activity }}, {{ c.department }}"),
            Column("Kedja", "Chain", 7.5, "{{ c.chain }}"),
            Column("Avgörs av", "Decided by", 4, "{{ c.decided_by }}"),
            Column("Tillbaka efter", "Back after", 2.5, "{{ c.back }}"),
            Column("RTO", "RTO", 1.9, "{{ c.rto }}"),
            Column("MTPD", "MTPD", 1.9, "{{ c.mtpd }}"),
            Column("Bedömning", "Verdict", 3.7, "{{ c.verdict }}"),
        ],
        empty=("Inga kedjor: ingen aktivitet har ett kritiskt beroende.", "No chains: no activity has a critical dependency."),
    )  # fmt: skip
