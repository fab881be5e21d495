"""Standing behind a row before a step is sent in: who is asked, who may say so, and what takes it back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from continuity.errors import Forbidden, NotFound, Refused
from continuity.models import Event, Invitation, Mail, Membership
from continuity.services.answers import answering, inviting
from continuity.services.paper import rendering
from continuity.services.reminders import subscribing
from continuity.services.steps import backing, standing_behind
from continuity.services.steps.standing_behind import Backed
from continuity.services.worklist.tasks import my_tasks
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
STEP, WHO, GUEST = "business_impact_analysis", "samordnare.bun", "it-chef"
STARTS = date(2026, 1, 1)


def rows(town: Town) -> list[Backed]:
    return list(standing_behind.rows(town.desk("BUN", STEP, WHO)))


def ask(town: Town, who: str = WHO) -> int:
    return backing.ask(town.session, town.step("BUN", STEP).id, by=town.actor(who), at=town.now)


def say(town: Town, row: str, who: str = GUEST) -> None:
    backing.stand_behind(town.session, town.step("BUN", STEP).id, row, by=town.actor(who), at=town.now)


def against(town: Town) -> str:
    return " ".join(str(reason) for reason in town.desk("BUN", STEP, WHO).reasons_against("submit"))


def invite(town: Town, row: str) -> None:
    inviting.invite(
        town.session, town.step("BUN", STEP).id, "activities", row, town.actor(GUEST).person_id,
        town.now.date() + timedelta(days=7), by=town.actor(WHO), at=town.now,
    )  # fmt: skip


def owner(town: Town, title: str) -> None:
    """The IT-chef owns rows in the department, by this title."""
    town.session.add(
        Membership(
            person_id=town.actor(GUEST).person_id, role="activity_owner", title=title, starts=STARTS,
            department_id=town.plan("BUN").department_id,
        )
    )  # fmt: skip
    town.session.commit()


def change(town: Town, row: str) -> None:
    desk = town.desk("BUN", STEP, WHO)
    stored = answering.part(desk, "activity", row)
    assert stored is not None
    answering.save_page(
        town.session, desk.step.id, "activity", {"volume": 77}, row=row, version=stored.version,
        by=town.actor(WHO), at=town.now,
    )  # fmt: skip


def told_in_history(town: Town) -> int:
    return len(town.session.scalars(select(Event.seq).where(Event.kind == "row_stood_behind")).all())


def test_where_nobody_owns_rows_and_nobody_is_asked_nothing_stands_in_the_way(town: Town) -> None:
    assert {one.standing for one in rows(town)} == {"not_asked"}
    assert "stå bakom" not in against(town) and "står bakom" not in against(town)


def test_once_asked_the_step_waits_ten_working_days_and_no_longer(town: Town) -> None:
    assert ask(town) == len(rows(town)) == 2
    assert {one.deadline for one in rows(town)} == {date(2026, 12, 7)}
    assert "2026-12-07" in against(town)
    town.later(days=14)
    assert "står bakom" in against(town)
    town.later(days=1)
    assert "står bakom" not in against(town)
    assert ask(town) == 0


def test_a_row_that_nobody_was_asked_about_has_no_time_to_run_out(town: Town) -> None:
    invite(town, rows(town)[0].row)
    assert "inte tillfrågade än" in against(town)


def test_an_invited_colleague_says_so_and_it_is_told_in_history_and_document(town: Town) -> None:
    first, second = rows(town)
    invite(town, first.row)
    before = told_in_history(town)
    say(town, first.row)
    told, other = rows(town)
    assert (told.standing, told.role, told.said) == ("said", "IT-chef", town.now.date())
    assert other.standing == "not_asked"
    assert told_in_history(town) == before + 1
    assert town.session.scalars(select(Invitation.done_at).where(Invitation.row == first.row)).one() == town.now
    words = rendering.values_of(town.desk("BUN", STEP, WHO), "working", "sv", "full")["stood_behind"]
    assert [one["words"] for one in words] == [
        "bekräftad av IT-chef 2026-11-23",
        "ej bekräftad av aktivitetsägaren",
    ]
    assert second.row == other.row


def test_a_later_change_of_the_row_takes_it_back_and_says_so(town: Town) -> None:
    first = rows(town)[0]
    invite(town, first.row)
    say(town, first.row)
    change(town, first.row)
    told = rows(town)[0]
    assert (told.standing, told.said, told.changed) == ("changed", None, town.now.date())
    invite(town, first.row)
    say(town, first.row)
    assert rows(town)[0].standing == "said"


def test_whoever_has_the_title_gets_a_task_and_a_mail_and_may_say_so(town: Town) -> None:
    first = rows(town)[0]
    owner(town, first.owner)
    assert "inte tillfrågade än" in against(town)
    ask(town)
    tasks = [one for one in my_tasks(town.session, by=town.actor(GUEST), at=town.now).mine if one.row == first.row]
    assert [one.kind for one in tasks] == ["stand_behind"]
    assert "Jag står bakom" in tasks[0].note
    token = subscribing.make_address(town.session, town.actor(GUEST).person_id, at=town.now)
    told = subscribing.calendar_of(town.session, token, base="https://kontinuitet.example", at=town.now).decode()
    assert f"/sta-bakom/{first.row}" in told.replace("\r\n ", "")
    mails = town.session.scalars(select(Mail).where(Mail.kind == "invitation")).all()
    assert town.actor(GUEST).person_id in {mail.person_id for mail in mails}
    say(town, first.row)
    assert rows(town)[0].role == first.owner


def test_a_row_whose_owner_has_no_login_says_so_until_somebody_is_asked_by_name(sqlite_town: Town) -> None:
    first, second = rows(sqlite_town)
    assert not first.reached and not second.reached
    owner(sqlite_town, first.owner)
    invite(sqlite_town, second.row)
    assert [one.reached for one in rows(sqlite_town)] == [True, True]


def test_whoever_was_asked_by_name_keeps_the_words_and_the_date_they_were_asked_with(sqlite_town: Town) -> None:
    town = sqlite_town
    first = rows(town)[0]
    owner(town, first.owner)
    inviting.invite(
        town.session, town.step("BUN", STEP).id, "activities", first.row, town.actor(GUEST).person_id,
        date(2026, 11, 30), "Titta särskilt på tiderna.", by=town.actor(WHO), at=town.now,
    )  # fmt: skip
    ask(town)
    kept = town.session.scalars(select(Invitation).where(Invitation.row == first.row)).one()
    assert (kept.due, kept.note) == (date(2026, 11, 30), "Titta särskilt på tiderna.")


def test_nobody_says_it_for_another(town: Town) -> None:
    owner(town, "Någon helt annan titel")
    for who in (GUEST, WHO):
        with pytest.raises(NotFound):
            say(town, rows(town)[0].row, who)
        town.session.rollback()
    with pytest.raises(Forbidden):
        ask(town, GUEST)


def test_a_step_that_asks_nobody_and_a_step_that_is_locked(sqlite_town: Town) -> None:
    town = sqlite_town
    desk = town.desk("SN", "continuity_plan", "samordnare.socialkontoret")
    assert standing_behind.rows(desk) == ()
    with pytest.raises(NotFound):
        backing.ask(town.session, desk.step.id, by=desk.by, at=town.now)
    locked = town.desk("SN", STEP, "ersattare.socialkontoret")
    with pytest.raises(Refused):
        backing.stand_behind(
            town.session, locked.step.id, standing_behind.rows(locked)[0].row, by=locked.by, at=town.now
        )


def test_socialkontorets_analysis_is_stood_behind_in_the_demo(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SN", STEP, "samordnare.socialkontoret")
    assert {one.standing for one in standing_behind.rows(desk)} == {"said"}
    assert {one.role for one in standing_behind.rows(desk)} == {"Biträdande socialchef"}
