"""The plan's annexes: action cards per role, where the contact list is, forms to fill in by hand."""

from making.paper import Paper


def annexes(paper: Paper) -> None:
    """Annexes A to C."""
    cards = paper.answers.has("answers.action_cards")
    paper.heading(1, "Bilaga A Åtgärdskort per roll", "Annex A Action cards per role", new_page=cards)
    if cards:
        paper.nothing("answers.action_cards", "Planen har inga kort per roll.", "The plan has no cards per role.")
        with paper.each("k", "answers.action_cards"):
            paper.heading(2, "{{ k.card_function }}", "{{ k.card_function }}")
            paper.answer("k.first_hour", "Första timmen", "First hour")
            paper.answer("k.to_four_hours", "1 till 4 timmar", "1 to 4 hours")
            paper.answer("k.to_one_day", "4 till 24 timmar", "4 to 24 hours")
            paper.answer("k.to_one_week", "1 till 7 dygn", "1 to 7 days")
    else:
        paper.text("Planens första sida är åtgärdskortet.", "The plan's first page is the action card.")
    paper.heading(1, "Bilaga B Kontaktlista", "Annex B Contact list")
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
    _blank_log(paper)


def _blank_log(paper: Paper) -> None:
    paper.heading(1, "Bilaga C Checklistor och blanketter", "Annex C Checklists and forms", new_page=True)
    paper.text(
        "Loggbok på papper: skriv händelser och beslut, när och av vem. Ta en ny rad för varje händelse.",
        "Paper log: write events and decisions, when and by whom. Take a new line for each event.",
    )
    widths = [2.2, 8.8, 2.8, 2.2]
    words = (
        ("Klockan", "Time"),
        ("Händelse eller beslut", "Event or decision"),
        ("Av vem", "By whom"),
        ("Klart", "Done"),
    )
    headers = [paper.say(*both) for both in words]
    table = paper.table(headers, widths, "Blankett för loggbok, att fylla i för hand", "Blank log, to fill in by hand")
    for number in range(1, 13):
        paper.row(table, widths, [f"{number}", "", "", ""])
