"""Verksamhetsanalys (konsekvensanalys): the business impact analysis."""

from making import assets_and_risks, impact_by_activity, needs
from making.activities import each_activity
from making.frame import cover, header_and_footer, revisions, signatures
from making.paper import Column, Paper
from making.parts import actions, criteria_model, distribution, secrecy


def write(paper: Paper) -> None:
    """The whole document, heading by heading."""
    header_and_footer(paper)
    cover(paper)
    _summary(paper)
    _basis(paper)
    paper.heading(1, "2 Kriteriemodell", "2 Criteria")
    criteria_model(paper)
    _activities(paper)
    _stood_behind(paper)
    impact_by_activity.write(paper)
    needs.resources(paper)
    assets_and_risks.information(paper)
    assets_and_risks.risks(paper)
    needs.gaps(paper)
    _conclusions(paper)
    needs.annex(paper)
    revisions(paper)
    signatures(paper)


def _summary(paper: Paper) -> None:
    paper.heading(
        1,
        "Sammanfattning med prioriterad aktivitetslista",
        "Summary with prioritised list of activities",
        new_page=True,
    )
    paper.text("{{ answers.conclusions }}", "{{ answers.conclusions }}")
    paper.rows(
        "Aktiviteterna i prioritetsordning",
        "The activities in order of priority",
        "a",
        "answers.activities",
        [
            Column("Klass", "Class", 1.4, '{{ a.priority_class | default("–") }}'),
            Column("Aktivitet", "Activity", 6.2, "{{ a.activity_name }}"),
            Column("MTPD", "MTPD", 2.2, '{{ a.base_mtpd_h | duration | default("–") }}'),
            Column("RTO", "RTO", 2.2, '{{ a.rto_h | duration | default("–") }}'),
            Column("Ansvarig", "Responsible", 4, "{{ a.activity_owner }}"),
        ],
        suffix=' | sort(attribute="priority_class")',
    )


def _basis(paper: Paper) -> None:
    paper.heading(1, "1 Syfte, metod och deltagare", "1 Purpose & method")
    paper.text(
        "Analysen visar vad som inte får stanna, hur länge det kan stå still och vad som krävs för att komma igång igen.",
        "The analysis shows what must not stop, how long it can stand still and what it takes to get going again.",
    )
    paper.facts(
        "Så gjordes analysen",
        "How the analysis was made",
        [
            ("Genomförd", "Carried out", "{{ answers.bia_from | date }} – {{ answers.bia_to | date }}"),
            ("Deltagare", "Participants", "{{ answers.participants | list }}"),
            ("Processledare", "Facilitator", "{{ answers.facilitator }}"),
        ],
    )
    paper.answer("answers.assumptions", "Utgångspunkter", "Assumptions")
    paper.answer("answers.changes_since_last", "Förändringar sedan förra analysen", "Changes since the last analysis")
    secrecy(paper)
    distribution(paper)


def _activities(paper: Paper) -> None:
    paper.heading(1, "3 Verksamheten och dess aktiviteter", "3 Activities")
    with each_activity(paper):
        with paper.when_answered("a.description"):
            paper.text("{{ a.description }}", "{{ a.description }}")
        paper.facts(
            "Om aktiviteten",
            "About the activity",
            [
                ("Aktivitetsägare", "Activity owner", "{{ a.activity_owner }}"),
                ("Omfattning", "Volume", "{{ a.volume | number(0) }} {{ a.recipients }}"),
                ("Utförs av", "Delivered by", "{{ a.delivery_form }}"),
                ("Levererar", "Delivers", '{{ a.delivers_resources | list | default("–") }}'),
                ("Verksamhetstid", "Operating hours",
                 "{{ a.operating_hours }}{% if a.operating_hours_other %}: {{ a.operating_hours_other }}{% endif %}"),
                ("Lagstöd", "Legal basis",
                 '{{ a.legal_basis | list }}{% if a.legal_basis_text %}: {{ a.legal_basis_text }}{% endif %}'),
                ("Lagens frist", "Statutory deadline", '{{ a.statutory_deadline | duration | default("–") }}'),
                ("Samhällsviktig", "Societally important",
                 "{{ a.societal_importance }}{% if a.societal_function %}: {{ a.societal_function }}{% endif %}"),
                ("Kritisk verksamhetsutövare", "Critical entity", '{{ a.critical_entity | default("–") }}'),
                ("Kan stå still (grov uppskattning)", "Can stand still (rough estimate)", "{{ a.standstill_h | duration }}"),
                ("Analyseras vidare", "Analysed further",
                 "{{ a.analyse_further }}{% if a.not_analysed_reason %}: {{ a.not_analysed_reason }}{% endif %}"),
            ],
        )  # fmt: skip


def _stood_behind(paper: Paper) -> None:
    """Who stands behind the analysis of each activity; left out where the step asks nobody."""
    with paper.when("stood_behind"):
        paper.labelled(
            "Aktivitetsägarna om analysen",
            "The activity owners on the analysis",
            "b",
            "stood_behind",
            [
                Column("Aktivitet", "Activity", 5.5, "{{ b.row }}"),
                Column("Ansvarig", "Responsible", 4.5, "{{ b.owner }}"),
                Column("Analysen är", "The analysis is", 6, "{{ b.words }}"),
            ],
        )


def _conclusions(paper: Paper) -> None:
    paper.heading(1, "9 Slutsatser och åtgärdsförslag", "9 Conclusions")
    paper.text("Slutsatserna står i sammanfattningen.", "The conclusions stand in the summary.")
    actions(paper, "Åtgärdsförslag", "Proposed actions", "answers.proposed_actions")
    with paper.when_answered("answers.proposed_cost"):
        paper.text(
            "Förslagen kostar tillsammans {{ answers.proposed_cost | number(0) }} kr.",
            "Together the proposals cost SEK {{ answers.proposed_cost | number(0) }}.",
        )
