"""Anvisning or Riktlinje för kontinuitetshantering: the governing document in full."""

from making.frame import cover, header_and_footer, revisions, signatures
from making.paper import Column, Paper
from making.parts import criteria_model, distribution, glossary, secrecy, superseded


def write(paper: Paper) -> None:
    """The whole document, heading by heading."""
    header_and_footer(paper)
    cover(paper)
    _introduction(paper)
    _scope(paper)
    _roles(paper)
    _method(paper)
    paper.heading(1, "5 Kriteriemodell", "5 Criteria model")
    criteria_model(paper)
    paper.answer(
        "answers.criteria_deviation", "Avvikelse från kommunens modell", "Deviation from the municipality's model"
    )
    _security(paper)
    _related(paper)
    paper.heading(1, "Bilaga: Begrepp", "Annex: Glossary")
    glossary(paper)
    revisions(paper)
    signatures(paper)


def _introduction(paper: Paper) -> None:
    paper.heading(1, "1 Inledning", "1 Introduction", new_page=True)
    paper.heading(2, "1.1 Syfte och mål", "1.1 Purpose and objectives")
    paper.text("{{ answers.purpose }}", "{{ answers.purpose }}")
    paper.rows(
        "Mål, mått och tid",
        "Objectives, measures and time",
        "goal",
        "answers.objectives",
        [
            Column("Mål", "Objective", 7, "{{ goal.objective }}"),
            Column("Så mäts det", "Measure", 6.5, "{{ goal.measure }}"),
            Column("Klart", "Done by", 2.5, "{{ goal.due | date }}"),
        ],
    )
    paper.heading(2, "1.2 Bakgrund och kontext", "1.2 Background and context")
    paper.answer("answers.parent_policy", "Dokumentet bygger på", "This document builds on")
    paper.answer("answers.internal_drivers", "Egna skäl", "Our own reasons")
    with paper.when_answered("answers.external_drivers"):
        paper.text(
            "Lagar och krav som styr behovet: {{ answers.external_drivers | list }}.",
            "Laws and requirements that govern the need: {{ answers.external_drivers | list }}.",
        )
    paper.heading(2, "1.3 Målgrupp", "1.3 Audience")
    paper.text("{{ answers.target_audience }}", "{{ answers.target_audience }}")


def _scope(paper: Paper) -> None:
    paper.heading(1, "2 Omfattning och avgränsning", "2 Scope")
    paper.text("Omfattar: {{ answers.units_in_scope | list }}.", "Covers: {{ answers.units_in_scope | list }}.")
    with paper.when_answered("answers.sites_in_scope"):
        paper.text("Platser: {{ answers.sites_in_scope | list }}.", "Sites: {{ answers.sites_in_scope | list }}.")
    paper.rows(
        "Tjänster och mottagare",
        "Services and recipients",
        "service",
        "answers.services",
        [
            Column("Tjänst eller process", "Service or process", 8, "{{ service.service }}"),
            Column("Mottagare", "Recipients", 8, "{{ service.service_for }}"),
        ],
    )
    paper.labelled(
        "Privata utförare och entreprenader",
        "Private providers and contractors",
        "other",
        "answers.external_providers",
        [
            Column("Utförare", "Provider", 5, "{{ other.provider }}"),
            Column("Tjänst", "Service", 6, "{{ other.provided_service }}"),
            Column("Avtal", "Contract", 5, '{{ other.provider_contract | default("–") }}'),
        ],
    )
    paper.labelled(
        "Avgränsningar",
        "Exclusions",
        "left",
        "answers.exclusions",
        [
            Column("Omfattas inte", "Not covered", 5, "{{ left.excluded }}"),
            Column("Skäl", "Reason", 7, "{{ left.excluded_why }}"),
            Column("Godkänt av", "Approved by", 4, "{{ left.excluded_by }}"),
        ],
        empty=("Inget är undantaget.", "Nothing is excluded."),
    )


def _roles(paper: Paper) -> None:
    paper.heading(1, "3 Roller och ansvar", "3 Roles")
    widths = [4.5, 11.5]
    table = paper.table(
        [paper.say("Roll", "Role"), paper.say("Ansvar", "Responsibility")],
        widths,
        "Roller och ansvar",
        "Roles and responsibilities",
    )
    for sv, en, text_sv, text_en in (
        ("Nämnden", "The committee",
         "{{ document.committee }} ansvarar för verksamheten och budgeterar för sina insatser.",
         "{{ document.committee }} is responsible for the activities and budgets for its measures."),
        ("Ansvarig chef", "Accountable manager",
         "{{ answers.process_owner }} säkerställer tid, människor och pengar. Ersättare: {{ answers.process_owner_deputy }}.",
         "{{ answers.process_owner }} makes sure that there are time, people and money. Deputy: {{ answers.process_owner_deputy }}."),
        ("Kontinuitetssamordnare", "Continuity coordinator",
         "{{ answers.coordinator }} håller ihop arbetet, leder workshoppar och följer upp. Ersättare: {{ answers.coordinator_deputy }}.",
         "{{ answers.coordinator }} keeps the work together, leads workshops and follows up. Deputy: {{ answers.coordinator_deputy }}."),
        ("Aktivitetsägare", "Activity owners",
         '{{ answers.activity_owners | list | default("Enhetscheferna") }} svarar för analys och plan för sina områden.',
         '{{ answers.activity_owners | list | default("Unit managers") }} answer for the analysis and the plan in their areas.'),
        ("Resursägare", "Resource owners",
         "Säger vilken återställningstid de klarar och provar den.",
         "State the recovery time they can keep, and test it."),
        ("Säkerhetsfunktionen", "The security function",
         "Stödjande: metod, utbildning, samråd och uppföljning. Styrande i riktningen för uppgifter enligt LEH.",
         "Supports: method, training, advice and follow-up. Sets the direction for tasks under LEH."),
    ):  # fmt: skip
        words = paper.say(text_sv, text_en)
        if paper.answers.has(words):
            paper.row(table, widths, [paper.say(sv, en), words])
    paper.answer("answers.resource_commitment", "Resurser", "Resources")
    paper.facts(
        "Avsatta resurser",
        "Resources set aside",
        [
            ("Timmar per år", "Hours a year", '{{ answers.commitment_hours | number(0) | default("–") }}'),
            ("Kronor per år", "SEK a year", '{{ answers.commitment_budget | number(0) | default("–") }}'),
        ],
    )
    paper.labelled(
        "Beslutsinstans per moment",
        "Decision body for each part",
        "part",
        "answers.decision_bodies",
        [
            Column("Dokument", "Document", 9, "{{ part.row_name }}"),
            Column("Fastställs av", "Adopted by", 7, "{{ part.decision_body }}"),
        ],
        together=True,
    )


def _method(paper: Paper) -> None:
    paper.heading(1, "4 Metod och rutiner", "4 Method")
    paper.heading(2, "Arbetsmoment", "Steps of the work")
    paper.text(
        "Arbetet sker i fem steg: styrande dokument, verksamhetsanalys, kontinuitetsplan, test och övning samt upprätthållande."
        " Metod: {{ answers.method_reference | list }}.",
        "The work is done in five steps: governing document, business impact analysis, continuity plan, test and exercise,"
        " and maintenance. Method: {{ answers.method_reference | list }}.",
    )
    paper.heading(2, "Tidplan", "Timetable")
    paper.facts(
        "Tidplan och intervall",
        "Timetable and intervals",
        [
            ("Verksamhetsanalysen klar", "Analysis done by", "{{ answers.due_bia | date }}"),
            ("Kontinuitetsplanen klar", "Plan done by", "{{ answers.due_plan | date }}"),
            ("Planen övad", "Plan exercised by", "{{ answers.due_exercise | date }}"),
            ("Översyn av planen, månader", "Review of the plan, months", "{{ answers.review_interval_m }}"),
            ("Övning av planen, månader", "Exercise of the plan, months", "{{ answers.exercise_interval_m }}"),
            ("Ny fullständig analys, månader", "New full analysis, months", "{{ answers.bia_full_interval_m }}"),
        ],
    )
    paper.heading(2, "Utbildning och övning", "Training and exercises")
    paper.rows(
        "Utbildning",
        "Training",
        "course",
        "answers.training",
        [
            Column("Målgrupp", "Audience", 5, "{{ course.trained }}"),
            Column("Innehåll", "Content", 7, "{{ course.training_content }}"),
            Column("Hur ofta", "How often", 4, "{{ course.training_frequency }}"),
        ],
        empty=("Kommunens gemensamma utbildning gäller.", "The municipality's common training applies."),
    )
    paper.text(
        "Planen övas med det intervall som anges i tidplanen. Säkerhetsfunktionen anger en gemensam inriktning.",
        "The plan is exercised at the interval in the timetable. The security function gives a common focus.",
    )
    paper.heading(2, "Uppföljning och rapportering", "Follow-up and reporting")
    paper.text("{{ answers.reporting }}", "{{ answers.reporting }}")
    paper.text("Hur ofta: {{ answers.reporting_frequency }}.", "How often: {{ answers.reporting_frequency }}.")
    paper.heading(2, "Ekonomi", "Funding")
    paper.text("{{ answers.budget_statement }}", "{{ answers.budget_statement }}")


def _security(paper: Paper) -> None:
    paper.heading(1, "6 Informationssäkerhet, säkerhetsskydd och sekretess", "6 Information & protective security")
    paper.text(
        "Information värderas efter konfidentialitet, riktighet, tillgänglighet och spårbarhet."
        " Säkerhetsskyddsklassificerade uppgifter får inte föras in i det här dokumentet.",
        "Information is rated by confidentiality, integrity, availability and traceability."
        " Classified information may not be entered in this document.",
    )
    secrecy(paper)
    paper.facts(
        "Säkerhetsskydd",
        "Protective security",
        [
            (
                "Kan verksamheten vara säkerhetskänslig?",
                "Could the activity be security-sensitive?",
                "{{ answers.protective_screening }}",
            ),
            (
                "Säkerhetsskyddsanalys",
                "Protective security analysis",
                '{{ answers.protective_analysis_ref | default("–") }}',
            ),
            ("Intyg", "Confirmation", "{{ answers.no_classified_ack | list }}"),
        ],
    )


def _related(paper: Paper) -> None:
    paper.heading(1, "7 Relaterade dokument", "7 Related documents")
    paper.answer("answers.parent_policy", "Överordnat", "Superior")
    distribution(paper)
    superseded(paper)
