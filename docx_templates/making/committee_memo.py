"""Tjänsteskrivelse: the officer's memo that lays a document before a political body."""

from docx.shared import Pt

from making.frame import SIGNER, header_and_footer, smaller_headings
from making.paper import Paper


def write(paper: Paper) -> None:
    """The headings of a municipal tjänsteskrivelse, in their order."""
    header_and_footer(paper, paper.say("Tjänsteskrivelse", "Officer's memo"))
    paper.text(
        "{{ document.municipality }} · {{ document.department }}",
        "{{ document.municipality }} · {{ document.department }}",
        "Band",
    )
    title = paper.docx.add_paragraph(paper.say("Tjänsteskrivelse", "Officer's memo"), "Title")
    title.paragraph_format.space_before = Pt(6)
    smaller_headings(paper)  # many headings over few words, and it should fit a page
    paper.text("{{ document.title }}", "{{ document.title }}", "Subtitle")
    _case(paper)
    _proposal(paper)
    _matter(paper)
    _consequences(paper)
    _papers(paper)
    _signers(paper)


def _case(paper: Paper) -> None:
    paper.facts(
        "Uppgifter om ärendet",
        "Data on the matter",
        [
            ("Till", "To", "{{ document.committee }}"),
            ("Diarienummer", "Registration number", '{{ document.case_number | default("–") }}'),
            ("Datum", "Date", "{{ document.date | date }}"),
            ("Handläggare", "Officer in charge",
             f"{{% for s in signatures %}}{{% if loop.first %}}{SIGNER}{{% endif %}}{{% endfor %}}"),
            ("Telefon", "Phone", '{{ answers.case_officer_phone | default("–") }}'),
        ],
    )  # fmt: skip


def _proposal(paper: Paper) -> None:
    paper.heading(1, "Förslag till beslut", "Proposed decision")
    paper.text(
        "{{ document.department }} föreslår {{ document.committee }} besluta att",
        "{{ document.department }} proposes that {{ document.committee }} decide to",
    )
    paper.text(
        "anta {{ document.title }}, version {{ document.version }}, daterad {{ document.date | date }}.",
        "adopt {{ document.title }}, version {{ document.version }}, dated {{ document.date | date }}.",
        "List Number",
    )
    with paper.each("old", "answers.supersedes"):
        paper.text(
            'upphäva {{ old.title }}, {{ old.decided_by }} {{ old.paragraph | default("") }} {{ old.date | date }}.',
            'repeal {{ old.title }}, {{ old.decided_by }} {{ old.paragraph | default("") }} {{ old.date | date }}.',
            "List Number",
        )


def _matter(paper: Paper) -> None:
    paper.heading(1, "Beskrivning av ärendet", "Description of the matter")
    if paper.answers.asks("purpose"):
        paper.text("{{ answers.purpose }}", "{{ answers.purpose }}")
    else:
        paper.text(
            "Kommunens riktlinje gäller för alla verksamheter. Dokumentet anger hur {{ document.department }} tillämpar den.",
            "The municipality's guideline applies to all activities. The document states how {{ document.department }} applies it.",
        )
    paper.text(
        "Dokumentet bygger på {{ answers.parent_policy }}. Det omfattar {{ answers.units_in_scope | list }} och gäller från och"
        " med {{ answers.valid_from | date('long') }} till och med {{ answers.valid_to | date('long') }}. Dokumentansvarig:"
        " {{ answers.document_owner }}.",
        "The document builds on {{ answers.parent_policy }}. It covers {{ answers.units_in_scope | list }} and is valid from"
        " {{ answers.valid_from | date('short') }} to {{ answers.valid_to | date('short') }}. Document owner: {{ answers.document_owner }}.",
    )


def _consequences(paper: Paper) -> None:
    paper.heading(1, "Ekonomiska konsekvenser", "Financial consequences")
    paper.text("{{ answers.budget_statement }}", "{{ answers.budget_statement }}")
    paper.heading(1, "Övriga konsekvenser", "Other consequences")
    if paper.answers.asks("resource_commitment"):
        paper.text("{{ answers.resource_commitment }}", "{{ answers.resource_commitment }}")
    else:
        paper.answer("answers.deviations", "Avvikelser från riktlinjen", "Deviations from the guideline")
        with paper.when("not answers.deviations"):
            paper.text("Inga.", "None.")
    paper.heading(1, "Uppföljning", "Follow-up")
    if paper.answers.asks("reporting"):
        paper.text("{{ answers.reporting }}", "{{ answers.reporting }}")
    else:
        paper.text(
            "Dokumentet följs upp: {{ answers.follow_up }}.", "The document is followed up: {{ answers.follow_up }}."
        )


def _papers(paper: Paper) -> None:
    paper.heading(1, "Beslutsunderlag", "Documents for the decision")
    paper.text(
        "{{ document.title }}, version {{ document.version }}, {{ document.date | date }}",
        "{{ document.title }}, version {{ document.version }}, {{ document.date | date }}",
        "List Bullet",
    )
    paper.heading(1, "Beslutet skickas till", "The decision is sent to")
    paper.text("{{ document.department }}", "{{ document.department }}", "List Bullet")
    with paper.each("receiver", "answers.distribution_list"):
        paper.docx.add_paragraph("{{ receiver }}", "List Bullet")


def _signers(paper: Paper) -> None:
    """Lines, not a table: Word wants an empty paragraph after a last table, and that may fall on a page of its own."""
    paper.text("Dokumentet är undertecknat av", "The document is signed by", "Etikett")
    waiting = paper.say("inväntar underskrift", "awaiting signature")
    with paper.each("s", "signatures"):
        words = f"{{{{ s.slot }}}}: {{% if s.name %}}{SIGNER}{{% else %}}{waiting}{{% endif %}}"
        paper.text(words, words, "List Bullet")
