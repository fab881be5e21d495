"""The gap list says what the worked example says, the gravest first, in a constant number of questions."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, select, update

from continuity.errors import Forbidden
from continuity.models import Action, GapHandling
from continuity.rules.permissions import Actor, Seat
from continuity.services.analysis import gaps
from continuity.services.analysis.gaps import Gap, GapFilter, GapList, gap_list
from continuity.services.registers import actions
from continuity.services.reminders.speaking import tell
from tests.services.registers.test_picture import EXAMPLE, Register
from tests.support.town import NOON, Town

pytestmark = pytest.mark.stock("demo")
READER = Actor(1, "Säkerhetschefen", seats=(Seat("security_function"),))
MOST_QUERIES = 15


@pytest.fixture
def example(sqlite_town: Town) -> Iterator[Town]:
    """The worked example in the register's tables."""
    Register(sqlite_town).load()
    yield sqlite_town


def listed(town: Town, **chosen: Any) -> GapList:
    return gap_list(town.session, GapFilter(**chosen), by=READER, at=NOON)


def rows(found: GapList) -> list[str]:
    return [gap.need.row for gap in found.gaps]


def expected(*statuses: str) -> set[str]:
    return {one["id"] for one in EXAMPLE["dependencies"] if one["expected"]["status"] in statuses}


def test_every_uncovered_need_of_the_example_is_there_with_its_hours(example: Town) -> None:
    found = listed(example)
    uncovered = {one["id"]: one["expected"]["uncovered_h"] for one in EXAMPLE["dependencies"]}
    ordinary = [gap for gap in found.gaps if not gap.only_red_days]
    assert {gap.need.row for gap in ordinary} == expected("gap", "delvis_tackt", "saknar_uppgift")
    assert all(gap.assessment.uncovered_h == uncovered[gap.need.row] for gap in ordinary)
    assert found.needs == len(EXAMPLE["dependencies"])


def test_the_gravest_come_first(example: Town) -> None:
    def gravity(gap: Gap) -> tuple[Any, ...]:
        order = ("gap", "delvis_tackt", "saknar_uppgift")
        return gap.need.priority_class or 99, order.index(gap.assessment.status), -(gap.assessment.uncovered_h or 0)

    found = listed(example).gaps
    assert [gravity(gap) for gap in found] == sorted(gravity(gap) for gap in found)
    assert found[0].need.row == "D6"


def test_what_only_red_days_leave_open_is_there_and_says_so(example: Town) -> None:
    by_row = {gap.need.row: gap for gap in listed(example).gaps}
    assert by_row["D9"].only_red_days
    assert by_row["D9"].assessment.uncovered_h == 34  # 158 h over Christmas, less a reserve until 124 h
    assert not by_row["D3"].only_red_days


def test_flags_are_counted_and_every_gap_has_a_proposal(example: Town) -> None:
    found = listed(example)
    assert found.flagged == sum(bool(gap.assessment.flags) for gap in found.gaps) > 0
    proposals = {gap.need.row: str(gap.proposal) for gap in found.gaps}
    assert "Förläng reserven" in proposals["D3"]
    assert "Ordna en reserv" in proposals["D6"]
    assert "Begär ett löfte" in proposals["D2"]


def test_the_filters_narrow_and_the_counts_follow(example: Town) -> None:
    only = listed(example, status="gap")
    assert set(rows(only)) == expected("gap")
    assert sum(only.counts.values()) == only.found == len(only.gaps)
    assert {gap.need.priority_class for gap in listed(example, priority_class=1).gaps} == {1}
    committee = example.plan("SN").department.parent_id
    assert rows(listed(example, committee=committee)) == rows(listed(example))
    other = example.plan("KFN").department.parent_id
    assert listed(example, committee=other).gaps == ()


def test_the_whole_list_is_what_the_pages_hold_together(example: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [gap.need.id for gap in gaps.every_gap(example.session, GapFilter(), by=READER, at=NOON)]
    monkeypatch.setattr("continuity.services.analysis.looking.PAGE", 2)
    pages = [gap_list(example.session, by=READER, at=NOON, page=n + 1) for n in range(-(-len(whole) // 2))]
    assert [gap.need.id for page in pages for gap in page.gaps] == whole
    assert {page.pages for page in pages} == {len(pages)}
    assert gap_list(example.session, by=READER, at=NOON, page=99).page == len(pages)


def test_the_list_takes_as_few_questions_whatever_stands_in_it(example: Town) -> None:
    sent: list[str] = []
    event.listen(example.session.get_bind(), "before_cursor_execute", lambda *about: sent.append(about[2]))
    example.session.expire_all()
    listed(example, committee=example.plan("SN").department.parent_id)
    assert len(sent) <= MOST_QUERIES


@pytest.mark.parametrize("role", ["auditor", "administrator", "head", "data_protection_officer", "registrar"])
def test_nobody_else_sees_everybodys_restricted_answers(sqlite_town: Town, role: str) -> None:
    with pytest.raises(Forbidden):
        gap_list(sqlite_town.session, by=Actor(1, "X", seats=(Seat(role),)), at=NOON)


def in_the_demo(town: Town) -> dict[str, Gap]:
    """Resource -> Socialkontoret's gap in it, as the demo municipality's plan in force handles it."""
    mine = town.plan("SN").department_id
    return {gap.need.resource.name: gap for gap in listed(town).gaps if gap.need.department_id == mine}


def proposed(gap: Gap) -> str:
    return tell(gap.proposal, "sv")


def test_a_gap_that_the_plan_meets_says_how_what_it_costs_who_decides_and_when(sqlite_town: Town) -> None:
    gap = in_the_demo(sqlite_town)["Omsorgssystem"]
    assert proposed(gap) == "Avtal eller ömsesidigt stöd, Manuell rutin: Teckna helgjour med IT-enheten."
    assert (gap.cost, gap.paid_by, str(gap.due)) == (240_000, ("Kommunstyrelsen",), "2026-12-31")


def test_a_gap_that_is_only_accepted_is_proposed_for_as_if_nothing_were_planned(sqlite_town: Town) -> None:
    gap = in_the_demo(sqlite_town)["Fordon"]
    assert gap.accepted
    assert "Förläng reserven" in proposed(gap)
    assert (gap.cost, gap.paid_by, gap.due) == (None, (), None)


def test_a_gap_whose_action_is_done_says_that_the_promise_has_not_changed(sqlite_town: Town) -> None:
    (measure,) = in_the_demo(sqlite_town)["Vikariepool"].measures
    chief = sqlite_town.actor("chef.socialkontoret")
    actions.finish(sqlite_town.session, measure.action_id, "Schemat är lagt.", by=chief, at=NOON)
    gap = in_the_demo(sqlite_town)["Vikariepool"]
    assert proposed(gap) == (
        "Omfördelning: Omdisponering från daglig verksamhet. Gjort, men löftet eller reserven är inte ändrad än."
    )


def test_a_strategy_without_an_action_says_that_nothing_has_changed_yet(sqlite_town: Town) -> None:
    (measure,) = in_the_demo(sqlite_town)["Mobilnät"].measures
    sqlite_town.session.execute(update(Action).where(Action.id == measure.action_id).values(row=None))
    assert proposed(in_the_demo(sqlite_town)["Mobilnät"]) == "Redundans; löftet eller reserven är inte ändrad än."


def test_two_rows_about_one_gap_count_together(sqlite_town: Town) -> None:
    one, other = (
        sqlite_town.session.scalars(select(GapHandling).where(GapHandling.resource_id == gap.need.resource.id)).one()
        for gap in (in_the_demo(sqlite_town)["Omsorgssystem"], in_the_demo(sqlite_town)["Fordon"])
    )
    other.resource_id = one.resource_id
    gap = in_the_demo(sqlite_town)["Omsorgssystem"]
    assert gap.accepted
    assert proposed(gap).startswith("Avtal eller ömsesidigt stöd, Manuell rutin: ")
