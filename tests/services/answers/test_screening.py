"""Particular handling: an answer sets a department apart, pages lock, documents say so, and the chief ends it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.documents import read_text
from continuity.errors import Forbidden, Refused
from continuity.models import Department, Event, PendingReopening
from continuity.rules.answers import SPECIAL, is_answered, walk
from continuity.services.answers import answering, screening, snapshots
from continuity.services.oversight import board
from continuity.services.paper import rendering
from continuity.services.steps import moving
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
FIRST, SECOND, PAGE = "governing_document", "business_impact_analysis", "protective_security"


def answer(town: Town, code: str, given: str, reference: str = "KS/2026:31") -> None:
    walk = Walk(town, code)
    stored = answering.part(walk.desk(FIRST), PAGE)
    values: dict[str, Any] = {"protective_screening": given, "protective_analysis_ref": reference}
    version = stored.version if stored else 0
    answering.save_page(
        town.session, walk.id(FIRST), PAGE, values, version=version, by=walk.who("samordnare"), at=town.now
    )


def begin(town: Town) -> None:
    Walk(town, "OFN").start(FIRST)
    answer(town, "OFN", "investigating")


def set_apart(town: Town, code: str) -> None:
    """The department as it stands once its answer has been given."""
    row = town.session.scalars(select(Department).where(Department.code == code)).one()
    row.special_handling_since = town.now
    town.session.commit()


def since(session: Session, code: str) -> Any:
    return session.scalars(select(Department.special_handling_since).where(Department.code == code)).one()


def test_an_answer_sets_the_department_apart_at_once_and_saving_it_again_changes_nothing(
    town: Town, fresh_session: Session
) -> None:
    began = town.now
    begin(town)
    town.later(hours=1)
    answer(town, "OFN", "yes")
    assert since(fresh_session, "OFN") == began
    kinds = fresh_session.scalars(select(Event.kind).where(Event.kind == "special_handling_began")).all()
    assert len(kinds) == 1


def test_no_sets_nobody_apart(sqlite_town: Town) -> None:
    Walk(sqlite_town, "OFN").start(FIRST)
    answer(sqlite_town, "OFN", "no")
    assert since(sqlite_town.session, "OFN") is None


def test_restricted_pages_are_locked_and_the_answer_itself_is_not(sqlite_town: Town) -> None:
    begin(sqlite_town)
    set_apart(sqlite_town, "BUN")
    assert Walk(sqlite_town, "OFN").desk(FIRST).lock_reason(PAGE) is None
    desk = Walk(sqlite_town, "BUN").desk(SECOND)
    activity = desk.tree()["activities"][0]["id"]
    assert "särskild ordning" in str(desk.lock_reason("impact", activity))
    assert desk.lock_reason("conclusions") is None
    with pytest.raises(Refused, match="särskild ordning"):
        answering.save_page(
            sqlite_town.session, desk.step.id, "impact", {}, row=activity, version=1,
            by=sqlite_town.actor("samordnare.bun"), at=sqlite_town.now,
        )  # fmt: skip


def test_what_is_unanswered_there_counts_as_answered_and_documents_say_so(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "BUN")
    before = walk.desk(SECOND)
    special = before.form.special_pages()
    empty = {one.path for one in walk_of(before) if one.page_id in special and not is_answered(one.value)}
    assert empty
    set_apart(sqlite_town, "BUN")
    desk = walk.desk(SECOND)
    assert not {finding.path for finding in desk.findings()} & empty
    told = {one.path: one.value for one in walk_of(desk, snapshots.answers_now(desk))}
    typed = {path for path in empty if told[path] is not None}
    assert typed and all(told[path] == SPECIAL for path in typed)
    _name, data = rendering.fresh_copy(desk, "sv")
    assert "Hanteras i särskild ordning" in read_text(data)
    _name, data = rendering.fresh_copy(desk, "en", "open")
    assert read_text(data)


def walk_of(desk: Any, tree: Any = None) -> list[Any]:
    return list(walk(desk.form, desk.tree() if tree is None else tree))


def test_the_board_says_particular_handling_and_nothing_more(sqlite_town: Town) -> None:
    set_apart(sqlite_town, "KS")
    found = board.board(sqlite_town.session, by=sqlite_town.actor("beredskap"), at=sqlite_town.now)
    assert {line.code for line in found.lines if line.special} == {"KS"}


def test_the_chief_sees_name_answer_and_number(town: Town) -> None:
    begin(town)
    (line,) = screening.handled(town.session, by=town.actor("sakerhetsskyddschef"), at=town.now)
    assert line.answer is not None
    assert (line.department.code, line.answer.sv, line.reference) == ("OFN", "Utreds", "KS/2026:31")


def test_when_it_is_done_the_pages_open_and_the_head_is_asked(town: Town, fresh_session: Session) -> None:
    set_apart(town, "KS")
    department = town.plan("KS").department_id
    for _ in range(2):
        screening.lift(town.session, department, by=town.actor("sakerhetsskyddschef"), at=town.later(minutes=1))
    assert since(fresh_session, "KS") is None
    (pending,) = fresh_session.scalars(
        select(PendingReopening).where(PendingReopening.plan_id == town.plan("KS").id, PendingReopening.proposal)
    )
    assert (pending.reason, pending.step_name) == ("screening_lifted", SECOND)
    assert pending.deadline == town.now.date() + timedelta(days=60)


@pytest.mark.parametrize("who", ["sakerhetschef", "admin", "chef.ledning", "revisor"])
def test_nobody_else_sees_or_ends_it(sqlite_town: Town, who: str) -> None:
    set_apart(sqlite_town, "KS")
    by = sqlite_town.actor(who)
    with pytest.raises(Forbidden):
        screening.handled(sqlite_town.session, by=by, at=sqlite_town.now)
    with pytest.raises(Forbidden):
        screening.lift(sqlite_town.session, sqlite_town.plan("KS").department_id, by=by, at=sqlite_town.now)


def test_a_department_that_is_set_apart_can_still_finish(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SBN")
    moving.withdraw(sqlite_town.session, walk.id(SECOND), by=walk.who("samordnare"), at=sqlite_town.now)
    set_apart(sqlite_town, "SBN")
    part = answering.part(walk.desk(SECOND), "impact", walk.desk(SECOND).tree()["activities"][0]["id"])
    assert part is not None
    part.values = {}
    sqlite_town.session.commit()
    walk.submit(SECOND)
    walk.advise(SECOND)
    walk.number(SECOND)
    walk.clear(SECOND)
    walk.sign(SECOND, "samordnare")
    walk.sign(SECOND, "chef")
    step = sqlite_town.step("SBN", SECOND)
    assert step.state == "completed" and step.in_force_revision is not None
    final = rendering.final_copy(walk.desk(SECOND, "chef"))
    assert final is not None and "Hanteras i särskild ordning" in read_text(final.content.bytes)
