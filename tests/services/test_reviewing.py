"""Advice: comments per question, answers to each, and an adviser who never blocks."""

from datetime import date

import pytest
from sqlalchemy import select

from continuity.errors import Forbidden, Invalid, Refused
from continuity.models import Advice
from continuity.services import moving, numbering, reviewing
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
STEP = "business_impact_analysis"


def test_the_deadline_is_ten_swedish_working_days(town: Town) -> None:
    advice = reviewing.advice(town.desk("SBN", STEP, "beredskap"))
    assert [(row.role, row.deadline) for row in advice] == [("security_function", date(2026, 11, 9))]


def test_the_department_goes_on_without_advice_when_the_deadline_has_passed(town: Town) -> None:
    step = town.step("SBN", STEP)
    numbering.assign_number(town.session, step.id, "SBN/2026:61-004", by=town.actor("registrator"), at=town.now)
    moving.clear(town.session, step.id, by=town.actor("samordnare.bygg"), at=town.now)
    assert step.state == "awaiting_signoff"


def test_an_unanswered_comment_stops_the_step_until_it_is_answered(town: Town) -> None:
    step = town.step("SBN", STEP)
    head = town.actor("chef.bygg")
    numbering.assign_number(town.session, step.id, "SBN/2026:61-004", by=town.actor("registrator"), at=town.now)
    adviser = town.actor("beredskap")
    question = ("conclusions", "", "conclusions", "Vad gäller jouren?")
    made = reviewing.comment(town.session, step.id, *question, by=adviser, at=town.now)
    with pytest.raises(Refused, match="1 synpunkter"):
        moving.clear(town.session, step.id, by=head, at=town.now)
    town.session.rollback()
    with pytest.raises(Invalid):
        reviewing.answer_comment(town.session, made, "not_done", "", by=head, at=town.now)
    town.session.rollback()
    reviewing.answer_comment(town.session, made, "not_done", "Jouren beskrivs i planen.", by=head, at=town.now)
    moving.clear(town.session, step.id, by=head, at=town.now)
    assert step.state == "awaiting_signoff"


def test_a_commented_page_may_change_during_advice_and_no_other(town: Town) -> None:
    step = town.step("SBN", STEP)
    reviewing.comment(
        town.session, step.id, "conclusions", "", "conclusions", "Utveckla.", by=town.actor("beredskap"), at=town.now
    )
    desk = town.desk("SBN", STEP, "samordnare.bygg")
    assert desk.lock_reason("conclusions") is None
    assert "låsta" in str(desk.lock_reason("basis"))


def test_advice_is_given_once_and_needs_words_unless_there_is_no_objection(town: Town) -> None:
    step = town.step("SBN", STEP)
    adviser = town.actor("beredskap")
    with pytest.raises(Invalid):
        reviewing.advise(town.session, step.id, "discourages", "", by=adviser, at=town.now)
    town.session.rollback()
    reviewing.advise(town.session, step.id, "discourages", "Jouren saknas.", by=adviser, at=town.now)
    with pytest.raises(Refused, match="redan lämnat"):
        reviewing.advise(town.session, step.id, "no_objection", "", by=adviser, at=town.now)


def test_advising_against_does_not_stop_the_department(town: Town) -> None:
    step = town.step("SBN", STEP)
    reviewing.advise(town.session, step.id, "discourages", "Jouren saknas.", by=town.actor("beredskap"), at=town.now)
    numbering.assign_number(town.session, step.id, "SBN/2026:61-004", by=town.actor("registrator"), at=town.now)
    moving.clear(town.session, step.id, by=town.actor("chef.bygg"), at=town.now)
    assert step.state == "awaiting_signoff"


def test_a_second_reviewers_time_starts_when_the_first_is_done(town: Town) -> None:
    step = town.step("BUN", STEP)
    moving.submit(town.session, step.id, by=town.actor("samordnare.bun"), at=town.now)
    first, second = reviewing.advice(town.desk("BUN", STEP, "beredskap"))
    assert (first.deadline is not None, second.deadline) == (True, None)
    with pytest.raises(Refused, match="inte din tur"):
        reviewing.advise(town.session, step.id, "no_objection", "", by=town.actor("dataskyddsombud"), at=town.now)
    town.session.rollback()
    reviewing.advise(town.session, step.id, "no_objection", "", by=town.actor("beredskap"), at=town.now)
    second = town.session.scalars(
        select(Advice).where(Advice.role == "data_protection_officer", Advice.round == 2)
    ).one()
    assert second.deadline is not None


def test_a_resubmission_has_three_working_days(town: Town) -> None:
    step = town.step("BUN", STEP)
    moving.submit(town.session, step.id, by=town.actor("samordnare.bun"), at=town.now)
    assert reviewing.advice(town.desk("BUN", STEP, "beredskap"))[0].deadline == date(2026, 11, 26)


def test_the_department_itself_cannot_comment_or_advise(town: Town) -> None:
    step = town.step("SBN", STEP)
    with pytest.raises(Forbidden):
        reviewing.comment(town.session, step.id, "basis", "", "", "Bra!", by=town.actor("chef.bygg"), at=town.now)
    with pytest.raises(Refused):
        reviewing.advise(town.session, step.id, "no_objection", "", by=town.actor("chef.bygg"), at=town.now)
