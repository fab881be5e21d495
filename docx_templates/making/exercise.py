"""Övningsrapport: the exercise report."""

from making.frame import cover, header_and_footer, revisions, signatures
from making.paper import Column, Paper
from making.parts import actions, distribution, secrecy


def write(paper: Paper) -> None:
    """The whole document, heading by heading."""
    header_and_footer(paper)
    cover(paper)
    paper.heading(1, "Sammanfattning", "Summary", new_page=True)
    paper.text("{{ answers.summary }}", "{{ answers.summary }}")
    paper.text(
        "Samlad bedömning: {{ answers.overall_assessment }}.", "Overall assessment: {{ answers.overall_assessment }}."
    )
    _purpose(paper)
    _design(paper)
    _conduct(paper)
    _results(paper)
    _findings(paper)
    _conclusion(paper)
    _log(paper)
    revisions(paper)
    signatures(paper)


def _purpose(paper: Paper) -> None:
    paper.heading(1, "1 Bakgrund, syfte och mål", "1 Purpose & objectives")
    paper.text("{{ answers.purpose }}", "{{ answers.purpose }}")
    paper.rows(
        "Övningsmål",
        "Exercise objectives",
        "o",
        "answers.objectives",
        [
            Column("Mål", "Objective", 5.5, "{{ o.objective }}"),
            Column("Kriterium", "Criterion", 4.5, '{{ o.criterion | default("–") }}'),
            Column("Aktivitet", "Activity", 4, '{{ o.activity | default("–") }}'),
            Column("Krav", "Required", 2, '{{ o.required_h | duration | default("–") }}'),
        ],
    )


def _design(paper: Paper) -> None:
    paper.heading(1, "2 Övningens form, scenario och deltagare", "2 Design")
    paper.facts(
        "Övningens form och deltagare",
        "Type of exercise and participants",
        [
            ("Övning", "Exercise", "{{ answers.exercise_name }}"),
            ("Form", "Type", "{{ answers.exercise_type | list }}"),
            ("Prövad plan", "Tested plan", "{{ answers.tested_plan }}"),
            ("Prövade aktiviteter", "Tested activities", "{{ answers.tested_activities | list }}"),
            ("Prövade rutiner", "Tested procedures", '{{ answers.tested_procedures | list | default("–") }}'),
            ("Övningsledare", "Exercise lead", "{{ answers.exercise_lead }}"),
            ("Utvärderare", "Evaluator", "{{ answers.evaluator }}"),
            ("Deltagande roller", "Participating roles", "{{ answers.participants | list }}"),
        ],
    )
    paper.answer("answers.scenario", "Scenario", "Scenario")
    _injects(paper)
    paper.answer("answers.safety_notes", "Säkerhet under övningen", "Safety during the exercise")


def _injects(paper: Paper) -> None:
    with paper.when_answered("answers.injects"):
        paper.rows(
            "Inspel",
            "Injects",
            "i",
            "answers.injects",
            [
                Column("När", "When", 2.5, "{{ i.time }}"),
                Column("Inspel", "Inject", 13.5, "{{ i.inject }}"),
            ],
        )


def _conduct(paper: Paper) -> None:
    paper.heading(1, "3 Genomförande", "3 Conduct")
    paper.facts(
        "Genomförande",
        "Conduct",
        [
            ("Datum", "Date", "{{ answers.held_on | date }}"),
            ("Längd", "Duration", "{{ answers.duration_h | duration }}"),
            ("Antal deltagare", "Number of participants", "{{ answers.participants_count }}"),
            ("Deltog", "Took part", '{{ answers.participants_actual | list | default("–") }}'),
        ],
    )
    paper.answer("answers.deviations", "Avvikelser från planeringen", "Deviations from the plan")
    secrecy(paper)
    distribution(paper)


def _results(paper: Paper) -> None:
    paper.heading(1, "4 Uppmätta tider mot krav", "4 Measured vs required")
    paper.rows(
        "Uppmätta tider mot krav",
        "Measured times against requirements",
        "o",
        "answers.objectives",
        [
            Column("Mål", "Objective", 4.5, "{{ o.objective }}"),
            Column("Resurs", "Resource", 3, '{{ o.tested_resource | default("–") }}'),
            Column("Krav", "Required", 2.5, '{{ o.required_h | duration | default("–") }}'),
            Column("Uppmätt", "Measured", 3, '{{ o.measured_h | duration | default("–") }}'),
            Column("Så vet vi", "How known", 3, '{{ o.measured_how | default("–") }}'),
        ],
    )
    paper.heading(1, "5 Måluppfyllelse", "5 Objective results")
    paper.rows(
        "Måluppfyllelse",
        "Results by objective",
        "o",
        "answers.objectives",
        [
            Column("Mål", "Objective", 7, "{{ o.objective }}"),
            Column("Resultat", "Result", 3.5, "{{ o.result }}"),
            Column("Varför", "Why", 5.5, '{{ o.result_reason | default("–") }}'),
        ],
    )


def _findings(paper: Paper) -> None:
    paper.heading(1, "6 Iakttagelser: styrkor och brister", "6 Findings")
    paper.rows(
        "Iakttagelser",
        "Findings",
        "f",
        "answers.observations",
        [
            Column("Slag", "Kind", 2, "{{ f.finding_kind }}"),
            Column("Iakttagelse", "Finding", 5.2, "{{ f.text }}"),
            Column("Allvar", "Severity", 2.4, '{{ f.severity | default("–") }}'),
            Column("Berör", "Concerns", 3.6, '{{ f.affects | list | default("–") }}'),
            Column("Orsak", "Cause", 2.8, '{{ f.cause | default("–") }}'),
        ],
    )
    paper.heading(1, "7 Åtgärdsplan", "7 Corrective actions")
    extra = [Column("Iakttagelse", "Finding", 3.1, "{{ action.finding }}")]
    actions(paper, "Åtgärdsplan", "Corrective actions", "answers.actions", extra)
    paper.labelled(
        "Så verifieras åtgärderna",
        "How the actions are verified",
        "v",
        "answers.actions",
        [
            Column("Åtgärd", "Action", 9, "{{ v.action }}"),
            Column("Verifieras genom", "Verified by", 7, '{{ v.verify | default("–") }}'),
        ],
    )


def _conclusion(paper: Paper) -> None:
    paper.heading(1, "8 Slutsats och nästa övning", "8 Conclusion")
    paper.facts(
        "Slutsats och nästa övning",
        "Conclusion and next exercise",
        [
            ("Samlad bedömning", "Overall assessment", "{{ answers.overall_assessment }}"),
            ("Nästa övning", "Next exercise", "{{ answers.next_exercise_on | date }}"),
            ("Inriktning", "Focus", "{{ answers.next_focus }}"),
        ],
    )


def _log(paper: Paper) -> None:
    paper.heading(1, "Bilaga: händelselogg", "Annex: log")
    if not paper.answers.has("answers.timeline"):
        paper.text("Ingen händelselogg ingår.", "No log is included.")
    paper.rows(
        "Händelselogg",
        "Log",
        "t",
        "answers.timeline",
        [
            Column("Klockan", "Time", 2.5, "{{ t.time }}"),
            Column("Händelse eller beslut", "Event or decision", 13.5, "{{ t.event }}"),
        ],
    )
