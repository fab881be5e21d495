"""The engine knows no step by name: another workflow, with its own forms and templates, runs the whole way as it is."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import continuity
from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.errors import Refused
from continuity.models import Document, Plan, Step, StepRevision, make_engine, writing
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.answers import answering, listing, reading
from continuity.services.organisation import people
from continuity.services.record import history
from continuity.services.record.verifying import verify_all
from continuity.services.registers import register
from continuity.services.steps import deciding, moving, numbering, plans, reviewing, signing
from continuity.services.steps.desk import Desk, open_desk
from tests.support.content_files import CONTENT, change, copied_content
from tests.support.people import THEN, made_department, made_person

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PICTURE: Mapping[str, Any] = {
    "valid_from": "2026-03-02",
    "valid_to": "2027-03-02",
    "promise_due": "2026-06-01",
    "asked_people": "yes",
    "respondents": 412,
    "summary": "Oron är störst vid stationen.",
    "place": "Stationen",
    "worry": "great",
    "what": "Skadegörelse",
    "times": 7,
}
PROMISE: Mapping[str, Any] = {
    "valid_from": "2026-06-01",
    "valid_to": "2027-06-01",
    "signed_with_police": "yes",
    "measure": "Vi tänder lamporna.",
    "done_by": "2026-09-01",
}
EVALUATION: Mapping[str, Any] = {"kept": "yes", "outcome": "new_promise", "reason": "Det gick bra."}


class Office:
    """One department of another municipality, with its own people."""

    def __init__(self, session: Session) -> None:
        self.session, self.now = session, START
        board = made_department(session, "KST", "Kommunstyrelsen", "committee")
        self.unit = made_department(session, "TRY", "Trygghetsenheten", parent_id=board.id).id
        self.ids: dict[str, int] = {}
        here = {"head": self.unit, "coordinator": self.unit, "committee_secretary": board.id}
        for role in ("head", "coordinator", "committee_secretary", "registrar", "municipal_director", "administrator"):
            seat = (role, here.get(role))
            self.ids[role] = made_person(session, f"{role}@kommun.example", seat, name=role, password="").id

    def who(self, role: str) -> Actor:
        return people.actor_of(self.session, self.ids[role], auth_time=self.now)

    @property
    def plan(self) -> Plan:
        return self.session.scalars(select(Plan).where(Plan.department_id == self.unit)).one()

    def step(self, name: str) -> Step:
        return next(step for step in self.plan.steps if step.name == name)

    def desk(self, name: str, role: str = "coordinator") -> Desk:
        return open_desk(self.session, self.step(name).id, by=self.who(role), at=self.now)

    def fill(self, name: str, answers: Mapping[str, Any]) -> None:
        """Answers every question by its id, wherever it is asked; one row in each list that has none."""
        self._scope(name, None, "", answers)

    def _scope(self, name: str, scope: str | None, row: str, answers: Mapping[str, Any]) -> None:
        desk = self.desk(name)
        for page_id in ([scope] if scope else []) + list(desk.form.pages_of(scope)):
            page = desk.form.pages[page_id]
            if page.rows is None or page_id == scope:
                self._page(name, page_id, row, answers)
                continue
            there = {"session": self.session, "step_id": desk.step.id, "by": self.who("coordinator"), "at": self.now}
            found = [
                part.row
                for part in reading.stored(self.session, desk.revision.id)
                if (part.page, part.parent_row) == (page_id, row)
            ] or [listing.add_row(list_page=page_id, parent_row=row, **there)]
            for one in found:
                self._scope(name, page_id, one, answers)

    def _page(self, name: str, page_id: str, row: str, answers: Mapping[str, Any]) -> None:
        desk = self.desk(name)
        values = {}
        for question_id, question in desk.form.pages[page_id].questions.items():
            if question.kind == "unit":
                values[question_id] = [str(self.unit)]
            elif question.kind == "role":
                by = self.who("coordinator")
                values[question_id] = register.add_role_title(
                    self.session, "Säkerhetschef", self.unit, by=by, at=self.now
                )
            elif question_id in answers and question.source == "form":
                values[question_id] = answers[question_id]
        if values:
            part = answering.part(desk, page_id, row)
            answering.save_page(
                self.session, desk.step.id, page_id, values, row=row, version=part.version if part else 0,
                by=self.who("coordinator"), at=self.now,
            )  # fmt: skip

    def whole(self, name: str, answers: Mapping[str, Any], number: str) -> StepRevision:
        """A step from its first state to completed, through the verbs that every step uses."""
        step, at = self.step(name).id, {"at": self.now}
        moving.start(self.session, step, by=self.who("coordinator"), **at)
        self.fill(name, answers)
        moving.submit(self.session, step, by=self.who("coordinator"), **at)
        if reviewing.advice(self.desk(name)):
            director = self.who("municipal_director")
            reviewing.advise(self.session, step, "remarks", "Bra.", by=director, **at)
        numbering.assign_number(self.session, step, number, by=self.who("registrar"), **at)
        moving.clear(self.session, step, by=self.who("head"), **at)
        for role in ("coordinator", "head"):
            signing.sign(self.session, step, confirmed=True, by=self.who(role), **at)
        if self.step(name).open_revision_id is not None:
            deciding.register_decision(
                self.session, step, "approved", body="Kommunstyrelsen", meeting_date=self.now.date(), paragraph="§ 9",
                minutes_confirmed_on=self.now.date(), by=self.who("committee_secretary"), **at,
            )  # fmt: skip
        found = self.step(name).in_force_revision
        assert found is not None
        return found


def office(url: str, content: Path) -> Iterator[Office]:
    catalogue, complaints = read_catalogue([content])
    assert not complaints
    engine = make_engine(url, synchronous="OFF")
    with Session(writing(engine)) as session:
        publishing.publish(session, catalogue, by=None, at=THEN)
        made = Office(session)
        plans.start_plan(session, made.unit, workflow="pledge", by=made.who("administrator"), at=START)
        yield made
    engine.dispose()


@pytest.fixture
def pledge(database_url: str) -> Iterator[Office]:
    """A municipality that only makes pledges, on both databases."""
    yield from office(database_url, CONTENT)


def test_three_other_steps_run_from_start_to_end(pledge: Office) -> None:
    first = pledge.whole("picture", PICTURE, "KS 2026-00214-01")
    assert (first.state, first.version) == ("reported", "1.0")
    assert pledge.plan.case_number == "KS 2026-00214"
    assert numbering.proposed_number(pledge.desk("promise", "registrar")) == "KS 2026-00214-02"

    second = pledge.whole("promise", PROMISE, "KS 2026-00214-02")
    assert (second.state, pledge.plan.in_force_version) == ("promised", "1.0")
    kinds = set(pledge.session.scalars(select(Document.kind).where(Document.revision_id == second.id)))
    assert kinds == {"working", "signing", "committee_memo", "final"}

    evaluation = pledge.step("evaluation")
    assert evaluation.opens_on == date(2027, 1, 31)
    pledge.now += timedelta(days=350)
    assert plans.open_due_steps(pledge.session, at=pledge.now) == 1
    third = pledge.whole("evaluation", EVALUATION, "KS 2026-00214-03")
    assert third.state == "reported"
    assert pledge.plan.cycle == 2
    assert pledge.step("promise").open_revision_id is not None
    assert verify_all(pledge.session).ok


def test_what_the_first_step_answered_is_there_when_the_next_begins(pledge: Office) -> None:
    pledge.whole("picture", PICTURE, "KS 2026-00214-01")
    moving.start(pledge.session, pledge.step("promise").id, by=pledge.who("head"), at=pledge.now)
    tree = pledge.desk("promise").tree()
    assert tree["background"] == PICTURE["summary"]
    assert [row["place"] for row in tree["measures"]] == ["Stationen"]
    assert pledge.step("promise").due == date(2026, 6, 1)


def test_a_trigger_that_only_this_organisation_has_needs_no_code(tmp_path: Path, sqlite_url: str) -> None:
    content = copied_content(tmp_path / "content")
    change(
        content, "workflows/pledge.toml", "[machines.agreement.transitions]\n",
        '[machines.agreement.transitions]\nrest = { from = ["asked"], by = ["head"], reason = true, '
        'label = { sv = "Låt vila", en = "Let it rest" } }\n',
    )  # fmt: skip
    for made in office(sqlite_url, content):
        made.whole("picture", PICTURE, "KS 2026-00214-01")
        step = made.step("promise").id
        moving.start(made.session, step, by=made.who("coordinator"), at=made.now)
        made.fill("promise", PROMISE)
        moving.submit(made.session, step, by=made.who("coordinator"), at=made.now)
        for role, reason in (("coordinator", "x"), ("head", " ")):
            with pytest.raises(Refused):
                moving.trigger(made.session, step, "rest", by=made.who(role), at=made.now, reason=reason)
            made.session.rollback()
        moving.trigger(made.session, step, "rest", by=made.who("head"), at=made.now, reason="Sommar.")
        (event, body), *_ = history.events(made.session, limit=1)
        assert (event.kind, body["trigger"], body["reason"], body["state"]) == (
            "step_moved",
            "rest",
            "Sommar.",
            "asked",
        )


def test_no_step_of_the_shipped_workflow_is_named_in_the_program() -> None:
    steps = read_catalogue([content_root()])[0].workflow("standard").model.steps
    names = re.compile(rf"""["'](?:{"|".join(steps)})["'.]""")
    package = Path(continuity.__file__).parent
    found = [
        f"{path.relative_to(package)}: {line.strip()}"
        for path in sorted(package.rglob("*"))
        if path.suffix in (".py", ".html", ".js") and path.relative_to(package).parts[0] not in ("demo", "migrations")
        for line in path.read_text(encoding="utf-8").splitlines()
        if names.search(line) and "__tablename__" not in line  # a table is called after what is in it
    ]
    assert found == []
    assert names.search('step == "continuity_plan"')
