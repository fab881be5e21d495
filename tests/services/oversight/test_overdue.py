"""What is late: the gravest first, the plan that stays in force, and how little is asked of the database."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity.errors import Forbidden
from continuity.models import Reminder
from continuity.services.oversight import notes, overdue
from continuity.services.oversight.narrowing import Filter
from continuity.services.oversight.overdue import Overdue
from continuity.services.reminders import outbox
from tests.support.counting import counted
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
TODAY = date(2026, 11, 23)


def seen(town: Town, chosen: Filter | None = None, *, by: str = "sakerhetschef", page: int = 1) -> Overdue:
    return overdue.overdue(town.session, chosen or Filter(), by=town.actor(by), at=town.now, page=page)


def make_late(town: Town, code: str, step: str, days: int) -> None:
    town.step(code, step).due = TODAY - timedelta(days=days)
    town.session.flush()


def test_a_late_review_is_one_line_and_says_that_the_plan_still_holds(town: Town) -> None:
    (line,) = seen(town).lines
    assert (line.plan.department.code, line.what, line.plan.in_force_version) == ("KFN", "review", "1.0")
    assert line.standing is not None and line.standing.name == "maintenance"
    assert line.days == (TODAY - line.due).days == 35
    assert str(line.words) == "Översyn försenad – planen gäller"


def test_a_review_that_nobody_has_opened_is_late_too(town: Town) -> None:
    town.plan("SN").review_due = TODAY - timedelta(days=3)
    town.session.flush()
    (line,) = [line for line in seen(town).lines if line.plan.department.code == "SN"]
    assert (line.what, line.standing, line.days) == ("review", None, 3)


def test_the_gravest_class_comes_first_then_the_latest(town: Town) -> None:
    make_late(town, "SN", "continuity_plan", 2)
    make_late(town, "BUN", "business_impact_analysis", 90)
    lines = seen(town).lines
    classes = [line.priority_class or overdue.LAST for line in lines]
    assert classes == sorted(classes)
    assert lines[0].plan.department.code == "SN" and lines[0].priority_class == 1
    assert lines[-1].plan.department.code == "BUN" and lines[-1].priority_class is None


def test_what_nobody_has_to_do_is_not_late(town: Town) -> None:
    make_late(town, "KS", "continuity_plan", 100)
    assert "KS" not in {line.plan.department.code for line in seen(town).lines}


def test_a_plan_whose_time_ran_out_is_used_until_a_new_decision(town: Town) -> None:
    town.plan("KS").valid_to = TODAY - timedelta(days=1)
    town.session.flush()
    (line,) = [line for line in seen(town).lines if line.plan.department.code == "KS"]
    assert (line.what, line.days, line.title) == ("validity", 1, None)
    assert "används tills nytt beslut" in str(line.words)


def test_the_last_reminder_stands_there(town: Town) -> None:
    assert {line.reminded for line in seen(town).lines} == {None}
    by = town.actor("sakerhetschef")
    notes.write(town.session, [town.plan("KFN").id], "reminder", "", by=by, at=town.now)
    assert {line.reminded for line in seen(town).lines} == {town.now}


def test_who_hears_of_it_next_is_said_ahead(town: Town) -> None:
    (line,) = seen(town).lines
    assert line.following is not None and line.following.day > TODAY
    make_late(town, "SN", "continuity_plan", 90)
    step = next(line for line in seen(town).lines if line.what == "step")
    assert step.following is None


def test_a_ladders_reminder_counts_as_one_by_hand_does(town: Town) -> None:
    plan, head = town.plan("KFN"), town.actor("chef.kultur").person_id
    mail = outbox.new(key="x", person_id=head, kind="test", at=town.now)
    town.session.add(mail)
    town.session.flush()
    told = {"ladder": "review_due", "subject": "plan", "due": plan.review_due, "level": 0, "person_id": head}
    town.session.add(Reminder(plan_id=plan.id, cycle=1, mail_id=mail.id, at=town.now, **told))
    town.session.flush()
    assert [line.reminded for line in seen(town).lines] == [town.now]


def test_a_committee_narrows_and_everything_is_all_of_it(town: Town) -> None:
    parent = town.plan("SN").department.parent_id
    assert seen(town, Filter(committee=parent)).lines == ()
    whole = overdue.everything(town.session, Filter(), by=town.actor("revisor"), at=town.now)
    assert [line.due for line in whole] == [line.due for line in seen(town).lines]


@pytest.mark.parametrize("who", ["tib", "chef.kultur", "registrator"])
def test_it_is_for_those_who_follow_up(town: Town, who: str) -> None:
    with pytest.raises(Forbidden):
        seen(town, by=who)


def test_few_questions_are_asked(town: Town, engine: Engine) -> None:
    make_late(town, "SN", "continuity_plan", 2)
    town.session.commit()
    actor = town.actor("sakerhetschef")
    with Session(engine) as session, counted(engine) as sent:
        overdue.overdue(session, Filter(), by=actor, at=town.now)
    assert len(sent) <= 15
