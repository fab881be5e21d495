"""Verbs of the plan: start it, open a step again, answer a proposal, move a date, end it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from continuity.errors import Forbidden, Invalid, NotFound, Refused
from continuity.models import PendingReopening, Plan
from continuity.services import publishing
from continuity.services.organisation import seats
from continuity.services.steps import plans
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
FIRST, SECOND, PLAN, REVIEW = "governing_document", "business_impact_analysis", "continuity_plan", "maintenance"


def reopen(town: Town, code: str, reason: str, text: str = "", who: str = "chef") -> PendingReopening:
    return plans.reopen(town.session, town.plan(code).id, reason, text, by=Walk(town, code).who(who), at=town.now)


# --- starting -----------------------------------------------------------------------------------------------------


def test_a_department_has_one_plan_of_each_workflow(sqlite_town: Town) -> None:
    with pytest.raises(Refused, match="redan en plan"):
        plans.start_plan(
            sqlite_town.session,
            sqlite_town.plan("OFN").department_id,
            by=sqlite_town.actor("admin"),
            at=sqlite_town.now,
        )


def test_only_administration_and_the_security_function_start_plans(sqlite_town: Town) -> None:
    with pytest.raises(Forbidden):
        plans.start_plan(
            sqlite_town.session,
            sqlite_town.plan("OFN").department_id,
            by=sqlite_town.actor("chef.overformyndare"),
            at=sqlite_town.now,
        )


def test_a_variant_that_nobody_published_is_refused_and_not_taken_for_the_plain_one(sqlite_town: Town) -> None:
    unit = Walk(sqlite_town, "KS").stage.units["IT"]
    with pytest.raises(Invalid) as wrong:
        plans.start_plan(
            sqlite_town.session, unit, variant="namnden", by=sqlite_town.actor("admin"), at=sqlite_town.now
        )
    assert set(wrong.value.errors) == {"variant"}


def test_a_variant_decides_the_workflow_and_forms_and_templates_fall_back_to_the_plain_ones(sqlite_town: Town) -> None:
    session, unit = sqlite_town.session, Walk(sqlite_town, "KS").stage.units["IT"]
    plan = plans.start_plan(
        session, unit, variant="namnden_beslutar", by=sqlite_town.actor("admin"), at=sqlite_town.now
    )
    first = plan.steps[0].open_revision
    assert first is not None
    definition = publishing.workflow(session, first.workflow_hash)
    assert definition.steps[FIRST].decided_by == "committee"
    assert first.form_hash == publishing.hash_of(session, "form", FIRST)
    assert first.templates[f"sv/{FIRST}"] == publishing.hash_of(session, "template", f"sv/{FIRST}")


def test_a_department_that_happens_to_be_called_as_one_of_the_demos_inherits_nothing(sqlite_town: Town) -> None:
    session = sqlite_town.session
    plain = publishing.hash_of(session, "workflow", "standard")
    assert {publishing.hash_of(session, "workflow", "standard", "", code) for code in ("SN", "TSN", "BUN")} == {plain}
    chosen = {code: sqlite_town.plan(code).variant for code in ("SN", "TSN", "BUN", "KS")}
    assert chosen == {
        "SN": "egen_anvisning_namnden_beslutar", "TSN": "namnden_beslutar", "BUN": "dataskyddsombud_yttrar_sig",
        "KS": "kommunens_riktlinje",
    }  # fmt: skip


# --- opening again ------------------------------------------------------------------------------------------------


def test_the_head_opens_a_step_again_and_the_old_version_stays_in_force(sqlite_town: Town) -> None:
    before = sqlite_town.step("KS", PLAN).in_force_revision
    pending = reopen(sqlite_town, "KS", "plan_expires")
    step = sqlite_town.step("KS", PLAN)
    assert pending.settled == "opened"
    assert step.open_revision is not None and before is not None
    assert (step.state, step.open_revision.major, step.in_force_revision_id) == ("not_started", True, before.id)
    assert step.due == sqlite_town.now.date() + timedelta(days=120)
    assert sqlite_town.plan("KS").state == PLAN
    assert sqlite_town.desk("KS", PLAN, "chef.ledning").tree()["contacts"]


def test_the_coordinator_says_why(sqlite_town: Town) -> None:
    with pytest.raises(Invalid):
        reopen(sqlite_town, "KS", "finding_touches_requirements", " ", "samordnare")
    sqlite_town.session.rollback()
    pending = reopen(sqlite_town, "KS", "finding_touches_requirements", "Ny jour.", "samordnare")
    assert (pending.settled, pending.reason_text) == ("opened", "Ny jour.")


def test_a_reason_waits_while_another_of_the_rounds_steps_is_open(sqlite_town: Town) -> None:
    pending = reopen(sqlite_town, "SN", "finding_touches_requirements")
    assert (pending.settled, sqlite_town.step("SN", SECOND).open_revision_id) == ("", None)
    walk = Walk(sqlite_town, "SN")
    walk.submit(PLAN)
    walk.adopt(PLAN)
    assert pending.settled == "opened"
    assert sqlite_town.step("SN", SECOND).state == "not_started"
    assert sqlite_town.plan("SN").in_force_version == "1.1"


def test_the_earliest_step_that_waits_is_opened_first_and_the_next_when_it_completes(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SN")
    reopen(sqlite_town, "SN", "finding_touches_requirements")
    reopen(sqlite_town, "SN", "new_law_or_policy")
    walk.submit(PLAN)
    walk.adopt(PLAN)
    assert sqlite_town.step("SN", FIRST).open_revision_id is not None
    assert sqlite_town.step("SN", SECOND).open_revision_id is None


def test_the_yearly_review_waits_for_nobody(sqlite_town: Town) -> None:
    reopen(sqlite_town, "SN", "finding_touches_requirements")
    assert reopen(sqlite_town, "SN", "organisation_changed").settled == "opened"
    step = sqlite_town.step("SN", REVIEW)
    assert (step.state, step.opens_on) == ("not_started", None)


def test_a_step_that_is_open_or_has_never_been_completed_is_not_opened_again(sqlite_town: Town) -> None:
    with pytest.raises(Refused, match="redan öppet"):
        reopen(sqlite_town, "SN", "plan_expires")
    sqlite_town.session.rollback()
    with pytest.raises(Refused, match="inte varit klart"):
        reopen(sqlite_town, "BUN", "plan_expires")
    sqlite_town.session.rollback()
    with pytest.raises(Refused, match="inte varit klart"):
        reopen(sqlite_town, "BUN", "organisation_changed")


def test_a_reason_of_the_systems_own_and_one_that_does_not_exist_are_refused(sqlite_town: Town) -> None:
    with pytest.raises(Forbidden):
        reopen(sqlite_town, "KS", "review_outcome_plan", "x", "samordnare")
    sqlite_town.session.rollback()
    with pytest.raises(Invalid):
        reopen(sqlite_town, "KS", "weather")


@pytest.mark.parametrize(("email", "error"), [("beredskap", Forbidden), ("chef.bun", NotFound)])
def test_nobody_else_opens_a_departments_step(sqlite_town: Town, email: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        by = sqlite_town.actor(email)
        plans.reopen(sqlite_town.session, sqlite_town.plan("KS").id, "plan_expires", "x", by=by, at=sqlite_town.now)


# --- proposals ----------------------------------------------------------------------------------------------------


def proposed(town: Town) -> PendingReopening:
    plans.propose_reopening(town.session, town.plan("KS"), "plan_expires", "", at=town.now)
    plans.propose_reopening(town.session, town.plan("KS"), "plan_expires", "", at=town.now)
    (one,) = plans.pending_reopenings(town.session, town.plan("KS").id)
    return one


def settle(town: Town, pending: PendingReopening, *, open_it: bool, reason: str = "", who: str = "chef") -> None:
    plans.settle_reopening(
        town.session, pending.id, open_it=open_it, reason=reason, by=Walk(town, "KS").who(who), at=town.now
    )


def test_a_proposal_is_made_once_and_opens_when_the_head_says_so(sqlite_town: Town) -> None:
    pending = proposed(sqlite_town)
    assert sqlite_town.step("KS", PLAN).open_revision_id is None
    with pytest.raises(Forbidden):
        settle(sqlite_town, pending, open_it=True, who="samordnare")
    sqlite_town.session.rollback()
    pending = proposed(sqlite_town)
    settle(sqlite_town, pending, open_it=True)
    assert sqlite_town.step("KS", PLAN).open_revision_id is not None
    with pytest.raises(Refused, match="redan besvarat"):
        settle(sqlite_town, pending, open_it=True)


def test_the_head_declines_with_a_reason(sqlite_town: Town) -> None:
    pending = proposed(sqlite_town)
    with pytest.raises(Invalid):
        settle(sqlite_town, pending, open_it=False, reason=" ")
    sqlite_town.session.rollback()
    pending = proposed(sqlite_town)
    settle(sqlite_town, pending, open_it=False, reason="Revideras i vår.")
    assert (pending.settled, pending.settled_reason) == ("declined", "Revideras i vår.")


# --- dates and people ---------------------------------------------------------------------------------------------


def test_a_due_date_moves_once_and_at_most_thirty_days(sqlite_town: Town) -> None:
    walk, session = Walk(sqlite_town, "SN"), sqlite_town.session
    step, head = sqlite_town.step("SN", PLAN), walk.who("chef")
    assert step.due is not None
    due = step.due
    for new, reason in ((due + timedelta(days=31), "x"), (due, "x"), (None, "x"), (due + timedelta(days=30), " ")):
        with pytest.raises(Invalid):
            plans.move_due(session, step.id, new, reason, by=head, at=sqlite_town.now)
        session.rollback()
    plans.move_due(session, step.id, due + timedelta(days=30), "Väntar på avtal.", by=head, at=sqlite_town.now)
    assert step.due == due + timedelta(days=30)
    with pytest.raises(Refused, match="en gång"):
        plans.move_due(session, step.id, step.due + timedelta(days=1), "Mer.", by=head, at=sqlite_town.now)


@pytest.mark.parametrize("guest", ["admin", "revisor", "dataskyddsombud"])
def test_whoever_is_kept_apart_from_the_answers_is_not_appointed(sqlite_town: Town, guest: str) -> None:
    walk, colleague = Walk(sqlite_town, "OFN"), sqlite_town.actor(guest)
    with pytest.raises(Invalid, match="Utse någon annan"):
        plans.appoint(sqlite_town.session, walk.id(FIRST), colleague.person_id, by=walk.who("chef"), at=sqlite_town.now)
    assert walk.desk(FIRST).revision.appointed_id is None


def test_an_appointment_ends_when_the_colleague_gets_a_role_that_is_kept_apart(sqlite_town: Town) -> None:
    walk, session = Walk(sqlite_town, "OFN"), sqlite_town.session
    colleague = sqlite_town.actor("it-chef").person_id
    plans.appoint(session, walk.id(FIRST), colleague, by=walk.who("chef"), at=sqlite_town.now)
    assert walk.desk(FIRST, "it-chef").may("edit_answers")
    today, admin = sqlite_town.now.date(), sqlite_town.actor("admin")
    seats.seat(session, colleague, "auditor", None, starts=today, by=admin, at=sqlite_town.now)
    desk = walk.desk(FIRST, "it-chef")
    assert not desk.may("edit_answers") and not desk.may("see_restricted")


def test_an_appointed_colleague_may_read_change_and_send_in(sqlite_town: Town) -> None:
    walk, session = Walk(sqlite_town, "OFN"), sqlite_town.session
    walk.start(FIRST)
    walk.fill(FIRST)
    colleague = sqlite_town.actor("it-chef")
    with pytest.raises(Forbidden):
        plans.appoint(session, walk.id(FIRST), colleague.person_id, by=walk.who("samordnare"), at=sqlite_town.now)
    session.rollback()
    plans.appoint(session, walk.id(FIRST), colleague.person_id, by=walk.who("chef"), at=sqlite_town.now)
    walk.submit(FIRST, "it-chef")
    walk.advise(FIRST)
    walk.number(FIRST)
    walk.clear(FIRST)
    walk.sign(FIRST, "it-chef")
    walk.sign(FIRST, "chef")
    assert sqlite_town.step("OFN", FIRST).state == "completed"


# --- ending -------------------------------------------------------------------------------------------------------


def test_a_repealed_plan_has_nothing_open_nothing_waiting_and_takes_no_verb(sqlite_town: Town) -> None:
    session, head = sqlite_town.session, sqlite_town.actor("chef.socialkontoret")
    reopen(sqlite_town, "SN", "finding_touches_requirements")
    plan = sqlite_town.plan("SN")
    with pytest.raises(Invalid):
        plans.repeal(session, plan.id, " ", by=head, at=sqlite_town.now)
    session.rollback()
    plans.repeal(session, plan.id, "Socialnämnden 2026-11-20 § 90", by=head, at=sqlite_town.now)
    assert (plan.state, plan.review_due) == ("repealed", None)
    assert [(step.open_revision_id, step.opens_on, step.due) for step in plan.steps] == [(None, None, None)] * 5
    assert plans.pending_reopenings(session, plan.id) == []
    assert (
        session.scalars(select(PendingReopening.settled).where(PendingReopening.plan_id == plan.id)).all()[-1]
        == "repealed"
    )
    with pytest.raises(Refused, match="upphävd"):
        reopen(sqlite_town, "SN", "plan_expires")
    assert plans.open_due_steps(session, at=sqlite_town.later(days=800)) >= 0
    assert all(step.open_revision_id is None for step in session.get_one(Plan, plan.id).steps)


def test_steps_open_by_their_date_and_no_earlier(sqlite_town: Town) -> None:
    session, step = sqlite_town.session, sqlite_town.step("SN", REVIEW)
    assert step.opens_on is not None and step.due is not None
    assert step.opens_on > date(2026, 11, 23)
    assert plans.open_due_steps(session, at=sqlite_town.now) == 0
    sqlite_town.later(days=(step.opens_on - sqlite_town.now.date()).days)
    assert plans.open_due_steps(session, at=sqlite_town.now) >= 1
    assert sqlite_town.step("SN", REVIEW).state == "not_started"
    again = plans.open_due_steps(session, at=sqlite_town.now)
    assert again == 0


def test_a_department_may_begin_before_the_date(sqlite_town: Town) -> None:
    session, step = sqlite_town.session, sqlite_town.step("SN", REVIEW)
    plans.open_now(session, step.id, by=sqlite_town.actor("samordnare.socialkontoret"), at=sqlite_town.now)
    assert (step.state, step.opens_on) == ("not_started", None)
    with pytest.raises(Refused, match="redan öppet"):
        plans.open_now(session, step.id, by=sqlite_town.actor("samordnare.socialkontoret"), at=sqlite_town.now)
    session.rollback()
    with pytest.raises(Refused, match="när planen är fastställd"):
        plans.open_now(
            session, sqlite_town.step("SBN", REVIEW).id, by=sqlite_town.actor("chef.bygg"), at=sqlite_town.now
        )
