"""A municipality of any size after six years, written straight into the tables: what the benchmarks look at."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, select, text, update
from sqlalchemy.orm import Session

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.models import (
    Action,
    Activity,
    ChainHead,
    Demand,
    Department,
    Model,
    Person,
    Plan,
    Promise,
    Resource,
    SignOff,
    Step,
    StepRevision,
    writing,
)
from continuity.services import publishing
from continuity.services.record import history

YEARS = 6
RESOURCES = 300
TODAY = datetime(2026, 11, 22, 8, tzinfo=UTC)
STATES = ("draft", "in_review", "awaiting_signoff", "returned", "not_started")
BALLS = {"in_review": "reviewers", "awaiting_signoff": "signers", "completed": "nobody"}


def fill(engine: Engine, departments: int) -> None:
    """A municipality of this size after six years, written straight into the tables."""
    fill_plans(engine, departments)
    steps = len(read_catalogue([content_root()])[0].workflow("standard").model.steps)
    with Session(writing(engine)) as session:
        for table, rows in (
            (Activity, _activities(departments, steps)),
            (Resource, _resources()),
            (Promise, _promises()),
            (Demand, _demands(departments, steps)),
            (Action, _actions(departments)),
        ):
            _insert(session, table, rows)
        session.commit()
        kept(session)


def kept(session: Session) -> None:
    """Tells PostgreSQL's planner what the tables hold, as its own housekeeping has done long before six years."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))
        session.commit()


def fill_plans(engine: Engine, departments: int) -> None:
    """The same with an empty register: units, plans, six years of steps, and who signed the last."""
    catalogue, _ = read_catalogue([content_root()])
    workflow, form = catalogue.workflow("standard"), catalogue.form("business_impact_analysis")
    names = list(workflow.model.steps)
    with Session(writing(engine)) as session:
        session.add(ChainHead(id=1, seq=0, hash=history.GENESIS))
        session.add(Person(id=1, email="a@b.se", name="Säkerhetschefen", created_at=TODAY))
        publishing.publish(session, catalogue, by=None, at=TODAY)
        session.execute(insert(Department), list(_units(departments)))
        session.execute(insert(Plan), [_plan(n, workflow.hash) for n in range(1, departments + 1)])
        session.execute(insert(Step), [row for n in range(1, departments + 1) for row in _steps(n, names)])
        _insert(session, StepRevision, _revisions(departments, names, workflow.hash, form.hash))
        _link(session)
        _insert(session, SignOff, _signatures(departments, len(names)))
        session.commit()


def _insert(session: Session, table: type[Model], rows: Iterator[dict[str, Any]]) -> None:
    for chunk in _chunks(rows, 10_000):
        session.execute(insert(table), chunk)


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


def _revisions(departments: int, names: list[str], workflow_hash: str, form_hash: str) -> Iterator[dict[str, Any]]:
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
                "form_hash": form_hash,
                "organisation_hash": "",
                "version": f"{year}.0",
                "opened_at": _in_year(year),
                "started_at": _in_year(year),
                "completed_at": _in_year(year) + timedelta(days=60),
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


def _in_year(year: int) -> datetime:
    """A spring day of one of the six years."""
    return TODAY - timedelta(days=365 * (YEARS - year) + 200)


def _signatures(departments: int, steps: int) -> Iterator[dict[str, Any]]:
    """Two for the revision in force of every step."""
    for step in range(1, departments * steps + 1):
        revision = (step - 1) * YEARS + YEARS - 1
        for slot, role in (("prepared_by", "coordinator"), ("approved_by", "head")):
            yield {
                "revision_id": revision,
                "round": 1,
                "slot": slot,
                "action": "signed",
                "person_id": 1,
                "name": "Säkerhetschefen",
                "title": "",
                "unit": "",
                "role": role,
                "capacity": "ordinary",
                "statement": "",
                "language": "sv",
                "method": "password",
                "at": _in_year(YEARS - 1) + timedelta(days=60),
                "workflow_hash": "",
                "form_hash": "",
                "template_sha256": "",
                "snapshot_sha256": "",
                "document_sha256": "",
            }


def _analysis(department: int, steps: int) -> int:
    """The revision in force of a department's second step."""
    return ((department - 1) * steps + 1) * YEARS + YEARS - 1


def _activities(departments: int, steps: int) -> Iterator[dict[str, Any]]:
    """Two a department, in all classes."""
    for department in range(1, departments + 1):
        for row in range(2):
            yield {
                "department_id": department,
                "revision_id": _analysis(department, steps),
                "row": f"a{row}",
                "name": f"Aktivitet {row}",
                "state": "in_force",
                "values": {"priority_class": 1 + (department + row) % 4, "rto_h": 4},
                "valid_from": _in_year(YEARS - 1) + timedelta(days=60),
            }


def _resources() -> Iterator[dict[str, Any]]:
    for number in range(RESOURCES):
        yield {"id": f"r{number}", "name": f"Resurs {number}", "is_new": False, "added_at": TODAY}


def _promises() -> Iterator[dict[str, Any]]:
    """For two resources of three."""
    for number in range(RESOURCES):
        if number % 3:
            yield {"resource_id": f"r{number}", "promised_h": 8.0, "valid_from": TODAY}


def _demands(departments: int, steps: int) -> Iterator[dict[str, Any]]:
    """Three an activity, on resources that all share."""
    for department in range(1, departments + 1):
        for number in range(6):
            yield {
                "department_id": department,
                "revision_id": _analysis(department, steps),
                "activity_row": f"a{number % 2}",
                "row": f"d{number}",
                "resource_id": f"r{(department * 7 + number) % RESOURCES}",
                "state": "in_force",
                "values": {"required_within_h": 4 + number * 4},
                "valid_from": _in_year(YEARS - 1),
            }


def _actions(departments: int) -> Iterator[dict[str, Any]]:
    """One a department, due around today."""
    for department in range(1, departments + 1):
        due = TODAY.date() + timedelta(days=department % 200 - 100)
        yield {
            "department_id": department,
            "text": "Åtgärd",
            "due": due,
            "state": "open",
            "stated": {},
            "added_at": TODAY,
        }
