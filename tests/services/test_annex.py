"""The x.1 annex: one signature, only the contacts, and everything else as it was signed."""

import pytest
from sqlalchemy import select

from continuity.errors import Forbidden, Refused
from continuity.models import SignOff
from continuity.services import annex, answering, moving
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
PLAN = "continuity_plan"
WHO = "samordnare.ledning"


def change_a_number(town: Town) -> None:
    step = town.step("KS", PLAN)
    desk = town.desk("KS", PLAN, WHO)
    row = desk.tree()["contacts"][0]["id"]
    part = answering.part(desk, "contact", row)
    assert part is not None
    answering.save_page(
        town.session, step.id, "contact", {"phone": "0171-99 99 99"}, row=row, version=part.version,
        by=town.actor(WHO), at=town.now,
    )  # fmt: skip


def test_one_signature_makes_the_next_minor_version_and_the_review_date_stays(town: Town) -> None:
    step, by = town.step("KS", PLAN), town.actor(WHO)
    review_due = step.plan.review_due
    annex.begin(town.session, step.id, by=by, at=town.now)
    change_a_number(town)
    annex.sign(town.session, step.id, confirmed=True, by=town.actor(WHO), at=town.now)
    revision = step.in_force_revision
    assert revision is not None
    assert (revision.version, revision.kind, step.state, step.open_revision_id) == ("1.1", "annex", "completed", None)
    assert step.plan.in_force_version == "1.1"
    assert step.plan.review_due == review_due
    signed = town.session.scalars(select(SignOff).where(SignOff.revision_id == revision.id)).all()
    assert [one.slot for one in signed] == ["prepared_by"]


def test_only_the_contacts_can_be_changed(town: Town) -> None:
    annex.begin(town.session, town.step("KS", PLAN).id, by=town.actor(WHO), at=town.now)
    desk = town.desk("KS", PLAN, WHO)
    assert desk.lock_reason("contacts") is None
    assert "kontaktbilagan" in str(desk.lock_reason("activation"))
    assert desk.triggers() == ()
    with pytest.raises(Refused, match="för sig"):
        moving.submit(town.session, desk.step.id, by=town.actor(WHO), at=town.now)


def test_an_annex_can_be_thrown_away_and_the_version_in_force_stays(town: Town) -> None:
    step = town.step("KS", PLAN)
    annex.begin(town.session, step.id, by=town.actor(WHO), at=town.now)
    annex.discard(town.session, step.id, by=town.actor(WHO), at=town.now)
    assert (step.state, step.open_revision_id, step.plan.in_force_version) == ("completed", None, "1.0")


def test_a_plan_under_revision_has_its_contacts_changed_there(town: Town) -> None:
    with pytest.raises(Refused, match="redan öppen"):
        annex.begin(town.session, town.step("SN", PLAN).id, by=town.actor("samordnare.socialkontoret"), at=town.now)


def test_the_security_function_cannot_change_a_departments_contacts(town: Town) -> None:
    with pytest.raises(Forbidden):
        annex.begin(town.session, town.step("KS", PLAN).id, by=town.actor("beredskap"), at=town.now)
