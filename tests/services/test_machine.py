"""Everybody tries everything in any order: no step leaves its definition, and the history tells how it got there."""

import contextlib
import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from continuity.errors import ContinuityError
from continuity.models import Event, EventBody, SignOff, Step, StepRevision, make_engine, writing
from continuity.services import publishing
from continuity.services.answers import answering, inviting
from continuity.services.record import history
from continuity.services.record.verifying import verify_all
from continuity.services.steps import annex, asking, deciding, existing, moving, numbering, plans, reviewing, signing
from tests.support.town import NOON, Town
from tests.support.walk import NAMES, Walk

STEPS = ("governing_document", "business_impact_analysis", "continuity_plan", "exercise", "maintenance")
ROLES = (
    "samordnare",
    "chef",
    "ersattare",
    "beredskap",
    "registrator",
    "namndsekreterare",
    "dataskyddsombud",
    "revisor",
)
PDF = existing.Proposal("p.pdf", b"%PDF-1", "Nämnden", NOON.date(), "X 1")

Verb = Callable[[Walk, str, str, dict[str, Any]], object]


def _comment(walk: Walk, step: str, page: str, who: dict[str, Any]) -> object:
    return reviewing.comment(walk.session, walk.id(step), page, "", "", "Utveckla.", **who)


def _answer(walk: Walk, step: str, page: str, who: dict[str, Any]) -> object:
    waiting = [one.id for one in reviewing.comments(walk.desk(step, "chef")) if not one.answer]
    return reviewing.answer_comment(walk.session, waiting[0] if waiting else 0, "done", "", **who)


def _save(walk: Walk, step: str, page: str, who: dict[str, Any]) -> object:
    part = answering.part(walk.desk(step, "chef"), page)
    return answering.save_page(walk.session, walk.id(step), page, {}, version=part.version if part else 0, **who)


def _decide(outcome: str) -> Verb:
    def verb(walk: Walk, step: str, page: str, who: dict[str, Any]) -> object:
        day = who["at"].date()
        return deciding.register_decision(
            walk.session, walk.id(step), outcome, body="Nämnden", meeting_date=day, paragraph="§ 1",
            minutes_confirmed_on=day, text="Ändra.", pages=[page], next_meeting=day + timedelta(days=30), **who,
        )  # fmt: skip

    return verb


def _on_step(verb: Callable[..., object], *more: Any, **named: Any) -> Verb:
    return lambda walk, step, page, who: verb(walk.session, walk.id(step), *more, **named, **who)


def _invite(walk: Walk, step: str, page: str, who: dict[str, Any]) -> object:
    guest = walk.who("dataskyddsombud").person_id
    return inviting.invite(walk.session, walk.id(step), page, "", guest, who["at"].date(), **who)


def _propose(walk: Walk, step: str, page: str, who: dict[str, Any]) -> object:
    return existing.propose(walk.session, walk.town.plan(walk.code).id, step, PDF, **who)


def _confirm(walk: Walk, step: str, page: str, who: dict[str, Any]) -> object:
    waiting = existing.waiting(walk.session, walk.town.plan(walk.code).id)
    return existing.confirm(walk.session, waiting[0].id if waiting else 0, **who)


def _reopen(walk: Walk, step: str, page: str, who: dict[str, Any]) -> object:
    reasons = {"governing_document": "new_mandate_period", "continuity_plan": "plan_expires"}
    plan = walk.town.plan(walk.code).id
    return plans.reopen(walk.session, plan, reasons.get(step, "organisation_changed"), "Det har ändrats.", **who)


VERBS: dict[str, Verb] = {
    "start": _on_step(moving.start),
    "submit": _on_step(moving.submit),
    "withdraw": _on_step(moving.withdraw),
    "send back": _on_step(moving.send_back, "Rätta."),
    "clear": _on_step(moving.clear),
    "no objection": _on_step(reviewing.advise, "no_objection", ""),
    "comment": _comment,
    "answer": _answer,
    "save": _save,
    "number": lambda walk, step, page, who: numbering.assign_number(
        walk.session, walk.id(step), f"{walk.code}/2026:77-{STEPS.index(step) + 3:03d}", **who
    ),
    "sign": _on_step(signing.sign, confirmed=True),
    "decline": _on_step(signing.decline, "Fel."),
    "hearing": _on_step(deciding.set_hearing, None, None),
    "approve": _decide("approved"),
    "amend": _decide("amended"),
    "remit": _decide("remitted"),
    "table": _decide("tabled"),
    "confirm amendment": _on_step(deciding.confirm_amendment),
    "open now": _on_step(plans.open_now),
    "reopen": _reopen,
    "invite": _invite,
    "propose existing": _propose,
    "confirm existing": _confirm,
    "begin annex": _on_step(annex.begin),
    "sign annex": _on_step(annex.sign, confirmed=True),
    "discard annex": _on_step(annex.discard),
    "repeal": lambda walk, step, page, who: plans.repeal(walk.session, walk.town.plan(walk.code).id, "§ 1", **who),
    "another way": _on_step(moving.trigger, "complete"),
}


BUSY = ("BUN", "SBN", "TSN", "SN", "OFN")
PAGES = dict(zip(STEPS, ("scope", "conclusions", "activation", "overall", "outcome"), strict=True))
RIGHT = (
    dict.fromkeys(("clear", "send back", "decline", "reopen", "repeal", "confirm existing"), "chef")
    | dict.fromkeys(("no objection", "comment"), "beredskap")
    | dict.fromkeys(("hearing", "approve", "amend", "remit", "table", "confirm amendment"), "namndsekreterare")
    | {"number": "registrator"}
)


class EverybodyTriesEverything(RuleBasedStateMachine):
    """One copy of the demo municipality; the template is set by the test."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        copy = Path(self.folder.name) / "copy.sqlite"
        shutil.copyfile(self.template, copy)
        self.engine = make_engine(f"sqlite:///{copy}", synchronous="OFF")
        self.session = Session(writing(self.engine))
        self.town = Town(self.session)
        self.touched = ""

    @initialize()
    def begin(self) -> None:
        """The walks are made once: who is who does not change."""
        self.walks = {code: Walk(self.town, code) for code in NAMES}

    @rule(code=st.sampled_from(sorted(NAMES)), step=st.sampled_from(STEPS), data=st.data())
    def someone_tries_something(self, code: str, step: str, data: st.DataObject) -> None:
        """Any verb by anyone: it is done whole, or refused and nothing has changed."""
        verb = data.draw(st.sampled_from(sorted(VERBS)))
        role = data.draw(st.sampled_from(ROLES))
        walk, self.touched = self.walks[code], code
        self._try(lambda: VERBS[verb](walk, step, self._page(step), {"by": walk.who(role), "at": self.town.now}))

    @rule(code=st.sampled_from(BUSY), verb=st.sampled_from(sorted(VERBS)))
    def the_right_person_tries_it_on_the_right_step(self, code: str, verb: str) -> None:
        """Where the plan stands now, by somebody whose role may: refused only for what stands in the way."""
        walk, self.touched = self.walks[code], code
        state = self.town.plan(code).state
        step = state if state in STEPS else STEPS[0]
        who = {"by": walk.who(RIGHT.get(verb, "samordnare")), "at": self.town.now}
        self._try(lambda: VERBS[verb](walk, step, self._page(step), who))

    @rule(code=st.sampled_from(sorted(NAMES)), step=st.sampled_from(STEPS[:2]))
    def the_work_goes_on(self, code: str, step: str) -> None:
        """What comes next is done by whoever does it, so that every state is reached now and then."""
        walk, self.touched = self.walks[code], code
        with contextlib.suppress(ContinuityError):
            self._next(walk, step)
        self.session.rollback()
        self.session.expire_all()

    @rule(days=st.integers(1, 120))
    def time_passes(self, days: int) -> None:
        """Days go by and the sweeps run."""
        self.town.later(days=days)
        plans.open_due_steps(self.session, at=self.town.now)
        asking.ask_after_silence(self.session, at=self.town.now)

    @invariant()
    def every_step_stands_in_a_state_of_its_definition_and_the_history_leads_there(self) -> None:
        """The row, the open revision and the last line of history agree."""
        if not self.touched:
            return
        told = self._told(self.town.plan(self.touched).id)
        for step in self.town.plan(self.touched).steps:
            for revision in step.revisions:
                machine = publishing.workflow(self.session, revision.workflow_hash).machine_of(step.name)
                assert revision.state in machine.states
                assert revision.state == told.get((step.name, revision.number), machine.initial)
            if step.open_revision is not None:
                assert step.state == step.open_revision.state

    @invariant()
    def what_is_completed_was_signed_by_everyone_and_once(self) -> None:
        """Every place is signed in the round that was completed; no place twice in any."""
        if not self.touched:
            return
        places = (SignOff.revision_id, SignOff.round, SignOff.slot)
        assert (
            self.session.scalars(
                select(func.count()).select_from(SignOff).group_by(*places).having(func.count() > 1)
            ).all()
            == []
        )
        for step in self.town.plan(self.touched).steps:
            for revision in step.revisions:
                self._signed(step, revision)

    def teardown(self) -> None:
        """The chain holds to the last link."""
        report = verify_all(self.session)
        assert report.ok, report
        self.session.close()
        self.engine.dispose()
        self.folder.cleanup()

    def _page(self, step: str) -> str:
        return PAGES[step]

    def _try(self, verb: Callable[[], object]) -> None:
        before = history.newest(self.session)
        try:
            verb()
        except ContinuityError:
            self.session.rollback()
            self.session.expire_all()
            assert history.newest(self.session) == before

    def _next(self, walk: Walk, step: str) -> None:
        state = self.town.step(walk.code, step).state
        if state == "not_started":
            walk.start(step)
            walk.fill(step)
        elif state in ("draft", "returned"):
            walk.respond(step)
            walk.submit(step)
        elif state == "in_review":
            walk.respond(step)
            walk.advise(step)
            walk.number(step)
            walk.clear(step)
        elif state == "awaiting_signoff":
            walk.sign(step, "samordnare")
            walk.sign(step, "chef")

    def _told(self, plan: int) -> dict[tuple[str, int], str]:
        query = select(EventBody.body).join(Event, Event.seq == EventBody.seq).where(Event.plan_id == plan)
        found: dict[tuple[str, int], str] = {}
        for body in map(json.loads, self.session.scalars(query.order_by(Event.seq))):
            if "revision" in body and "state" in body:
                found[body["step"], body["revision"]] = body["state"]
        return found

    def _signed(self, step: Step, revision: StepRevision) -> None:
        definition = publishing.workflow(self.session, revision.workflow_hash)
        if revision.kind == "decided_elsewhere" or not definition.machine_of(step.name).states[revision.state].final:
            return
        wanted = {"prepared_by"} if revision.kind == "annex" else set(definition.steps[step.name].signers)
        query = select(SignOff.slot, SignOff.person_id).where(
            SignOff.revision_id == revision.id, SignOff.round == revision.round, SignOff.action == "signed"
        )
        signed = self.session.execute(query).all()
        assert {slot for slot, _ in signed} == wanted
        assert len({person for _, person in signed}) == len(wanted)


@pytest.mark.stock("demo")
def test_no_order_of_verbs_leads_outside_the_definition(sqlite_url: str) -> None:
    class Machine(EverybodyTriesEverything):
        template = Path(str(make_url(sqlite_url).database))

    # Without shrinking: to replay a failure a thousand times takes longer than to read its thirty lines.
    effort = settings(max_examples=15, stateful_step_count=30, phases=[Phase.generate])
    run_state_machine_as_test(Machine, settings=effort)  # type: ignore[no-untyped-call]
