"""Advice: comments per question, answers to each, and an adviser who never blocks."""

from datetime import date

import pytest
from sqlalchemy import select

from continuity.errors import Forbidden, Invalid, Refused
from continuity.models import Advice, AnswerPart
from continuity.services.answers import answering
from continuity.services.steps import moving, numbering, reviewing
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


def test_only_the_question_with_an_open_comment_changes_during_advice(sqlite_town: Town) -> None:
    town, page = sqlite_town, "basis"
    step, by = town.step("SBN", STEP), town.actor("samordnare.bygg")
    saved = answering.part(town.desk("SBN", STEP, "samordnare.bygg"), page)
    assert saved is not None
    texts = [name for name, value in saved.values.items() if isinstance(value, str)]
    asked, other = next(
        (one, two)
        for one in texts
        for two in saved.values
        if two != one
        and town.desk("SBN", STEP, "beredskap").form.pages[page].questions[one].kind in ("text", "longtext")
    )
    made = reviewing.comment(
        town.session, step.id, page, "", asked, "Utveckla.", by=town.actor("beredskap"), at=town.now
    )

    def save(**values: object) -> int:
        return answering.save_page(
            town.session, step.id, page, values, version=town.session.get_one(AnswerPart, saved.id).version,
            by=by, at=town.now,
        )  # fmt: skip

    with pytest.raises(Refused, match="obesvarad synpunkt"):
        save(**{asked: "Mer.", other: None})
    town.session.rollback()
    save(**{asked: "Mer.", other: saved.values[other]})
    reviewing.answer_comment(town.session, made, "done", "", by=by, at=town.now)
    with pytest.raises(Refused):
        save(**{asked: "Ännu mer."})


@pytest.mark.parametrize("who", ["beredskap", "sakerhetschef"])
def test_the_security_function_neither_writes_nor_approves(sqlite_town: Town, who: str) -> None:
    town = sqlite_town
    reader = town.desk("SBN", STEP, who)
    assert reader.lock_reason("conclusions") is not None
    assert set(reader.triggers()) <= {"comment", "advise"}
    assert not any(reader.may(action) for action in ("edit_answers", "answer_comment", "settle_reopening", "take_over"))
    draft = town.desk("SN", "continuity_plan", who)
    assert draft.triggers() == () and draft.lock_reason("activation") is not None


def test_whoever_sent_the_step_in_does_not_advise_on_it(sqlite_town: Town) -> None:
    town = sqlite_town
    step = town.step("SBN", STEP)
    adviser = town.actor("beredskap")
    revision = step.open_revision
    assert revision is not None
    revision.submitted_by_id = adviser.person_id
    town.session.commit()
    with pytest.raises(Refused):
        reviewing.advise(town.session, step.id, "no_objection", "", by=adviser, at=town.now)
