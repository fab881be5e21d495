"""The plan's annexes: action cards per role, where the contact list is, forms to fill in by hand."""

from collections.abc import Sequence

from docx.shared import Cm

from making.paper import Column, Paper


def annexes(paper: Paper) -> None:
    """Annexes A to C."""
    cards = paper.answers.has("answers.action_cards")
    paper.heading(1, "Bilaga A Åtgärdskort per roll", "Annex A Action cards per role", new_page=cards)
    if cards:
        paper.nothing(
            "answers.action_cards",
            "Planen har inga kort per roll. Planens första sida är åtgärdskortet.",
            "The plan has no cards per role. The plan's first page is the action card.",
        )
        with paper.each("k", "answers.action_cards"):
            with paper.when("loop.first"):
                paper.heading(2, "{{ k.card_function }}", "{{ k.card_function }}")
            with paper.when("not loop.first"):  # a page each, to be handed out
                paper.heading(2, "{{ k.card_function }}", "{{ k.card_function }}", new_page=True)
            paper.answer("k.first_hour", "Första timmen", "First hour")
            paper.answer("k.to_four_hours", "1 till 4 timmar", "1 to 4 hours")
            paper.answer("k.to_one_day", "4 till 24 timmar", "4 to 24 hours")
            paper.answer("k.to_one_week", "1 till 7 dygn", "1 to 7 days")
    else:
        paper.text("Planens första sida är åtgärdskortet.", "The plan's first page is the action card.")
    paper.heading(1, "Bilaga B Kontaktlista", "Annex B Contact list", new_page=cards)
    with paper.when("document.annex"):
        paper.text(
            "Kontaktlistan är ett dokument för sig: {{ document.annex }}, version {{ document.version }} eller senare. Den"
            " uppdateras utan att planen fastställs på nytt. Personers namn och nummer står bara där; planen nämner"
            " funktioner.",
            "The contact list is a document of its own: {{ document.annex }}, version {{ document.version }} or later. It is"
            " updated without adopting the plan again. Names and numbers of persons stand there alone; the plan names"
            " functions.",
        )
    with paper.when("not document.annex"):
        paper.text("Kontaktlistan förvaras för sig.", "The contact list is kept apart.")
    paper.text(
        "Når du inte fram, ring {{ answers.activation_number }}.",
        "If you cannot get through, call {{ answers.activation_number }}.",
    )
    _forms(paper)


FORM_ROWS, FORM_ROW_CM = 19, 0.95  # a page of lines that a hand can write on


def _forms(paper: Paper) -> None:
    """Blank forms for what is written while the systems are down, a page each."""
    paper.heading(1, "Bilaga C Checklistor och blanketter", "Annex C Checklists and forms", new_page=True)
    _form(
        paper,
        ("Loggbok på papper", "Paper log"),
        (
            "Skriv händelser och beslut, när och av vem. Ta en ny rad för varje händelse.",
            "Write events and decisions, when and by whom. Take a new line for each event.",
        ),
        [
            Column("Nr", "No", 1.1, ""),
            Column("Klockan", "Time", 2, ""),
            Column("Händelse eller beslut", "Event or decision", 8, ""),
            Column("Av vem", "By whom", 2.9, ""),
            Column("Klart", "Done", 2, ""),
        ],
    )
    _form(
        paper,
        ("Papperslista", "Paper list"),
        (
            "Skriv det som görs på papper och ska föras in när systemet är igång igen. Skriv inte mer om enskilda än arbetet kräver.",
            "Write what is done on paper and shall be entered when the system runs again. Write no more of individuals than the"
            " work requires.",
        ),
        [
            Column("Nr", "No", 1.1, ""),
            Column("Klockan", "Time", 2, ""),
            Column("Vem eller vad det gäller", "Whom or what it concerns", 4.6, ""),
            Column("Vad som gjordes", "What was done", 4.4, ""),
            Column("Av vem", "By whom", 2, ""),
            Column("Infört", "Entered", 1.9, ""),
        ],
        new_page=True,
    )


def _form(
    paper: Paper, title: tuple[str, str], how: tuple[str, str], columns: Sequence[Column], *, new_page: bool = False
) -> None:
    label = paper.text(*title, "Etikett")
    if label is not None:
        label.paragraph_format.page_break_before = new_page or None
    paper.text(*how)
    widths = [column.width for column in columns]
    table = paper.table([paper.say(column.sv, column.en) for column in columns], widths, *title)
    for number in range(1, FORM_ROWS + 1):
        row = paper.row(table, widths, [f"{number}", *("" for _column in columns[1:])])
        row.height = Cm(FORM_ROW_CM)
