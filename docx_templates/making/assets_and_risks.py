"""What information the activities use, and what may happen to them: two chapters of the analysis."""

from making.paper import Column, Paper


def information(paper: Paper) -> None:
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
            Column("Information", "Information", 3.1, "{{ i.asset }}"),
            Column("Används i", "Used in", 3, "{{ i.used_in | list }}"),
            Column(
                "Form och system",
                "Form and system",
                3.1,
                "{{ i.information_form | list }}{% if i.system %}: {{ i.system }}{% endif %}",
            ),
            Column("K", "C", 1.7, "{{ i.confidentiality }}"),
            Column("R", "I", 1.7, "{{ i.integrity }}"),
            Column("T", "A", 1.7, "{{ i.availability }}"),
            Column("S", "T", 1.7, "{{ i.traceability }}"),
        ],
        small=True,
    )
    paper.labelled(
        "Säkerhetskopior och pappersreserv",
        "Backups and paper fallback",
        "i",
        "answers.assets",
        [
            Column("Information", "Information", 3.6, "{{ i.asset }}"),
            Column("RPO", "RPO", 2, '{{ i.rpo_h | duration | default("–") }}'),
            Column("Kopia var", "Backup every", 2.2, '{{ i.backup_interval_h | duration | default("–") }}'),
            Column("Återläst", "Restored", 2.6, '{{ i.last_restore_test | date | default("–") }}'),
            Column("Pappersreserv", "Paper fallback", 5.6, '{{ i.paper_fallback | default("–") }}'),
        ],
    )


def risks(paper: Paper) -> None:
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
