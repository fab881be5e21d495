"""Documents: the final copy differs from the signing copy only where it must, and no content is ever lost."""

import io
import re
from collections import Counter
from datetime import date

import docx
import pytest
from sqlalchemy import select

from continuity.documents import content_sha256, read_custom_properties, read_text
from continuity.errors import NotFound, RenderingFailed
from continuity.models import Content, Document
from continuity.services.organisation import organising
from continuity.services.paper import rendering
from continuity.services.steps import deciding, moving
from tests.support.people import ROOT
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
FIRST, SECOND, PLAN = "governing_document", "business_impact_analysis", "continuity_plan"
SIGNATURES = "Underskrifter och godkännanden"
NASTY = [
    "å ä ö Å Ä Ö é ü ß",
    "& < > \" ' &amp; <w:t>",
    "{{ answers.purpose }} {% if x %} {% endif %} {# note #} {{",
    "🚒 👩‍🚒 🇸🇪 🧯",
    "مرحبا بالعالم שלום",
    "x" * 10_000,
    "mjukt\u00adbindestreck och\u200bmellanrum",
]


def lines(data: bytes) -> list[str]:
    """Everything a reader sees: headers and footers, then the body."""
    word = docx.Document(io.BytesIO(data))
    around = [
        paragraph.text
        for section in word.sections
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer)
        for paragraph in (*part.paragraphs, *(p for t in part.tables for c in t._cells for p in c.paragraphs))
    ]
    return [*around, *read_text(data)]


def texts(town: Town, code: str, step: str, kind: str) -> list[str]:
    query = select(Document).where(Document.revision_id.in_([r.id for r in town.step(code, step).revisions]))
    found = town.session.scalars(query.where(Document.kind == kind).order_by(Document.id.desc())).first()
    assert found is not None
    return lines(found.content.bytes)


def changed(signed: list[str], final: list[str]) -> tuple[set[str], set[str]]:
    """What stands only in the one and only in the other, outside the page of signatures, which comes last."""
    one, other = (Counter(text[: len(text) - text[::-1].index(SIGNATURES)]) for text in (signed, final))
    return set(one - other), set(other - one)


def differences(unit: str, decided: str) -> tuple[set[str], set[str]]:
    """The only lines that may differ: status in the header and the front table, and when it was decided."""
    head = f"Mälarviks kommun (påhittad) · {unit}\t"
    return (
        {f"{head}FÖR UNDERSKRIFT", "För underskrift", "åååå-mm-dd § xx"},
        {head, "Fastställd", decided},
    )


def test_the_final_copy_differs_from_the_signed_one_only_in_status_date_and_signatures(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SBN")
    walk.adopt(SECOND)
    signed, final = (texts(sqlite_town, "SBN", SECOND, kind) for kind in ("signing", "final"))
    assert changed(signed, final) == differences("Samhällsbyggnadskontoret", "2026-11-23")


def test_the_final_copy_names_the_signed_copys_hash_and_the_signatures(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SBN")
    walk.adopt(SECOND)
    copy = rendering.signing_copy(walk.desk(SECOND))
    final = " ".join(texts(sqlite_town, "SBN", SECOND, "final"))
    assert copy is not None
    assert copy.sha256 in final.replace("\u200b", "")
    assert "Samhällsbyggnadschef" in final
    assert copy.sha256 not in " ".join(texts(sqlite_town, "SBN", SECOND, "signing"))


def test_a_bodys_decision_adds_only_its_date_paragraph_and_row(sqlite_town: Town) -> None:
    deciding.register_decision(
        sqlite_town.session,
        sqlite_town.step("TSN", FIRST).id,
        "approved",
        body="Teknik- och servicenämnden",
        meeting_date=date(2026, 11, 20),
        paragraph="§ 87",
        minutes_confirmed_on=date(2026, 11, 21),
        by=sqlite_town.actor("namndsekreterare"),
        at=sqlite_town.now,
    )
    signed, final = (texts(sqlite_town, "TSN", FIRST, kind) for kind in ("signing", "final"))
    assert changed(signed, final) == differences("Teknik- och servicekontoret", "2026-11-20 § 87")


def test_whatever_is_typed_stands_in_the_final_document_letter_by_letter(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SBN")
    moving.withdraw(sqlite_town.session, walk.id(SECOND), by=walk.who("samordnare"), at=sqlite_town.now)
    text = "\n".join(NASTY)
    walk.fill(SECOND, {"conclusions": text})
    walk.submit(SECOND)
    walk.adopt(SECOND)
    final = texts(sqlite_town, "SBN", SECOND, "final")
    whole = "\n".join(final)
    assert [line[:40] for line in NASTY if line not in whole] == []


def test_a_translation_made_later_says_what_the_signed_document_said(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SN")
    walk.submit(PLAN)
    walk.adopt(PLAN)
    final = texts(sqlite_town, "SN", PLAN, "final")
    unit = sqlite_town.plan("SN").department
    organising.change_department(
        sqlite_town.session,
        unit.id,
        name="Omsorgskontoret",
        level=unit.level,
        parent_id=unit.parent_id,
        by=ROOT,
        at=sqlite_town.later(days=30),
    )
    desk = walk.desk(PLAN)
    _, data = rendering.fresh_copy(desk, "sv")
    again = lines(data)
    assert again == final
    assert "2026-11-23" in again and "Kontinuitetsplan, version 1.0" in again
    _, english = rendering.fresh_copy(desk, "en")
    assert any("not signed" in line for line in read_text(english))
    assert read_custom_properties(english)["kind"] == "translation"


def test_a_draft_says_so_and_its_number_is_preliminary(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SN", PLAN, "samordnare.socialkontoret")
    front = rendering.values_of(desk, "working", "sv", "full")["document"]
    assert (front["status"], front["version"], front["preliminary"]) == ("UTKAST", "1.1", True)
    assert any("UTKAST" in line for line in lines(rendering.fresh_copy(desk, "sv")[1]))


def test_a_copy_made_on_demand_is_not_archived(sqlite_town: Town) -> None:
    count = len(sqlite_town.session.scalars(select(Document.id)).all())
    rendering.fresh_copy(sqlite_town.desk("SN", PLAN, "samordnare.socialkontoret"), "en")
    assert len(sqlite_town.session.scalars(select(Document.id)).all()) == count


def test_the_same_content_has_the_same_content_hash(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SN", PLAN, "samordnare.socialkontoret")
    one, other = (rendering.fresh_copy(desk, "sv")[1] for _ in range(2))
    assert content_sha256(one) == content_sha256(other)


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("answered", [True, False])
def test_the_questions_are_printed_blank_or_answered(sqlite_town: Town, language: str, answered: bool) -> None:
    desk = sqlite_town.desk("BUN", SECOND, "samordnare.bun")
    name, data = rendering.questions(desk, answered=answered, language=language)
    text = "\n".join(read_text(data))
    assert name.endswith(".docx") and " " not in name
    assert all(
        question.label.in_(language) in text for _, _, _, question in desk.form.questions() if question.kind != "note"
    )
    assert (desk.tree()["activities"][0]["activity_name"] in text) == answered


def test_bytes_are_given_only_for_the_steps_own_documents_and_only_when_unchanged(sqlite_town: Town) -> None:
    session = sqlite_town.session
    desk = sqlite_town.desk("SN", PLAN, "chef.socialkontoret")
    mine = session.scalars(select(Document).where(Document.revision_id == desk.step.in_force_revision_id)).first()
    foreign = session.scalars(
        select(Document).where(Document.revision_id == sqlite_town.step("KS", PLAN).in_force_revision_id)
    ).first()
    assert mine is not None and foreign is not None
    assert rendering.bytes_of(desk, mine.id) == (mine, mine.content.bytes)
    for number in (foreign.id, 99_999):
        with pytest.raises(NotFound):
            rendering.bytes_of(desk, number)
    session.get_one(Content, mine.sha256).bytes = b"changed"
    with pytest.raises(RenderingFailed, match="kontrollvärde"):
        rendering.bytes_of(desk, mine.id)


def test_a_document_that_cannot_be_made_leaves_the_step_where_it_was(
    sqlite_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **more: object) -> bytes:
        raise RenderingFailed(rendering.say("Mallen gick sönder."))

    walk = Walk(sqlite_town, "SBN")
    walk.number(SECOND)
    monkeypatch.setattr(rendering, "compile_template", broken)
    with pytest.raises(RenderingFailed, match="kvar där det var"):
        walk.clear(SECOND)
    sqlite_town.session.rollback()
    sqlite_town.session.expire_all()
    assert sqlite_town.step("SBN", SECOND).state == "in_review"


def test_a_file_name_is_safe_everywhere(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SN", PLAN, "chef.socialkontoret")
    assert re.fullmatch(r"[\w.\-]+\.docx", rendering.filename(desk, "working"))
