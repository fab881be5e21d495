"""Whoever has something new to do is told at once and once; whoever did it is not."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.models import Invitation, Mail, Person
from continuity.services.answers import inviting
from continuity.services.reminders import letters, writers
from continuity.services.steps import moving, numbering, signing
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
STEP = "business_impact_analysis"


def told(session: Session, kind: str, since: int) -> dict[str, str]:
    """Who has mail of a kind that was posted after a row: address -> state."""
    query = select(Person.email, Mail.state).join(Mail.person).where(Mail.kind == kind, Mail.id > since)
    return {email.partition("@")[0]: state for email, state in session.execute(query)}


def newest(session: Session) -> int:
    return session.scalars(select(Mail.id).order_by(Mail.id.desc())).first() or 0


def sent_to_signing(town: Town) -> int:
    step = town.step("SBN", STEP)
    numbering.assign_number(town.session, step.id, "SBN/2026:61-004", by=town.actor("registrator"), at=town.now)
    moving.clear(town.session, step.id, by=town.actor("samordnare.bygg"), at=town.later(minutes=1))
    return step.id


def test_signer_after_signer_is_told_and_then_that_it_is_done(town: Town) -> None:
    before = newest(town.session)
    step = sent_to_signing(town)
    assert told(town.session, "sign", before) == {"samordnare.bygg": "unneeded"}  # whoever cleared it signs first
    signing.sign(town.session, step, confirmed=True, by=town.actor("samordnare.bygg"), at=town.later(minutes=1))
    assert told(town.session, "sign", before)["chef.bygg"] == "waiting"
    signing.sign(town.session, step, confirmed=True, by=town.actor("chef.bygg"), at=town.later(minutes=1))
    assert told(town.session, "completed", before) == {"samordnare.bygg": "waiting"}


def test_a_step_that_comes_back_is_told_to_whoever_works_on_it(town: Town) -> None:
    step = sent_to_signing(town)
    before = newest(town.session)
    moving.send_back(town.session, step, "Fel bilaga", by=town.actor("chef.bygg"), at=town.later(minutes=1))
    assert told(town.session, "change", before) == {"samordnare.bygg": "waiting"}


def test_mail_whose_matter_is_settled_before_it_goes_is_not_needed(town: Town) -> None:
    before = newest(town.session)
    step = sent_to_signing(town)
    signing.sign(town.session, step, confirmed=True, by=town.actor("samordnare.bygg"), at=town.later(minutes=1))
    mail = town.session.scalars(
        select(Mail).where(Mail.kind == "sign", Mail.id > before, Mail.state == "waiting")
    ).one()
    assert writers.write(town.session, mail, at=town.now) is not None
    signing.sign(town.session, step, confirmed=True, by=town.actor("chef.bygg"), at=town.later(minutes=1))
    assert writers.write(town.session, mail, at=town.now) is None


def test_a_colleague_hears_of_an_invitation_and_of_its_new_date(town: Town) -> None:
    step, guest = town.step("BUN", STEP), town.actor("it-chef")
    before = newest(town.session)
    for days in (10, 10, 20):
        inviting.invite(
            town.session, step.id, "activities", "", guest.person_id, town.now.date() + timedelta(days=days), "Hemligt",
            by=town.actor("samordnare.bun"), at=town.now,
        )  # fmt: skip
    mails = town.session.scalars(select(Mail).where(Mail.kind == "invitation", Mail.id > before)).all()
    assert len(mails) == 2
    written = writers.write(town.session, mails[0], at=town.now)
    assert written is not None and "Hemligt" not in repr(written) and "Verksamhetsanalys" in written.subject
    invitation = town.session.scalars(select(Invitation.id).order_by(Invitation.id.desc())).first()
    assert invitation is not None
    inviting.finish(town.session, invitation, by=guest, at=town.now)
    assert writers.write(town.session, mails[1], at=town.now) is None


def test_a_reason_for_returning_is_never_in_the_mail(town: Town) -> None:
    step = sent_to_signing(town)
    moving.send_back(town.session, step, "Larmets batteri räcker i två timmar", by=town.actor("chef.bygg"), at=town.now)
    mail = town.session.scalars(select(Mail).where(Mail.kind == "change").order_by(Mail.id.desc())).first()
    assert mail is not None
    written = writers.write(town.session, mail, at=town.now)
    assert written is not None and "batteri" not in repr(written) and "batteri" not in repr(mail.facts)


def test_each_kind_of_turn_that_is_told_can_be_written_and_has_a_place_to_go() -> None:
    from continuity.services.reminders.handing_over import TOLD  # noqa: PLC0415 the one thing this test is about

    assert set(writers.WRITERS) >= TOLD and set(letters.PATHS) >= TOLD
