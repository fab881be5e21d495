"""Frågorna: a step's questions, blank to take to a meeting, or with the answers so far."""

from making.frame import header_and_footer, notes
from making.paper import Paper


def write(paper: Paper) -> None:
    """Each page of the form, once or for each row of its list, with room for, or the text of, the answers."""
    header_and_footer(paper, paper.say("Frågorna", "The questions"))
    paper.text(
        "{{ document.municipality }} · {{ document.department }}",
        "{{ document.municipality }} · {{ document.department }}",
        "Band",
    )
    paper.text("{{ document.title }}", "{{ document.title }}", "Title")
    paper.text("Frågorna i det här steget", "The questions in this step", "Subtitle")
    notes(paper)
    with paper.each("section", "sections"):
        with paper.when("section.first"):
            paper.heading(1, "{{ section.title }}", "{{ section.title }}")
            with paper.when("section.intro"):
                paper.text("{{ section.intro }}", "{{ section.intro }}")
        with paper.when("section.name"):
            paper.heading(2, "{{ section.name }}", "{{ section.name }}")
        _table(paper)


def _table(paper: Paper) -> None:
    """Label and hint to the left, room to write or the answer to the right."""
    widths = [8.0, 8.0]
    headers = [paper.say("Fråga", "Question"), paper.say("Svar", "Answer")]
    table = paper.table(headers, widths, "Frågor och svar", "Questions and answers")
    row = paper.row(table, widths, ["{%tr for q in section.rows %}{{ q.label }}", "{%p if q.unit %}"])
    for words in ("{%p if q.hint %}", "{{ q.hint }}", "{%p endif %}"):
        row.cells[0].add_paragraph(words, "Diskret")
    for words in (
        "{% if q.answer is answered %}{{ q.answer | number }} {% endif %}{{ q.unit }}",
        "{%p elif q.answer is answered %}",
        "{{ q.answer | number }}",  # alone, so that a long text keeps its paragraphs and lists
        "{%p endif %}",
        "{%p if not q.answer is answered %}",
        *[""] * 3,  # room for a pen
        "{%p endif %}{%tr endfor %}",
    ):
        row.cells[1].add_paragraph(words, "Tabell")
