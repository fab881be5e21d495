"""The status board: every department's steps, their totals, and how little it asks of the database."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden
from continuity.models import Department, Membership, Plan, Step
from continuity.services.oversight.board import PAGE, Board, board, everything
from continuity.services.oversight.narrowing import Filter
from tests.support.counting import counted
from tests.support.town import NOON, Town

pytestmark = pytest.mark.stock("demo")
FIVE = ["governing_document", "business_impact_analysis", "continuity_plan", "exercise", "maintenance"]


def seen(town: Town, chosen: Filter | None = None, *, by: str = "sakerhetschef", page: int = 1) -> Board:
    return board(town.session, chosen, by=town.actor(by), at=town.now, page=page)


def test_every_department_stands_there_with_its_five_steps(town: Town) -> None:
    found = seen(town)
    assert [column.name for column in found.columns] == FIVE
    assert len(found.lines) == found.departments == 7
    assert all(list(line.cells) == FIVE for line in found.lines)


def test_names_come_in_swedish_order(town: Town) -> None:
    names = [line.name for line in seen(town).lines]
    assert names[0] == "Barn- och utbildningskontoret"
    assert names[-1] == "Överförmyndarkontoret"


def test_the_totals_are_those_of_the_cells(town: Town) -> None:
    found = seen(town)
    for column in found.columns:
        states = [line.cells[column.name].state for line in found.lines]
        assert dict(column.states) == {state: states.count(state) for state in states}
        assert column.overdue == sum(line.cells[column.name].overdue for line in found.lines)
        assert column.soon == sum(line.cells[column.name].soon for line in found.lines)
    assert found.overdue == sum(cell.overdue for line in found.lines for cell in line.cells.values()) > 0


def test_a_cell_says_how_old_it_is_who_has_the_ball_and_that_it_is_late(town: Town) -> None:
    cell = next(line for line in seen(town).lines if line.code == "KFN").cells["maintenance"]
    assert (cell.label.sv, cell.tone, cell.overdue, cell.soon) == ("Pågår", "work", True, False)
    assert str(cell.holder) == "Samordnaren"
    assert cell.age == (date(2026, 11, 23) - cell.since.date()).days


def test_a_step_whose_turn_has_not_come_cannot_start_yet(town: Town) -> None:
    line = next(line for line in seen(town).lines if line.code == "OFN")
    assert not line.cells["governing_document"].waits
    assert [line.cells[name].waits for name in FIVE[1:]] == [True] * 4
    assert line.cells["exercise"].label.sv == "Kan inte börja än"


def test_a_step_may_start_once_the_one_before_is_out_for_advice(town: Town) -> None:
    cells = next(line for line in seen(town).lines if line.code == "SBN").cells
    assert cells["business_impact_analysis"].tone == "review"
    assert not cells["continuity_plan"].waits


def test_the_line_says_how_the_plan_in_force_stands(town: Town) -> None:
    lines = {line.code: line for line in seen(town).lines}
    assert lines["KFN"].in_force_version == "1.0"
    assert lines["KFN"].review_overdue
    assert not lines["KS"].review_overdue
    assert lines["OFN"].in_force_version is None
    assert lines["SN"].committee == "Socialnämnden"


def test_a_committee_narrows_to_its_departments(town: Town) -> None:
    committee = town.session.scalars(select(Department.id).where(Department.name == "Socialnämnden")).one()
    found = seen(town, Filter(committee=committee))
    assert [line.code for line in found.lines] == ["SN"]
    assert sum(found.columns[0].states.values()) == 1


def test_a_state_narrows_to_departments_that_have_a_step_in_it(town: Town) -> None:
    assert [line.code for line in seen(town, Filter(state="in_review")).lines] == ["SBN"]


def test_a_year_narrows_to_what_is_due_in_it(town: Town) -> None:
    later = {line.code for line in seen(town, Filter(year=2027)).lines}
    assert later == {"BUN", "SBN"}
    assert seen(town).years == (2026, 2027)


def test_a_filter_that_lets_nothing_through_still_knows_its_own_words(town: Town) -> None:
    found = seen(town, Filter(year=1999))
    assert found.lines == ()
    assert found.labels["draft"].sv == "Pågår"


def test_a_repealed_plan_is_not_on_the_board(town: Town) -> None:
    town.plan("KS").repealed_at = town.now
    town.session.flush()
    assert "KS" not in {line.code for line in seen(town).lines}


def test_whoever_has_no_overview_role_is_refused(town: Town) -> None:
    with pytest.raises(Forbidden):
        seen(town, by="chef.bun")


def test_departments_without_a_plan_are_named(town: Town) -> None:
    town.session.add(Department(code="NYA", name="Nya kontoret", level="department"))
    town.session.flush()
    assert "Nya kontoret" in seen(town).without_plan


def grown(town: Town, more: int) -> None:
    """Adds departments with plans like Överförmyndarkontoret's, straight into the tables."""
    like = town.plan("OFN")
    for number in range(more):
        department = Department(code=f"X{number}", name=f"Kontor {number:03d}", level="department")
        plan = Plan(department=department, workflow="standard", workflow_hash=like.workflow_hash, created_at=NOON)
        for step in like.steps:
            plan.steps.append(
                Step(name=step.name, position=step.position, state=step.state, since=NOON, ball=step.ball)
            )
        town.session.add(plan)
    town.session.flush()


def test_the_shares_count_what_is_done_and_what_is_in_force(town: Town) -> None:
    found = seen(town)
    done = sum(cell.tone == "done" for line in found.lines for cell in line.cells.values())
    assert sum(column.done for column in found.columns) == done > 0
    assert found.share_done == done * 100 // 35
    assert found.in_force == sum(line.in_force_version is not None for line in found.lines)


def test_everything_is_the_pages_put_together(town: Town) -> None:
    grown(town, 120)
    lines = everything(town.session, Filter(), by=town.actor("revisor"), at=town.now)
    assert [line.plan_id for line in lines] == [line.plan_id for n in (1, 2) for line in seen(town, page=n).lines]


def test_a_page_shows_at_most_a_hundred_departments(town: Town) -> None:
    grown(town, 120)
    first, second = seen(town), seen(town, page=2)
    assert (len(first.lines), len(second.lines), first.pages, first.departments) == (PAGE, 27, 2, 127)
    assert {line.department_id for line in first.lines}.isdisjoint(line.department_id for line in second.lines)
    assert seen(town, page=99).page == 2


def test_the_board_asks_few_questions_and_adds_up_in_one(town: Town, engine: Engine) -> None:
    grown(town, 60)
    town.session.commit()
    actor = town.actor("sakerhetschef")
    with Session(engine) as session, counted(engine) as sent:
        board(session, by=actor, at=town.now)
    assert len(sent) <= 15
    assert sum("GROUP BY" in statement for statement in sent) == 1


def test_it_says_where_nobody_is_head_and_where_a_new_one_has_not_taken_over(town: Town) -> None:
    assert not any(line.headless or line.new_head for line in seen(town).lines)
    plan = town.plan("SN")
    left = select(Membership).where(Membership.role == "head", Membership.department_id == plan.department_id)
    for seat in town.session.scalars(left):
        seat.ends = town.now.date() - timedelta(days=1)
    town.session.commit()
    told = next(line for line in seen(town).lines if line.plan_id == plan.id)
    assert (told.headless, told.new_head) == (True, False)
    town.session.add(
        Membership(
            person_id=town.actor("chef.kultur").person_id, role="head", title="Socialchef",
            department_id=plan.department_id, starts=town.now.date(),
        )
    )  # fmt: skip
    town.session.commit()
    told = next(line for line in seen(town).lines if line.plan_id == plan.id)
    assert (told.headless, told.new_head) == (False, True)
