"""The calendar proposes each thing once, and the head answers."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from continuity.jobs import calendar
from continuity.models import PendingReopening
from continuity.services import occasions, operations, plans
from tests.support.town import Town

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
