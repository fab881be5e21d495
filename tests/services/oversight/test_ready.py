"""How ready the demo's departments are, for many at once."""

import pytest
from sqlalchemy import event, select

from continuity.models import Action, Exercise, Plan
from continuity.rules.readiness import Readiness
from continuity.services.oversight.ready import readiness_of
from continuity.services.registers import actions
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def ready(town: Town) -> dict[str, Readiness]:
    town.session.expire_all()
    plans = town.session.scalars(select(Plan)).all()
    found = readiness_of(town.session, plans, at=town.now)
    return {plan.department.code: found[plan.id] for plan in plans}


def test_the_colours_of_the_example_fall_out(town: Town) -> None:
    found = ready(town)
    colours = {code: one.colour for code, one in found.items()}
    assert (colours["KS"], colours["SN"]) == ("green", "yellow")
    assert colours["KFN"] == colours["BUN"] == colours["TSN"] == colours["SBN"] == "red"
    assert colours["OFN"] == "grey"
    assert any("Översynen skulle ha varit klar" in reason.text for reason in found["KFN"].reasons)
    assert any("prövas på nytt senast" in reason.text for reason in found["SN"].reasons)


def test_a_gap_is_bridged_once_the_chosen_strategy_is_carried_out(sqlite_town: Town) -> None:
    town = sqlite_town
    before = next(r.params["n"] for r in ready(town)["SN"].reasons if "Gap som ingen reserv" in r.text)
    bridge = town.session.scalars(select(Action).where(Action.text == "Teckna helgjour med IT-enheten")).one()
    actions.finish(town.session, bridge.id, "Tecknat.", by=town.actor("chef.socialkontoret"), at=town.now)
    after = next(r.params["n"] for r in ready(town)["SN"].reasons if "Gap som ingen reserv" in r.text)
    assert after < before


def test_a_grave_flaw_said_to_be_mended_is_red_until_verified(sqlite_town: Town) -> None:
    town = sqlite_town
    offer = town.session.scalars(select(Action).where(Action.text == "Offert på helgjour för IT")).one()
    actions.finish(town.session, offer.id, "Avtalet finns.", by=town.actor("it-chef"), at=town.now)
    assert ready(town)["SN"].colour == "red"
    actions.verify(town.session, offer.id, "Läst.", by=town.actor("beredskap"), at=town.now)
    assert ready(town)["SN"].colour == "yellow"


def test_an_exercise_that_missed_a_class_one_objective_is_noted_with_its_retest(town: Town) -> None:
    held = town.session.scalars(select(Exercise).where(Exercise.plan_id == town.plan("SN").id)).one()
    assert (str(held.held_on), str(held.retest_due)) == ("2026-10-14", "2027-04-14")
    assert (held.objectives, held.reached, held.does_not_work) == (4, 1, False)
    assert held.result["sv"] == "Fungerar med förbättringar"
    assert [one["en"] for one in held.types] == ["Tabletop exercise", "Call-out exercise"]
    step = town.step("SN", "exercise")
    assert str(step.due) == "2027-04-14"


def test_the_questions_are_as_many_for_one_department_as_for_all(sqlite_town: Town) -> None:
    session, sent = sqlite_town.session, []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    plans = session.scalars(select(Plan)).all()
    readiness_of(session, plans, at=sqlite_town.now)
    sent.clear()
    readiness_of(session, plans[:1], at=sqlite_town.now)
    few = len(sent)
    sent.clear()
    readiness_of(session, plans, at=sqlite_town.now)
    assert len(sent) <= few + 1 <= 10
