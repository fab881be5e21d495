"""The registry's lists, and sending what was decided."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, Invalid, NotFound
from continuity.models import Dispatch, Document
from continuity.services.oversight import diary
from continuity.services.oversight.diary import Diary
from continuity.services.steps import numbering
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def of(town: Town, who: str) -> Diary:
    return diary.diary(town.session, by=town.actor(who), at=town.now)


def final(town: Town, code: str, step: str) -> Document:
    revision = town.step(code, step).in_force_revision_id
    return town.session.scalars(
        select(Document).where(Document.revision_id == revision, Document.kind == "final")
    ).one()


def test_what_lacks_a_number_leaves_the_list_when_it_has_one(town: Town) -> None:
    step = town.step("SBN", "business_impact_analysis")
    assert step.id in {one.step.id for one in of(town, "registrator").to_number}
    numbering.assign_number(town.session, step.id, "SBN/2026:61-004", by=town.actor("registrator"), at=town.now)
    assert step.id not in {one.step.id for one in of(town, "registrator").to_number}


def test_the_committee_secretary_assigns_no_numbers_but_has_the_meetings(town: Town) -> None:
    found = of(town, "namndsekreterare")
    assert found.to_number == ()
    (waiting,) = found.to_body
    assert waiting.plan.department.code == "TSN"
    assert waiting.hearing is not None
    assert {document.kind for document in found.papers[waiting.step.id]} == {"committee_memo", "signing"}


def test_decisions_are_listed_with_their_paragraph(town: Town) -> None:
    assert any(one.decision.paragraph == "§ 61" for one in of(town, "registrator").decided)


def test_a_document_is_sent_to_those_it_names_and_then_leaves_the_list(town: Town, fresh_session: Session) -> None:
    document, at = final(town, "SN", "governing_document"), {"by": town.actor("registrator"), "at": town.now}
    page = diary.sending(town.session, document.id, **at)  # type: ignore[arg-type]
    assert page.left
    for name in page.left:
        diary.mark_sent(town.session, document.id, name, town.now.date(), **at)  # type: ignore[arg-type]
    assert diary.sending(town.session, document.id, **at).left == ()  # type: ignore[arg-type]
    diary.finish_sending(town.session, document.id, **at)  # type: ignore[arg-type]
    assert document.id not in {one.document.id for one in of(town, "registrator").to_send}
    sent = fresh_session.scalars(select(Dispatch.recipient).where(Dispatch.document_id == document.id)).all()
    assert list(sent) == list(page.left)


def test_the_same_recipient_twice_is_once(town: Town) -> None:
    document, at = final(town, "SN", "continuity_plan"), {"by": town.actor("registrator"), "at": town.now}
    for name in ("Krisledningen", "krisledningen ", "Krisledningen"):
        diary.mark_sent(town.session, document.id, name, town.now.date(), **at)  # type: ignore[arg-type]
    assert len(diary.sending(town.session, document.id, **at).sent) == 1  # type: ignore[arg-type]


def test_nothing_is_sent_to_nobody_or_in_the_future(town: Town) -> None:
    document, at = final(town, "SN", "continuity_plan"), {"by": town.actor("registrator"), "at": town.now}
    tomorrow = town.now.date() + timedelta(days=1)
    with pytest.raises(Invalid) as nobody:
        diary.mark_sent(town.session, document.id, "  ", town.now.date(), **at)  # type: ignore[arg-type]
    assert set(nobody.value.errors) == {"recipient"}
    for day in (None, tomorrow):
        with pytest.raises(Invalid) as later:
            diary.mark_sent(town.session, document.id, "Arkivet", day, **at)  # type: ignore[arg-type]
        assert set(later.value.errors) == {"sent_on"}
    with pytest.raises(Invalid):
        diary.finish_sending(town.session, document.id, **at)  # type: ignore[arg-type]


def test_only_the_registry_sends(town: Town) -> None:
    document = final(town, "SN", "continuity_plan")
    with pytest.raises(Forbidden):
        diary.sending(town.session, document.id, by=town.actor("chef.socialkontoret"), at=town.now)
    with pytest.raises(NotFound):
        diary.sending(town.session, document.id, by=town.actor("chef.bun"), at=town.now)
