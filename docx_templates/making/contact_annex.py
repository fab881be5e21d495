"""Kontaktbilaga: the persons and numbers of a plan, kept apart from it so that they can change without it."""

from docx.shared import Pt

from making.frame import SIGNER, VERSION_EN, VERSION_SV, header_and_footer, notes, smaller_headings
from making.paper import Column, Paper


def write(paper: Paper) -> None:
    """The contacts first, for whoever needs a number now; then who keeps them and who signed."""
    header_and_footer(paper)
    _marked(paper)
    smaller_headings(paper)
    paper.docx.styles["Title"].paragraph_format.space_before = Pt(0)
    paper.text("{{ document.municipality }}", "{{ document.municipality }}", "Band")
    paper.text("{{ document.title }}", "{{ document.title }}", "Title")
    paper.text("{{ document.department }}", "{{ document.department }}", "Subtitle")
    notes(paper)
    _front(paper)
    _contacts(paper)
    _kept_by(paper)
    _signed(paper)


def _marked(paper: Paper) -> None:
    """On every page: whatever the plan was assessed as, this is what must be assessed first."""
    words = paper.say(
        "S: uppgifterna sekretessprövas innan de lämnas ut.",
        "S: the information is assessed for secrecy before it is handed out.",
    )
    for line in ('{% if document.edition == "full" %}', words, "{% endif %}"):
        paper.docx.sections[0].header.add_paragraph(line, "Header")


def _front(paper: Paper) -> None:
    paper.heading(1, "Metadatatabell", "Document data")
    paper.facts(
        "Uppgifter om bilagan",
        "Data on the annex",
        [
            ("Gäller för", "Applies to", "{{ document.department }}"),
            ("Hör till", "Belongs to", f"{{{{ document.step }}}}, {paper.say(VERSION_SV, VERSION_EN)}"),
            ("Dokumenttyp", "Document type", paper.say("Bilaga", "Annex")),
            ("Version", "Version", "{{ document.version }}"),
            ("Datum", "Date", "{{ document.date | date }}"),
            ("Diarienummer", "Registration no.", '{{ document.case_number | default("–") }}'),
            ("Dokumentansvarig", "Document owner", '{{ answers.document_owner | default("–") }}'),
        ],
    )


def _contacts(paper: Paper) -> None:
    paper.heading(1, "Kontaktlista", "Contact list")
    paper.rows(
        "Kontaktlista",
        "Contact list",
        "c",
        "answers.contacts",
        [
            Column("Funktion", "Function", 3.0, "{{ c.function }}"),
            Column("Namn", "Name", 2.6, '{{ c.person | default("–") }}'),
            Column("Organisation", "Organisation", 3.0, "{{ c.organisation }}"),
            Column("Telefon", "Phone", 2.5, "{{ c.phone }}"),
            Column("Reservväg", "Another way", 2.4, '{{ c.reserve_channel | default("–") }}'),
            Column("Kontrollerad", "Checked", 2.5, "{{ c.checked_on | date }}"),
        ],
    )


def _kept_by(paper: Paper) -> None:
    paper.heading(1, "Så hålls bilagan aktuell", "How the annex is kept up to date")
    paper.text(
        "Kontinuitetssamordnaren för bilagan och kontrollerar varje uppgift minst en gång i kvartalet. När något ändras"
        " skriver samordnaren eller chefen under en ny version. Planen behöver då inte fastställas på nytt.",
        "The continuity coordinator keeps the annex and checks each entry at least once a quarter. When something changes,"
        " the coordinator or the head signs a new version. The plan need not be adopted again.",
    )
    paper.text(
        "Byt ut alla papperskopior när en ny version kommer och förstör de gamla. För den som har skyddade personuppgifter"
        " anges bara funktion och växel.",
        "Replace all paper copies when there is a new version and destroy the old ones. For whoever has a protected identity"
        " only the function and the switchboard are given.",
    )


def _signed(paper: Paper) -> None:
    paper.heading(1, "Underskrifter", "Signatures")
    columns = [
        Column("Underskrift", "Signature", 3.5, "{{ s.slot }}"),
        Column(
            "Vem",
            "Who",
            6.5,
            f"{{% if s.name %}}{SIGNER}{{% else %}}{paper.say('Inväntar underskrift', 'Awaiting signature')}{{% endif %}}",
        ),
        Column(
            "När och hur", "When and how", 6, "{% if s.name %}{{ s.signed_at }}, {{ s.method }}{% else %}–{% endif %}"
        ),
    ]
    paper.rows("Underskrifter i ordning", "Signatures in order", "s", "signatures", columns, together=True)
    with paper.when("signing_copy"):
        paper.text("Det undertecknade exemplarets SHA-256:", "SHA-256 of the signing copy:", "Etikett")
        paper.text("{{ signing_copy.sha256 }}", "{{ signing_copy.sha256 }}", "Diskret")
