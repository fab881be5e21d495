"""Parts that several documents share: the criteria model, the glossary, lists of actions."""

from collections.abc import Sequence

from making.paper import Column, Paper


def chosen(expression: str) -> str:
    """A condition that holds when a yes-or-no question was answered yes, whatever the language."""
    return f'({expression} | yesno("1", "0")) == "1"'


def criteria_model(paper: Paper) -> None:
    """The municipality's levels and categories, as numbers and words beside the colours."""
    paper.text(
        "En konsekvens är oacceptabel från och med den nivå som anges för varje kategori. Tidpunkter: {{ criteria.times | join(', ') }}.",
        "An impact is unacceptable from the level given for each category. Points in time: {{ criteria.times | join(', ') }}.",
    )
    paper.rows(
        "Konsekvensnivåer",
        "Levels of impact",
        "level",
        "criteria.levels",
        [
            Column("Nivå", "Level", 2, "{% cellbg level.colour %}{{ level.level }}"),
            Column("Ord", "Word", 14, "{{ level.word }}"),
        ],
        together=True,
    )
    paper.rows(
        "Kategorier och första oacceptabla nivå",
        "Categories and first unacceptable level",
        "category",
        "criteria.categories",
        [
            Column("Kategori", "Category", 4, "{{ category.label }}"),
            Column(
                "Oacceptabel från", "Unacceptable from", 4, "{{ category.threshold }} {{ category.threshold_word }}"
            ),
            Column("Det betyder nivån 3", "What level 3 means", 8, '{{ category.means | default("–") }}'),
        ],
    )


def actions(paper: Paper, sv: str, en: str, expression: str, extra: Sequence[Column] = ()) -> None:
    """Actions with who, when and what they cost."""
    rest = 5.8 - sum(column.width for column in extra)
    columns = [
        *extra,
        Column("Åtgärd", "Action", rest, "{{ action.action }}"),
        Column("Ansvarig", "Responsible", 3.7, "{{ action.owner }}"),
        Column("Klart", "Done by", 2, "{{ action.due | date }}"),
        Column("Kostnad (kr)", "Cost (SEK)", 1.7, '{{ action.cost_estimate | number(0) | default("–") }}'),
        Column("Betalas av", "Paid by", 2.8, '{{ action.budget_owner | default("–") }}'),
    ]
    paper.rows(sv, en, "action", expression, columns)


def secrecy(paper: Paper) -> None:
    """The secrecy assessment and the provision."""
    paper.text("Sekretess", "Secrecy", "Etikett")
    paper.facts(
        "Sekretessbedömning",
        "Secrecy assessment",
        [
            ("Sekretessbedömning", "Secrecy assessment", "{{ answers.secrecy_assessment }}"),
            ("Bestämmelse", "Provision", '{{ answers.secrecy_provision | default("–") }}'),
            (
                "Bedömt",
                "Assessed",
                '{{ answers.marked_by | default("–") }}{% if answers.marked_on %} {{ answers.marked_on | date }}{% endif %}',
            ),
        ],
    )


def distribution(paper: Paper, *, listed: bool = False) -> None:
    """How the document is followed up, the documents that belong together with it, and who receives it.

    `listed` where the form picks the documents in the register instead of describing them.
    """
    paper.answer("answers.follow_up_how", "Så följs dokumentet upp", "How the document is followed up")
    if listed:
        words = "{{ answers.related_documents | list }}"
        with paper.when_answered("answers.related_documents"):
            paper.text(f"Se även: {words}.", f"See also: {words}.")
    else:
        paper.answer("answers.related_documents", "Relaterade styrdokument", "Related documents")
    with paper.when_answered("answers.distribution_list"):
        paper.text("Sändlista", "Distribution", "Etikett")
        paper.text("{{ answers.distribution_list | list }}", "{{ answers.distribution_list | list }}")


def superseded(paper: Paper) -> None:
    """The documents that this one replaces; nothing when there are none."""
    paper.listed(
        "Dokument som ersätts",
        "Documents that are replaced",
        "old",
        "answers.supersedes",
        [
            Column("Ersätter", "Replaces", 8, "{{ old.title }}"),
            Column("Beslutad av", "Decided by", 4.5, '{{ old.decided_by }} {{ old.paragraph | default("") }}'),
            Column("Datum", "Date", 3.5, "{{ old.date | date }}"),
        ],
    )


GLOSSARY = (
    ("Kontinuitetshantering", "Business continuity management",
     "Arbetssättet som säkerställer att en verksamhet kan driva sin mest kritiska verksamhet på en acceptabel nivå, oavsett vilka störningar som inträffar.",
     "The way of working that makes sure that an organisation can run its most critical activities at an acceptable level, whatever disruptions occur."),
    ("Aktivitet", "Activity", "Något som levereras till någon.", "Something that is delivered to someone."),
    ("Samhällsviktig verksamhet", "Societally important activity",
     "Verksamhet, tjänst eller infrastruktur som upprätthåller eller säkerställer nödvändiga samhällsfunktioner.",
     "An activity, service or infrastructure that maintains or secures necessary functions of society."),
    ("Maximal tolerabel avbrottstid (MTPD)", "Maximum tolerable period of disruption (MTPD)",
     "Tiden tills konsekvensen av ett avbrott blir oacceptabel.", "The time until the impact of a disruption becomes unacceptable."),
    ("Återställningstid, mål (RTO)", "Recovery time objective (RTO)",
     "När aktiviteten senast ska vara igång på lägsta acceptabla nivå.", "By when the activity shall be running at the minimum acceptable level."),
    ("Lägsta acceptabla nivå (MBCO)", "Minimum acceptable level (MBCO)",
     "Det som minst måste utföras under ett avbrott.", "What must be done at least during a disruption."),
    ("Ikapparbetning (WRT)", "Work recovery time (WRT)",
     "Tiden det tar att arbeta ikapp innan läget är tolerabelt.", "The time it takes to catch up before the situation is tolerable."),
    ("Kritiskt beroende", "Critical dependency",
     "En resurs vars bortfall relativt omgående gör att aktiviteten slutar fungera.", "A resource whose loss soon makes the activity stop working."),
    ("Reservrutin", "Fallback procedure", "Arbetssätt under avbrottet.", "The way of working during the disruption."),
    ("Återställningsrutin", "Recovery procedure", "Så får man tillbaka resursen.", "How the resource is brought back."),
    ("Gap", "Gap", "Skillnaden mellan den tid som behövs och den tid som lovas.", "The difference between the time needed and the time promised."),
)  # fmt: skip


def glossary(paper: Paper) -> None:
    """The words of continuity planning, for those who meet them for the first time."""
    widths = [5.5, 10.5]
    headers = [paper.say("Begrepp", "Term"), paper.say("Betydelse", "Meaning")]
    table = paper.table(headers, widths, "Begrepp och vad de betyder", "Terms and their meaning")
    for sv, en, meaning_sv, meaning_en in GLOSSARY:
        paper.row(table, widths, [paper.say(sv, en), paper.say(meaning_sv, meaning_en)])
