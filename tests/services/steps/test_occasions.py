"""The calendar proposes each thing once, and the head answers."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from continuity.definitions.canonical import canonical_json
from continuity.jobs import calendar
from continuity.models import DefinitionText, PendingReopening
from continuity.services import operations
from continuity.services.steps import occasions, plans
from tests.support.people import made_department
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
NEW_YEAR = datetime(2027, 1, 1, 11, 0, tzinfo=UTC)


def proposed(town: Town, code: str) -> Sequence[PendingReopening]:
    query = select(PendingReopening).where(PendingReopening.plan_id == town.plan(code).id, PendingReopening.proposal)
    return town.session.scalars(query.order_by(PendingReopening.id)).all()


def test_a_new_mandate_period_is_proposed_once_with_its_deadline(sqlite_town: Town) -> None:
    town = sqlite_town
    before = {one.reason for one in proposed(town, "SN")}
    assert "new_mandate_period" not in before
    assert occasions.propose_by_calendar(town.session, at=NEW_YEAR) > 0
    found = next(one for one in proposed(town, "SN") if one.reason == "new_mandate_period")
    assert (found.step_name, str(found.deadline)) == ("governing_document", "2027-06-30")
    assert town.step("SN", "governing_document").open_revision_id is None
    assert occasions.propose_by_calendar(town.session, at=NEW_YEAR) == 0


def test_a_declined_proposal_does_not_come_back_for_the_same_version(sqlite_town: Town) -> None:
    town = sqlite_town
    occasions.propose_by_calendar(town.session, at=NEW_YEAR)
    found = next(one for one in proposed(town, "SN") if one.reason == "new_mandate_period")
    head = town.actor("chef.socialkontoret")
    plans.settle_reopening(town.session, found.id, open_it=False, reason="Nämnden väntar.", by=head, at=NEW_YEAR)
    occasions.propose_by_calendar(town.session, at=NEW_YEAR.replace(month=2))
    assert "new_mandate_period" not in {one.reason for one in proposed(town, "SN") if one.settled_at is None}


def test_a_plan_whose_validity_ends_is_proposed_before_it_does(sqlite_town: Town) -> None:
    town = sqlite_town
    step = town.step("KS", "continuity_plan")
    assert step.in_force_revision is not None and step.in_force_revision.valid_to is not None
    early = datetime(2026, 11, 23, 11, tzinfo=UTC)
    occasions.propose_by_calendar(town.session, at=early)
    late = datetime.combine(step.in_force_revision.valid_to, early.timetz())
    occasions.propose_by_calendar(town.session, at=late)
    assert "plan_expires" in {one.reason for one in proposed(town, "KS")}


def test_the_sweep_looks_once_a_day(sqlite_town: Town) -> None:
    town = sqlite_town
    engine = town.session.get_bind()
    assert calendar.sweep(engine, None, NEW_YEAR) > 0  # type: ignore[arg-type]
    operations.note_sweeps(town.session, {calendar.NAME: (1, None)}, at=NEW_YEAR)
    town.session.commit()
    assert calendar.sweep(engine, None, NEW_YEAR) == 0  # type: ignore[arg-type]


def reworked_governing_document(town: Town) -> Walk:
    """Kultur- och fritidskontoret, whose governing document got a new version without other changes."""
    walk, plan = Walk(town, "KFN"), town.plan("KFN").id
    plans.reopen(town.session, plan, "new_law_or_policy", "", by=walk.who("chef"), at=town.now)
    walk.start("governing_document")
    walk.submit("governing_document")
    walk.adopt("governing_document")
    return walk


def test_a_new_governing_document_opens_nothing_else_while_the_criteria_are_the_same(sqlite_town: Town) -> None:
    walk = reworked_governing_document(sqlite_town)
    open_now = [step.name for step in walk.town.plan("KFN").steps if step.open_revision_id is not None]
    assert open_now == ["maintenance"]  # the review that was open all along


def test_a_new_governing_document_reopens_the_analysis_when_the_criteria_have_changed(sqlite_town: Town) -> None:
    town = sqlite_town
    analysis = town.step("KFN", "business_impact_analysis").in_force_revision
    assert analysis is not None
    kept = town.session.get_one(DefinitionText, analysis.organisation_hash)
    other = json.loads(kept.body)
    other["criteria"]["times_h"] = [1, 8, 24, 168]
    town.session.add(DefinitionText(hash="0" * 64, kind=kept.kind, name=kept.name, body=canonical_json(other)))
    analysis.organisation_hash = "0" * 64
    town.session.commit()
    reworked_governing_document(town)
    step = town.step("KFN", "business_impact_analysis")
    assert step.open_revision is not None and step.open_revision.reason == "criteria_changed"


def test_a_replaced_governing_document_is_told_to_all_whose_nearest_it_is_and_to_nobody_below_them(
    sqlite_town: Town,
) -> None:
    town = sqlite_town
    between = made_department(town.session, "MELLAN", parent_id=town.plan("KFN").department_id)
    town.plan("KS").department.parent_id = between.id
    town.plan("SN").department.parent_id = town.plan("KS").department_id
    town.session.commit()
    reworked_governing_document(town)
    occasions.propose_by_calendar(town.session, at=town.later(days=1))
    told = {code: [one.reason for one in proposed(town, code)].count("new_law_or_policy") for code in ("KS", "SN")}
    assert told == {"KS": 1, "SN": 0}


def test_a_governing_document_that_is_replaced_again_is_told_again(sqlite_town: Town) -> None:
    town = sqlite_town
    town.plan("SN").department.parent_id = town.plan("KFN").department_id
    town.session.commit()
    reworked_governing_document(town)
    occasions.propose_by_calendar(town.session, at=town.later(days=1))
    first = next(one for one in proposed(town, "SN") if one.reason == "new_law_or_policy")
    plans.settle_reopening(
        town.session, first.id, open_it=False, reason="Vi väntar.", by=town.actor("chef.socialkontoret"), at=town.now
    )
    for _day in range(3):
        occasions.propose_by_calendar(town.session, at=town.later(days=1))
    assert [one.reason for one in proposed(town, "SN")].count("new_law_or_policy") == 1
    reworked_governing_document(town)
    occasions.propose_by_calendar(town.session, at=town.later(days=1))
    assert [one.reason for one in proposed(town, "SN")].count("new_law_or_policy") == 2
