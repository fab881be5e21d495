"""Workers that are killed in the middle of sending: nothing is lost, and what comes twice is seen to be the same."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from continuity.config import Settings
from continuity.jobs import mail
from continuity.models import Mail, Person, make_engine, writing
from continuity.services.reminders import outbox
from tests.support.mailbox import Mailbox, mail_server

pytestmark = pytest.mark.stock("published")
MAILS = 60
SECRET = "for tests alone, and long enough 0123456789"


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Mailbox]:
    """A server that takes its time, so that a worker can be killed while it waits."""
    with mail_server(tmp_path / "mail") as box:
        box.stall_s = 0.02
        yield box


def filled(url: str) -> str:
    """The database, with people and mail to send to them."""
    engine = make_engine(url)
    with Session(writing(engine)) as session:
        now = datetime.now(UTC)
        for n in range(MAILS):
            person = Person(email=f"person{n}@kommun.example", name=f"Person {n}", created_at=now)
            session.add(person)
            session.flush()
            outbox.post(session, key=f"test/{n}", to=person, kind="test", at=now)
        session.commit()
    engine.dispose()
    return url


@pytest.fixture
def url(database_url: str) -> str:
    """On both kinds of database."""
    return filled(database_url)


@pytest.fixture
def postgres(postgres_url: str) -> str:
    """On PostgreSQL alone, where many write at once."""
    return filled(postgres_url)


def worker(url: str, box: Mailbox, folder: Path) -> subprocess.Popen[str]:
    """`continuity sweep` in a process of its own."""
    settings = {
        "environment": "test",
        "database_url": url,
        "instance": str(folder),
        "secret_key": SECRET,
        **box.settings(),
    }
    environ = {**os.environ, **{f"CONTINUITY_{name.upper()}": str(value) for name, value in settings.items()}}
    command = [Path(sys.executable).with_name("continuity"), "sweep"]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def wait_for(box: Mailbox, number: int) -> None:
    until = time.monotonic() + 60
    while len(box.messages) < number and time.monotonic() < until:
        time.sleep(0.005)
    assert len(box.messages) >= number, "the workers sent nothing"


def killed(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def rest(url: str, box: Mailbox) -> Engine:
    """The leases of the dead run out, and somebody else does what is left."""
    engine = make_engine(url)
    with Session(writing(engine)) as session:
        session.execute(update(Mail).values(lease_until=None))
        session.commit()
    settings = Settings.model_validate({"environment": "test", **box.settings()})
    mail.sweep(engine, settings, datetime.now(UTC) + timedelta(minutes=1))
    return engine


def check(engine: Engine, box: Mailbox, kills: int) -> None:
    """Everybody has their mail; at most one for each kill came twice, with the same Message-ID."""
    with Session(engine) as session:
        assert set(session.scalars(select(Mail.state))) == {"sent"}
    engine.dispose()
    came = Counter(str(message["To"].addresses[0].addr_spec) for message in box.messages)
    ids = Counter(box.ids)
    assert len(came) == len(ids) == MAILS
    assert max(ids.values()) <= 1 + kills and sum(ids.values()) <= MAILS + kills


def test_a_worker_killed_in_the_middle_loses_nothing(url: str, box: Mailbox, tmp_path: Path) -> None:
    process = worker(url, box, tmp_path)
    wait_for(box, 7)
    killed(process)
    check(rest(url, box), box, kills=1)


@pytest.mark.postgres
def test_three_workers_share_the_mail_and_one_effect_comes_of_each(postgres: str, box: Mailbox, tmp_path: Path) -> None:
    workers = [worker(postgres, box, tmp_path) for _ in range(3)]
    said = [process.communicate(timeout=120)[0] for process in workers]
    assert [process.returncode for process in workers] == [0, 0, 0], said
    check(make_engine(postgres), box, kills=0)


@pytest.mark.postgres
def test_three_workers_killed_one_after_the_other_lose_nothing(postgres: str, box: Mailbox, tmp_path: Path) -> None:
    with ExitStack() as stack:
        workers = [worker(postgres, box, tmp_path) for _ in range(3)]
        for process in workers:
            stack.callback(process.kill)
        for number, process in zip((4, 8, 12), workers, strict=True):
            wait_for(box, number)
            killed(process)
    check(rest(postgres, box), box, kills=3)


@pytest.mark.soak
def test_five_workers_killed_one_after_the_other_lose_nothing(url: str, box: Mailbox, tmp_path: Path) -> None:
    engine = make_engine(url)
    for number in range(1, 6):
        process = worker(url, box, tmp_path)
        wait_for(box, number * 5)
        killed(process)
        with Session(writing(engine)) as session:
            session.execute(update(Mail).values(lease_until=None))  # as if five minutes had gone
            session.commit()
    engine.dispose()
    check(rest(url, box), box, kills=5)
