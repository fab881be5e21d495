"""What every document has: cover and front table, header and footer, revisions, signatures and approvals."""

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from making.contents import contents
from making.paper import Column, Paper

VERSION_SV = "version {{ document.version }}{% if document.preliminary %} (preliminärt){% endif %}"
VERSION_EN = "version {{ document.version }}{% if document.preliminary %} (preliminary){% endif %}"

SIGNER = "{{ s.name }}{% if s.title and s.title not in s.name %}, {{ s.title }}{% endif %}"  # a title may be the name


def cover(paper: Paper, *, listed: bool = True) -> None:
    """A calm first page: municipality, title, department, version and date, the front table, the list of contents."""
    paper.text("{{ document.municipality }}", "{{ document.municipality }}", "Band")
    paper.text("{{ document.title }}", "{{ document.title }}", "Title")
    paper.text("{{ document.department }}", "{{ document.department }}", "Subtitle")
    paper.text(
        f'{VERSION_SV.capitalize()}, {{{{ document.date | date("long") }}}}',
        f'{VERSION_EN.capitalize()}, {{{{ document.date | date("long") }}}}',
    )
    notes(paper)
    front_table(paper)
    if listed:
        contents(paper)


def smaller_headings(paper: Paper) -> None:
    """For a document of a page or two, which has many headings over few words."""
    style = paper.docx.styles["Heading 1"]
    style.font.size = Pt(13)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(10), Pt(3)
    below = paper.docx.styles["Heading 2"]
    below.font.size = Pt(11)
    below.paragraph_format.space_before, below.paragraph_format.space_after = Pt(8), Pt(2)
    paper.docx.styles["Title"].font.size = Pt(24)


def notes(paper: Paper) -> None:
    """What must be said first of a translation or of an extract."""
    with paper.when("document.translated"):
        paper.text("{{ document.translation_note }}", "{{ document.translation_note }}", "Etikett")
    with paper.when('document.edition == "open"'):
        paper.text("{{ document.edition_label }}", "{{ document.edition_label }}", "Etikett")


def front_table(paper: Paper, *, new_page: bool = False) -> None:
    """The nine labels in their order, then type, version and status."""
    paper.heading(1, "Metadatatabell", "Document data", new_page=new_page)
    columns = [
        Column("Uppgift", "Item", 5.5, "{{ row.label }}"),
        Column("Innehåll", "Content", 10.5, '{{ row.value | default("–") }}'),
    ]
    paper.rows("Uppgifter om dokumentet och beslutet", "Data on the document and the decision", "row", "meta", columns)


def header_and_footer(paper: Paper, title: str = "") -> None:
    """Department and status above; page, version and the snapshot's short hash below.

    A paper with a `title` of its own is not the document that is drafted and signed, and says nothing of its status.
    """
    section = paper.docx.sections[0]
    head = section.header
    first = head.paragraphs[0]
    first.add_run("{{ document.municipality }} · {{ document.department }}\t")
    if not title:
        first.add_run("{{ document.status }}").bold = True
    tabs(first)
    for words in ("{% if document.marking %}", "{{ document.marking }}", "{% endif %}"):
        head.add_paragraph(words, "Header")
    foot = section.footer.paragraphs[0]
    version = (
        ", " + paper.say(VERSION_SV, VERSION_EN) + "{% if document.snapshot %} · {{ document.snapshot }}{% endif %}"
    )
    foot.add_run(f"{title}: {{{{ document.title }}}}" if title else "{{ document.title }}" + version)
    page_number(paper, foot)
    tabs(foot)


def page_number(paper: Paper, paragraph: Paragraph) -> None:
    """ "Sida 2 av 7" after a tab; Word counts the pages itself."""
    paragraph.add_run("\t" + paper.say("Sida ", "Page "))
    _field(paragraph, "PAGE")
    paragraph.add_run(paper.say(" av ", " of "))
    _field(paragraph, "NUMPAGES")


def tabs(paragraph: Paragraph, width: float = 16) -> None:
    """What stands after a tab goes to the right margin, `width` cm from the left one."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(width), WD_TAB_ALIGNMENT.RIGHT)


def _field(paragraph: Paragraph, code: str) -> None:
    for kind in ("begin", code, "separate", "1", "end"):
        run = paragraph.add_run()
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif kind == code:
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {code} "
            instruction.set(qn("xml:space"), "preserve")
            run._r.append(instruction)
        else:
            run.text = kind


def revisions(paper: Paper, *, new_page: bool = True) -> None:
    """The revision table."""
    paper.heading(1, "Revisionshistorik", "Revision history", new_page=new_page)
    columns = [
        Column("Datum", "Date", 2.5, "{{ r.date | date }}"),
        Column("Ändrat av", "Changed by", 5, "{% if r.changed_by %}{{ r.changed_by }}{% else %}–{% endif %}"),
        Column("Kapitel", "Chapter", 2, "{% if r.chapter %}{{ r.chapter }}{% else %}–{% endif %}"),
        Column("Beskrivning av ändring", "Description of change", 6.5, "{{ r.description }}"),
    ]
    paper.rows("Ändringar av dokumentet", "Changes to the document", "r", "revisions", columns)
    changes(paper)


def changes(paper: Paper) -> None:
    """What differs from the version before, by row and field; a first version says nothing of it."""
    with paper.when("changes"):
        paper.heading(2, "Ändringar sedan föregående version", "Changes since the previous version")
        paper.text(
            "Jämfört med version {{ changes.version }}. {{ changes.unchanged }} svar är oförändrade.",
            "Compared with version {{ changes.version }}. {{ changes.unchanged }} answers are unchanged.",
            "Diskret",
        )
        columns = [
            Column("Var", "Where", 3.6, "{{ c.where }}"),
            Column("Fråga", "Question", 3.6, "{{ c.question }}"),
            Column("Förut", "Before", 4.4, "{% if c.before %}{{ c.before }}{% else %}–{% endif %}"),
            Column("Nu", "Now", 4.4, "{% if c.after %}{{ c.after }}{% else %}–{% endif %}"),
        ]
        empty = ("Inga svar är ändrade.", "No answers have been changed.")
        what = ("Ändrade svar och rader", "Changed answers and rows")
        paper.rows(*what, "c", "changes.rows", columns, small=True, empty=empty)


def signatures(paper: Paper) -> None:
    """The last chapter, on the revision table's page: advice, signatures, the signing copy and a body's decision."""
    paper.heading(1, "Underskrifter och godkännanden", "Signatures and approvals")
    _advice(paper)
    _signed(paper)
    with paper.when("signing_copy"):
        paper.text("Det undertecknade exemplarets SHA-256:", "SHA-256 of the signing copy:", "Etikett")
        paper.text("{{ signing_copy.sha256 }}", "{{ signing_copy.sha256 }}", "Diskret")
    _decision(paper)


def _advice(paper: Paper) -> None:
    paper.heading(2, "Samråd", "Advice")
    paper.text(
        "Yttrandet är ett råd och inget godkännande.",
        "Advice is given as support and is not an approval.",
        "Diskret",
    )
    with paper.when("advice_note"):
        paper.text("{{ advice_note }}", "{{ advice_note }}")
    columns = [
        Column("Roll", "Role", 4.4, "{{ a.role }}"),
        Column("Namn", "Name", 4.8, "{% if a.name %}{{ a.name }}{% else %}–{% endif %}"),
        Column("Datum", "Date", 2.2, "{% if a.date %}{{ a.date | date }}{% else %}–{% endif %}"),
        Column("Yttrande", "Advice", 4.6, "{{ a.advice }}{% if a.text %}: {{ a.text }}{% endif %}"),
    ]
    with paper.when("advice or not advice_note"):
        empty = ("Inga yttranden har lämnats.", "No advice has been given.")
        paper.rows("Yttranden under samrådet", "Advice given", "a", "advice", columns, empty=empty)


def _signed(paper: Paper) -> None:
    paper.heading(2, "Underskrifter", "Signatures")
    waiting = paper.say("Inväntar underskrift", "Awaiting signature")
    who = (
        f"{{% if s.name %}}{SIGNER}{{% if s.unit and s.unit not in s.name %}}, {{{{ s.unit }}}}{{% endif %}}"
        f"{{% if s.capacity %}} ({{{{ s.capacity }}}}){{% endif %}}{{% else %}}{waiting}{{% endif %}}"
    )
    columns = [
        Column("Underskrift", "Signature", 2.5, "{{ s.slot }}"),
        Column("Vem", "Who", 4.9, who),
        Column("Försäkran", "Statement", 5.2, "{% if s.name %}{{ s.statement }}{% else %}–{% endif %}"),
        Column(
            "När och hur", "When and how", 3.4, "{% if s.name %}{{ s.signed_at }}, {{ s.method }}{% else %}–{% endif %}"
        ),
    ]
    paper.rows("Underskrifter i ordning", "Signatures in order", "s", "signatures", columns)


def _decision(paper: Paper) -> None:
    with paper.when("decision"):
        paper.heading(2, "Beslut", "Decision")
        paper.text(
            "{{ decision.body }} {{ decision.date | date }} {{ decision.paragraph }}: {{ decision.outcome }}.",
            "{{ decision.body }} {{ decision.date | date }} {{ decision.paragraph }}: {{ decision.outcome }}.",
        )
        with paper.when("decision.amended"):
            paper.text(
                "Ändrad genom {{ decision.body }} {{ decision.date | date }} {{ decision.paragraph }}.",
                "Amended by {{ decision.body }} {{ decision.date | date }} {{ decision.paragraph }}.",
            )
            paper.text(
                "Undertecknat innehåll, SHA-256: {{ decision.snapshot }}",
                "Signed content, SHA-256: {{ decision.snapshot }}",
                "Diskret",
            )
            paper.text(
                "Beslutat innehåll, SHA-256: {{ decision.amended_snapshot }}",
                "Decided content, SHA-256: {{ decision.amended_snapshot }}",
                "Diskret",
            )
