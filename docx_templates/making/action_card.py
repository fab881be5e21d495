"""The plan's first page: an action card that says when, who and which number."""

from making.frame import VERSION_EN, VERSION_SV, notes
from making.paper import Column, Paper


def action_card(paper: Paper) -> None:
    """Page 1: when, who, which number - functions and duty numbers only."""
    paper.text(
        "{{ document.municipality }} · {{ document.department }}",
        "{{ document.municipality }} · {{ document.department }}",
        "Band",
    )
    paper.text(f"{{{{ document.title }}}}, {VERSION_SV}", f"{{{{ document.title }}}}, {VERSION_EN}", "Subtitle")
    notes(paper)
    paper.heading(1, "Åtgärdskort: aktivering", "Action card: activation")
    paper.text("Ring", "Call", "Etikett")
    paper.text("{{ answers.activation_number }}", "{{ answers.activation_number }}", "Stor")
    paper.text("Den som först nås av dessa beslutar", "Whoever of these is reached first decides", "Etikett")
    paper.text(
        "{{ answers.activation_authority }}, därefter {{ answers.activation_deputies | join(', ') }}",
        "{{ answers.activation_authority }}, then {{ answers.activation_deputies | join(', ') }}",
    )
    paper.text("Använd planen när", "Use the plan when", "Etikett")
    _criteria(paper)
    paper.answer("answers.activation_steps", "Gör så här", "Do this")
    paper.answer("answers.out_of_hours", "Kvällar, nätter och helger", "Evenings, nights and weekends")
    paper.text("Kontakta krisledningen när", "Contact crisis management when", "Etikett")
    escalation(paper)


def _criteria(paper: Paper) -> None:
    paper.rows(
        "När planen ska användas",
        "When the plan shall be used",
        "c",
        "answers.activation_criteria",
        [
            Column("Det här har hänt", "This has happened", 9, "{{ c.event }}"),
            Column("Gränsen är nådd", "The limit is reached", 7, "{{ c.threshold }}"),
        ],
    )


def escalation(paper: Paper) -> None:
    """When crisis management is contacted, and how."""
    paper.rows(
        "När krisledningen kontaktas",
        "When crisis management is contacted",
        "e",
        "answers.escalation_criteria",
        [
            Column("Läge", "Situation", 10, "{{ e.situation }}"),
            Column("Kontakta", "Contact", 6, "{{ e.contact }}"),
        ],
    )
