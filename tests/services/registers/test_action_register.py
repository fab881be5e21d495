"""What a completed step says is to be done: one action a row, the same in every revision."""

from datetime import date

import pytest
from sqlalchemy import select

from continuity.models import Action, ActionEntry, Finding
from continuity.services.registers import actions
from continuity.services.steps import plans
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
EXERCISE = "exercise"


def of_step(town: Town, code: str, step: str = EXERCISE) -> dict[str, Action]:
    query = select(Action).where(Action.step_id == town.step(code, step).id)
    return {action.text: action for action in town.session.scalars(query)}


def test_the_examples_findings_and_actions_stand_in_the_register(town: Town) -> None:
    step = town.step("SN", EXERCISE).id
    found = town.session.scalars(select(Finding).where(Finding.step_id == step).order_by(Finding.id)).all()
    assert [one.severity for one in found] == [3, 2, 2, 3, 1, None]
    stated = of_step(town, "SN")
    assert len(stated) == 5
    offer = stated["Offert på helgjour för IT"]
    assert (offer.owner, offer.due, offer.cost, offer.severity) == ("IT-chef", date(2027, 1, 31), 240_000, 3)
    assert offer.budget is not None and offer.budget.name == "Kommunstyrelsen"
    assert offer.finding is not None and offer.finding.text == "Helgjour för IT saknas i överenskommelsen"
    assert (offer.verifier, offer.verify) == ("Beredskapssamordnare", "Avtal finns")


def test_the_analysis_and_the_plan_state_actions_too(sqlite_town: Town) -> None:
    assert of_step(sqlite_town, "SN", "business_impact_analysis")
    gaps = of_step(sqlite_town, "SN", "continuity_plan")
    assert gaps and all(action.due for action in gaps.values())


def again(town: Town, changes: dict[str, object]) -> None:
    """Socialkontoret's next exercise, opened early, with last time's rows and these answers in them."""
    walk = Walk(town, "SN")
    plans.open_now(town.session, walk.id(EXERCISE), by=walk.who("chef"), at=town.now)
    walk.start(EXERCISE)
    rows = walk.desk(EXERCISE).tree()["actions"]
    plan = town.plan("SN").id
    walk.stage.rows |= {(plan, row["action"]): row["id"] for row in rows}
    walk.fill(EXERCISE, changes)
    walk.submit(EXERCISE)
    walk.adopt(EXERCISE)
    town.session.expire_all()


def test_a_later_revision_changes_what_it_says_differently_and_doubles_nothing(sqlite_town: Town) -> None:
    town, key = sqlite_town, "Fristående skrivare"
    before = of_step(town, "SN")
    coordinator = town.actor("samordnare.socialkontoret")
    actions.extend(town.session, before[key].id, date(2027, 2, 1), "Leveransen dröjer.", by=coordinator, at=town.now)
    again(town, {"actions": [{"key": key, "cost_estimate": 9_000}]})
    after = of_step(town, "SN")
    assert {name: one.id for name, one in after.items()} == {name: one.id for name, one in before.items()}
    assert (after[key].cost, after[key].due, after[key].state) == (9_000, date(2027, 2, 1), "started")
    assert after["Skriv ut riskgrupp A dagligen"].state == "verified"
    story = town.session.scalars(select(ActionEntry.kind).where(ActionEntry.action_id == after[key].id)).all()
    assert story == ["stated", "started", "extended", "changed"]
