"""Verksamhetsanalys (konsekvensanalys): the business impact analysis."""

from making.frame import cover, header_and_footer, revisions, signatures
from making.matrix import matrix
from making.paper import Column, Paper
from making.parts import actions, chosen, criteria_model, distribution, secrecy

ANALYSED = f" if {chosen('a.analyse_further')}"
BY_CLASS = ' | sort(attribute="priority_class")'
NO_ACTIVITIES = ("Inga aktiviteter är angivna.", "No activities are given.")


def write(paper: Paper) -> None:
    """The whole document, heading by heading."""
    header_and_footer(paper)
    cover(paper)
    _summary(paper)
    _basis(paper)
    paper.heading(1, "2 Kriteriemodell", "2 Criteria")
    criteria_model(paper)
    _activities(paper)
    _stood_behind(paper)
    _impact(paper)
    _resources(paper)
    _information(paper)
    _risks(paper)
    _gaps(paper)
    _conclusions(paper)
    _annex(paper)
    revisions(paper)
    signatures(paper)


def _summary(paper: Paper) -> None:
    paper.heading(
        1,
        "Sammanfattning med prioriterad aktivitetslista",
        "Summary with prioritised list of activities",
        new_page=True,
    )
    paper.text("{{ answers.conclusions }}", "{{ answers.conclusions }}")
    paper.rows(
        "Aktiviteterna i prioritetsordning",
        "The activities in order of priority",
        "a",
        "answers.activities",
        [
            Column("Klass", "Class", 1.4, '{{ a.priority_class | default("–") }}'),
            Column("Aktivitet", "Activity", 6.2, "{{ a.activity_name }}"),
            Column("MTPD", "MTPD", 2.2, '{{ a.base_mtpd_h | duration | default("–") }}'),
            Column("RTO", "RTO", 2.2, '{{ a.rto_h | duration | default("–") }}'),
            Column("Ansvarig", "Responsible", 4, "{{ a.activity_owner }}"),
        ],
        suffix=BY_CLASS,
    )


def _basis(paper: Paper) -> None:
    paper.heading(1, "1 Syfte, metod och deltagare", "1 Purpose & method")
    paper.text(
        "Analysen visar vad som inte får stanna, hur länge det kan stå still och vad som krävs för att komma igång igen.",
        "The analysis shows what must not stop, how long it can stand still and what it takes to get going again.",
    )
    paper.facts(
        "Så gjordes analysen",
        "How the analysis was made",
        [
            ("Genomförd", "Carried out", "{{ answers.bia_from | date }} – {{ answers.bia_to | date }}"),
            ("Deltagare", "Participants", "{{ answers.participants | list }}"),
            ("Processledare", "Facilitator", "{{ answers.facilitator }}"),
        ],
    )
    paper.answer("answers.assumptions", "Utgångspunkter", "Assumptions")
    paper.answer("answers.changes_since_last", "Förändringar sedan förra analysen", "Changes since the last analysis")
    secrecy(paper)
    distribution(paper)


def _activities(paper: Paper) -> None:
    paper.heading(1, "3 Verksamheten och dess aktiviteter", "3 Activities")
    paper.nothing("answers.activities", *NO_ACTIVITIES)
    with paper.each("a", "answers.activities"):
        paper.heading(2, "{{ a.activity_name }}", "{{ a.activity_name }}")
        with paper.when_answered("a.description"):
            paper.text("{{ a.description }}", "{{ a.description }}")
        paper.facts(
            "Om aktiviteten",
            "About the activity",
            [
                ("Aktivitetsägare", "Activity owner", "{{ a.activity_owner }}"),
                ("Omfattning", "Volume", "{{ a.volume | number(0) }} {{ a.recipients }}"),
                ("Utförs av", "Delivered by", '{{ a.delivery_form | default("–") }}'),
                ("Levererar", "Delivers", '{{ a.delivers_resources | list | default("–") }}'),
                ("Verksamhetstid", "Operating hours",
                 "{{ a.operating_hours }}{% if a.operating_hours_other %}: {{ a.operating_hours_other }}{% endif %}"),
                ("Lagstöd", "Legal basis",
                 '{{ a.legal_basis | list | default("–") }}{% if a.legal_basis_text %}: {{ a.legal_basis_text }}{% endif %}'),
                ("Lagens frist", "Statutory deadline", '{{ a.statutory_deadline | duration | default("–") }}'),
                ("Samhällsviktig", "Societally important",
                 "{{ a.societal_importance }}{% if a.societal_function %}: {{ a.societal_function }}{% endif %}"),
                ("Kritisk verksamhetsutövare", "Critical entity", '{{ a.critical_entity | default("–") }}'),
                ("Kan stå still (grov uppskattning)", "Can stand still (rough estimate)", "{{ a.standstill_h | duration }}"),
                ("Analyseras vidare", "Analysed further",
                 "{{ a.analyse_further }}{% if a.not_analysed_reason %}: {{ a.not_analysed_reason }}{% endif %}"),
            ],
        )  # fmt: skip


def _stood_behind(paper: Paper) -> None:
    """Who stands behind the analysis of each activity; left out where the step asks nobody."""
    with paper.when("stood_behind"):
        paper.text("Aktivitetsägarna om analysen", "The activity owners on the analysis", "Etikett")
        paper.rows(
            "Aktivitetsägarna om analysen",
            "The activity owners on the analysis",
            "b",
            "stood_behind",
            [
                Column("Aktivitet", "Activity", 5.5, "{{ b.row }}"),
                Column("Ansvarig", "Responsible", 4.5, "{{ b.owner }}"),
                Column("Analysen är", "The analysis is", 6, "{{ b.words }}"),
            ],
        )


def _impact(paper: Paper) -> None:
    paper.heading(1, "4 Konsekvensanalys per aktivitet", "4 Impact analysis")
    paper.text(
        "Matrisen visar hur allvarlig konsekvensen är när aktiviteten har stått still så länge, med nivåns nummer och ord.",
        "The matrix shows how serious the impact is when the activity has stood still this long, with the level's number and word.",
    )
    paper.nothing("answers.activities", *NO_ACTIVITIES)
    with paper.each("a", "answers.activities", ANALYSED):
        paper.heading(2, "{{ a.activity_name }}", "{{ a.activity_name }}")
        with paper.when_answered("a.impact"):
            _matrix_or_omission(paper)
        _requirements(paper)
        with paper.when_answered("a.critical_periods"):
            paper.text("Kritiska perioder", "Peak periods", "Etikett")
            _periods(paper)


def _matrix_or_omission(paper: Paper) -> None:
    """An extract says once that the matrix is left out, not in each of its cells."""
    with paper.when("a.impact is omitted"):
        words = "{{ a.impact.times | list }}"  # anything inside an omission prints the omission's own words
        paper.text(f"Konsekvens över tid: {words}", f"Impact over time: {words}")
    with paper.when("not a.impact is omitted"):
        matrix(paper)
        with paper.each("m", "a.impact.rows", " if m.motive"):
            paper.text("{{ m.category }}: {{ m.motive }}", "{{ m.category }}: {{ m.motive }}")


def _requirements(paper: Paper) -> None:
    paper.facts(
        "Vad som krävs",
        "What is required",
        [
            ("Maximal tolerabel avbrottstid (MTPD)", "Maximum tolerable period of disruption (MTPD)",
             '{{ a.base_mtpd_h | duration | default("–") }}'),
            ("Enligt matrisen", "By the matrix", '{{ a.mtpd_h | duration | default("–") }}'),
            ("Justerad tid och skäl", "Adjusted time and reason",
             '{{ a.mtpd_override_h | duration | default("–") }}{% if a.mtpd_override_reason %}: {{ a.mtpd_override_reason }}{% endif %}'),
            ("Dimensionerande konsekvens", "Driving impact", '{{ a.driving | list | default("–") }}'),
            ("Sista tolerabla tidpunkt", "Last tolerable time",
             "{% if a.last_tolerable_h == 0 %}" + paper.say("Tål inget avbrott", "No interruption is tolerable")
             + '{% else %}{{ a.last_tolerable_h | duration | default("–") }}{% endif %}'),
            ("Lägsta acceptabla nivå (MBCO)", "Minimum acceptable level (MBCO)",
             "{{ a.mbco_percent | number(0) }} %: {{ a.mbco_text }}"),
            ("Återställningstid, mål (RTO)", "Recovery time objective (RTO)", "{{ a.rto_h | duration }}"),
            ("Ikapparbetning (WRT)", "Work recovery time (WRT)", "{{ a.wrt_h | duration }}"),
            ("Åter till normal nivå", "Full recovery", '{{ a.full_recovery_h | duration | default("–") }}'),
            ("Marginal", "Slack", '{{ a.slack_h | duration | default("–") }}'),
            ("Uthållighetskrav, dygn", "Endurance, days", "{{ a.endurance_d }}"),
            ("Prioritetsklass", "Priority class", '{{ a.priority_class | default("–") }}'),
        ],
    )  # fmt: skip


def _periods(paper: Paper) -> None:
    paper.rows(
        "Kritiska perioder",
        "Peak periods",
        "p",
        "a.critical_periods",
        [
            Column("Period", "Period", 5, "{{ p.name }}"),
            Column("Återkommer", "Recurs", 3.5, "{{ p.recurrence }}"),
            Column("MTPD", "MTPD", 2.5, "{{ p.peak_mtpd_h | duration }}"),
            Column("RTO", "RTO", 2.5, '{{ p.peak_rto_h | duration | default("–") }}'),
            Column("WRT", "WRT", 2.5, '{{ p.peak_wrt_h | duration | default("–") }}'),
        ],
    )


def _resources(paper: Paper) -> None:
    paper.heading(1, "5 Resurser och beroenden", "5 Resources & dependencies")
    paper.nothing("answers.activities", *NO_ACTIVITIES)
    with paper.each("a", "answers.activities", ANALYSED):
        paper.heading(2, "{{ a.activity_name }}", "{{ a.activity_name }}")
        paper.rows(
            "Vad aktiviteten behöver",
            "What the activity needs",
            "n",
            "a.needs",
            [
                Column("Resurs", "Resource", 3.6, "{{ n.resource }}"),
                Column("Slag", "Kind", 3, "{{ n.dep_type }}"),
                Column("Behövs inom", "Needed within", 2.4, "{{ n.required_within_h | duration }}"),
                Column("Betydelse", "Criticality", 2.2, "{{ n.dep_criticality }}"),
                Column("Normalt", "Normally", 2.4, '{{ n.quantity_normal | default("–") }}'),
                Column("Minst", "At least", 2.4, '{{ n.quantity_min | default("–") }}'),
            ],
            empty=("Inga beroenden är angivna.", "No dependencies are given."),
        )


def _information(paper: Paper) -> None:
    paper.heading(1, "6 Informationstillgångar", "6 Information assets")
    paper.text(
        "Värderade från 0 till 3 för konfidentialitet (K), riktighet (R), tillgänglighet (T) och spårbarhet (S).",
        "Rated from 0 to 3 for confidentiality (C), integrity (I), availability (A) and traceability (T).",
    )
    paper.rows(
        "Informationstillgångar och värdering",
        "Information assets and ratings",
        "i",
        "answers.assets",
        [
            Column("Information", "Information", 3.2, "{{ i.asset }}"),
            Column("Används i", "Used in", 3.2, "{{ i.used_in | list }}"),
            Column(
                "Form och system",
                "Form and system",
                3.2,
                "{{ i.information_form | list }}{% if i.system %}: {{ i.system }}{% endif %}",
            ),
            Column("K", "C", 1.6, "{{ i.confidentiality }}"),
            Column("R", "I", 1.6, "{{ i.integrity }}"),
            Column("T", "A", 1.6, "{{ i.availability }}"),
            Column("S", "T", 1.6, "{{ i.traceability }}"),
        ],
        small=True,
    )
    paper.text("Säkerhetskopior och pappersreserv", "Backups and paper fallback", "Etikett")
    paper.rows(
        "Säkerhetskopior och pappersreserv",
        "Backups and paper fallback",
        "i",
        "answers.assets",
        [
            Column("Information", "Information", 3.6, "{{ i.asset }}"),
            Column("RPO", "RPO", 2, '{{ i.rpo_h | duration | default("–") }}'),
            Column("Kopia var", "Backup every", 2.2, '{{ i.backup_interval_h | duration | default("–") }}'),
            Column(
                "Återläst",
                "Restored",
                2.6,
                "{% if i.last_restore_test %}{{ i.last_restore_test | date }}{% else %}–{% endif %}",
            ),
            Column("Pappersreserv", "Paper fallback", 5.6, '{{ i.paper_fallback | default("–") }}'),
        ],
    )


def _risks(paper: Paper) -> None:
    paper.heading(1, "7 Riskbedömning", "7 Risk assessment")
    paper.rows(
        "Risker",
        "Risks",
        "r",
        "answers.risks",
        [
            Column("Resurs", "Resource", 3, "{{ r.resource }}"),
            Column("Bortfall", "Loss", 3, "{{ r.threat }}"),
            Column("Sannolikhet", "Likelihood", 2.7, "{{ r.likelihood }}"),
            Column("Väntad tid", "Expected", 2.1, "{{ r.expected_outage_h | duration }}"),
            Column("Skydd i dag", "Controls today", 3.0, '{{ r.existing_controls | default("–") }}'),
            Column(
                "Hantering",
                "Treatment",
                2.2,
                "{{ r.risk_decision }}{% if r.accepted_until %} ({{ r.accepted_by }}, {{ r.accepted_until | date }}){% endif %}",
            ),
        ],
    )


def _gaps(paper: Paper) -> None:
    paper.heading(1, "8 Gap mellan krav och förmåga", "8 Gaps")
    paper.text(
        "Ett gap är skillnaden mellan när resursen behövs och när den är tillbaka. Här står hur behoven klaras under tiden."
        " Resursägarnas utlovade tider lämnas särskilt och vägs in i kontinuitetsplanen.",
        "A gap is the difference between when the resource is needed and when it is back. Here is how the needs are met meanwhile."
        " The resource owners' promised times are given separately and weighed into the continuity plan.",
    )
    paper.nothing("answers.activities", *NO_ACTIVITIES)
    with paper.each("a", "answers.activities", f"{ANALYSED} and a.needs"):
        paper.heading(2, "{{ a.activity_name }}", "{{ a.activity_name }}")
        paper.rows(
            "Reservlösningar",
            "Fallbacks",
            "n",
            "a.needs",
            [
                Column("Resurs", "Resource", 3.2, "{{ n.resource }}"),
                Column("Behövs inom", "Needed within", 2.2, "{{ n.required_within_h | duration }}"),
                Column("Reserv", "Fallback", 3.6, "{% if n.reserve_desc %}{{ n.reserve_desc }}{% else %}{{ n.has_reserve }}{% endif %}"),
                Column("Start", "Start", 2.2, '{{ n.reserve_activation_h | duration | default("–") }}'),
                Column("Håller", "Lasts", 2.2,
                       "{% if n.reserve_endurance_h %}{{ n.reserve_endurance_h | duration }}{% else %}"
                       f"{{% if {chosen('n.reserve_unlimited')} %}}" + paper.say("Obegränsat", "Unlimited") + "{% else %}–{% endif %}{% endif %}"),
                Column("Kräver", "Needs", 2.6, '{{ n.reserve_depends_on | list | default("–") }}'),
            ],
        )  # fmt: skip


def _conclusions(paper: Paper) -> None:
    paper.heading(1, "9 Slutsatser och åtgärdsförslag", "9 Conclusions")
    paper.text("Slutsatserna står i sammanfattningen.", "The conclusions stand in the summary.")
    actions(paper, "Åtgärdsförslag", "Proposed actions", "answers.proposed_actions")
    with paper.when_answered("answers.proposed_cost"):
        paper.text(
            "Förslagen kostar tillsammans {{ answers.proposed_cost | number(0) }} kr.",
            "Together the proposals cost SEK {{ answers.proposed_cost | number(0) }}.",
        )


def _annex(paper: Paper) -> None:
    """One table over all activities: a loop over needs in a loop over activities."""
    paper.heading(1, "Bilaga: beroendetabell", "Annex: table of dependencies")
    paper.nothing("answers.activities", *NO_ACTIVITIES)
    with paper.when("answers.activities"):
        _dependency_table(paper)


def _dependency_table(paper: Paper) -> None:
    widths = [5.5, 1.5, 5, 4]
    words = (("Aktivitet", "Activity"), ("Klass", "Class"), ("Resurs", "Resource"), ("Behövs inom", "Needed within"))
    table = paper.table([paper.say(*both) for both in words], widths, "Beroenden", "Dependencies")
    begin = f"{{%tr for a in answers.activities{ANALYSED} %}}{{%tr for n in a.needs %}}"
    texts = [
        begin + "{{ a.activity_name }}",
        '{{ a.priority_class | default("–") }}',
        "{{ n.resource }}",
        "{{ n.required_within_h | duration }}{%tr endfor %}{%tr endfor %}",
    ]
    paper.row(table, widths, texts)
