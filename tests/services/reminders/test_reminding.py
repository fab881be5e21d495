"""Reminders as rows: once a day, one digest a person and week; stopped when done, moved, paused or too many."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.definitions.vocabulary import Matter
from continuity.jobs import reminders as job
from continuity.models import (
    Action,
    Advice,
    Demand,
    DemandAnswer,
    Mail,
    Membership,
    PendingReopening,
    Person,
    Promise,
    Reminder,
    ReminderRound,
    Resource,
    writing,
)
from continuity.services.organisation import staff
from continuity.services.reminders import mailing, matters, reminding, writers
from continuity.services.steps import plans
from tests.support.calm import only_reviews
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
KFN_DUE = date(2026, 10, 19)


def at(day: str, hour: int = 8) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


@pytest.fixture
def calm(town: Town) -> Town:
    """Only the review of one department's plan is anything to be reminded of: due on 1 June 2027."""
    only_reviews(town.session, {"SN": date(2027, 6, 1)})
    return town


def lines(session: Session) -> list[tuple[str, int]]:
    query = select(Person.email, Reminder.level).join(Person, Person.id == Reminder.person_id).order_by(Reminder.id)
    return [(email.partition("@")[0], level) for email, level in session.execute(query)]


def digests(session: Session) -> list[Mail]:
    return list(session.scalars(select(Mail).where(Mail.kind == "digest").order_by(Mail.id)))


def test_every_kind_of_matter_has_one_source() -> None:
    assert set(matters.SOURCES) == set(get_args(Matter))


def test_a_reminder_goes_on_its_day_once_to_owner_and_deputy(calm: Town) -> None:
    due = date(2027, 6, 1)
    for day in range(200):
        moment = at((due - timedelta(days=100) + timedelta(days=day)).isoformat())
        reminding.gather(calm.session, at=moment)
        reminding.gather(calm.session, at=moment)
    found = lines(calm.session)
    assert len(found) == len(set(found))
    assert [level for who, level in found if who == "chef.socialkontoret"] == [-60, -30, -14, -7, 0, 14, 46]
    assert [level for who, level in found if who == "ersattare.socialkontoret"] == [-60, -30, -14, -7, 0, 14, 46]
    assert [level for who, level in found if who == "samordnare.socialkontoret"] == [-90, -60, -30, -14]
    assert ("kommundirektor", 30) in found


def test_what_is_done_is_not_sent(calm: Town) -> None:
    reminding.gather(calm.session, at=at("2027-03-08"))
    mail = digests(calm.session)[0]
    assert writers.write(calm.session, mail, at=at("2027-03-08")) is not None
    calm.plan("SN").review_due = date(2028, 6, 1)
    calm.session.commit()
    assert writers.write(calm.session, mail, at=at("2027-03-08")) is None


def test_somebody_who_is_no_longer_responsible_is_not_told(calm: Town) -> None:
    reminding.gather(calm.session, at=at("2027-05-03"))
    mail = next(mail for mail in digests(calm.session) if mail.person.email.startswith("chef.social"))
    seat = calm.session.scalars(select(Membership).where(Membership.person_id == mail.person_id)).one()
    seat.ends = date(2027, 5, 2)
    calm.session.commit()
    assert writers.write(calm.session, mail, at=at("2027-05-03")) is None


def test_whoever_takes_over_is_told_the_last_rung_alone(calm: Town) -> None:
    reminding.gather(calm.session, at=at("2027-05-25"))
    guest = calm.actor("it-chef").person_id
    unit = calm.plan("SN").department_id
    calm.session.add(Membership(person_id=guest, department_id=unit, role="head", starts=date(2027, 5, 26)))
    calm.session.commit()
    reminding.gather(calm.session, at=at("2027-05-26"))
    assert [level for who, level in lines(calm.session) if who == "it-chef"] == [-7]


def test_a_paused_unit_is_quiet_until_the_day_has_passed(calm: Town) -> None:
    security = calm.actor("sakerhetschef")
    unit = calm.plan("SN").department_id
    mailing.pause(calm.session, unit, "Omorganisation", date(2027, 5, 10), by=security, at=at("2027-03-01"))
    assert reminding.gather(calm.session, at=at("2027-03-08")) == 0
    assert reminding.gather(calm.session, at=at("2027-05-10")) == 0
    assert reminding.gather(calm.session, at=at("2027-05-11")) > 0
    assert [level for who, level in lines(calm.session) if who == "chef.socialkontoret"] == [-30]


def test_a_scheduler_that_was_off_three_days_catches_up_once(calm: Town) -> None:
    assert reminding.gather(calm.session, at=at("2027-05-27")) > 0  # T-7's Monday was the 24th
    assert [level for who, level in lines(calm.session) if who == "chef.socialkontoret"] == [-7]
    assert reminding.gather(calm.session, at=at("2027-05-28")) == 0


def test_the_letter_announces_who_hears_of_it_next(calm: Town) -> None:
    reminding.gather(calm.session, at=at("2027-06-14"))
    mail = next(mail for mail in digests(calm.session) if mail.person.email.startswith("chef.social"))
    written = writers.write(calm.session, mail, at=at("2027-06-14"))
    assert written is not None
    notes = " ".join(written.lines[0].notes)
    assert "Översyn försenad – planen gäller." in notes
    assert "Om inget händer före 2 augusti 2027 informeras kommundirektören." in notes
    mail.person.language = "en"
    english = writers.write(calm.session, mail, at=at("2027-06-14"))
    assert english is not None and "2 August 2027" in " ".join(english.lines[0].notes)


def test_a_flood_is_held_until_somebody_confirms_it(calm: Town) -> None:
    reminding.gather(calm.session, at=at("2027-02-22"))
    assert reminding.gather(calm.session, at=at("2028-05-22")) > 0  # the clock jumps a year
    held = calm.session.scalars(select(ReminderRound).where(ReminderRound.state == "held")).one()
    assert {mail.state for mail in digests(calm.session)} == {"held"}
    security = calm.actor("sakerhetschef")
    mailing.settle_round(calm.session, held.id, send=False, by=security, at=at("2028-05-22"))
    assert calm.session.scalar(select(func.count()).select_from(Reminder)) == 0
    assert {mail.state for mail in digests(calm.session)} == {"stopped"}
    assert reminding.gather(calm.session, at=at("2027-03-01")) > 0  # and back again: the right day is still to come
    assert "waiting" in {mail.state for mail in digests(calm.session)}


def test_confirmed_it_goes(calm: Town) -> None:
    reminding.gather(calm.session, at=at("2027-02-22"))
    reminding.gather(calm.session, at=at("2027-05-24"))
    held = calm.session.scalars(select(ReminderRound).where(ReminderRound.state == "held")).one()
    mailing.settle_round(calm.session, held.id, send=True, by=calm.actor("sakerhetschef"), at=at("2027-05-24"))
    assert {mail.state for mail in digests(calm.session)} == {"waiting"}


def test_a_department_without_a_head_is_named_and_its_reminders_go_upwards(calm: Town) -> None:
    assert staff.headless(calm.session, date(2027, 3, 1)) == ()
    unit = calm.plan("SN").department_id
    for seat in calm.session.scalars(select(Membership).where(Membership.department_id == unit)):
        seat.ends = date(2027, 2, 1)
    calm.session.commit()
    assert [one.id for one in staff.headless(calm.session, date(2027, 3, 1))] == [unit]
    reminding.gather(calm.session, at=at("2027-03-08"))
    assert {who for who, _ in lines(calm.session)} == {"sakerhetschef", "beredskap"}


def test_the_preview_says_what_then_happens(calm: Town) -> None:
    coming = reminding.preview(calm.session, date(2027, 5, 3))
    told = {(due.day, due.person, due.rung.at) for due in coming if due.day > date(2027, 5, 3)}
    for day in range(1, 31):
        reminding.gather(calm.session, at=at((date(2027, 5, 3) + timedelta(days=day)).isoformat()))
    went = {
        (row.at.date(), row.person_id, row.level)
        for row in calm.session.scalars(select(Reminder).where(Reminder.level >= -14))
    }
    assert told == went


def test_nothing_is_gathered_at_night_or_on_a_sunday(engine: Engine, fresh_session: Session) -> None:
    settings = Settings(environment="test")
    assert job.sweep(engine, settings, at("2026-11-23", 4)) == 0
    assert job.sweep(engine, settings, at("2026-11-22", 10)) == 0
    assert fresh_session.scalar(select(func.count()).select_from(ReminderRound)) == 0
    assert job.sweep(engine, settings, at("2026-11-23", 10)) > 0


def test_a_crash_in_the_middle_leaves_nothing_and_the_next_time_does_it(
    engine: Engine, fresh_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Callable[..., None]:
        raise OperationalError("insert", {}, Exception("the power went"))

    with monkeypatch.context() as patch, Session(writing(engine)) as session:
        patch.setattr(reminding, "_reminder_row", fail)
        with pytest.raises(OperationalError):
            reminding.gather(session, at=at("2026-11-23"))
    assert fresh_session.scalar(select(func.count()).select_from(ReminderRound)) == 0
    assert fresh_session.scalar(select(func.count()).select_from(Mail).where(Mail.kind == "digest")) == 0
    fresh_session.rollback()
    with Session(writing(engine)) as session:
        assert reminding.gather(session, at=at("2026-11-23")) > 0


# --- what else there is to be reminded of -------------------------------------------------------------------------


def found(town: Town, kind: str, day: str) -> list[matters.Matter]:
    return matters.matters(town.session, [kind], at=date.fromisoformat(day))


def test_an_action_is_reminded_of_by_its_date_and_never_by_its_text(town: Town) -> None:
    waiting = town.session.scalars(select(Action).where(Action.state == "open", Action.due.is_not(None))).all()
    matter = next(one for one in found(town, "action_due", "2026-11-23") if one.subject == f"action:{waiting[0].id}")
    assert matter.day == waiting[0].due and waiting[0].text not in repr(matter)
    for action in waiting:
        action.state = "done"
    assert not {f"action:{one.id}" for one in waiting} & {
        one.subject for one in found(town, "action_due", "2026-11-23")
    }


def test_a_proposal_is_the_head_s_to_answer_by_its_deadline(town: Town) -> None:
    plans.propose_reopening(town.session, town.plan("KS"), "new_law_or_policy", "", at=town.now)
    town.session.commit()
    waiting = town.session.scalars(select(PendingReopening).where(PendingReopening.proposal)).all()
    assert {one.day for one in found(town, "proposal", "2026-11-23")} == {one.deadline for one in waiting}


def test_a_new_head_has_a_month_to_take_over(town: Town) -> None:
    assert found(town, "takeover", "2026-12-01") == []
    guest, unit = town.actor("it-chef").person_id, town.plan("KS").department_id
    town.session.add(Membership(person_id=guest, department_id=unit, role="head", starts=date(2026, 12, 1)))
    town.session.flush()
    (matter,) = found(town, "takeover", "2026-12-01")
    assert (matter.plan_id, matter.day) == (town.plan("KS").id, date(2026, 12, 31))


def test_advice_is_reminded_of_until_its_deadline(town: Town) -> None:
    revision = town.step("SBN", "business_impact_analysis").open_revision_id
    asked = town.session.scalars(select(Advice).where(Advice.revision_id == revision)).all()
    asked[0].deadline = date(2026, 12, 1)
    town.session.flush()
    (matter,) = found(town, "advice", "2026-11-30")
    assert matter.asked == asked[0].role and matter.subject == f"advice:{asked[0].id}"
    assert found(town, "advice", "2026-12-02") == []


def test_a_demand_that_was_declined_goes_to_both_heads_and_one_that_is_unanswered_to_the_owner(town: Town) -> None:
    town.session.execute(delete(Promise))
    town.session.execute(delete(DemandAnswer))
    unanswered = found(town, "dependency_answer", "2026-11-23")
    assert unanswered and all(one.asked == "provider" and one.asked_in for one in unanswered)
    demand = town.session.scalars(
        select(Demand).join(Resource, Resource.id == Demand.resource_id)
        .where(Demand.state == "in_force", Resource.owner_id.is_not(None)).order_by(Demand.id)
    ).first()  # fmt: skip
    assert demand is not None
    said = DemandAnswer(
        department_id=demand.department_id, row=demand.row, resource_id=demand.resource_id, required_within_h=4,
        answer="declined", text="", at=town.now, by_id=1,
    )  # fmt: skip
    town.session.add(said)
    town.session.flush()
    (matter,) = found(town, "disagreement", "2026-11-23")
    assert (matter.subject, matter.day, matter.asked) == (f"answer:{said.id}", town.now.date(), "head")
