"""Mail through a real server: sent once, never in the clear, and never lost whatever the server does."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.jobs import mail, transport
from continuity.models import Mail, OneTimeLink, Person, writing
from continuity.services.reminders import letters, outbox
from tests.support.mailbox import Mailbox, mail_server
from tests.support.town import NOON

pytestmark = pytest.mark.stock("demo")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailbox]:
    with mail_server(tmp_path_factory.mktemp("mail")) as box:
        yield box


@pytest.fixture
def box(server: Mailbox) -> Mailbox:
    server.messages.clear()
    server.answers, server.answer_all, server.stall_s = {}, "", 0.0
    return server


@pytest.fixture
def few(engine: Engine) -> list[str]:
    """Three test mails to three people, and nothing else in the outbox."""
    with Session(writing(engine)) as session:
        session.execute(update(Mail).values(state="stopped"))
        people = session.scalars(select(Person).order_by(Person.id).limit(3)).all()
        for person in people:
            outbox.post(session, key=f"test/{person.id}", to=person, kind="test", at=NOON)
        found = [person.email for person in people]
        session.commit()
        return found


def states(engine: Engine) -> list[tuple[str, str]]:
    with Session(engine) as session:
        rows = session.execute(select(Mail.state, Mail.problem).where(Mail.kind == "test").order_by(Mail.id))
        return [(row.state, row.problem) for row in rows]


def of(box: Mailbox, **other: object) -> Settings:
    return Settings.model_validate({"environment": "test", **box.settings(), **other})


def test_everything_goes_out_encrypted_and_once(engine: Engine, box: Mailbox, few: list[str]) -> None:
    assert mail.sweep(engine, of(box), NOON) == 3
    assert mail.sweep(engine, of(box), NOON + timedelta(hours=1)) == 0
    assert sorted(str(message["To"].addresses[0].addr_spec) for message in box.messages) == sorted(few)
    assert box.in_the_clear == 0 and len(set(box.ids)) == 3
    first = box.messages[0]
    assert "Mälarvik" in str(first["From"]) and first.get_body(("html",)) is not None
    assert "https://plan.malarvik.example/" in first.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_without_a_server_mail_waits(engine: Engine, few: list[str]) -> None:
    assert mail.sweep(engine, Settings(environment="test"), NOON) == 0
    assert [state for state, _ in states(engine)] == ["waiting"] * 3


def test_an_address_that_is_refused_for_good_is_marked_and_the_others_go(
    engine: Engine, box: Mailbox, few: list[str]
) -> None:
    box.answers[few[0]] = "550 no such user"
    assert mail.sweep(engine, of(box), NOON) == 2
    assert [state for state, _ in states(engine)] == ["undeliverable", "sent", "sent"]
    assert states(engine)[0][1] == "550 no such user"


def test_a_busy_server_is_tried_again(engine: Engine, box: Mailbox, few: list[str]) -> None:
    box.answers[few[0]] = "450 later please"
    assert mail.sweep(engine, of(box), NOON) == 2
    box.answers.clear()
    assert mail.sweep(engine, of(box), NOON + timedelta(seconds=30)) == 0
    assert mail.sweep(engine, of(box), NOON + timedelta(minutes=2)) == 1
    assert len(box.ids) == len(set(box.ids)) == 3


@pytest.mark.parametrize("trouble", ["refused", "421", "slow", "wrong name", "unknown authority", "no tls"])
def test_a_server_in_trouble_loses_nothing(
    engine: Engine, box: Mailbox, few: list[str], trouble: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT_S", 0.5)
    if trouble == "refused":
        assert mail.sweep(engine, of(box, smtp_port=1), NOON) == 0
    elif trouble == "421":
        box.answer_all = "421 closing"
        assert mail.sweep(engine, of(box), NOON) == 0
    elif trouble == "slow":
        box.stall_s = 2
        assert mail.sweep(engine, of(box), NOON) == 0
    elif trouble == "unknown authority":
        assert mail.sweep(engine, of(box, smtp_ca=""), NOON) == 0
    else:
        with mail_server(tmp_path, starttls=trouble != "no tls", name="elsewhere.example") as other:
            assert mail.sweep(engine, of(other), NOON) == 0
            assert other.messages == []
    assert [state for state, _ in states(engine)] == ["waiting"] * 3
    assert all(problem for _, problem in states(engine))
    monkeypatch.setattr(transport, "TIMEOUT_S", 5)
    box.answer_all, box.stall_s = "", 0.0
    box.messages.clear()
    assert mail.sweep(engine, of(box), NOON + timedelta(minutes=2)) == 3


def test_one_that_cannot_be_written_is_set_aside_and_stops_nothing(
    engine: Engine, box: Mailbox, few: list[str]
) -> None:
    with Session(writing(engine)) as session:
        session.execute(update(Mail).where(Mail.key == f"test/{1}").values(kind="no such kind"))
        bad = session.scalars(select(Person).where(Person.email == few[1])).one()
        bad.email = "anna@kommun.se\r\nBcc: alla@kommun.se"
        session.commit()
    assert mail.sweep(engine, of(box), NOON) == 1
    with Session(engine) as session:
        faulty = session.scalars(select(Mail).where(Mail.state == "faulty")).all()
        assert len(faulty) == 2 and all(one.problem for one in faulty)
    assert "Bcc" not in str(box.messages[0])


def test_a_link_is_made_as_its_mail_is_written_and_its_secret_is_not_kept(
    engine: Engine, box: Mailbox, few: list[str]
) -> None:
    with Session(writing(engine)) as session:
        person = session.scalars(select(Person).where(Person.email == few[0])).one()
        outbox.post(session, key="link/1", to=person, kind="link", at=NOON)
        session.commit()
    mail.sweep(engine, of(box), NOON)
    body = next(m for m in box.messages if "/lank/" in str(m.get_body(("plain",)))).get_body(("plain",))
    assert body is not None
    token = body.get_content().partition("/lank/")[2].split()[0]
    with Session(engine) as session:
        assert token not in str(session.scalars(select(Mail.facts)).all())
        assert session.scalars(select(OneTimeLink).where(OneTimeLink.used_at.is_(None))).one() is not None


def test_in_the_demo_mail_lands_in_a_folder_as_files_with_their_day(engine: Engine, tmp_path: Path) -> None:
    settings = Settings(environment="demo", instance=tmp_path)
    assert mail.sweep(engine, settings, NOON) > 0
    messages = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in tmp_path.rglob("*.eml")]
    days = [part for message in messages for part in message.walk() if part.get_content_type() == "text/calendar"]
    entries = [entry for part in days for entry in Calendar.from_ical(part.get_content()).walk("VEVENT")]
    assert entries and all(entry["UID"] and entry["SEQUENCE"] > 0 and entry["SUMMARY"] for entry in entries)


def test_every_place_that_mail_points_at_exists(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    for path in letters.PATHS.values():
        assert adapter.match(path.format(step=1, department=1, token="x", row="r1"), method="GET")
