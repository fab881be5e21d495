"""Frågorna: a step's questions, blank to take to a meeting, or with the answers so far."""

from docx.shared import Cm

from making.frame import header_and_footer, notes
from making.paper import Paper


def write(paper: Paper) -> None:
    """Each section with its questions and room for, or the text of, the answers."""
    header_and_footer(paper)
    paper.text(
        "{{ document.municipality }} · {{ document.department }}",
        "{{ document.municipality }} · {{ document.department }}",
        "Band",
    )
    paper.text("{{ document.title }}", "{{ document.title }}", "Title")
    paper.text("Frågorna i det här steget", "The questions in this step", "Subtitle")
    notes(paper)
    with paper.each("section", "sections"):
        paper.heading(1, "{{ section.title }}", "{{ section.title }}")
        with paper.when("section.intro"):
            paper.text("{{ section.intro }}", "{{ section.intro }}")
        _table(paper)


def _table(paper: Paper) -> None:
    """Label and hint to the left, room to write or the answer to the right."""
    widths = [8.0, 8.0]
    headers = [paper.say("Fråga", "Question"), paper.say("Svar", "Answer")]
    table = paper.table(headers, widths, "Frågor och svar", "Questions and answers")
    answer = "{% if q.answer %}{{ q.answer }}{% endif %}{% if q.unit %} {{ q.unit }}{% endif %}{%tr endfor %}"
    row = paper.row(table, widths, ["{%tr for q in section.rows %}{{ q.label }}", answer])
    row.height = Cm(1.3)  # at least: room for a pen
    for words in ("{%p if q.hint %}", "{{ q.hint }}", "{%p endif %}"):
        row.cells[0].add_paragraph(words, "Diskret")
