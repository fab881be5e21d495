"""The plan's procedures: how to work meanwhile, and how to bring what was lost back."""

from making.paper import Paper
from making.parts import chosen


def reserve(paper: Paper) -> None:
    """How each activity is carried on without what it lost."""
    paper.heading(1, "6 Reservrutiner", "6 Fallback procedures")
    paper.nothing(
        "answers.reserve_procedures", "Planen har inga reservrutiner.", "The plan has no fallback procedures."
    )
    with paper.each("p", "answers.reserve_procedures"):
        paper.heading(2, "{{ p.procedure_name }}", "{{ p.procedure_name }}")
        paper.facts(
            "Om reservrutinen",
            "About the fallback procedure",
            [
                ("Bortfall", "Loss", "{{ p.loss_type }}"),
                ("Aktiviteter", "Activities", "{{ p.activities | list }}"),
                ("Ersätter", "Replaces", "{{ p.resources | list }}"),
                ("Startsignal", "Trigger", "{{ p.trigger }}"),
                ("Igång inom", "Running within", "{{ p.start_h | duration }}"),
                ("Håller", "Lasts",
                 f"{{% if {chosen('p.unlimited')} %}}" + paper.say("Obegränsat", "Unlimited")
                 + "{% else %}{{ p.endurance_h | duration }}{% endif %}"),
                ("Nivå", "Level", "{{ p.level_achieved }} %"),
                ("Bemanning", "Staffing", "{{ p.staffing }}"),
                ("Material och plats", "Materials and location", "{{ p.materials }}"),
            ],
        )  # fmt: skip
        paper.answer("p.steps", "Så gör ni", "What to do")
        paper.answer("p.safety_considerations", "Tänk på", "Keep in mind")


def recovery(paper: Paper) -> None:
    """How each resource is taken into use again, and what was written on paper entered."""
    paper.heading(1, "7 Återställningsrutiner", "7 Recovery")
    paper.nothing(
        "answers.recovery_procedures", "Planen har inga återställningsrutiner.", "The plan has no recovery procedures."
    )
    with paper.each("p", "answers.recovery_procedures"):
        paper.heading(2, "{{ p.procedure_name }}", "{{ p.procedure_name }}")
        paper.facts(
            "Om återställningsrutinen",
            "About the recovery procedure",
            [
                ("Resurs", "Resource", "{{ p.resource }}"),
                ("Aktiviteter", "Activities", "{{ p.activities | list }}"),
                ("Ansvarig", "Responsible", "{{ p.owner }}"),
                ("Kontroll före drift", "Check before use", '{{ p.control | default("–") }}'),
                ("Efterregistrering", "Catching up", '{{ p.catch_up | default("–") }}'),
            ],
        )
        paper.answer("p.steps", "Så gör ni", "What to do")
