"""Anvisning för kontinuitetshantering, the short form: how a department applies the guideline, on two pages."""

from docx.shared import Cm, Pt

from making.frame import cover, header_and_footer, revisions, signatures, smaller_headings
from making.paper import Paper
from making.parts import distribution, superseded


def write(paper: Paper) -> None:
    """The chapters of the full document, each with what the department itself has decided."""
    header_and_footer(paper)
    smaller_headings(paper)
    _narrow(paper)
    cover(paper, listed=False)
    _introduction(paper)
    _roles(paper)
    _method(paper)
    _criteria(paper)
    _security(paper)
    paper.heading(1, "7 Relaterade dokument", "7 Related documents")
    paper.answer("answers.parent_policy", "Överordnat", "Superior")
    distribution(paper)
    superseded(paper)
    revisions(paper, new_page=False)
    signatures(paper)


def _narrow(paper: Paper) -> None:
    """Two pages, the signatures with them."""
    title = paper.docx.styles["Title"]
    title.font.size, title.paragraph_format.space_before = Pt(18), Pt(2)
    page = paper.docx.sections[0]
    page.top_margin, page.bottom_margin = Cm(2.2), Cm(1.8)


def _introduction(paper: Paper) -> None:
    paper.heading(1, "1 Inledning", "1 Introduction")
    paper.text(
        "{{ answers.parent_policy }} gäller för alla kommunens verksamheter. Här står hur {{ document.department }} tillämpar den.",
        "{{ answers.parent_policy }} applies to everything the municipality does. This is how {{ document.department }} applies it.",
    )
    paper.heading(1, "2 Omfattning och avgränsning", "2 Scope")
    paper.text("Omfattar: {{ answers.units_in_scope | list }}.", "Covers: {{ answers.units_in_scope | list }}.")
    paper.text("Platser: {{ answers.sites_in_scope | list }}.", "Sites: {{ answers.sites_in_scope | list }}.")


def _roles(paper: Paper) -> None:
    paper.heading(1, "3 Roller och ansvar", "3 Roles")
    paper.facts(
        "Roller och ansvar",
        "Roles and responsibilities",
        [
            ("Ansvarig chef", "Accountable manager", "{{ answers.process_owner }}"),
            ("Ersättare", "Deputy", "{{ answers.process_owner_deputy }}"),
            ("Kontinuitetssamordnare", "Continuity coordinator", "{{ answers.coordinator }}"),
            (
                "Säkerhetsfunktionen",
                "The security function",
                paper.say(
                    "Stödjande: metod, utbildning, samråd och uppföljning. Styrande i riktningen för uppgifter enligt LEH.",
                    "Supports: method, training, advice and follow-up. Sets the direction for tasks under LEH.",
                ),
            ),
        ],
    )


def _method(paper: Paper) -> None:
    paper.heading(1, "4 Metod och rutiner", "4 Method")
    paper.facts(
        "Tidplan och intervall",
        "Timetable and intervals",
        [
            ("Verksamhetsanalysen klar", "Analysis done by", "{{ answers.due_bia | date }}"),
            ("Kontinuitetsplanen klar", "Plan done by", "{{ answers.due_plan | date }}"),
            ("Planen övad", "Plan exercised by", "{{ answers.due_exercise | date }}"),
            ("Översyn / övning / ny analys", "Review / exercise / new analysis",
             paper.say("{{ answers.review_interval_m }} / {{ answers.exercise_interval_m }} / {{ answers.bia_full_interval_m }} månader",
                       "{{ answers.review_interval_m }} / {{ answers.exercise_interval_m }} / {{ answers.bia_full_interval_m }} months")),
            ("Ekonomi", "Funding", "{{ answers.budget_statement }}"),
        ],
    )  # fmt: skip


def _criteria(paper: Paper) -> None:
    paper.heading(1, "5 Kriteriemodell", "5 Criteria model")
    paper.text(
        "Kommunens kriteriemodell gäller, med sina nivåer, tidpunkter och gränser för vad som är oacceptabelt.",
        "The municipality's criteria model applies, with its levels, points in time and limits for what is unacceptable.",
    )
    paper.answer("answers.deviations", "Avvikelser från riktlinjen", "Deviations from the guideline")


def _security(paper: Paper) -> None:
    paper.heading(1, "6 Informationssäkerhet, säkerhetsskydd och sekretess", "6 Information & protective security")
    paper.facts(
        "Sekretess och säkerhetsskydd",
        "Secrecy and protective security",
        [
            ("Sekretessbedömning", "Secrecy assessment", "{{ answers.secrecy_assessment }}"),
            ("Bestämmelse", "Provision", '{{ answers.secrecy_provision | default("–") }}'),
            ("Bedömt", "Assessed", '{{ answers.marked_by | default("–") }}{% if answers.marked_on %} {{ answers.marked_on | date }}{% endif %}'),
            ("Kan verksamheten vara säkerhetskänslig?", "Could the activity be security-sensitive?", "{{ answers.protective_screening }}"),
            ("Säkerhetsskyddsanalys", "Protective security analysis", '{{ answers.protective_analysis_ref | default("–") }}'),
            ("Intyg", "Confirmation", "{{ answers.no_classified_ack | list }}"),
        ],
    )  # fmt: skip
