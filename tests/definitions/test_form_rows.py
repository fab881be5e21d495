"""Every row of the five forms that a professional expects is a question, a list, or something that is worked out."""

from collections.abc import Iterator

import pytest

from continuity.definitions.catalogue import Catalogue, content_root, read_catalogue
from continuity.definitions.forms import Form, Question
from continuity.definitions.words import Words

# The rows by name -> where they stand. A path is page.question, or page for a list.
META = {
    "decided_at": "document.decided_at", "decided_by": "document.decided_by",
    "registration_number": "document.registration_number", "supersedes": "supersedes",
    "supersedes.title": "superseded.title", "supersedes.decided_by": "superseded.decided_by",
    "supersedes.paragraph": "superseded.paragraph", "supersedes.date": "superseded.date",
    "applies_to": "validity.applies_to", "valid_from": "validity.valid_from", "valid_to": "validity.valid_to",
    "document_owner": "validity.document_owner", "follow_up": "validity.follow_up",
    "follow_up (text)": "validity.follow_up_how", "related_documents": "distribution.related_documents",
    "distribution_list": "distribution.distribution_list", "secrecy_assessment": "secrecy.secrecy_assessment",
    "secrecy_provision": "secrecy.secrecy_provision", "marked_on": "secrecy.marked_on",
    "marked_by": "secrecy.marked_by",
}  # fmt: skip
ROWS = {
    "full_governing_document": META | {
        "parent_policy": "purpose.parent_policy", "purpose": "purpose.purpose", "objectives": "objectives",
        "objectives.measure": "objective.measure", "objectives.due": "objective.due",
        "target_audience": "purpose.target_audience", "internal_drivers": "purpose.internal_drivers",
        "external_drivers": "purpose.external_drivers", "units_in_scope": "scope.units_in_scope",
        "sites_in_scope": "scope.sites_in_scope", "services_in_scope": "services",
        "services_in_scope.recipients": "services.service_for", "external_providers": "external_providers",
        "external_providers.service": "external_providers.provided_service",
        "external_providers.contract": "external_providers.provider_contract", "exclusions": "exclusions",
        "exclusions.reason": "exclusions.excluded_why", "exclusions.approved_by": "exclusions.excluded_by",
        "process_owner": "roles.process_owner", "process_owner (deputy)": "roles.process_owner_deputy",
        "coordinator": "roles.coordinator", "coordinator (deputy)": "roles.coordinator_deputy",
        "activity_owners": "roles.activity_owners", "security_function_role": "roles.security_function_role",
        "step_decision_bodies": "decision_bodies.decision_body", "resource_commitment": "roles.resource_commitment",
        "resource_commitment (h/year)": "roles.commitment_hours",
        "resource_commitment (SEK)": "roles.commitment_budget", "method_reference": "method.method_reference",
        "due_bia": "dates.due_bia", "due_plan": "dates.due_plan", "due_exercise": "dates.due_exercise",
        "review_interval_m": "method.review_interval_m", "exercise_interval_m": "method.exercise_interval_m",
        "bia_full_interval_m": "method.bia_full_interval_m", "training_plan": "training",
        "training_plan.content": "training.training_content",
        "training_plan.frequency": "training.training_frequency", "reporting": "follow_up.reporting",
        "reporting (frequency)": "follow_up.reporting_frequency", "budget_statement": "follow_up.budget_statement",
        "criteria_model": "criteria.criteria_model", "criteria_deviation": "criteria.criteria_deviation",
        "protective_screening": "protective_security.protective_screening",
        "protective_analysis_ref": "protective_security.protective_analysis_ref",
        "no_classified_ack": "protective_security.no_classified_ack",
    },
    "business_impact_analysis": META | {
        "bia_period": "basis.bia_from", "bia_period (end)": "basis.bia_to", "participants": "basis.participants",
        "facilitator": "basis.facilitator", "assumptions": "basis.assumptions",
        "changes_since_last": "basis.changes_since_last", "activities": "activities",
        "activity_name": "activities.activity_name", "description": "activity.description",
        "activity_owner": "activity.activity_owner", "recipients": "activities.recipients", "volume": "activity.volume",
        "operating_hours": "activity.operating_hours", "legal_basis": "law.legal_basis",
        "legal_basis (text)": "law.legal_basis_text", "statutory_deadline": "law.statutory_deadline",
        "societal_importance": "activities.societal_importance",
        "societal_importance (function)": "activity.societal_function", "critical_entity": "activity.critical_entity",
        "critical_periods": "critical_periods", "peak_mtpd_h": "critical_period.peak_mtpd_h",
        "peak_rto_h": "critical_period.peak_rto_h", "peak_wrt_h": "critical_period.peak_wrt_h",
        "critical_periods.recurs": "critical_period.recurrence", "delivery_form": "activity.delivery_form",
        "provided_by": "activity.delivers_resources", "analyse_further": "activities.analyse_further",
        "analyse_further (reason)": "activity.not_analysed_reason", "standstill": "activities.standstill_h",
        "impact_matrix, impact_rationale": "impact.impact", "mtpd_h": "tolerable.mtpd_h",
        "driving_categories": "tolerable.driving", "mtpd_override_h": "tolerable.mtpd_override_h",
        "mtpd_override (reason)": "tolerable.mtpd_override_reason", "mbco_text": "requirements.mbco_text",
        "mbco_percent": "requirements.mbco_percent", "rto_h": "requirements.rto_h", "wrt_h": "requirements.wrt_h",
        "full_recovery_h": "requirements.full_recovery_h", "endurance_d": "requirements.endurance_d",
        "priority_class": "requirements.priority_class", "needs": "needs", "dep_type": "need.dep_type",
        "resource (its provider stands in the register)": "need.resource", "quantity_normal": "need.quantity_normal",
        "quantity_min": "need.quantity_min", "required_within_h": "need.required_within_h",
        "dep_criticality": "need.dep_criticality", "reserve_desc": "reserve.reserve_desc",
        "reserve_activation_h": "reserve.reserve_activation_h",
        "reserve_endurance_h": "reserve.reserve_endurance_h",
        "reserve_endurance (unlimited)": "reserve.reserve_unlimited",
        "reserve_depends_on": "reserve.reserve_depends_on", "assets": "assets", "asset": "asset.asset",
        "information_form": "asset.information_form", "system": "asset.system", "k": "asset.confidentiality",
        "r": "asset.integrity", "t": "asset.availability", "s": "asset.traceability", "rpo_h": "asset_backup.rpo_h",
        "backup_interval_h": "asset_backup.backup_interval_h",
        "last_restore_test": "asset_backup.last_restore_test", "paper_fallback": "asset_backup.paper_fallback",
        "risks": "risks", "threat": "risk.threat", "risk.resource": "risk.resource", "likelihood": "risk.likelihood",
        "expected_outage_h": "risk.expected_outage_h", "existing_controls": "risk.existing_controls",
        "risk_decision": "risk.risk_decision", "risk_decision (by whom)": "risk.accepted_by",
        "risk_decision (until)": "risk.accepted_until", "conclusions": "conclusions.conclusions",
        "proposed_actions": "proposed_actions",
    },
    "continuity_plan": META | {
        "related_documents": "related.related_documents", "distribution_list": "related.distribution_list",
        "strategies": "strategies", "strategy": "strategy.strategy", "strategy_action": "strategy_action.action",
        "cost_estimate": "strategy_action.cost_estimate", "budget_owner": "strategy_action.budget_owner",
        "owner": "strategy_action.owner", "due": "strategy_action.due", "residual_gap": "strategy.residual_gap",
        "accepted_by": "strategy.accepted_by", "accepted_by (until)": "strategy.accepted_until",
        "plan_objective": "basics.plan_objective", "covered_activities": "covered_activities",
        "plan_assumptions": "basics.plan_assumptions", "not_covered": "basics.not_covered",
        "related_plans": "related_plans", "related_plans.ref": "related_plan.plan_document",
        "related_plans.interface": "related_plan.interface", "activation_criteria": "activation_criteria",
        "activation_criteria.event": "activation_criterion.event",
        "activation_criteria.threshold": "activation_criterion.threshold",
        "activation_criteria.time": "activation_criterion.decide_within_h",
        "activation_authority": "activation.activation_authority",
        "activation_authority (deputies)": "activation.activation_deputies",
        "activation_steps": "activation.activation_steps", "out_of_hours": "activation.out_of_hours",
        "escalation_criteria": "escalation_criteria", "team": "team", "team.task": "team_member.function",
        "team.role": "team_member.role", "team.deputies": "team_member.deputies",
        "team.mandate": "team_member.mandate", "team.amount": "team_member.mandate_amount",
        "meeting_point": "leading.meeting_point", "alternate_point": "leading.alternate_point",
        "shift_plan": "leading.shift_plan", "log_method": "leading.log_method", "action_cards": "action_cards",
        "0-1 h": "action_card.first_hour", "1-4 h": "action_card.to_four_hours", "4-24 h": "action_card.to_one_day",
        "1-7 d": "action_card.to_one_week", "reserve_procedures": "reserve_procedures",
        "loss_type": "reserve_procedure.loss_type", "activity": "reserve_procedure.activities",
        "trigger": "reserve_procedure.trigger", "steps": "reserve_how.steps", "staffing": "reserve_how.staffing",
        "materials": "reserve_how.materials", "start_h": "reserve_how.start_h",
        "endurance_h": "reserve_how.endurance_h", "level_achieved": "reserve_how.level_achieved",
        "safety_considerations": "reserve_how.safety_considerations",
        "recovery_procedures (in order)": "recovery_procedures", "recovery.resource": "recovery_procedure.resource",
        "recovery.steps": "recovery_procedure.steps", "recovery.owner": "recovery_procedure.owner",
        "recovery.control": "recovery_procedure.control", "recovery.catch_up": "recovery_procedure.catch_up",
        "internal, recipients, partner, media": "communication.audience_kind",
        "comms.audience": "communication.audience", "comms.channel": "communication.channel",
        "comms.reserve": "communication.reserve_channel", "comms.owner": "communication.owner",
        "comms.message": "communication.message", "reporting_duties": "duties.reporting_duties",
        "return_criteria": "return_to_normal.return_criteria",
        "return_authority": "return_to_normal.return_authority", "return_steps": "return_to_normal.return_steps",
        "post_event_review_d": "return_to_normal.post_event_review_d", "contacts": "contacts",
        "contacts.function": "contact.function", "contacts.name": "contact.person",
        "contacts.organisation": "contact.organisation", "contacts.phone": "contact.phone",
        "contacts.reserve": "contact.reserve_channel", "contacts.checked": "contact.checked_on", "copies": "copies",
        "copies.number": "copy.number_of_copies", "copies.owner": "copy.owner", "copies.replaced": "copy.replaced_on",
        "equipment": "equipment", "insurance": "insurance", "insurance.type": "insurance_policy.insurance_type",
        "insurance.ref": "insurance_policy.reference", "insurance.deductible": "insurance_policy.deductible",
        "insurance.claim": "insurance_policy.claim", "contracts": "contracts",
        "contracts.contract": "contract.contract", "contracts.sla": "contract.service_level",
        "contracts.on_call": "contract.on_call",
    },
    "exercise": META | {
        "exercise_name": "planning.exercise_name", "exercise_type": "planning.exercise_type",
        "purpose": "planning.purpose", "objectives": "objectives", "objectives.objective": "objective.objective",
        "objectives.criterion": "objective.criterion", "objectives.value": "objective.required_h",
        "tested_plan_version": "planning.tested_plan", "activities": "planning.tested_activities",
        "procedures": "planning.tested_procedures", "scenario": "scenario.scenario", "injects": "injects",
        "participants_planned": "scenario.participants", "exercise_lead": "scenario.exercise_lead",
        "evaluators": "scenario.evaluator", "safety_notes": "scenario.safety_notes", "held_on": "conduct.held_on",
        "duration_h": "conduct.duration_h", "participants_actual": "conduct.participants_actual",
        "deviations": "conduct.deviations", "timeline": "timeline",
        "measurements.activity": "objective.activity", "measurements.resource": "objective.tested_resource",
        "measurements.measured_h": "objective_result.measured_h",
        "measurements.source": "objective_result.measured_how", "objective_result": "objective_result.result",
        "objective_result (reason)": "objective_result.result_reason", "observations": "observations",
        "observations.kind": "observation.finding_kind", "observations.text": "observation.text",
        "observations.severity": "observation.severity", "observations.step": "observation.affects",
        "observations.cause": "observation.cause", "overall_assessment": "overall.overall_assessment",
        "actions": "actions", "actions.finding": "action.finding", "actions.owner": "action.owner",
        "actions.due": "action.due", "actions.verified_by": "action.verify",
        "next_exercise_on": "next.next_exercise_on", "next_focus": "next.next_focus",
    },
    "maintenance": META | {
        "trigger": "trigger.trigger", "incidents": "incidents", "incidents.date": "incident.happened_on",
        "incidents.what": "incident.what", "incidents.duration_h": "incident.duration_h",
        "incidents.plan_worked": "incident.plan_worked", "incidents.lesson": "incident.lesson",
        "check_items": "check_items.status", "check_items.comment": "check_items.comment",
        "actions_status": "actions_status", "actions_status.new_due": "actions_status.new_due",
        "actions_status.reason": "actions_status.reason", "dependency_reconfirmation": "dependency_reconfirmation",
        "kpis.exercised": "kpis.kpi_exercised", "kpis.open_gaps": "kpis.kpi_open_gaps",
        "kpis.late_actions": "kpis.kpi_late_actions",
        "outcome": "outcome.outcome", "outcome_reason": "outcome.outcome_reason",
        "next_review_on": "outcome.next_review_on",
    },
}  # fmt: skip
# The short governing document: what every document begins with, and nothing of it counts among the twelve.
ITS_META = {"document", "supersedes", "superseded", "validity", "following_up", "secrecy", "distribution"}
READ_BY_OTHER_STEPS = {
    "due_bia", "due_plan", "due_exercise", "review_interval_m", "exercise_interval_m", "bia_full_interval_m",
    "applies_to", "document_owner", "related_documents", "distribution_list", "follow_up_how", "protective_screening",
}  # fmt: skip
CHECKLIST = 17  # what the yearly review goes through


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    found, _complaints = read_catalogue([content_root()])
    return found


@pytest.mark.parametrize("name", ROWS)
def test_every_expected_row_stands_in_its_form(catalogue: Catalogue, name: str) -> None:
    form = catalogue.form(name).model
    assert {row for row, place in ROWS[name].items() if not stands(form, place)} == set()


def stands(form: Form, place: str) -> bool:
    page_id, _, question = place.partition(".")
    page = form.pages.get(page_id)
    if page is None:
        return False
    return question in page.questions if question else page.rows is not None


@pytest.mark.parametrize("name", [*ROWS, "governing_document"])
def test_every_question_speaks_both_languages_in_all_its_texts(catalogue: Catalogue, name: str) -> None:
    for page_id, page, question_id, question in catalogue.form(name).model.questions():
        for words in (page.title, page.intro, *texts(question)):
            assert words is None or (words.sv and words.en), f"{page_id}.{question_id}"


def texts(question: Question) -> Iterator[Words | None]:
    yield from (question.label, question.hint, question.why, question.example, question.term, question.unit)
    for option in (question.options or {}).values():
        yield from (option.label, option.note)


@pytest.mark.parametrize("name", [*ROWS, "governing_document"])
def test_what_is_typed_has_an_example_to_lean_on(catalogue: Catalogue, name: str) -> None:
    typed = {"text", "longtext", "number", "duration", "date", "role", "resource"}
    bare = {
        f"{page_id}.{question_id}"
        for page_id, _, question_id, question in catalogue.form(name).model.questions()
        if question.kind in typed and question.source == "form" and question.example is None and not question.default
    }
    given = {"covered_activity.priority_class", "covered_activity.mtpd_h"}  # known from the analysis
    assert bare <= given


def test_the_short_governing_document_asks_at_most_twelve_questions(catalogue: Catalogue) -> None:
    form = catalogue.form("governing_document").model
    asked = [
        question_id
        for page_id, _, question_id, question in form.questions()
        if page_id not in ITS_META and question.kind not in ("note", "computed") and question.source == "form"
    ]
    assert len(asked) <= 12, asked


@pytest.mark.parametrize("name", ["governing_document", "full_governing_document"])
def test_what_other_steps_read_is_answered_in_both_governing_documents(catalogue: Catalogue, name: str) -> None:
    asked = {question_id for *_, question_id, _ in catalogue.form(name).model.questions()}
    assert asked >= READ_BY_OTHER_STEPS


@pytest.mark.parametrize(
    ("variant", "form", "document", "title"),
    [
        ("", "governing_document", "governing_document", "Anvisning"),
        ("namnden_beslutar", "governing_document", "governing_document", "Anvisning"),
        ("liten_forvaltning", "governing_document", "governing_document", "Anvisning"),
        ("egen_anvisning", "full_governing_document", "full_governing_document", "Anvisning"),
        ("egen_anvisning_namnden_beslutar", "full_governing_document", "full_governing_document", "Anvisning"),
        ("kommunens_riktlinje", "full_governing_document", "guideline", "Riktlinje"),
    ],
)
def test_the_governing_documents_title_follows_who_decides_it(
    catalogue: Catalogue, variant: str, form: str, document: str, title: str
) -> None:
    step = catalogue.workflow("standard", variant).model.steps["governing_document"]
    assert (step.form, step.document) == (form, document)
    assert step.document_type.sv == title
    assert catalogue.organisation.model.document_titles[document].sv.startswith(title)
    assert (title == "Riktlinje") == (step.decided_by in ("executive_board", "council"))


def test_the_yearly_checklist_has_every_line(catalogue: Catalogue) -> None:
    rows = catalogue.form("maintenance").model.pages["check_items"].rows
    assert rows is not None
    assert len(rows.fixed) == CHECKLIST
