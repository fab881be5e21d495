"""The x.1 annex: one signature, only the contacts, and everything else as it was signed."""

import io
import zipfile

import docx
import pytest
from sqlalchemy import select

from continuity.errors import Forbidden, NotFound, Refused
from continuity.models import Document, EventBody, Membership, Person, SignOff, StepRevision, Weeding
from continuity.services.answers import answering
from continuity.services.paper import rendering
from continuity.services.record import archive, downloading, mirror, verifying
from continuity.services.steps import annex, moving
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
PLAN = "continuity_plan"
WHO = "samordnare.ledning"
NUMBER = "0171-99 99 99"
NAME = "Kanarie Fågelsång"


@pytest.fixture(autouse=True)
def canary(town: Town) -> None:
    """Somebody in the department whom nothing but the annex will name."""
    person = Person(name=NAME, email="kanarie@malarvik.example", title="", created_at=town.now)
    town.session.add(person)
    town.session.flush()
    ks = town.plan("KS").department_id
    seat = Membership(person_id=person.id, department_id=ks, role="crisis_reader", starts=town.now.date())
    town.session.add(seat)
    town.session.commit()


def change_a_number(town: Town) -> None:
    step = town.step("KS", PLAN)
    desk = town.desk("KS", PLAN, WHO)
    row = desk.tree()["contacts"][0]["id"]
    part = answering.part(desk, "contact", row)
    person = town.session.scalars(select(Person.id).where(Person.name == NAME)).one()
    assert part is not None
    answering.save_page(
        town.session, step.id, "contact", {"phone": NUMBER, "person": str(person)}, row=row, version=part.version,
        by=town.actor(WHO), at=town.now,
    )  # fmt: skip


def renewed(town: Town) -> dict[str, Document]:
    """The documents of KS's version 1.1 by kind, once its annex is signed."""
    step = town.step("KS", PLAN)
    annex.begin(town.session, step.id, by=town.actor(WHO), at=town.now)
    change_a_number(town)
    annex.sign(town.session, step.id, confirmed=True, by=town.actor(WHO), at=town.now)
    query = select(Document).where(Document.revision_id == step.in_force_revision_id)
    return {document.kind: document for document in town.session.scalars(query)}


def text(data: bytes) -> str:
    """Every part of a file."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


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


def test_a_persons_name_and_number_are_in_the_annex_and_nowhere_in_the_plan(town: Town) -> None:
    kept = renewed(town)
    assert set(kept) == {"signing", "annex", "final"}
    for kind in ("signing", "annex"):
        assert NAME in text(kept[kind].content.bytes) and NUMBER in text(kept[kind].content.bytes)
    plan = text(kept["final"].content.bytes)
    assert NAME not in plan and NUMBER not in plan
    sentences = "\n".join(one.text for one in docx.Document(io.BytesIO(kept["final"].content.bytes)).paragraphs)
    assert "Kontaktbilaga till kontinuitetsplanen, version 1.1 eller senare" in sentences
    desk = town.desk("KS", PLAN, WHO)
    for language in ("sv", "en"):
        copy = text(rendering.fresh_copy(desk, language)[1])
        assert NAME not in copy and NUMBER not in copy


def test_the_plan_still_stands_on_the_signatures_that_adopted_it(town: Town) -> None:
    before = town.step("KS", PLAN).in_force_revision
    assert before is not None
    adopted = town.session.scalars(select(SignOff).where(SignOff.revision_id == before.id)).all()
    kept = renewed(town)
    plan, signed = text(kept["final"].content.bytes), text(kept["annex"].content.bytes)
    assert all(one.name in plan and one.document_sha256 in plan for one in adopted)
    assert "Inväntar underskrift" not in plan + signed
    [own] = town.session.scalars(select(SignOff).where(SignOff.revision_id == kept["annex"].revision_id))
    assert own.document_sha256 == kept["signing"].sha256 and own.document_sha256 in signed
    assert own.statement.startswith("Jag har upprättat Kontaktbilaga till kontinuitetsplanen, version 1.1")


def test_every_plan_in_force_has_its_annex_from_the_day_it_was_adopted(town: Town) -> None:
    adopted = select(StepRevision.id).join(Document).where(Document.kind == "final", Document.version != "")
    found = {
        line for line in town.session.scalars(adopted) if town.session.get_one(StepRevision, line).step.name == PLAN
    }
    annexes = select(Document.revision_id).where(Document.kind == "annex")
    assert found and set(town.session.scalars(annexes)) == found


def test_the_annex_is_in_the_archive_and_its_folder_and_known_when_it_comes_back(town: Town) -> None:
    kept = renewed(town)
    by, data = town.actor(WHO), kept["annex"].content.bytes
    lines = archive.documents(town.session, by=by, at=town.now, query=kept["annex"].sha256).lines
    assert [(line.document.version, line.status, line.extract) for line in lines] == [("1.1", "in_force", True)]
    paths = [entry.path for entry in mirror.entries(town.session) if entry.sha256 == kept["annex"].sha256]
    assert [path.endswith("_bilaga.docx") for path in paths] == [True]
    verdict = verifying.verify_file(town.session, data)
    assert (verdict.verdict, verdict.chain_agrees) == ("current", True)
    assert verifying.verify_all(town.session).ok


def test_weeding_what_was_told_of_the_annex_takes_nothing_of_it(town: Town) -> None:
    kept = renewed(town)
    seq = town.session.scalars(select(EventBody.seq).where(EventBody.body.contains(kept["annex"].sha256))).one()
    town.session.delete(town.session.get_one(EventBody, seq))
    town.session.add(Weeding(seq=seq, decision="KS 2026/12", at=town.now))
    town.session.commit()
    report = verifying.verify_all(town.session)
    assert (report.ok, report.weeded) == (True, 1)
    assert verifying.verify_file(town.session, kept["annex"].content.bytes).verdict == "current"


def test_an_open_extract_of_the_annex_names_nobody(town: Town) -> None:
    renewed(town)
    step = town.step("KS", PLAN)
    name, data = downloading.copy(
        town.session, step.id, "sv", "open", annex=True, by=town.actor(WHO), at=town.now
    )  # fmt: skip
    assert name.endswith("_bilaga_oppet-utdrag.docx")
    assert NAME not in text(data) and NUMBER not in text(data)
    other = town.step("KS", "business_impact_analysis")
    with pytest.raises(NotFound):
        downloading.copy(town.session, other.id, "sv", "open", annex=True, by=town.actor(WHO), at=town.now)
