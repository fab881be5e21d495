"""The list of actions: who sees which, filters, order, numbers, and what is kept from whom."""

import pytest
from sqlalchemy import select

from continuity.models import Action
from continuity.services.registers import action_list
from continuity.services.registers.action_list import Filter, Listing
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def seen(town: Town, who: str, chosen: Filter | None = None) -> Listing:
    return action_list.listing(town.session, chosen, by=town.actor(who), at=town.now)


def test_the_security_function_sees_all_and_a_department_its_own(town: Town) -> None:
    everything = seen(town, "sakerhetschef")
    assert {line.department for line in everything.lines} >= {"Socialkontoret", "Kommunledningskontoret"}
    own = seen(town, "chef.socialkontoret")
    assert {line.department for line in own.lines} == {"Socialkontoret"}
    assert 0 < own.count < everything.count
    assert not seen(town, "registrator").lines


def test_whoever_is_named_as_responsible_sees_the_action_wherever_it_stands(sqlite_town: Town) -> None:
    mine = seen(sqlite_town, "it-chef")
    assert {line.owner for line in mine.lines} == {"IT-chef"}
    assert {line.department for line in mine.lines} == {"Socialkontoret", "Kommunledningskontoret"}
    assert {line.finding for line in mine.lines} == {""}


def test_what_is_late_comes_first_and_what_is_verified_last(sqlite_town: Town) -> None:
    lines = seen(sqlite_town, "sakerhetschef").lines
    dues = [line.due for line in lines if line.state in ("open", "started")]
    assert dues == sorted(dues, key=lambda due: due.isoformat() if due else "9")
    ranks = [("open", "started", "done", "verified").index(line.state) for line in lines]
    assert [rank > 1 for rank in ranks] == sorted(rank > 1 for rank in ranks)
    assert lines[-1].state == "verified"


@pytest.mark.parametrize(
    ("chosen", "holds"),
    [
        (Filter(state="verified"), lambda line: line.state == "verified"),
        (Filter(late=True), lambda line: line.late),
        (Filter(owner="IT-chef"), lambda line: line.owner == "IT-chef"),
        (Filter(source="exercise"), lambda line: line.source.sv == "Test och övning"),
    ],
)
def test_the_list_is_narrowed(sqlite_town: Town, chosen: Filter, holds: object) -> None:
    everything, some = seen(sqlite_town, "sakerhetschef"), seen(sqlite_town, "sakerhetschef", chosen)
    assert some.count == len(some.lines) > 0
    assert callable(holds)
    assert set(some.lines) == {line for line in everything.lines if holds(line)}
    assert some.owners == everything.owners


def test_the_numbers_are_those_of_the_filter(sqlite_town: Town) -> None:
    found = seen(sqlite_town, "sakerhetschef", Filter(department=sqlite_town.plan("SN").department_id))
    assert found.late == sum(line.late for line in found.lines) > 0
    assert found.waiting == sum(line.state == "done" for line in found.lines) == 1
    assert found.cost == sum(line.cost or 0 for line in found.lines if line.state in ("open", "started"))


def test_what_was_found_is_kept_from_those_who_read_no_restricted_answers(sqlite_town: Town) -> None:
    assert any(line.finding for line in seen(sqlite_town, "sakerhetschef").lines)
    assert not any(line.finding for line in seen(sqlite_town, "revisor").lines)


def test_the_page_tells_what_may_be_done_now_and_why_not_the_rest(sqlite_town: Town) -> None:
    checked = sqlite_town.session.scalars(select(Action).where(Action.text == "Kvartalskontroll av kontakter")).one()
    own = action_list.action_page(
        sqlite_town.session, checked.id, by=sqlite_town.actor("samordnare.socialkontoret"), at=sqlite_town.now
    )
    assert own.verbs == ("reopen",)
    assert "verifierar den inte själv" in own.against["verify"].text
    assert [entry.kind for entry in own.story] == ["stated", "done"]
    evaluator = action_list.action_page(
        sqlite_town.session, checked.id, by=sqlite_town.actor("beredskap"), at=sqlite_town.now
    )
    assert evaluator.verbs == ("verify", "reopen")
    assert (evaluator.version, evaluator.line.finding) == ("1.0", "Reservnumren till larmmottagningen var inaktuella")
