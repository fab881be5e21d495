"""Kontinuitetsplan: the plan, its first page an action card."""

from making import procedures
from making.action_card import action_card, escalation
from making.annexes import annexes
from making.contents import contents
from making.frame import front_table, header_and_footer, revisions, signatures
from making.paper import Column, Paper
from making.parts import chosen, distribution, secrecy, superseded

COVERED = f" if {chosen('a.covered')}"


def write(paper: Paper) -> None:
    """The whole document, in the order it is used."""
    header_and_footer(paper)
    action_card(paper)
    front_table(paper, new_page=True)
    contents(paper)
    _purpose(paper)
    _activation(paper)
    _team(paper)
    _priorities(paper)
    procedures.reserve(paper)
    procedures.recovery(paper)
    _communication(paper)
    _return(paper)
    _related(paper)
    _resources(paper)
    _gaps(paper)
    annexes(paper)
    revisions(paper)
    signatures(paper)


def _purpose(paper: Paper) -> None:
    paper.heading(1, "1 Syfte, mål och omfattning", "1 Purpose", new_page=True)
    paper.text("{{ answers.plan_objective }}", "{{ answers.plan_objective }}")
    paper.text(
        "Planen gäller för {{ document.department }}. Aktiviteterna som omfattas står i kapitel 5.",
        "The plan applies to {{ document.department }}. The activities covered are listed in chapter 5.",
    )
    secrecy(paper)
    paper.heading(1, "2 Antaganden", "2 Assumptions")
    paper.text("{{ answers.plan_assumptions }}", "{{ answers.plan_assumptions }}")
    paper.answer("answers.not_covered", "Omfattas inte", "Not covered")


def _activation(paper: Paper) -> None:
    paper.heading(1, "3 Aktivering och eskalering", "3 Activation")
    paper.rows(
        "Aktiveringskriterier",
        "Activation criteria",
        "c",
        "answers.activation_criteria",
        [
            Column("Det här har hänt", "This has happened", 5.5, "{{ c.event }}"),
            Column("Gränsen är nådd", "The limit is reached", 4, "{{ c.threshold }}"),
            Column("Beslut inom", "Decide within", 2, '{{ c.decide_within_h | duration | default("–") }}'),
            Column("Aktiviteter", "Activities", 4.5, "{{ c.activities | list }}"),
        ],
    )
    paper.facts(
        "Vem som får aktivera",
        "Who may activate",
        [
            ("Får aktivera", "May activate", "{{ answers.activation_authority }}"),
            ("Därefter, i ordning", "Then, in order", "{{ answers.activation_deputies | join(', ') }}"),
            ("Nummer", "Number", "{{ answers.activation_number }}"),
        ],
    )
    paper.answer("answers.activation_steps", "Så aktiveras planen", "How the plan is activated")
    paper.answer("answers.out_of_hours", "Kvällar, nätter och helger", "Evenings, nights and weekends")
    paper.heading(2, "Eskalering till krisledning", "Escalation to crisis management")
    escalation(paper)


def _team(paper: Paper) -> None:
    paper.heading(1, "4 Ledning, roller och mandat", "4 Team")
    paper.rows(
        "Kontinuitetsgruppen",
        "The continuity team",
        "m",
        "answers.team",
        [
            Column("Uppgift", "Task", 3, "{{ m.function }}"),
            Column("Roll", "Role", 4.2, "{{ m.role }}"),
            Column("Ersättare, i ordning", "Deputies, in order", 4.6, "{{ m.deputies | join(', ') | default('–') }}"),
            Column(
                "Mandat",
                "Mandate",
                4.2,
                '{{ m.mandate | default("–") }}{% if m.mandate_amount %} ({{ m.mandate_amount | number(0) }} '
                + paper.say("kr", "SEK")
                + "){% endif %}",
            ),
        ],
    )
    paper.facts(
        "Plats, avlösning och logg",
        "Place, relief and log",
        [
            ("Samlingsplats", "Meeting point", "{{ answers.meeting_point }}"),
            ("Reservplats", "Alternate point", "{{ answers.alternate_point }}"),
            ("Loggbok", "Log", "{{ answers.log_method }}"),
        ],
    )
    paper.answer("answers.shift_plan", "Avlösning", "Relief")


def _priorities(paper: Paper) -> None:
    paper.heading(1, "5 Prioriterade aktiviteter", "5 Priorities")
    paper.rows(
        "Prioriterade aktiviteter",
        "Prioritised activities",
        "a",
        "answers.covered_activities",
        [
            Column("Klass", "Class", 1.4, '{{ a.priority_class | default("–") }}'),
            Column("Aktivitet", "Activity", 5.2, "{{ a.activity_name }}"),
            Column("MTPD", "MTPD", 2, '{{ a.mtpd_h | duration | default("–") }}'),
            Column("RTO", "RTO", 2, "{{ a.rto_h | duration }}"),
            Column("Lägsta acceptabla nivå (MBCO)", "Minimum acceptable level (MBCO)", 5.4, "{{ a.mbco_text }}"),
        ],
        suffix=f' | sort(attribute="priority_class"){COVERED}',
    )


def _communication(paper: Paper) -> None:
    paper.heading(1, "8 Kommunikation och rapportering", "8 Communication")
    paper.rows(
        "Vem som ska få veta, och hur",
        "Who must be told, and how",
        "c",
        "answers.communications",
        [
            Column("Målgrupp", "Audience", 2.8, "{{ c.audience_kind }}: {{ c.audience }}"),
            Column("Kanal", "Channel", 2.7, "{{ c.channel }}"),
            Column("Reservkanal", "Reserve channel", 2.8, "{{ c.reserve_channel }}"),
            Column("Ansvarig", "Responsible", 3.8, "{{ c.owner }}"),
            Column("Budskap", "Message", 3.9, '{{ c.message | default("–") }}'),
        ],
    )
    paper.facts(
        "Rapporteringsplikter",
        "Reporting duties",
        [
            ("Kan bli aktuella", "May be needed", '{{ answers.reporting_duties | join("; ") }}'),
            ("Bedöms av", "Judged by", "{{ answers.reporting_owner }}"),
        ],
    )


def _return(paper: Paper) -> None:
    paper.heading(1, "9 Återgång och avslut", "9 Return & stand-down")
    paper.answer("answers.return_criteria", "När läget är stabilt", "When the situation is stable")
    paper.answer("answers.return_steps", "Så återgår ni", "How to stand down")
    paper.facts(
        "Beslut och utvärdering",
        "Decision and evaluation",
        [
            ("Beslutar om återgång", "Decides on standing down", "{{ answers.return_authority }}"),
            ("Utvärdering inom, dygn", "Evaluation within, days", "{{ answers.post_event_review_d }}"),
        ],
    )


def _related(paper: Paper) -> None:
    paper.heading(1, "10 Samband med andra planer", "10 Interrelationships")
    paper.rows(
        "Planer som den här hänger ihop med",
        "Plans that this one is connected to",
        "p",
        "answers.related_plans",
        [
            Column("Plan", "Plan", 4.5, "{{ p.plan_name }}"),
            Column("Så hänger de ihop", "How they are connected", 8, "{{ p.interface }}"),
            Column("Här i systemet", "Here in the system", 3.5, '{{ p.plan_document | default("–") }}'),
        ],
    )
    distribution(paper, listed=True)
    superseded(paper)


def _resources(paper: Paper) -> None:
    paper.heading(1, "11 Resurser, förvaring, försäkring och avtal", "11 Resources")
    paper.labelled(
        "Papperskopior av planen",
        "Paper copies of the plan",
        "k",
        "answers.copies",
        [
            Column("Plats", "Place", 6.4, "{{ k.place }}"),
            Column("Exemplar", "Copies", 2.6, "{{ k.number_of_copies }}"),
            Column("Ansvarig", "Responsible", 4, "{{ k.owner }}"),
            Column("Utbytt", "Replaced", 3, "{% if k.replaced_on %}{{ k.replaced_on | date }}{% else %}–{% endif %}"),
        ],
    )
    paper.listed(
        "Utrustning",
        "Equipment",
        "u",
        "answers.equipment",
        [
            Column("Vad", "What", 6, "{{ u.item }}"),
            Column("Plats", "Place", 6, "{{ u.place }}"),
            Column("Ansvarig", "Responsible", 4, '{{ u.owner | default("–") }}'),
        ],
    )
    paper.listed(
        "Försäkringar",
        "Insurance",
        "f",
        "answers.insurance",
        [
            Column("Vad", "What", 3.5, "{{ f.insurance_type }}"),
            Column("Nummer", "Number", 4.5, "{{ f.reference }}"),
            Column("Självrisk", "Deductible", 3, '{{ f.deductible | default("–") }}'),
            Column("Anmälan", "Claim", 5, '{{ f.claim | default("–") }}'),
        ],
    )
    paper.listed(
        "Avtal",
        "Contracts",
        "v",
        "answers.contracts",
        [
            Column("Leverantör", "Supplier", 4, "{{ v.supplier }}"),
            Column("Avtalat", "Agreed", 4.5, "{{ v.contract }}"),
            Column("Servicenivå", "Service level", 4, '{{ v.service_level | default("–") }}'),
            Column("Jour", "On call", 3.5, '{{ v.on_call | default("–") }}'),
        ],
    )


def _gaps(paper: Paper) -> None:
    paper.heading(1, "12 Strategi, kvarstående gap och åtgärder", "12 Strategy & gaps")
    paper.text(
        "Alla gap är hanterade eller accepterade: {{ answers.gaps_handled }}.",
        "All gaps are handled or accepted: {{ answers.gaps_handled }}.",
    )
    with paper.when_answered("answers.planned_cost"):
        paper.text(
            "Åtgärderna kostar tillsammans {{ answers.planned_cost | number(0) }} kr.",
            "Together the actions cost SEK {{ answers.planned_cost | number(0) }}.",
        )
    paper.rows(
        "Gap och hur de möts",
        "Gaps and how they are met",
        "g",
        "answers.strategies",
        [
            Column("Gap", "Gap", 4.1, "{{ g.gap }}"),
            Column("Resurs", "Resource", 2.9, "{{ g.resource }}"),
            Column("Strategi", "Strategy", 3, "{{ g.strategy | list }}"),
            Column("Kvarstår", "Remains", 3, '{{ g.residual_gap | default("–") }}'),
            Column("Accepterat av, till", "Accepted by, until", 3,
                   "{% if g.accepted_by is omitted %}{{ g.accepted_by }}"
                   "{% elif g.accepted_by %}{{ g.accepted_by }},\n{{ g.accepted_until | date }}{% else %}–{% endif %}"),
        ],
    )  # fmt: skip
    paper.labelled(
        "Åtgärder",
        "Actions",
        "g",
        "answers.strategies",
        [
            Column("Åtgärd", "Action", 4.9, "{{ g.action }}"),
            Column("Ansvarig", "Responsible", 3.8, '{{ g.owner | default("–") }}'),
            Column("Klart", "Done by", 2.2, '{{ g.due | date | default("–") }}'),
            Column("Kostnad (kr)", "Cost (SEK)", 2.0, '{{ g.cost_estimate | number(0) | default("–") }}'),
            Column("Betalas av", "Paid by", 3.1, '{{ g.budget_owner | default("–") }}'),
        ],
        suffix=' | selectattr("action")',
        empty=("Inga åtgärder är beslutade.", "No actions have been decided."),
    )
