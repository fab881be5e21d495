"""The page about reminders and mail: who is told what, what is held, paused or stopped; and calendars."""

from datetime import date, timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select, update

from continuity.models import CalendarKey, Mail, Person, ReminderPause, ReminderRound
from continuity.services.reminders import outbox, reminding
from continuity.services.reminders.calendars import calendar_file, version_of
from continuity.services.reminders.letters import Occasion
from tests.support.people import database_of
from tests.support.town import NOON
from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")
PAGE = "/admin/paminnelser"


def gathered(app: Flask, *, held: bool = False) -> int:
    """Today's reminders as the sweep gathers them; how many."""
    with database_of(app) as session:
        number = reminding.gather(session, at=NOON)
        if held:
            session.execute(update(ReminderRound).values(state="held"))
            session.execute(update(Mail).where(Mail.round_id.is_not(None)).values(state="held"))
            session.commit()
        return number


def test_the_page_says_who_is_reminded_of_what_and_by_which_rules(visit: Visit) -> None:
    page = visit("sakerhetschef").open(PAGE)
    for words in (
        "Årlig översyn av planen",
        "Kultur- och fritidskontoret",
        "90 dagar före",
        "tas upp i statusrapporten",
    ):
        assert words in page.text_content()


def test_the_page_is_in_the_readers_language(app: Flask, visit: Visit) -> None:
    with database_of(app) as session:
        session.execute(update(Person).values(language="en"))
        session.commit()
    text = visit("beredskap").open(PAGE).text_content()
    assert "The next 30 days" in text and "90 days before" in text and "Annual review of the plan" in text


def test_a_head_and_a_reader_of_the_board_have_no_business_here(visit: Visit) -> None:
    for who in ("chef.kultur", "revisor", "kommundirektor"):
        visit(who).open(PAGE, status=403)


def test_a_unit_is_paused_and_reminded_again(app: Flask, visit: Visit) -> None:
    security = visit("sakerhetschef")
    security.open(PAGE)
    with database_of(app) as session:
        plan = reminding.due_on(session, NOON.date())[0].matter
    security.send({"department": str(plan.department_id), "reason": "", "until": "2026-12-24"}, status=422)
    assert "Skriv varför" in security.text
    security.send({"department": str(plan.department_id), "reason": "Flytt", "until": "2026-12-24"})
    assert "Flytt" in security.text
    with database_of(app) as session:
        assert session.scalars(select(ReminderPause.until)).one() == date(2026, 12, 24)
        assert plan.department_id not in {due.matter.department_id for due in reminding.due_on(session, NOON.date())}
    security.send({}, button=f"Påminn igen {plan.department}")
    assert "Ingen enhet är pausad" in security.text


@pytest.mark.parametrize(("button", "state"), [("Skicka dem", "waiting"), ("Kasta dem", "stopped")])
def test_a_flood_waits_for_somebody_to_say_what_to_do(app: Flask, visit: Visit, button: str, state: str) -> None:
    assert gathered(app, held=True)
    security = visit("sakerhetschef")
    security.open(PAGE)
    assert "hålls inne" in security.text
    security.send({}, button=button)
    with database_of(app) as session:
        assert set(session.scalars(select(Mail.state).where(Mail.round_id.is_not(None)))) == {state}
    assert "hålls inne" not in security.text


def test_a_mail_that_did_not_arrive_is_tried_again_or_stopped(app: Flask, visit: Visit) -> None:
    with database_of(app) as session:
        session.execute(update(Mail).values(state="sent"))
        for number in (1, 2):
            outbox.post(session, key=f"t{number}", to=number, kind="test", at=NOON)
        session.execute(
            update(Mail).where(Mail.key.in_(("t1", "t2"))).values(state="undeliverable", problem="550 nobody")
        )
        session.commit()
    security = visit("sakerhetschef")
    security.open(PAGE)
    assert "550 nobody" in security.text and "Adressen tar inte emot" in security.text
    with database_of(app) as session:
        first, second = (session.get_one(Person, number).name for number in (1, 2))
    security.send({}, button=f"Försök igen {second}")
    security.send({}, button=f"Stoppa {first}")
    assert states(app) == {"t1": "stopped", "t2": "waiting"}


def states(app: Flask) -> dict[str, str]:
    with database_of(app) as session:
        rows = session.scalars(select(Mail).where(Mail.key.in_(("t1", "t2"))))
        return {mail.key: mail.state for mail in rows}


def test_a_test_mail_goes_to_whoever_asks(app: Flask, visit: Visit) -> None:
    security = visit("sakerhetschef")
    security.open(PAGE)
    security.send({}, button="Skicka ett provmejl till mig")
    with database_of(app) as session:
        mail = session.scalars(select(Mail).where(Mail.kind == "test")).one()
        assert mail.person.email == "sakerhetschef@malarvik.example"


# --- calendars ----------------------------------------------------------------------------------------------------


def test_a_calendar_has_one_s_own_days_and_nothing_of_any_plan_until_it_is_taken_back(app: Flask, visit: Visit) -> None:
    head = visit("chef.kultur")
    head.open("/konto")
    head.send({}, button="Gör en kalenderadress")
    address = next(word for word in head.text.split() if "/kalender/" in word)
    token = address.rpartition("/")[2].removesuffix(".ics")
    with database_of(app) as session:
        assert session.scalars(select(CalendarKey.token_sha256)).one() != token
    stranger = app.test_client()
    answer = stranger.get(f"/kalender/{token}.ics")
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    entries = Calendar.from_ical(answer.text).walk("VEVENT")
    assert entries and all("Kultur- och fritidskontoret" in entry["SUMMARY"] for entry in entries)
    assert len({str(entry["UID"]) for entry in entries}) == len(entries)
    head.open("/konto")
    head.send({}, button="Ta bort adressen")
    assert stranger.get(f"/kalender/{token}.ics").status_code == 404
    assert stranger.get("/kalender/x.ics").status_code == 404


def test_a_new_address_takes_the_place_of_the_old_one(app: Flask, visit: Visit) -> None:
    head = visit("chef.kultur")
    addresses = []
    for label in ("Gör en kalenderadress", "Gör en ny kalenderadress"):
        head.open("/konto")
        head.send({}, button=label)
        addresses.append(next(word for word in head.text.split() if "/kalender/" in word).partition("/kalender/")[2])
    stranger = app.test_client()
    assert [stranger.get(f"/kalender/{one}").status_code for one in addresses] == [404, 200]


def test_an_entry_that_moves_keeps_its_uid_and_gets_a_higher_number(app: Flask) -> None:
    found = []
    for days in (0, 3):
        at, day = NOON + timedelta(days=days), NOON.date() + timedelta(days=30 + days)
        occasion, sequences = Occasion("step-1", "Klart", day, "/steg/1"), {"step-1": version_of(at)}
        made = calendar_file([occasion], base="https://a.se", at=at, sequences=sequences)
        found.append(Calendar.from_ical(made).walk("VEVENT")[0])
    assert found[0]["UID"] == found[1]["UID"] and found[0]["SEQUENCE"] < found[1]["SEQUENCE"]
