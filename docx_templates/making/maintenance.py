"""Rapport från årlig översyn: the annual review report."""

from making.frame import cover, header_and_footer, revisions, signatures
from making.paper import Column, Paper
from making.parts import distribution, secrecy


def write(paper: Paper) -> None:
    """The whole document, heading by heading."""
    header_and_footer(paper)
    cover(paper)
    paper.heading(1, "1 Anledning och underlag", "1 Trigger", new_page=True)
    paper.text("Anledning: {{ answers.trigger | list }}.", "Reason: {{ answers.trigger | list }}.")
    secrecy(paper)
    distribution(paper)
    paper.heading(1, "2 Inträffade händelser", "2 Incidents")
    paper.text(
        "Har planen använts, eller var det nära? {{ answers.had_incidents }}.",
        "Has the plan been used, or was it close? {{ answers.had_incidents }}.",
    )
    _incidents(paper)
    _checklist(paper)
    _status(paper)
    _decision(paper)
    revisions(paper)
    signatures(paper)


def _incidents(paper: Paper) -> None:
    with paper.when_answered("answers.incidents"):
        paper.rows(
            "Inträffade händelser",
            "Events that occurred",
            "e",
            "answers.incidents",
            [
                Column("Datum", "Date", 2.3, "{{ e.happened_on | date }}"),
                Column("Vad hände", "What happened", 4.7, "{{ e.what }}"),
                Column("Varaktighet", "Duration", 2.3, "{{ e.duration_h | duration }}"),
                Column("Planen fungerade", "Plan worked", 2.4, "{{ e.plan_worked }}"),
                Column("Lärdom", "Lesson", 4.3, "{{ e.lesson }}"),
            ],
        )


def _checklist(paper: Paper) -> None:
    paper.heading(1, "3 Genomgång (checklista)", "3 Review checklist")
    paper.rows(
        "Checklista",
        "Checklist",
        "c",
        "answers.check_items",
        [
            Column("Punkt", "Item", 6, "{{ c.row_name }}"),
            Column("Resultat", "Result", 3.5, "{{ c.status }}"),
            Column("Kommentar", "Comment", 6.5, '{{ c.comment | default("–") }}'),
        ],
    )


def _status(paper: Paper) -> None:
    paper.heading(1, "4 Status för åtgärder och beroenden", "4 Actions & dependencies")
    paper.labelled(
        "Öppna åtgärder",
        "Open actions",
        "a",
        "answers.actions_status",
        [
            Column("Åtgärd", "Action", 3.4, "{{ a.action }}"),
            Column("Ansvarig", "Responsible", 2.3, '{{ a.owner | default("–") }}'),
            Column("Klart senast", "Due", 2.1,
                   '{{ a.due | date | default("–") }}'),
            Column("Försenad", "Late", 1.9, "{{ a.late }}"),
            Column("Förlängd", "Extended", 1.8, "{{ a.extensions }}"),
            Column("Nytt datum", "New date", 2.1,
                   '{{ a.new_due | date | default("–") }}'),
            Column("Skäl", "Reason", 2.4, '{{ a.reason | default("–") }}'),
        ],
        empty=("Inga öppna åtgärder.", "No open actions."),
    )  # fmt: skip
    paper.labelled(
        "Bekräftade beroenden",
        "Reconfirmed dependencies",
        "d",
        "answers.dependency_reconfirmation",
        [
            Column("Resurs", "Resource", 5.2, "{{ d.resource }}"),
            Column("Ägare", "Owner", 4.2, '{{ d.owner | default("–") }}'),
            Column("Senast bekräftat", "Last confirmed", 3,
                   '{{ d.confirmed_on | date | default("–") }}'),
            Column("Inom tolv månader", "Within twelve months", 3.6, "{{ d.confirmed }}"),
        ],
        empty=("Inga beroenden i registret.", "No dependencies in the register."),
    )  # fmt: skip
    paper.heading(1, "5 Nyckeltal", "5 KPIs")
    paper.facts(
        "Nyckeltal",
        "Key figures",
        [
            ("Klass 1–2 med övad plan", "Class 1–2 with an exercised plan",
             "{% if answers.kpi_exercised is answered %}{{ answers.kpi_exercised }} %{% else %}–{% endif %}"),
            ("Öppna gap", "Open gaps", "{{ answers.kpi_open_gaps }}"),
            ("Försenade åtgärder", "Late actions", "{{ answers.kpi_late_actions }}"),
        ],
    )  # fmt: skip


def _decision(paper: Paper) -> None:
    paper.heading(1, "6 Beslut och motivering", "6 Decision")
    paper.answer("answers.outcome", "Beslut", "Decision")
    paper.answer("answers.outcome_reason", "Motivering", "Reason")
    paper.heading(1, "7 Nästa översyn och övning", "7 Next")
    paper.facts(
        "Nästa översyn och övning",
        "Next review and exercise",
        [
            ("Nästa översyn", "Next review", "{{ answers.next_review_on | date }}"),
            ("Nästa övning", "Next exercise",
             '{{ answers.next_exercise_on | date | default("–") }}'),
        ],
    )  # fmt: skip
