"""How soon each activity's standstill hurts, and what is required of it: a chapter of the analysis."""

from making.activities import ANALYSED, each_activity
from making.matrix import matrix
from making.paper import Column, Paper


def write(paper: Paper) -> None:
    paper.heading(1, "4 Konsekvensanalys per aktivitet", "4 Impact analysis")
    intro = paper.text(
        "Matrisen visar hur allvarlig konsekvensen är när aktiviteten har stått still så länge, med nivåns nummer och ord.",
        "The matrix shows how serious the impact is when the activity has stood still this long, with the level's number and word.",
    )
    if intro is not None:
        intro.paragraph_format.keep_with_next = True
    with each_activity(paper, ANALYSED):
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
            why = paper.text("{{ m.category }}: {{ m.motive }}", "{{ m.category }}: {{ m.motive }}")
            if why is not None:
                why.paragraph_format.keep_with_next = True  # an activity's matrix, reasons and times stand on one page


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
