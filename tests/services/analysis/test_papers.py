"""The municipality's documents: what they print, in both languages, marked for secrecy, and noted when taken."""

import json
from io import BytesIO

import pytest
from docx import Document
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.documents import lint, read_text
from continuity.errors import Forbidden, NotFound, Reason
from continuity.models import EventBody
from continuity.services.analysis import deciding, papers
from continuity.services.analysis.papers import File
from continuity.services.reminders.speaking import tell
from tests.services.registers.test_picture import Register
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def swedish(reason: Reason) -> str:
    return tell(reason, "sv")


@pytest.fixture
def example(sqlite_town: Town) -> Town:
    """The worked example in the register, with a proposed order."""
    Register(sqlite_town).load()
    sqlite_town.session.commit()
    chief, department = sqlite_town.actor("sakerhetschef"), sqlite_town.plan("SN").department_id
    deciding.move(sqlite_town.session, department, "SA6", 2, "På prov & försök.", by=chief, at=sqlite_town.now)
    deciding.propose(sqlite_town.session, by=chief, at=sqlite_town.now)
    return sqlite_town


def gap_paper(town: Town, language: str = "sv", who: str = "sakerhetschef") -> File:
    return papers.gap_analysis(town.session, language, swedish, by=town.actor(who), at=town.now)


def priority_paper(town: Town, order_id: int = 1, language: str = "sv", who: str = "sakerhetschef") -> File:
    return papers.priority_order(town.session, order_id, language, swedish, by=town.actor(who), at=town.now)


def words(file: File) -> str:
    """What stands in the document and in its header."""
    assert [one for one in lint(file.data, finished=True) if one.severity == "error"] == []
    header = Document(BytesIO(file.data)).sections[0].header.paragraphs
    return "\n".join([*(paragraph.text for paragraph in header), *read_text(file.data)])


def test_the_gap_analysis_prints_every_gap_with_its_hours_and_proposal(example: Town) -> None:
    file = gap_paper(example)
    said = words(file)
    for expected in (
        "Exempel: El och reservkraft", "4 h, dygnet runt", "61,5 h", "Delvis täckt",
        "Saknar uppgift; Gemensam felkälla",
        "Förläng reserven till 86 timmar", "Exempel: Mobilnät", "Behov som ingår: 13.", "← Exempel: Omsorgssystem",
    ):  # fmt: skip
        assert expected in said, expected
    assert file.name == "Beroende-och-gapanalys_2026-11-23.docx"


def test_the_order_prints_what_was_frozen_with_moves_and_status(example: Town) -> None:
    file = priority_paper(example)
    said = words(file)
    for expected in (
        "Kommungemensam prioriteringsordning", "FÖRSLAG", "På prov & försök.", "Exempel: Larmmottagning",
        "Liv och hälsa", "åååå-mm-dd § xx", "30 min",
    ):  # fmt: skip
        assert expected in said, expected
    assert "_v1_" in file.name


@pytest.mark.parametrize("language", ["sv", "en"])
def test_both_are_marked_for_secrecy_in_both_languages(example: Town, language: str) -> None:
    for file in (gap_paper(example, language), priority_paper(example, language=language)):
        assert "OSL 18:13" in words(file)


def test_an_empty_municipality_says_so_under_every_heading(sqlite_town: Town) -> None:
    register = Register(sqlite_town)
    register.session.commit()
    said = words(gap_paper(sqlite_town))
    assert "Inga gap: varje behov är täckt." in said
    assert "Inga enskilda felpunkter." in said


def test_taking_one_is_noted(example: Town) -> None:
    gap_paper(example, "en")
    priority_paper(example)
    with Session(example.session.get_bind()) as other:
        last = other.scalars(select(EventBody.body).order_by(EventBody.seq.desc()).limit(2)).all()
    found = [(body["document"], body["language"]) for body in map(json.loads, last)]
    assert found == [("priority_order", "sv"), ("dependency_analysis", "en")]


@pytest.mark.parametrize("who", ["revisor", "admin", "chef.socialkontoret"])
def test_nobody_else_may_have_them(example: Town, who: str) -> None:
    with pytest.raises(Forbidden):
        gap_paper(example, who=who)
    with pytest.raises(Forbidden):
        priority_paper(example, who=who)


def test_a_version_that_does_not_exist_is_not_there(example: Town) -> None:
    with pytest.raises(NotFound):
        priority_paper(example, 99)


@pytest.mark.parametrize(("language", "cost"), [("sv", "240\N{NO-BREAK SPACE}000 kr"), ("en", "SEK 240,000")])
def test_the_gap_analysis_prints_what_the_plans_have_decided(sqlite_town: Town, language: str, cost: str) -> None:
    said = words(gap_paper(sqlite_town, language))
    for expected in (cost, "Kommunstyrelsen", "2026-12-31", "Teckna helgjour med IT-enheten."):
        assert expected in said, expected
