"""Many at once on PostgreSQL: nothing is lost, nothing happens twice, and nobody waits for each other for ever."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from continuity.errors import ContinuityError, Refused, Stale
from continuity.models import (
    AnswerPart,
    AnswerVersion,
    Document,
    Event,
    PendingReopening,
    SignOff,
    StepRevision,
    normalised_url,
)
from continuity.services.answers import answering, listing, reading
from continuity.services.record import history
from continuity.services.record.verifying import verify_all
from continuity.services.steps import moving, numbering, plans, reviewing, signing
from tests.support.town import Town

pytestmark = [pytest.mark.stock("demo"), pytest.mark.postgres]
AT_ONCE = 20
STEP = "business_impact_analysis"
Verb = Callable[[Session, Town], object]


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    """With a connection for each of the many; a deadlock is found in a tenth of a second."""
    engine = create_engine(
        normalised_url(postgres_url), pool_size=AT_ONCE + 4, connect_args={"options": "-c deadlock_timeout=100"}
    )
    yield engine
    engine.dispose()


def at_once(engine: Engine, verbs: Sequence[Verb]) -> list[object]:
    """What each verb gave, or the error it raised on purpose; any other error fails the test."""
    results: list[object] = [None] * len(verbs)
    together = threading.Barrier(len(verbs))

    def run(number: int, verb: Verb) -> None:
        with Session(engine) as session:
            town = Town(session)
            town.actor("chef.bygg")  # the connection is open and the tables are known before the start
            session.rollback()
            together.wait(30)
            try:
                results[number] = verb(session, town)
            except Exception as error:
                results[number] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "somebody still waits"
    unexpected = [one for one in results if isinstance(one, Exception) and not isinstance(one, ContinuityError)]
    assert unexpected == []
    return results


def kinds(results: Sequence[object]) -> Counter[str]:
    return Counter(type(one).__name__ if isinstance(one, Exception) else "done" for one in results)


def count(engine: Engine, table: Any, *which: Any) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(table).where(*which)) or 0


def whole(engine: Engine) -> bool:
    with Session(engine) as session:
        return verify_all(session).flaws == ()


@pytest.fixture
def awaiting(engine: Engine) -> Engine:
    """The analysis of Samhällsbyggnadskontoret waits for its first signature."""
    with Session(engine) as session:
        town = Town(session)
        step = town.step("SBN", STEP)
        numbering.assign_number(session, step.id, "SBN/2026:61-004", by=town.actor("registrator"), at=town.now)
        moving.clear(session, step.id, by=town.actor("chef.bygg"), at=town.now)
    return engine


def signing_as(email: str) -> Verb:
    def verb(session: Session, town: Town) -> int:
        step = town.step("SBN", STEP)
        return signing.sign(session, step.id, confirmed=True, by=town.actor(email), at=town.now).id

    return verb


# --- saving ---------------------------------------------------------------------------------------------------------


def a_page(engine: Engine, code: str, step: str, email: str) -> tuple[int, str, str, int]:
    """A page that this person may save now, a text question on it, and its version."""
    with Session(engine) as session:
        desk = Town(session).desk(code, step, email)
        for part in reading.stored(session, desk.revision.id):
            page = desk.form.pages[part.page]
            texts = [name for name, one in page.questions.items() if one.kind == "longtext"]
            if page.of is None and page.rows is None and texts and desk.lock_reason(part.page) is None:
                return desk.step.id, part.page, texts[0], part.version
    raise AssertionError("the demo has no such page")


def test_twenty_who_save_the_same_page_make_one_save_and_nineteen_conflicts(engine: Engine) -> None:
    email = "samordnare.socialkontoret"
    step, page, question, version = a_page(engine, "SN", "continuity_plan", email)

    def save(number: int) -> Verb:
        def verb(session: Session, town: Town) -> int:
            values = {question: f"text {number}"}
            return answering.save_page(session, step, page, values, version=version, by=town.actor(email), at=town.now)

        return verb

    results = at_once(engine, [save(number) for number in range(AT_ONCE)])
    assert kinds(results) == {"done": 1, "Stale": AT_ONCE - 1}
    winner = next(number for number, one in enumerate(results) if not isinstance(one, Exception))
    for one in results:
        if isinstance(one, Stale):
            assert one.theirs[question] == f"text {winner}"
    with Session(engine) as session:
        desk = Town(session).desk("SN", "continuity_plan", email)
        (part,) = (p for p in reading.stored(session, desk.revision.id) if p.page == page)
        assert (part.values[question], part.version) == (f"text {winner}", version + 1)
        kept = select(func.count()).where(AnswerVersion.part_id == part.id, AnswerVersion.version == version)
        assert session.scalar(kept) == 1


def test_twenty_who_add_rows_lose_none(engine: Engine) -> None:
    email = "samordnare.socialkontoret"
    with Session(engine) as session:
        desk = Town(session).desk("SN", "continuity_plan", email)
        step, revision = desk.step.id, desk.revision.id
        lists = (
            name for name, page in desk.form.pages.items() if page.rows and not page.rows.fixed and page.of is None
        )
        chosen = next(
            name for name in lists if desk.form.pages[name].rows.from_ is None and desk.lock_reason(name) is None
        )  # type: ignore[union-attr]
    before = count(engine, AnswerPart, AnswerPart.revision_id == revision, AnswerPart.page == chosen)

    def add(session: Session, town: Town) -> str:
        return listing.add_row(session, step, chosen, by=town.actor(email), at=town.now)

    results = at_once(engine, [add] * AT_ONCE)
    assert kinds(results) == {"done": AT_ONCE}
    assert len(set(map(str, results))) == AT_ONCE
    assert count(engine, AnswerPart, AnswerPart.revision_id == revision, AnswerPart.page == chosen) == before + AT_ONCE


# --- signing --------------------------------------------------------------------------------------------------------


def test_twenty_parallel_posts_are_one_signature_and_one_event(awaiting: Engine) -> None:
    events = count(awaiting, Event)
    results = at_once(awaiting, [signing_as("samordnare.bygg")] * AT_ONCE)
    assert kinds(results) == {"done": AT_ONCE}
    assert len(set(map(str, results))) == 1
    assert count(awaiting, Event) == events + 1


def test_twenty_parallel_posts_of_the_last_signature_complete_the_step_once(awaiting: Engine) -> None:
    at_once(awaiting, [signing_as("samordnare.bygg")])
    with Session(awaiting) as session:
        revision = Town(session).step("SBN", STEP).open_revision_id
    results = at_once(awaiting, [signing_as("chef.bygg")] * AT_ONCE)
    assert kinds(results)["done"] >= 1
    assert count(awaiting, SignOff, SignOff.revision_id == revision) == 2
    assert count(awaiting, Document, Document.revision_id == revision, Document.kind == "final") == 1
    assert whole(awaiting)


def test_of_a_signature_and_a_return_at_once_exactly_one_wins(awaiting: Engine) -> None:
    def send_back(session: Session, town: Town) -> None:
        step = town.step("SBN", STEP)
        moving.send_back(session, step.id, "Ändra syftet.", by=town.actor("chef.bygg"), at=town.now)

    at_once(awaiting, [signing_as("samordnare.bygg")])
    at_once(awaiting, [signing_as("chef.bygg"), send_back] * 5)
    with Session(awaiting) as session:
        step = Town(session).step("SBN", STEP)
        finals = select(func.count()).select_from(Document).join(StepRevision, StepRevision.id == Document.revision_id)
        made = session.scalar(finals.where(StepRevision.step_id == step.id, Document.kind == "final"))
        assert (step.state, made) in (("completed", 1), ("returned", 0))
    assert whole(awaiting)


# --- reopening, and everything at once ------------------------------------------------------------------------------


def test_twenty_who_reopen_the_same_step_open_one_revision(engine: Engine) -> None:
    with Session(engine) as session:
        town = Town(session)
        plan = town.plan("KS")
        reason = next(
            name for name, one in town.desk("KS", "continuity_plan", "chef.ledning").workflow.reopen.items()
            if "head" in one.by and one.opens == "continuity_plan"
        )  # fmt: skip
        number, step = plan.id, town.step("KS", "continuity_plan").id

    def reopen(session: Session, town: Town) -> None:
        plans.reopen(session, number, reason, "Ny organisation.", by=town.actor("chef.ledning"), at=town.now)

    before = count(engine, StepRevision, StepRevision.step_id == step)
    results = at_once(engine, [reopen] * AT_ONCE)
    assert kinds(results) == {"done": 1, "Refused": AT_ONCE - 1}
    assert all(isinstance(one, Refused) for one in results if one is not None)
    assert count(engine, StepRevision, StepRevision.step_id == step) == before + 1
    assert count(engine, PendingReopening, PendingReopening.plan_id == number) == 1


def test_all_kinds_of_verbs_on_one_plan_at_once_neither_lose_nor_lock_anything(awaiting: Engine) -> None:
    """Completing a step writes the plan and its other steps, while others work in those and add to the history."""
    at_once(awaiting, [signing_as("samordnare.bygg")])
    with Session(awaiting) as session:
        town = Town(session)
        plan, governing = town.plan("SBN").id, town.step("SBN", "governing_document")
        other = town.step("SBN", "continuity_plan").id
        reason = next(
            name for name, one in town.desk("SBN", STEP, "chef.bygg").workflow.reopen.items()
            if "head" in one.by and one.opens == "governing_document"
        )  # fmt: skip
        assert governing.in_force_revision_id is not None
    seq = history_length(awaiting)

    def reopen(session: Session, town: Town) -> None:
        plans.reopen(session, plan, reason, "Ny organisation.", by=town.actor("chef.bygg"), at=town.now)

    def start(session: Session, town: Town) -> None:
        moving.start(session, other, by=town.actor("samordnare.bygg"), at=town.now)

    def appoint(session: Session, town: Town) -> None:
        person = town.actor("samordnare.bygg").person_id
        plans.appoint(session, other, person, by=town.actor("chef.bygg"), at=town.now)

    def move_due(session: Session, town: Town) -> None:
        due = town.step("SBN", "continuity_plan").due or date(2027, 1, 1)
        plans.move_due(session, other, due, "Prov.", by=town.actor("chef.bygg"), at=town.now)

    def comment(session: Session, town: Town) -> None:
        reviewing.comment(
            session, town.step("SBN", STEP).id, "document", "", "", "Hej", by=town.actor("sakerhetschef"), at=town.now
        )

    def remember(session: Session, town: Town) -> None:
        history.record(session, "something_happened", at=datetime.now(UTC), by=None, plan_id=plan)
        session.commit()

    results = at_once(
        awaiting, [signing_as("chef.bygg"), reopen, start, appoint, move_due, comment, remember, remember] * 2
    )
    done = kinds(results)["done"]
    assert done >= 5
    assert history_length(awaiting) >= seq + 5
    with Session(awaiting) as session:
        assert Town(session).step("SBN", STEP).state == "completed"
    assert whole(awaiting)


def history_length(engine: Engine) -> int:
    with Session(engine) as session:
        return history.newest(session)[0]
