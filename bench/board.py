"""The status board at 60, 400 and 4,000 departments x 5 steps x 6 years, on SQLite and PostgreSQL."""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, insert, select, update
from sqlalchemy.orm import Session

from continuity.definitions.canonical import canonical_json
from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.models import (
    DefinitionText,
    Department,
    Model,
    Person,
    Plan,
    Publication,
    PublicationItem,
    Step,
    StepRevision,
    make_engine,
    writing,
)
from continuity.rules.permissions import Actor, Seat
from continuity.services.board import PAGE, board

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.support import postgres

SIZES = (60, 400, 4_000)
YEARS = 6
MOST_QUERIES = 15
RUNS = 7
TODAY = datetime(2026, 11, 22, 8, tzinfo=UTC)
READER = Actor(1, "Säkerhetschefen", seats=(Seat("security_function"),))
OUT = Path(__file__).parents[1] / "build" / "bench" / "board.json"
STATES = ("draft", "in_review", "awaiting_signoff", "returned", "not_started")
BALLS = {"in_review": "reviewers", "awaiting_signoff": "signers", "completed": "nobody"}


def fill(engine: Engine, departments: int) -> None:
    """A municipality of this size after six years, written straight into the tables."""
    catalogue, _ = read_catalogue([content_root()])
    workflow = catalogue.workflow("standard")
    names = list(workflow.model.steps)
    with Session(writing(engine)) as session:
        text = canonical_json(workflow.data)
        session.add(DefinitionText(hash=workflow.hash, kind="workflow", name="standard", body=text))
        session.add(Person(id=1, email="a@b.se", name="Säkerhetschefen", created_at=TODAY))
        organisation = catalogue.organisation
        text = canonical_json(organisation.data)
        session.add(DefinitionText(hash=organisation.hash, kind="organisation", name="organisation", body=text))
        session.add(Publication(id=1, at=TODAY, by_id=None, content_hash=""))
        session.flush()
        session.add(PublicationItem(publication_id=1, kind="organisation", name="organisation", hash=organisation.hash))
        session.flush()
        session.execute(insert(Department), list(_units(departments)))
        session.execute(insert(Plan), [_plan(n, workflow.hash) for n in range(1, departments + 1)])
        session.execute(insert(Step), [row for n in range(1, departments + 1) for row in _steps(n, names)])
        for chunk in _chunks(_revisions(departments, names, workflow.hash), 10_000):
            session.execute(insert(StepRevision), chunk)
        _link(session)
        session.commit()


def _units(departments: int) -> Iterator[dict[str, Any]]:
    committees = max(1, departments // 8)
    for n in range(1, committees + 1):
        yield {"id": departments + n, "code": f"N{n}", "name": f"Nämnd {n}", "level": "committee", "parent_id": None}
    for n in range(1, departments + 1):
        parent = departments + 1 + n % committees
        yield {"id": n, "code": f"K{n}", "name": f"Kontor {n}", "level": "department", "parent_id": parent}


def _plan(n: int, workflow_hash: str) -> dict[str, Any]:
    return {
        "id": n,
        "department_id": n,
        "workflow": "standard",
        "workflow_hash": workflow_hash,
        "state": "maintenance",
        "cycle": YEARS,
        "in_force_version": f"{YEARS}.0",
        "review_due": date(2026, 6, 1) + timedelta(days=n % 300),
        "created_at": TODAY - timedelta(days=365 * YEARS),
    }


def _state(n: int, position: int) -> str:
    return STATES[n % len(STATES)] if position == n % 5 else "completed"


def _steps(n: int, names: list[str]) -> Iterator[dict[str, Any]]:
    for position, name in enumerate(names):
        state = _state(n, position)
        yield {
            "id": (n - 1) * len(names) + position + 1,
            "plan_id": n,
            "name": name,
            "position": position,
            "state": state,
            "since": TODAY - timedelta(days=n % 90),
            "ball": BALLS.get(state, "coordinator"),
            "due": None if state == "completed" else date(2026, 10, 1) + timedelta(days=n % 120),
        }


def _revisions(departments: int, names: list[str], workflow_hash: str) -> Iterator[dict[str, Any]]:
    number = 0
    for step in range(1, departments * len(names) + 1):
        for year in range(1, YEARS + 1):
            number += 1
            yield {
                "id": number,
                "step_id": step,
                "number": year,
                "cycle": year,
                "state": "completed",
                "since": TODAY,
                "workflow_hash": workflow_hash,
                "form_hash": "",
                "organisation_hash": "",
                "opened_at": TODAY,
            }


def _chunks(rows: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _link(session: Session) -> None:
    """Last year's revision is in force; a step at work has this year's open."""

    def revision(year: int) -> Any:
        query = select(StepRevision.id).where(StepRevision.step_id == Step.id, StepRevision.number == year)
        return query.scalar_subquery()

    session.execute(update(Step).values(in_force_revision_id=revision(YEARS - 1)))
    session.execute(update(Step).where(Step.state != "completed").values(open_revision_id=revision(YEARS)))


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements sent while the block runs."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def measure(engine: Engine, database: str, departments: int) -> dict[str, Any]:
    """The median time of one board in a fresh session, and how many questions it asks."""
    seconds, statements, shown, aggregates = [], [], 0, 0
    for run in range(RUNS):
        with Session(engine) as session, counted(engine) as sent:
            started = time.perf_counter()
            found = board(session, by=READER, at=TODAY, page=1 + run % 2)
            seconds.append(time.perf_counter() - started)
        statements.append(len(sent))
        shown = max(shown, len(found.lines))
        aggregates = max(aggregates, sum("GROUP BY" in statement for statement in sent))
        assert found.departments == departments
        assert sum(sum(column.states.values()) for column in found.columns) == departments * 5
    return {
        "database": database,
        "departments": departments,
        "revisions": departments * 5 * YEARS,
        "queries": max(statements),
        "aggregates": aggregates,
        "shown": shown,
        "milliseconds": round(statistics.median(seconds) * 1000, 1),
    }


def main() -> int:
    """Prints the table, writes the JSON, and is 1 when a limit is passed."""
    rows: list[dict[str, Any]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgres.running_server())
        for departments in SIZES:
            postgres.run(server, f"CREATE DATABASE board_{departments}")
            for database, url in (
                ("sqlite", f"sqlite:///{folder}/{departments}.sqlite"),
                ("postgresql", server.set(database=f"board_{departments}").render_as_string(hide_password=False)),
            ):
                engine = make_engine(url, synchronous="OFF")
                Model.metadata.create_all(writing(engine))
                fill(engine, departments)
                rows.append(measure(engine, database, departments))
                engine.dispose()
            postgres.run(server, f"DROP DATABASE board_{departments} WITH (FORCE)")
    return report(rows)


def report(rows: list[dict[str, Any]]) -> int:
    """A line for each size and database, with the time as a ratio to the smallest of the same database."""
    smallest = {row["database"]: row["milliseconds"] for row in reversed(rows)}
    print(f"{'database':<12}{'departments':>12}{'revisions':>11}{'queries':>9}{'shown':>7}{'ms':>9}{'ratio':>8}")
    for row in rows:
        row["ratio"] = round(row["milliseconds"] / smallest[row["database"]], 2)
        print(
            f"{row['database']:<12}{row['departments']:>12}{row['revisions']:>11}{row['queries']:>9}"
            f"{row['shown']:>7}{row['milliseconds']:>9}{row['ratio']:>8}"
        )
    kept = all(row["queries"] <= MOST_QUERIES and row["shown"] <= PAGE and row["aggregates"] == 1 for row in rows)
    limits = f"at most {MOST_QUERIES} queries, {PAGE} departments a page, one aggregate"
    print(f"Board: {limits}: {'kept' if kept else 'BROKEN'}")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({"kept": kept, "rows": rows}, indent=2) + "\n", encoding="utf-8")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
