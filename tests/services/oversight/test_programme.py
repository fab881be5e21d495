"""The programme of exercises, and who says what the year's exercises are directed at."""

import pytest
from sqlalchemy import select

from continuity.errors import Forbidden, Invalid
from continuity.models import Event
from continuity.services.oversight import programme
from continuity.services.oversight.programme import Line
from continuity.services.steps import plans
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def lines(town: Town, who: str) -> dict[str, Line]:
    found = programme.programme(town.session, by=town.actor(who), at=town.now)
    return {line.department: line for line in found.lines}


def test_each_department_stands_with_its_next_and_its_last_exercise(town: Town) -> None:
    found = lines(town, "sakerhetschef")
    assert len(found) == 7
    social = found["Socialkontoret"]
    assert social.held is not None and (str(social.held.held_on), social.held.reached) == ("2026-10-14", 1)
    assert (str(social.planned_on), social.late, social.in_force) == ("2027-04-14", False, True)
    assert (found["Överförmyndarkontoret"].held, found["Överförmyndarkontoret"].in_force) == (None, False)
    assert set(lines(town, "chef.bun")) == {"Barn- och utbildningskontoret"}
    assert not lines(town, "admin")


def test_the_security_function_says_what_a_year_is_directed_at_and_the_last_word_holds(sqlite_town: Town) -> None:
    town, security = sqlite_town, sqlite_town.actor("sakerhetschef")
    before = programme.direction(town.session, 2027)
    said = programme.set_direction(town.session, 2027, " Personalbortfall. ", by=security, at=town.now)
    assert before is not None and before.id != said.id
    assert programme.direction(town.session, 2027) == said and said.text == "Personalbortfall."
    assert town.session.scalars(select(Event.kind).order_by(Event.seq.desc())).first() == "direction_set"


@pytest.mark.parametrize(("year", "text"), [(2027, " "), (2025, "Brand"), (2040, "Brand"), (2027, "x" * 5_000)])
def test_a_direction_has_a_text_and_a_year_near_at_hand(sqlite_town: Town, year: int, text: str) -> None:
    with pytest.raises(Invalid):
        programme.set_direction(
            sqlite_town.session, year, text, by=sqlite_town.actor("sakerhetschef"), at=sqlite_town.now
        )


def test_nobody_else_directs(sqlite_town: Town) -> None:
    with pytest.raises(Forbidden):
        programme.set_direction(
            sqlite_town.session, 2027, "Brand", by=sqlite_town.actor("chef.bun"), at=sqlite_town.now
        )


def test_the_direction_stands_where_the_exercise_is_planned_and_nowhere_else(sqlite_town: Town) -> None:
    step = sqlite_town.step("KS", "exercise")
    head = sqlite_town.actor("chef.ledning")
    plans.open_now(sqlite_town.session, step.id, by=head, at=sqlite_town.now)
    said = programme.direction_for(sqlite_town.desk("KS", "exercise", "chef.ledning"))
    assert said is not None and said.text.startswith("Nästa år övar vi elavbrott.")
    assert programme.direction_for(sqlite_town.desk("KS", "continuity_plan", "chef.ledning")) is None
