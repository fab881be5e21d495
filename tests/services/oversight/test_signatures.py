"""Who signed: the list, who is still in office, what no longer counts, and the hashes computed anew."""

from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden
from continuity.models import Content, Membership, SignOff, Snapshot, VoidedRound
from continuity.services.oversight import signatures
from continuity.services.oversight.signatures import Chosen, Signatures
from tests.support.counting import counted
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def seen(town: Town, chosen: Chosen | None = None, *, by: str = "revisor") -> Signatures:
    return signatures.signatures(town.session, chosen or Chosen(), by=town.actor(by), at=town.now)


def test_every_signature_is_there_the_newest_first(town: Town) -> None:
    found = seen(town)
    assert found.found == len(found.lines) == len(town.session.scalars(select(SignOff)).all())
    times = [line.sign_off.at for line in found.lines]
    assert times == sorted(times, reverse=True)
    assert {line.status for line in found.lines} <= {"in_force", "pending", "superseded"}


def test_whoever_left_the_role_is_no_longer_in_office(town: Town) -> None:
    head = town.actor("chef.kultur").person_id
    assert all(line.in_office for line in seen(town).lines)
    seat = town.session.scalars(select(Membership).where(Membership.person_id == head)).one()
    seat.ends = date(2026, 11, 1)
    town.session.flush()
    gone = [line for line in seen(town).lines if not line.in_office]
    assert gone and {line.sign_off.person_id for line in gone} == {head}
    assert seen(town, Chosen(gone=True)).found == len(gone)


def test_a_changed_version_voids_and_a_newer_one_supersedes(town: Town) -> None:
    one = next(line.sign_off for line in seen(town).lines if line.status == "in_force")
    town.session.add(VoidedRound(revision_id=one.revision_id, round=one.round, at=town.now, reason="changed"))
    town.session.flush()
    assert {line.status for line in seen(town).lines if line.sign_off.revision_id == one.revision_id} == {"voided"}


def test_it_narrows_by_words_year_and_committee(town: Town) -> None:
    assert {line.department for line in seen(town, Chosen(query="Social")).lines} == {"Socialkontoret"}
    assert seen(town, Chosen(query="ingen sådan")).lines == ()
    assert {line.sign_off.at.year for line in seen(town, Chosen(year=2025)).lines} == {2025}
    parent = town.plan("KFN").department.parent_id
    assert {line.department for line in seen(town, Chosen(committee=parent)).lines} == {"Kultur- och fritidskontoret"}


def checked(town: Town, one: SignOff) -> object:
    return signatures.verify(town.session, [one.id], by=town.actor("revisor"), at=town.now)[one.id]


def test_what_is_unchanged_is_found_right(town: Town) -> None:
    lines = seen(town).lines
    ids = [line.sign_off.id for line in lines]
    verdicts = signatures.verify(town.session, ids, by=town.actor("revisor"), at=town.now)
    assert verdicts == dict.fromkeys(ids)


def test_a_file_or_answers_changed_behind_our_back_are_found_out(town: Town) -> None:
    one, other = (line.sign_off for line in seen(town, Chosen(query="Kommunledning")).lines[::3][:2])
    content = town.session.get_one(Content, one.document_sha256)
    content.bytes = content.bytes + b"x"
    town.session.flush()
    assert "ändrad" in str(checked(town, one))
    frozen = select(Snapshot).where(Snapshot.sha256 == other.snapshot_sha256)
    for snapshot in town.session.scalars(frozen):
        snapshot.body = snapshot.body.replace("a", "b", 1)
    town.session.flush()
    assert checked(town, other) is not None


@pytest.mark.parametrize("who", ["tib", "chef.kultur", "registrator"])
def test_it_is_for_those_who_follow_up(town: Town, who: str) -> None:
    with pytest.raises(Forbidden):
        seen(town, by=who)


def test_few_questions_are_asked(town: Town, engine: Engine) -> None:
    actor = town.actor("revisor")
    town.session.commit()
    with Session(engine) as session, counted(engine) as sent:
        signatures.signatures(session, Chosen(), by=actor, at=town.now)
    assert len(sent) <= 15
