"""One reminder run over 4,000 departments and 2,000 receivers, sent through a real SMTP server on loopback.

Gathering (seconds, questions, memory), then sending with one loop on SQLite and PostgreSQL, and with three workers on
PostgreSQL. The server shares this process; every mail is encrypted and its certificate checked.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, insert, select, update
from sqlalchemy.orm import Session

from continuity import migrations
from continuity.config import Settings
from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.jobs import mail
from continuity.models import Department, Mail, Membership, Person, Plan, Reminder, ReminderRound, make_engine, writing
from continuity.services import publishing
from continuity.services.reminders import reminding

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.municipality.filling import kept
from tests.support import postgres
from tests.support.counting import counted
from tests.support.mailbox import Mailbox, mail_server

DEPARTMENTS, RECEIVERS = 4_000, 2_000
MOST_QUERIES, MOST_SECONDS, MOST_SENDING = 50, 10.0, 600.0
MONDAY = datetime(2027, 3, 8, 7, tzinfo=UTC)
OUT = Path(__file__).parents[1] / "build" / "bench" / "reminders.json"


def fill(engine: Engine) -> None:
    """Departments whose reviews are due this week, two to each head."""
    migrations.upgrade(engine)
    catalogue, _ = read_catalogue([content_root()])
    with Session(writing(engine)) as session:
        publishing.publish(session, catalogue, by=None, at=MONDAY)
        digest = publishing.hash_of(session, "workflow", "standard")
        people = [
            {"id": n, "email": f"chef{n}@kommun.example", "name": f"Chef {n}", "created_at": MONDAY}
            for n in range(1, RECEIVERS + 1)
        ]
        session.execute(insert(Person), people)
        units = [{"id": n, "code": f"K{n}", "name": f"Kontor {n}"} for n in range(1, DEPARTMENTS + 1)]
        session.execute(insert(Department), units)
        seats = [
            {"person_id": 1 + n % RECEIVERS, "department_id": n, "role": "head", "starts": date(2026, 1, 1)}
            for n in range(1, DEPARTMENTS + 1)
        ]
        session.execute(insert(Membership), seats)
        session.execute(insert(Plan), [_plan(n, digest) for n in range(1, DEPARTMENTS + 1)])
        session.commit()
        kept(session)


def _plan(n: int, digest: str) -> dict[str, Any]:
    return {
        "department_id": n,
        "workflow": "standard",
        "workflow_hash": digest,
        "in_force_version": "1.0",
        "review_due": MONDAY.date() + timedelta(days=n % 5),
        "created_at": MONDAY,
    }


def gather(engine: Engine, database: str) -> dict[str, Any]:
    """The day's gathering; it is a flood, so that a person's confirmation stands between it and the mail."""
    tracemalloc.start()
    with Session(writing(engine)) as session, counted(engine) as sent:
        started = time.perf_counter()
        number = reminding.gather(session, at=MONDAY)
        seconds = time.perf_counter() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    with Session(engine) as session:
        assert session.scalar(select(ReminderRound.state)) == "held", "a flood must be held"
        mails = session.scalar(select(func.count()).select_from(Mail))
        assert session.scalar(select(func.count()).select_from(Reminder)) == number
    return {
        "what": "gather", "database": database, "mails": mails, "reminders": number,
        "seconds": round(seconds, 2), "queries": len(sent), "peak_mb": round(peak / 1e6, 1),
    }  # fmt: skip


def release(engine: Engine) -> None:
    """Everything waits again, as after a confirmation."""
    with Session(writing(engine)) as session:
        values = {"state": "waiting", "next_try": MONDAY, "claim": "", "lease_until": None, "settled_at": None}
        session.execute(update(Mail).values(**values))
        session.commit()


def send(engine: Engine, box: Mailbox, database: str) -> dict[str, Any]:
    """One loop."""
    release(engine)
    box.messages.clear()
    settings = Settings.model_validate({"environment": "test", **box.settings()})
    started = time.perf_counter()
    with counted(engine) as sent:
        while mail.sweep(engine, settings, MONDAY):
            pass
    return _sent(box, database, "one loop", time.perf_counter() - started, len(sent))


def send_by_three(url: str, engine: Engine, box: Mailbox) -> dict[str, Any]:
    """Three processes at once."""
    release(engine)
    box.messages.clear()
    here, root = Path(__file__).parent, Path(__file__).parents[1]
    environ = {**os.environ, "BENCH_URL": url, "BENCH_BOX": json.dumps(box.settings()), "PYTHONPATH": f"{here}:{root}"}
    started = time.perf_counter()
    command = [sys.executable, "-c", "from reminders import work; work()"]
    workers = [subprocess.Popen(command, env=environ) for _ in range(3)]
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    return _sent(box, "postgresql", "three workers", time.perf_counter() - started, None)


def work() -> None:
    """What each of the three does."""
    engine = make_engine(os.environ["BENCH_URL"])
    settings = Settings.model_validate({"environment": "test", **json.loads(os.environ["BENCH_BOX"])})
    while mail.sweep(engine, settings, MONDAY):
        pass
    engine.dispose()


def _sent(box: Mailbox, database: str, what: str, seconds: float, queries: int | None) -> dict[str, Any]:
    assert len(box.ids) == len(set(box.ids)) == RECEIVERS, (len(box.ids), len(set(box.ids)))
    return {
        "what": what, "database": database, "mails": len(box.ids), "reminders": None,
        "seconds": round(seconds, 2), "queries": queries, "peak_mb": None,
    }  # fmt: skip


def main() -> int:
    """Prints the table, writes the JSON, and is 1 when a limit is passed."""
    rows: list[dict[str, Any]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgres.running_server())
        box = stack.enter_context(mail_server(folder / "mail"))
        postgres.run(server, "CREATE DATABASE reminders")
        for database, url in (
            ("sqlite", f"sqlite:///{folder}/reminders.sqlite"),
            ("postgresql", server.set(database="reminders").render_as_string(hide_password=False)),
        ):
            engine = make_engine(url)
            fill(engine)
            rows.append(gather(engine, database))
            rows.append(send(engine, box, database))
            if database == "postgresql":
                rows.append(send_by_three(url, engine, box))
            engine.dispose()
    return report(rows)


def report(rows: list[dict[str, Any]]) -> int:
    """A line for each run."""
    print(f"{'what':<15}{'database':<12}{'mails':>7}{'reminders':>11}{'seconds':>9}{'queries':>9}{'MB':>7}")
    for row in rows:
        columns = ("mails", "reminders", "seconds", "queries", "peak_mb")
        shown = [row[name] if row[name] is not None else "-" for name in columns]
        print("{:<15}{:<12}{:>7}{:>11}{:>9}{:>9}{:>7}".format(row["what"], row["database"], *shown))
    gathered = [row for row in rows if row["what"] == "gather"]
    kept = all(row["seconds"] <= MOST_SECONDS and row["queries"] <= MOST_QUERIES for row in gathered)
    kept = kept and all(row["seconds"] <= MOST_SENDING for row in rows)
    limits = f"gathered in {MOST_SECONDS} s and {MOST_QUERIES} queries, sent in {MOST_SENDING} s, each mail once"
    print(f"Reminders: {limits}: {'kept' if kept else 'BROKEN'}")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"kept": kept, "rows": rows}, indent=2) + "\n", encoding="utf-8")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
