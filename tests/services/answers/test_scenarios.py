"""The library of scenarios, and a scenario laid into the draft of an exercise."""

import pytest
from sqlalchemy import select

from continuity.errors import NotFound, Refused, Stale, TooMany
from continuity.models import AnswerVersion
from continuity.rules.answers import Row
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.answers import answering, listing, reading, scenarios
from continuity.services.answers.scenarios import Part
from continuity.services.steps import plans
from continuity.services.steps.desk import Desk
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
EXERCISE, POWER = "exercise", "power_outage"


class Draft:
    """Kommunledningskontoret's next exercise, opened early, with last time's words."""

    def __init__(self, town: Town) -> None:
        self.town, walk = town, Walk(town, "KS")
        self.id = walk.id(EXERCISE)
        self.head: Actor = walk.who("chef")
        plans.open_now(town.session, self.id, by=self.head, at=town.now)
        walk.start(EXERCISE)

    @property
    def desk(self) -> Desk:
        return self.town.desk("KS", EXERCISE, "chef.ledning")

    @property
    def tree(self) -> Row:
        """What is really stored, read anew."""
        self.town.session.expire_all()
        return reading.raw_tree(self.town.session, self.desk.revision.id, self.desk.form)

    def part(self, key: str) -> Part:
        chosen = scenarios.scenario(self.town.session, POWER)
        return next(part for part in scenarios.parts(self.desk, chosen) if part.key == key)

    def save(self, page: str, row: str = "", **values: object) -> None:
        stored = answering.part(self.desk, page, row)
        version = stored.version if stored else 0
        town = self.town
        answering.save_page(
            town.session, self.id, page, values, row=row, version=version, by=self.head, at=town.later(minutes=1)
        )

    def emptied(self) -> "Draft":
        """Without what a scenario fills in."""
        for key in ("objectives", "injects"):
            for row in self.tree[key]:
                listing.remove_row(self.town.session, self.id, key, row["id"], by=self.head, at=self.town.now)
        self.save("planning", purpose=None)
        self.save("scenario", scenario={"unknown": True})
        return self

    def lay(self, **over: int) -> tuple[list[str], list[str]]:
        """Lays the power outage in: which parts were filled, and which were kept."""
        laid = scenarios.lay(self.town.session, self.id, POWER, over=over, by=self.head, at=self.town.now)
        return [part.key for part in laid.filled], [part.key for part in laid.kept]


@pytest.fixture
def draft(sqlite_town: Town) -> Draft:
    return Draft(sqlite_town)


def test_the_four_scenarios_are_published_by_name(sqlite_town: Town) -> None:
    found = publishing.scenarios(sqlite_town.session)
    assert list(found) == ["power_outage", "ransomware", "staff_shortage", "supplier_failure"]
    assert found["ransomware"].when(20, "sv") == "fredag 15:50"
    with pytest.raises(NotFound):
        scenarios.scenario(sqlite_town.session, "flood")


def test_an_empty_draft_gets_the_whole_scenario_in_the_documents_language(town: Town) -> None:
    draft = Draft(town)
    assert draft.emptied().lay() == (["purpose", "text", "injects", "objectives"], [])
    tree = draft.tree
    assert tree["scenario"].startswith("Det är tisdag kväll i januari")
    assert tree["purpose"].startswith("Pröva om planen för elavbrott")
    assert [row["time"] for row in tree["injects"]][:2] == ["tisdag 17:40", "tisdag 17:55"]
    assert tree["injects"][-1]["time"] == "onsdag 06:40"
    assert [len(tree["injects"]), len(tree["objectives"])] == [10, 4]
    assert tree["objectives"][0]["criterion"].startswith("Rollen som får aktivera planen")


def test_laying_it_in_twice_changes_nothing_more(draft: Draft) -> None:
    draft.emptied().lay()
    before = draft.tree
    assert draft.lay()[0] == []
    assert draft.lay(objectives=0, injects=0)[0] == ["injects", "objectives"]
    assert draft.tree == before


def test_what_has_been_written_stands_where_nobody_says_otherwise(draft: Draft) -> None:
    draft.emptied().save("planning", purpose="Vårt eget syfte.")
    assert draft.lay()[1] == ["purpose"]
    assert draft.tree["purpose"] == "Vårt eget syfte."


def test_a_text_is_replaced_when_it_is_the_one_that_was_seen_and_kept_as_a_version(draft: Draft) -> None:
    seen = draft.part("purpose")
    (written,) = seen.there
    assert "purpose" in draft.lay(purpose=seen.version)[0]
    assert draft.tree["purpose"].startswith("Pröva om planen för elavbrott")
    stored = answering.part(draft.desk, "planning")
    assert stored is not None
    query = select(AnswerVersion).where(AnswerVersion.part_id == stored.id, AnswerVersion.version == seen.version)
    assert draft.town.session.scalars(query).one().values["purpose"] == written["purpose"]


def test_a_text_that_somebody_changed_meanwhile_is_not_replaced_and_nothing_else_is_written(draft: Draft) -> None:
    seen = draft.emptied().part("purpose").version
    draft.save("planning", purpose="Skrivet medan du läste.")
    with pytest.raises(Stale):
        draft.lay(purpose=seen)
    draft.town.session.rollback()
    assert draft.tree["purpose"] == "Skrivet medan du läste." and not draft.tree["injects"]


def test_a_list_gets_the_rows_it_lacks_and_loses_none(draft: Draft) -> None:
    before = [row["id"] for row in draft.tree["objectives"]]
    assert before
    assert "objectives" in draft.lay()[1]
    draft.lay(objectives=0)
    after = [row["id"] for row in draft.tree["objectives"]]
    assert after[: len(before)] == before and len(after) == len(before) + 4


def test_a_row_in_which_nothing_is_written_is_used_first(draft: Draft) -> None:
    town = draft.emptied().town
    row = listing.add_row(town.session, draft.id, "objectives", by=draft.head, at=town.now)
    draft.lay()
    rows = [row["id"] for row in draft.tree["objectives"]]
    assert rows[0] == row and len(rows) == 4


def test_a_full_list_takes_none_of_it(draft: Draft) -> None:
    town = draft.emptied().town
    rows = [{"inject": {"inject": f"Inspel {number}"}} for number in range(55)]
    listing.add_rows(town.session, draft.id, "injects", rows, by=draft.head, at=town.now)
    with pytest.raises(TooMany):
        draft.lay(injects=0)
    town.session.rollback()
    assert len(draft.tree["injects"]) == 55 and not draft.tree["objectives"]


def test_only_whoever_may_write_in_the_draft_lays_one_in(draft: Draft) -> None:
    town = draft.emptied().town
    with pytest.raises(NotFound):
        scenarios.lay(town.session, draft.id, POWER, over={}, by=town.actor("chef.bun"), at=town.now)
    auditor = town.actor("revisor")
    with pytest.raises((Refused, NotFound)):
        scenarios.lay(town.session, draft.id, POWER, over={}, by=auditor, at=town.now)
    assert not draft.tree["injects"]


def test_a_step_that_plans_no_exercise_takes_none_and_a_completed_one_neither(sqlite_town: Town) -> None:
    town, head = sqlite_town, sqlite_town.actor("chef.socialkontoret")
    with pytest.raises(NotFound):
        scenarios.lay(town.session, town.step("SN", "continuity_plan").id, POWER, over={}, by=head, at=town.now)
    with pytest.raises(Refused):
        scenarios.lay(town.session, town.step("SN", EXERCISE).id, POWER, over={}, by=head, at=town.now)
    assert not scenarios.offered(town.desk("SN", EXERCISE, "chef.socialkontoret"))
