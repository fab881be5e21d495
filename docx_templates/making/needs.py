"""What each activity needs and how it manages without: two chapters and an annex of the analysis."""

from making.activities import ANALYSED, NO_ACTIVITIES, each_activity
from making.paper import Column, Paper
from making.parts import chosen


def resources(paper: Paper) -> None:
    paper.heading(1, "5 Resurser och beroenden", "5 Resources & dependencies")
    with each_activity(paper, ANALYSED):
        paper.rows(
            "Vad aktiviteten behöver",
            "What the activity needs",
            "n",
            "a.needs",
            [
                Column("Resurs", "Resource", 3.6, "{{ n.resource }}"),
                Column("Slag", "Kind", 3, "{{ n.dep_type }}"),
                Column("Behövs inom", "Needed within", 2.4, "{{ n.required_within_h | duration }}"),
                Column("Betydelse", "Criticality", 2.2, "{{ n.dep_criticality }}"),
                Column("Normalt", "Normally", 2.4, '{{ n.quantity_normal | default("–") }}'),
                Column("Minst", "At least", 2.4, '{{ n.quantity_min | default("–") }}'),
            ],
            empty=("Inga beroenden är angivna.", "No dependencies are given."),
        )


def gaps(paper: Paper) -> None:
    paper.heading(1, "8 Gap mellan krav och förmåga", "8 Gaps")
    paper.text(
        "Ett gap är skillnaden mellan när resursen behövs och när den är tillbaka. Här står hur behoven klaras under tiden."
        " Resursägarnas utlovade tider lämnas särskilt och vägs in i kontinuitetsplanen.",
        "A gap is the difference between when the resource is needed and when it is back. Here is how the needs are met meanwhile."
        " The resource owners' promised times are given separately and weighed into the continuity plan.",
    )
    with each_activity(paper, f"{ANALYSED} and a.needs"):
        paper.rows(
            "Reservlösningar",
            "Fallbacks",
            "n",
            "a.needs",
            [
                Column("Resurs", "Resource", 3.2, "{{ n.resource }}"),
                Column("Behövs inom", "Needed within", 2.2, "{{ n.required_within_h | duration }}"),
                Column("Reserv", "Fallback", 3.6, "{% if n.reserve_desc %}{{ n.reserve_desc }}{% else %}{{ n.has_reserve }}{% endif %}"),
                Column("Start", "Start", 2.2, '{{ n.reserve_activation_h | duration | default("–") }}'),
                Column("Håller", "Lasts", 2.2,
                       "{% if n.reserve_endurance_h %}{{ n.reserve_endurance_h | duration }}{% else %}"
                       f"{{% if {chosen('n.reserve_unlimited')} %}}" + paper.say("Obegränsat", "Unlimited") + "{% else %}–{% endif %}{% endif %}"),
                Column("Kräver", "Needs", 2.6, '{{ n.reserve_depends_on | list | default("–") }}'),
            ],
        )  # fmt: skip


def annex(paper: Paper) -> None:
    """One table over all activities: a loop over needs in a loop over activities."""
    paper.heading(1, "Bilaga: beroendetabell", "Annex: table of dependencies")
    paper.nothing("answers.activities", *NO_ACTIVITIES)
    with paper.when("answers.activities"):
        _dependency_table(paper)


def _dependency_table(paper: Paper) -> None:
    widths = [5.5, 1.5, 5, 4]
    words = (("Aktivitet", "Activity"), ("Klass", "Class"), ("Resurs", "Resource"), ("Behövs inom", "Needed within"))
    table = paper.table([paper.say(*both) for both in words], widths, "Beroenden", "Dependencies")
    begin = f"{{%tr for a in answers.activities{ANALYSED} %}}{{%tr for n in a.needs %}}"
    texts = [
        begin + "{{ a.activity_name }}",
        '{{ a.priority_class | default("–") }}',
        "{{ n.resource }}",
        "{{ n.required_within_h | duration }}{%tr endfor %}{%tr endfor %}",
    ]
    paper.row(table, widths, texts)
