"""Registering what was decided outside the system: two persons, the file as it is, and in force from then on."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from continuity.definitions.canonical import sha256_of
from continuity.errors import Forbidden, Invalid, NotFound, Refused
from continuity.models import Document, SignOff, Snapshot
from continuity.services.steps import existing
from continuity.services.steps.existing import Proposal
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
PLAN = "continuity_plan"
PDF = b"%PDF-1.7 en plan fr\xc3\xa5n f\xc3\xb6rr"
GOOD = Proposal(
    "Plan 2025.pdf", PDF, "Överförmyndarnämnden", date(2025, 11, 3), "OFN 2025/7", "§ 41", date(2027, 11, 3)
)


def propose(town: Town, proposal: Proposal = GOOD, who: str = "samordnare", code: str = "OFN") -> int:
    return existing.propose(town.session, town.plan(code).id, PLAN, proposal, by=Walk(town, code).who(who), at=town.now)


def confirm(town: Town, proposed: int, who: str = "chef", code: str = "OFN") -> None:
    existing.confirm(town.session, proposed, by=Walk(town, code).who(who), at=town.now)


def test_a_proposal_waits_until_somebody_else_confirms(sqlite_town: Town) -> None:
    proposed = propose(sqlite_town)
    assert [one.id for one in existing.waiting(sqlite_town.session, sqlite_town.plan("OFN").id)] == [proposed]
    assert sqlite_town.plan("OFN").in_force_version is None
    with pytest.raises(Refused, match="kollega"):
        confirm(sqlite_town, proposed, "samordnare")


@pytest.mark.parametrize(("one", "other"), [("samordnare", "chef"), ("chef", "ersattare"), ("ersattare", "samordnare")])
def test_confirming_puts_the_document_in_force_as_it_was_decided(sqlite_town: Town, one: str, other: str) -> None:
    proposed = propose(sqlite_town, who=one)
    confirm(sqlite_town, proposed, other)
    plan, step = sqlite_town.plan("OFN"), sqlite_town.step("OFN", PLAN)
    revision = step.in_force_revision
    assert revision is not None
    assert (revision.kind, revision.version, revision.state) == ("decided_elsewhere", "1.0", "completed")
    assert (revision.valid_from, revision.valid_to) == (date(2025, 11, 3), date(2027, 11, 3))
    assert (plan.in_force_version, plan.review_due) == ("1.0", date(2026, 11, 3))
    assert existing.waiting(sqlite_town.session, plan.id) == []
    assert sqlite_town.step("OFN", "maintenance").opens_on is not None


def test_the_file_is_stored_byte_by_byte_and_nothing_is_made_signed_or_frozen(sqlite_town: Town) -> None:
    session = sqlite_town.session
    confirm(sqlite_town, propose(sqlite_town))
    revision = sqlite_town.step("OFN", PLAN).in_force_revision
    assert revision is not None
    (document,) = session.scalars(select(Document).where(Document.revision_id == revision.id)).all()
    assert (document.kind, document.sha256, document.content.bytes) == ("registered", sha256_of(PDF), PDF)
    assert session.scalars(select(Snapshot).where(Snapshot.revision_id == revision.id)).all() == []
    assert session.scalars(select(SignOff).where(SignOff.revision_id == revision.id)).all() == []


def test_confirming_twice_changes_nothing(sqlite_town: Town) -> None:
    proposed = propose(sqlite_town)
    confirm(sqlite_town, proposed)
    confirm(sqlite_town, proposed, "ersattare")
    assert len(sqlite_town.step("OFN", PLAN).revisions) == 1


def test_a_proposal_taken_back_cannot_be_confirmed(sqlite_town: Town) -> None:
    proposed = propose(sqlite_town)
    existing.withdraw(sqlite_town.session, proposed, by=Walk(sqlite_town, "OFN").who("samordnare"), at=sqlite_town.now)
    assert existing.waiting(sqlite_town.session, sqlite_town.plan("OFN").id) == []
    with pytest.raises(Refused, match="taget tillbaka"):
        confirm(sqlite_town, proposed)
    assert sqlite_town.plan("OFN").in_force_version is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"filename": "plan.odt"}, "file"),
        ({"data": b"PK\x03\x04 not a pdf"}, "file"),
        ({"data": b"%PDF-" + b"x" * existing.MAX_BYTES}, "file"),
        ({"decided_by": " "}, "decided_by"),
        ({"decided_at": None}, "decided_at"),
        ({"decided_at": date(2027, 1, 1)}, "decided_at"),
        ({"registration_number": ""}, "registration_number"),
        ({"valid_to": date(2025, 11, 3)}, "valid_to"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(
    sqlite_town: Town, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as wrong:
        propose(sqlite_town, replace(GOOD, **changed))  # type: ignore[arg-type]
    assert set(wrong.value.errors) == {field}


def test_a_step_with_a_version_in_force_takes_no_old_document(sqlite_town: Town) -> None:
    with pytest.raises(Refused, match="gällande dokument"):
        propose(sqlite_town, code="KS")


def test_a_step_that_is_being_signed_is_not_replaced(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "OFN")
    walk.start("governing_document")
    walk.fill("governing_document")
    walk.submit("governing_document")
    walk.advise("governing_document")
    walk.number("governing_document")
    walk.clear("governing_document")
    proposed = existing.propose(
        sqlite_town.session,
        sqlite_town.plan("OFN").id,
        "governing_document",
        GOOD,
        by=walk.who("samordnare"),
        at=sqlite_town.now,
    )
    with pytest.raises(Refused, match="underskrift"):
        confirm(sqlite_town, proposed)


def test_only_the_departments_own_register(sqlite_town: Town) -> None:
    plan = sqlite_town.plan("OFN").id
    with pytest.raises(Forbidden):
        existing.propose(sqlite_town.session, plan, PLAN, GOOD, by=sqlite_town.actor("beredskap"), at=sqlite_town.now)
    with pytest.raises(NotFound):
        existing.propose(sqlite_town.session, plan, PLAN, GOOD, by=sqlite_town.actor("chef.bun"), at=sqlite_town.now)


def test_a_registered_plan_is_revised_like_any_other(sqlite_town: Town) -> None:
    confirm(sqlite_town, propose(sqlite_town))
    walk = Walk(sqlite_town, "OFN")
    walk.whole("governing_document")
    walk.whole("business_impact_analysis")
    assert sqlite_town.step("OFN", PLAN).open_revision_id is None
