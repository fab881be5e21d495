"""Signing: in order, fresh, by two persons, once, and bound to the bytes that could be opened."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.definitions.canonical import sha256_of
from continuity.documents import read_custom_properties
from continuity.errors import Invalid, NotFound, Refused
from continuity.models import Document, Event, Membership, Person, SignOff, Snapshot, VoidedRound
from continuity.services.paper.rendering import signing_copy
from continuity.services.steps import moving, numbering, reviewing, signing
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
STEP = "business_impact_analysis"


@pytest.fixture
def cleared(town: Town) -> Town:
    """Samhällsbyggnadskontoret's analysis, its advice overdue, cleared for signature."""
    step = town.step("SBN", STEP)
    numbering.assign_number(town.session, step.id, "SBN/2026:61-004", by=town.actor("registrator"), at=town.now)
    moving.clear(town.session, step.id, by=town.actor("chef.bygg"), at=town.now)
    return town


def sign(town: Town, email: str, **more: object) -> SignOff:
    by = town.actor(email)
    return signing.sign(town.session, town.step("SBN", STEP).id, confirmed=True, by=by, at=town.now, **more)  # type: ignore[arg-type]


def test_the_last_signature_completes_the_step(cleared: Town, fresh_session: Session) -> None:
    sign(cleared, "samordnare.bygg")
    sign(cleared, "chef.bygg")
    step = Town(fresh_session).step("SBN", STEP)
    assert step.state == "completed"
    assert step.in_force_revision is not None
    assert step.in_force_revision.version == "1.0"
    assert step.open_revision_id is None


def test_the_signature_names_the_bytes_of_the_copy_that_could_be_opened(cleared: Town) -> None:
    desk = cleared.desk("SBN", STEP, "samordnare.bygg")
    copy = signing_copy(desk)
    assert copy is not None
    made = sign(cleared, "samordnare.bygg")
    assert made.document_sha256 == copy.sha256 == sha256_of(copy.content.bytes)
    snapshot = cleared.session.get_one(Snapshot, desk.revision.snapshot_id)
    assert made.snapshot_sha256 == snapshot.sha256 == sha256_of(snapshot.body)


def test_the_record_keeps_the_person_as_they_then_were(cleared: Town) -> None:
    made = sign(cleared, "samordnare.bygg")
    assert made.title == "Kontinuitetssamordnare, Samhällsbyggnadskontoret"
    assert made.unit == "Samhällsbyggnadskontoret"
    assert (made.role, made.capacity, made.method) == ("coordinator", "ordinary", "password")
    assert made.statement.startswith("Jag har upprättat Verksamhetsanalys, version 1.0")
    assert made.auth_time == cleared.now


def test_what_is_signed_is_named_as_the_document_and_not_as_the_step(town: Town) -> None:
    for code, step, title in (
        ("SBN", "governing_document", "Anvisning för kontinuitetshantering"),
        ("SN", "exercise", "Övningsrapport"),
    ):
        desk = town.desk(code, step, "chef.socialkontoret" if code == "SN" else "chef.bygg")
        assert signing.statement(desk, "prepared_by", "sv").startswith(f"Jag har upprättat {title}, version ")


ACCEPTED = "kvarstående gap och accepterar"


def plan_statement(town: Town, code: str, head: str, language: str = "sv") -> str:
    return signing.statement(town.desk(code, "continuity_plan", head), "approved_by", language)


def test_who_adopts_a_plan_signs_for_the_gaps_that_it_accepts(town: Town) -> None:
    said = plan_statement(town, "SN", "chef.socialkontoret")
    assert said.endswith("Jag har tagit del av 1 kvarstående gap och accepterar det till och med 2027-05-01.")
    assert plan_statement(town, "SN", "chef.socialkontoret", "en").endswith(
        "I have noted 1 remaining gap and accept it until 2027-05-01."
    )


def test_several_accepted_gaps_are_counted_with_their_first_and_last_day(
    sqlite_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days, until in (
        (("2027-03-31", "2027-05-01"), "2027-03-31–2027-05-01"),
        (("2027-05-01", "2027-05-01"), "2027-05-01"),
    ):
        monkeypatch.setattr(signing, "accepted_days", lambda _desk, days=days: days)
        said = plan_statement(sqlite_town, "SN", "chef.socialkontoret")
        assert said.endswith(f"Jag har tagit del av 2 {ACCEPTED} dem till och med {until}.")


def test_a_plan_that_accepts_no_gap_says_nothing_of_gaps(town: Town) -> None:
    said = plan_statement(town, "KS", "chef.ledning")
    assert said.startswith("Jag fastställer kontinuitetsplanen") and ACCEPTED not in said
    desk = town.desk("SN", "continuity_plan", "chef.socialkontoret")
    assert ACCEPTED not in signing.statement(desk, "prepared_by", "sv")  # who prepares it accepts nothing


def test_what_is_signed_is_kept_with_the_gaps_and_printed(town: Town) -> None:
    made = town.session.scalars(select(SignOff).where(SignOff.statement.contains(ACCEPTED))).first()
    assert made is not None and made.slot == "approved_by"


def test_signing_again_gives_the_same_signature_and_changes_nothing(cleared: Town) -> None:
    first = sign(cleared, "samordnare.bygg")
    events = cleared.session.scalar(select(func.count()).select_from(Event))
    cleared.later(days=1)
    assert sign(cleared, "samordnare.bygg").id == first.id
    assert cleared.session.scalar(select(func.count()).select_from(Event)) == events


def test_replaying_the_last_signature_next_day_makes_no_second_document(cleared: Town) -> None:
    sign(cleared, "samordnare.bygg")
    made = sign(cleared, "chef.bygg")
    cleared.later(days=1)
    assert sign(cleared, "chef.bygg").id == made.id
    finals = select(func.count()).where(Document.revision_id == made.revision_id, Document.kind == "final")
    assert cleared.session.scalar(finals) == 1


def test_the_head_cannot_sign_before_the_one_who_prepared(cleared: Town) -> None:
    with pytest.raises(Refused, match="inte din tur"):
        sign(cleared, "chef.bygg")


def test_signing_needs_a_login_of_the_last_five_minutes(cleared: Town) -> None:
    by = cleared.actor("samordnare.bygg")
    with pytest.raises(Refused, match="logga in på nytt"):
        signing.sign(
            cleared.session, cleared.step("SBN", STEP).id, confirmed=True, by=by, at=cleared.now + timedelta(minutes=6)
        )


def test_signing_needs_the_box_to_be_ticked(cleared: Town) -> None:
    with pytest.raises(Invalid):
        signing.sign(
            cleared.session,
            cleared.step("SBN", STEP).id,
            confirmed=False,
            by=cleared.actor("samordnare.bygg"),
            at=cleared.now,
        )


def test_a_deputy_signs_with_the_heads_right_and_the_record_says_so(cleared: Town) -> None:
    sign(cleared, "samordnare.bygg")
    made = sign(cleared, "ersattare.bygg")
    assert (made.role, made.capacity) == ("head", "deputy")


def test_the_final_copy_carries_the_signing_copys_hash_and_a_checkpoint(cleared: Town) -> None:
    sign(cleared, "samordnare.bygg")
    made = sign(cleared, "chef.bygg")
    final = cleared.session.scalars(
        select(Document).where(Document.revision_id == made.revision_id, Document.kind == "final")
    ).one()
    properties = read_custom_properties(final.content.bytes)
    assert properties["snapshot"] == made.snapshot_sha256
    assert str(properties["checkpoint"]).count(":") == 1


def test_declining_needs_a_reason_and_sends_the_step_back_with_its_signatures_void(cleared: Town) -> None:
    sign(cleared, "samordnare.bygg")
    step = cleared.step("SBN", STEP)
    with pytest.raises(Refused, match="anledning"):
        signing.decline(cleared.session, step.id, " ", by=cleared.actor("chef.bygg"), at=cleared.now)
    cleared.session.rollback()
    signing.decline(cleared.session, step.id, "Fel personalsiffror.", by=cleared.actor("chef.bygg"), at=cleared.now)
    assert cleared.step("SBN", STEP).state == "returned"
    assert cleared.session.scalars(select(VoidedRound)).one().round == 1


def test_a_changed_document_must_be_signed_anew_by_all(cleared: Town) -> None:
    sign(cleared, "samordnare.bygg")
    step = cleared.step("SBN", STEP)
    moving.send_back(cleared.session, step.id, "Rätta volymen.", by=cleared.actor("chef.bygg"), at=cleared.now)
    moving.submit(cleared.session, step.id, by=cleared.actor("samordnare.bygg"), at=cleared.now)
    reviewing.advise(cleared.session, step.id, "no_objection", "", by=cleared.actor("beredskap"), at=cleared.now)
    moving.clear(cleared.session, step.id, by=cleared.actor("chef.bygg"), at=cleared.now)
    with pytest.raises(Refused, match="inte din tur"):
        sign(cleared, "chef.bygg")


@pytest.mark.parametrize(("starts", "ends"), [(1, 30), (-30, -1)])
def test_a_deputy_outside_their_days_cannot_sign(cleared: Town, starts: int, ends: int) -> None:
    sign(cleared, "samordnare.bygg")
    seat = cleared.session.scalars(
        select(Membership).join(Membership.person).where(Person.email == "ersattare.bygg@malarvik.example")
    ).one()
    seat.starts, seat.ends = cleared.now.date() + timedelta(days=starts), cleared.now.date() + timedelta(days=ends)
    cleared.session.commit()
    with pytest.raises(NotFound):
        sign(cleared, "ersattare.bygg")


def test_a_deputy_who_sent_the_step_in_does_not_also_adopt_it(town: Town) -> None:
    walk = Walk(town, "SBN")
    moving.withdraw(town.session, walk.id(STEP), by=town.actor("samordnare.bygg"), at=town.now)
    walk.submit(STEP, "ersattare")
    walk.advise(STEP)
    numbering.assign_number(town.session, walk.id(STEP), "SBN/2026:61-004", by=town.actor("registrator"), at=town.now)
    moving.clear(town.session, walk.id(STEP), by=walk.who("samordnare"), at=town.now)
    assert sign(town, "ersattare.bygg").slot == "prepared_by"
    town.later(days=1)
    assert sign(town, "ersattare.bygg").slot == "prepared_by"  # the same signature, told again
    assert sign(town, "chef.bygg").slot == "approved_by"
