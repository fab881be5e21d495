"""Who gets which file, and that it is noted."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.canonical import sha256_of
from continuity.errors import Forbidden, NotFound
from continuity.models import Document, Event
from continuity.services.record import downloading
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def kept(town: Town, code: str, step: str, kind: str = "final") -> Document:
    found = town.step(code, step)
    revision = found.in_force_revision_id or found.open_revision_id
    return town.session.scalars(select(Document).where(Document.revision_id == revision, Document.kind == kind)).first()  # type: ignore[return-value]


def test_a_document_comes_as_it_was_kept_and_the_history_says_who_took_it(town: Town, fresh_session: Session) -> None:
    document = kept(town, "SN", "continuity_plan")
    found, data = downloading.document(town.session, document.id, by=town.actor("chef.socialkontoret"), at=town.now)
    assert sha256_of(data) == found.sha256
    last = fresh_session.scalars(select(Event).order_by(Event.seq.desc()).limit(1)).one()
    assert (last.kind, last.plan_id) == ("document_downloaded", town.plan("SN").id)


def test_another_departments_document_does_not_exist(town: Town) -> None:
    document = kept(town, "SN", "continuity_plan")
    with pytest.raises(NotFound):
        downloading.document(town.session, document.id, by=town.actor("chef.bun"), at=town.now)


def test_a_role_without_access_gets_the_open_extract_only(town: Town) -> None:
    document, step = kept(town, "SN", "business_impact_analysis"), town.step("SN", "business_impact_analysis")
    at = {"by": town.actor("registrator"), "at": town.now}
    with pytest.raises(Forbidden):
        downloading.document(town.session, document.id, **at)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        downloading.copy(town.session, step.id, "sv", "full", **at)  # type: ignore[arg-type]
    name, data = downloading.copy(town.session, step.id, "sv", "open", **at)  # type: ignore[arg-type]
    assert name.endswith("oppet-utdrag.docx")
    assert data.startswith(b"PK")


def test_whoever_reads_plans_in_force_gets_no_draft_and_no_copy_for_signature(town: Town) -> None:
    reader = {"by": town.actor("tib"), "at": town.now}
    with pytest.raises(NotFound):
        downloading.document(town.session, kept(town, "TSN", "governing_document", "signing").id, **reader)  # type: ignore[arg-type]
    draft = town.step("SN", "continuity_plan")
    with pytest.raises(NotFound):
        downloading.copy(town.session, draft.id, "sv", "full", revision_id=draft.open_revision_id, **reader)  # type: ignore[arg-type]
    assert downloading.document(town.session, kept(town, "SN", "continuity_plan").id, **reader)[1]  # type: ignore[arg-type]


def test_the_department_gets_its_draft_in_both_languages(town: Town) -> None:
    step = town.step("SN", "continuity_plan")
    for language in ("sv", "en"):
        by = town.actor("samordnare.socialkontoret")
        name, data = downloading.copy(town.session, step.id, language, "full", by=by, at=town.now)
        assert "utkast" in name
        assert data.startswith(b"PK")


def test_the_extract_of_the_plan_in_force_is_no_draft_while_a_new_version_is_written(town: Town) -> None:
    step, at = town.step("SN", "continuity_plan"), town.now
    for reader in ("registrator", "tib"):
        name, _data = downloading.copy(
            town.session, step.id, "sv", "open", revision_id=step.in_force_revision_id, by=town.actor(reader), at=at
        )
        assert "_v1.0_" in name
        assert "utkast" not in name
    other = town.step("SN", "exercise").in_force_revision_id
    with pytest.raises(NotFound):
        downloading.copy(town.session, step.id, "sv", "open", revision_id=other, by=town.actor("registrator"), at=at)


@pytest.mark.parametrize("reader", ["registrator", "revisor", "kommundirektor"])
@pytest.mark.parametrize("edition", ["open", "full"])
def test_a_draft_is_working_material_and_not_for_those_outside_the_work(town: Town, reader: str, edition: str) -> None:
    step = town.step("SBN", "business_impact_analysis")
    for revision in (None, step.open_revision_id):
        with pytest.raises(NotFound):
            downloading.copy(
                town.session, step.id, "sv", edition, revision_id=revision, by=town.actor(reader), at=town.now
            )
    name, _data = downloading.copy(town.session, step.id, "sv", edition, by=town.actor("beredskap"), at=town.now)
    assert "utkast" in name


@pytest.mark.parametrize("reader", ["tib", "registrator", "revisor"])
def test_an_address_without_a_version_leads_to_what_is_in_force_while_a_new_version_is_written(
    town: Town, reader: str
) -> None:
    step = town.step("SN", "continuity_plan")
    name, _data = downloading.copy(town.session, step.id, "sv", "open", by=town.actor(reader), at=town.now)
    assert "_v1.0_" in name and "utkast" not in name
