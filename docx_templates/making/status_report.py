"""Lägesrapport: how the whole municipality stands, for the committee and for the follow-up of 15 February."""

from making.municipal import cover
from making.paper import Column, Paper


def write(paper: Paper) -> None:
    """The summary in sentences, each step, the years side by side, each department, what is late and what is raised."""
    cover(paper)
    _summary(paper)
    _steps(paper)
    _years(paper)
    _departments(paper)
    _late(paper)
    _escalated(paper)


def _summary(paper: Paper) -> None:
    paper.heading(1, "1 Sammanfattning", "1 Summary", new_page=True)
    paper.text("Läget {{ as_of }}.", "The status on {{ as_of }}.")
    with paper.each("line", "summary"):
        paper.text("{{ line }}", "{{ line }}", "List Bullet")
    paper.text(
        "En plan som är försenad gäller tills en ny är beslutad. Rapporten innehåller inget ur planerna.",
        "A plan that is late stays in force until a new one is decided. The report holds nothing from the plans.",
        "Diskret",
    )


def _steps(paper: Paper) -> None:
    paper.heading(1, "2 Läget per steg", "2 The status of each step")
    paper.rows(
        "Hur många enheter som är klara med varje steg",
        "How many units have completed each step",
        "s",
        "steps",
        [
            Column("Steg", "Step", 9.7, "{{ s.title }}"),
            Column("Enheter", "Units", 4, "{{ s.units }}"),
            Column("Klara", "Completed", 4, "{{ s.done }}"),
            Column("Andel klara", "Share completed", 4, "{{ s.share }} %"),
            Column("Förfallna", "Overdue", 4, "{{ s.late }}"),
        ],
    )


def _years(paper: Paper) -> None:
    paper.heading(1, "3 Nyckeltal per år", "3 Key figures of each year")
    paper.rows(
        "Nyckeltal per år",
        "Key figures of each year",
        "y",
        "years",
        [
            Column("År", "Year", 2.5, "{{ y.year }}"),
            Column("Övade planer i klass 1 och 2", "Exercised plans in classes 1 and 2", 5, "{{ y.exercised }}"),
            Column("Undertecknade steg", "Signed steps", 3.5, "{{ y.signed }}"),
            Column("Dagar till underskrift, median", "Days to signature, median", 4.2, "{{ y.days }}"),
            Column("Sena åtgärder", "Late actions", 3, "{{ y.late_actions }}"),
            Column("Plan i kraft 31 januari", "Plan in force on 31 January", 3.75, "{{ y.in_force }}"),
            Column("Klara steg 31 januari", "Steps completed by 31 January", 3.75, "{{ y.done }}"),
        ],
    )


def _departments(paper: Paper) -> None:
    paper.heading(1, "4 Läget per enhet", "4 The status of each unit", new_page=True)
    paper.rows(
        "Varje enhets plan och vad som pågår",
        "Each unit's plan and what is under way",
        "d",
        "departments",
        [
            Column("Enhet", "Unit", 5, "{{ d.department }}"),
            Column("Nämnd", "Committee", 5, '{{ d.committee | default("–") }}'),
            Column("Plan i kraft", "Plan in force", 2.7, '{{ d.in_force | default("Ingen") }}'
                   if paper.language == "sv" else '{{ d.in_force | default("None") }}'),
            Column("Nästa översyn", "Next review", 2.7, '{{ d.review_due | default("–") }}'),
            Column("Det som inte är klart", "What is not completed", 10.3, '{{ d.under_way | default("–") }}'),
        ],
        empty=("Ingen enhet har en plan än.", "No unit has a plan yet."),
    )  # fmt: skip


def _late(paper: Paper) -> None:
    paper.heading(1, "5 Förfallet", "5 Overdue")
    paper.rows(
        "Det som är försenat, det allvarligaste först",
        "What is late, the gravest first",
        "o",
        "late",
        [
            Column("Enhet", "Unit", 7, "{{ o.department }}"),
            Column("Klass", "Class", 2, '{{ o.priority_class | default("–") }}'),
            Column("Vad", "What", 9.7, "{{ o.what }}"),
            Column("Skulle ha varit klart", "Should have been done", 4, '{{ o.due | default("–") }}'),
            Column("Dagar sent", "Days late", 3, '{{ o.days | default("–") }}'),
        ],
        empty=("Inget är förfallet.", "Nothing is overdue."),
    )


def _escalated(paper: Paper) -> None:
    paper.heading(1, "6 Lyfts till nämnden", "6 Raised with the committee")
    with paper.when("escalated"):  # nothing is to be read out where nothing is raised
        paper.text(
            "Det här har varit sent så länge att påminnelser inte räcker. Texterna under tabellen kan läsas upp som de står.",
            "This has been late for so long that reminders do not suffice. The texts below the table can be read out as they are.",
            "Diskret",
        )
    paper.rows(
        "Det som lyfts till nämnden, det äldsta först",
        "What is raised with the committee, the oldest first",
        "e",
        "escalated",
        [
            Column("Enhet", "Unit", 6, "{{ e.department }}"),
            Column("Nämnd", "Committee", 6, '{{ e.committee | default("–") }}'),
            Column("Vad", "What", 5.7, "{{ e.what }}"),
            Column("Skulle ha varit klart", "Should have been done", 3, "{{ e.due }}"),
            Column("Dagar sent", "Days late", 2, "{{ e.days }}"),
            Column("Lyfts från", "Raised from", 3, "{{ e.since }}"),
        ],
        empty=("Inget har varit sent så länge.", "Nothing has been late for so long."),
    )
    with paper.each("line", "escalated"):
        paper.text("{{ line.text }}", "{{ line.text }}", "List Bullet")
