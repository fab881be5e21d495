"""What the documents of the whole municipality share: a page on its side, header and footer, cover and front table."""

from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt

from making.contents import contents
from making.frame import front_table, page_number, tabs
from making.paper import Paper

WIDE = 25.7  # cm between the margins of a page on its side


def on_its_side(paper: Paper) -> None:
    """A4 on its side, for tables with many columns."""
    section = paper.docx.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2)


def header_and_footer(paper: Paper) -> None:
    """Municipality, status and the secrecy marking above; title, version and page below."""
    section = paper.docx.sections[0]
    head = section.header
    first = head.paragraphs[0]
    first.add_run("{{ document.municipality }}\t")
    first.add_run("{{ document.status }}").bold = True
    tabs(first, WIDE)
    for words in ("{% if document.marking %}", "{{ document.marking }}", "{% endif %}"):
        head.add_paragraph(words, "Header")
    foot = section.footer.paragraphs[0]
    version = paper.say("version", "version")
    foot.add_run(
        f"{{{{ document.title }}}}{{% if document.version %}}, {version} {{{{ document.version }}}}{{% endif %}}"
        "{% if document.snapshot %} · {{ document.snapshot }}{% endif %}"
    )
    page_number(paper, foot)
    tabs(foot, WIDE)


def cover(paper: Paper) -> None:
    """Municipality, title and date, the front table and what the document holds."""
    on_its_side(paper)
    header_and_footer(paper)
    paper.text("{{ document.municipality }}", "{{ document.municipality }}", "Band")
    paper.text("{{ document.title }}", "{{ document.title }}", "Title")
    title = paper.docx.styles["Title"]
    title.paragraph_format.space_before, title.font.size = Cm(0), Pt(20)
    paper.text('{{ document.date | date("long") }}', '{{ document.date | date("long") }}', "Subtitle")
    front_table(paper)
    contents(paper)
