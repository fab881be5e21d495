"""Every word that content may use; a word that is not here does not load."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Kind = Literal[
    "text",
    "longtext",
    "number",
    "date",
    "duration",
    "yesno",
    "choice",
    "choices",
    "matrix",
    "computed",
    "note",
    "role",
    "unit",
    "resource",
    "person",
    "document",
    "row",
]
REFERENCES: frozenset[Kind] = frozenset({"role", "unit", "resource", "person", "document", "row"})
SILENT: frozenset[Kind] = frozenset({"computed", "note"})  # kinds that nobody types

Sensitivity = Literal["open", "internal", "restricted"]
Severity = Literal["block", "warn"]
Register = Literal["activity", "demand", "resource", "finding", "action", "extension", "gap"]

# What the municipality's register knows of a row. A question with the field's name fills it, or the one that the
# form names in `fields`; a form without such a question leaves the field empty.
REGISTER_FIELDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "activity": frozenset(
            {
                "activity_owner",
                "societal_importance",
                "volume",
                "impact",
                "mtpd_override_h",
                "critical_periods",
                "rto_h",
                "wrt_h",
                "mbco_text",
                "mbco_percent",
                "delivers_resources",
            }
        ),
        "demand": frozenset(
            {
                "resource",
                "required_within_h",
                "dep_criticality",
                "quantity_min",
                "reserve_desc",
                "reserve_activation_h",
                "reserve_unlimited",
                "reserve_endurance_h",
                "reserve_depends_on",
            }
        ),
        "gap": frozenset({"gap", "resource", "strategy", "accepted_until"}),
        "finding": frozenset({"text", "severity"}),
        "action": frozenset(
            {"action", "owner", "due", "finding", "cost_estimate", "budget_owner", "verify", "evaluator"}
        ),
        "extension": frozenset({"new_due", "reason"}),
    }
)
# Fields that the engine reads itself, and the kinds of question that can fill them.
FIELD_KINDS: Mapping[tuple[Register, str], frozenset[Kind]] = MappingProxyType(
    {
        ("gap", "gap"): frozenset({"text", "longtext"}),
        ("gap", "resource"): frozenset({"resource"}),
        ("finding", "text"): frozenset({"text", "longtext"}),
        ("finding", "severity"): frozenset({"choice", "number"}),
        ("action", "action"): frozenset({"text", "longtext"}),
        ("action", "owner"): frozenset({"role"}),
        ("action", "due"): frozenset({"date"}),
        ("action", "finding"): frozenset({"row"}),
        ("action", "cost_estimate"): frozenset({"number"}),
        ("action", "budget_owner"): frozenset({"unit"}),
        ("action", "verify"): frozenset({"text", "longtext"}),
        ("action", "evaluator"): frozenset({"role"}),
        ("extension", "new_due"): frozenset({"date"}),
        ("extension", "reason"): frozenset({"text", "longtext"}),
    }
)

# What a list's rows can begin with when its step starts, and the register whose fields such a row fills in:
# services/answers/beginnings.py has one function for each.
Beginning = Literal["open_gaps"]
BEGINNINGS: Mapping[Beginning, Register] = MappingProxyType({"open_gaps": "gap"})

# The boards of domain.md 4.2; `submitter`, `reviewers` and the rest are worked out for each revision.
Role = Literal[
    "head",
    "coordinator",
    "activity_owner",
    "provider",
    "security_function",
    "protective_security_chief",
    "committee_secretary",
    "registrar",
    "municipal_director",
    "crisis_reader",
    "auditor",
    "data_protection_officer",
    "administrator",
]
DerivedRole = Literal["appointed", "submitter", "reviewers", "signers", "exercise_lead", "evaluator", "system"]
Actor = Literal[Role, DerivedRole]  # who a transition may name in `by`
Ball = Literal["coordinator", "head", "reviewers", "signers", "committee_secretary", "registrar", "nobody"]

# What a ladder of reminders may be about: services/reminders/matters.py has one function for each.
Matter = Literal[
    "review_due",
    "valid_to",
    "step_due",
    "advice",
    "dependency_answer",
    "disagreement",
    "action_due",
    "proposal",
    "takeover",
]
Receiver = Literal[Role, "asked"]  # who a rung may name: a role, or whoever was asked
Guard = Literal[
    "after_submitted",
    "after_completed",
    "answers_pass",
    "rows_stood_behind",
    "adviser_did_not_submit",
    "advice_given_or_overdue",
    "comments_answered",
    "number_assigned",
    "next_in_order",
    "fresh_login",
    "two_persons",
    "all_signed",
    "body_decides",
    "no_body_decides",
    "decision_recorded",
    "page_was_reopened",
]
Happening = Literal[
    "organisation_changed",  # a unit moved or merged, or got a new head
    "promise_lowered",  # an owner of a resource promises less than before
    "delimitation_recorded",  # what is handled separately has been marked off (domain.md V14b)
]

Effect = Literal[
    "void_signatures",
    "working_copy",
    "ask_reviewers",
    "send_demands",
    "freeze",
    "signing_copy",
    "committee_memo",
    "final_copy",
    "publish_register",
    "supersede",
    "open_next",
]
SignerSlot = Literal["prepared_by", "reviewed_by", "approved_by"]
# What a statement may name within braces; the sign-off fills it in.
STATEMENT_NAMES: frozenset[str] = frozenset({"title", "version", "date", "department", "body", "outcome"})
# When a sentence is added to a statement, and what it may name besides.
StatementFact = Literal["accepted_gaps"]
ADDITION_NAMES: frozenset[str] = STATEMENT_NAMES | {"gaps", "until"}
Decider = Literal["head", "committee", "executive_board", "council"]
BODIES: frozenset[Decider] = frozenset({"committee", "executive_board", "council"})
Version = Literal["major", "minor"]
Occasion = Literal["valid_to", "interval", "mandate_period", "parent_replaced"]  # when the calendar is a reason
Follows = Literal["always", "criteria_changed"]  # when one reason leads on to another

Rule = Literal[
    "tolerable_outage",
    "driving_categories",
    "last_tolerable",
    "priority_class",
    "slack",
    "sum_of",
]

# What a computed answer is worked out from: the inputs that a rule needs, and those it can use.
RULE_INPUTS: Mapping[Rule, tuple[frozenset[str], frozenset[str]]] = MappingProxyType(
    {
        "tolerable_outage": (frozenset({"matrix"}), frozenset({"override"})),
        "driving_categories": (frozenset({"matrix"}), frozenset()),
        "last_tolerable": (frozenset({"matrix"}), frozenset({"override"})),
        "priority_class": (frozenset({"matrix"}), frozenset({"override", "peaks"})),
        "slack": (frozenset({"matrix", "rto"}), frozenset({"wrt", "override", "peaks"})),
        "sum_of": (frozenset({"list", "number"}), frozenset()),
    }
)

# What an answer can be filled with beforehand, besides answers of other steps, and the kinds it can fill.
PREFILLS: Mapping[str, frozenset[Kind]] = MappingProxyType(
    {
        "department.id": frozenset({"unit"}),
        "department.name": frozenset({"text"}),
        "process.today": frozenset({"date"}),
        "process.valid_to": frozenset({"date"}),
    }
)

# What the municipality's registers tell a form whenever it is shown: answers that nobody types, the rows of a list
# (what stands before "[]"), and the kinds of question that can show them. They stand as they were once it is frozen.
FACTS: Mapping[str, frozenset[Kind]] = MappingProxyType(
    {
        "department.exercised_percent": frozenset({"number"}),
        "department.open_gaps": frozenset({"number"}),
        "department.late_actions": frozenset({"number"}),
        "department.open_actions[].action": frozenset({"text"}),
        "department.open_actions[].owner": frozenset({"text"}),
        "department.open_actions[].due": frozenset({"date"}),
        "department.open_actions[].late": frozenset({"yesno"}),
        "department.open_actions[].extensions": frozenset({"number"}),
        "department.promises[].resource": frozenset({"text"}),
        "department.promises[].owner": frozenset({"text"}),
        "department.promises[].confirmed_on": frozenset({"date"}),
        "department.promises[].confirmed": frozenset({"yesno"}),
    }
)
FACT_LISTS: frozenset[str] = frozenset(name.partition("[].")[0] for name in FACTS if "[]." in name)

Check = Literal[
    "after",  # V1: this date is after the other
    "not_before",  # V1: this date is the other or later
    "number_pattern",  # V2
    "deputy_differs",  # V4
    "deputy_named",  # V4
    "first_time_answered",  # V5
    "levels_never_fall",  # V6
    "driver_explained",  # V7
    "shorter_than",  # V8: strictly less than the other
    "last_tolerable_kept",  # V9
    "fits_with_catch_up",  # V10
    "at_most",  # V11, V16: the other or less
    "peaks_hold",  # V8, V10 for peak periods
    "backup_meets_rpo",  # V12
    "critical_rows_present",  # V13
    "no_classified_rating",  # V14a
    "longer_needs_motive",  # V15
    "reserve_in_time",  # V17
    "reserve_is_independent",  # V18
    "rows_at_least",  # at least one row in the other list
    "covers_critical_dependencies",  # V19
    "gaps_handled",  # V20
    "contacts_checked",  # V21
    "still_here",  # a person that a contact names
    "not_in_future",  # V22
    "in_future",  # a new date for what is not done yet
    "differs_from",  # V22: evaluator and exercise lead
    "findings_have_actions",  # V23
    "nothing_unchecked",  # V24
    "within_months",  # V24, V25: at most `other` months ahead of today
    "no_personal_number",  # V26, run on every free text
]

QUESTIONS_DOCUMENT = "questions"  # the template that prints any step's questions

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")

# Triggers that a verb of the product fires, each with a page of its own; any other is the organisation's own button.
VERBS: frozenset[str] = frozenset(
    {
        "start",
        "edit",
        "submit",
        "withdraw",
        "send_back",
        "clear",
        "sign",
        "decline",
        "advise",
        "comment",
        "change",
        "request_input",
        "assign_number",
        "plan_meeting",
        "amend",
        "decide",
        "remit",
        "table",
    }
)
