"""The status report: what it tells, of today and of a frozen January, in both languages."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Docx
from openxml_audit import OpenXmlValidator
from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import Language
from continuity.documents import lint
from continuity.errors import Forbidden, NotFound
from continuity.services.oversight import freezing, statusreport
from continuity.services.oversight.narrowing import Filter
from continuity.services.record import history
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def made(
    town: Town, language: Language = "sv", *, year: int | None = None, chosen: Filter | None = None
) -> tuple[str, Docx]:
    by = town.actor("sakerhetschef")
    file = statusreport.status_report(town.session, chosen or Filter(), language, year=year, by=by, at=town.now)
    assert [one for one in lint(file.data, finished=True) if one.severity == "error"] == []
    return file.name, Document(BytesIO(file.data))


def table(docx: Docx, heading: str) -> list[list[str]]:
    heads = ((one, [cell.text for cell in one.rows[0].cells]) for one in docx.tables)
    found = next(one for one, head in heads if heading in (head[0], head[-1]) or heading in head[1])
    return [[cell.text for cell in row.cells] for row in found.rows]


def test_it_tells_how_every_department_stands_today(town: Town) -> None:
    name, docx = made(town)
    assert name == "Lägesrapport_2026-11-23.docx"
    lines = [paragraph.text for paragraph in docx.paragraphs]
    assert "7 enheter har en plan att arbeta med." in lines
    assert "3 av dem har en plan i kraft (42 %)." in lines
    units = table(docx, "Nämnd")
    assert len(units) == 8
    social = next(row for row in units if row[0] == "Socialkontoret")
    assert social[1:3] == ["Socialnämnden", "Version 1.0"] and "Kontinuitetsplan: pågår (2026-11-27)" in social[4]
    assert table(docx, "Klass")[1][0] == "Kultur- och fritidskontoret"


def test_that_it_was_taken_is_recorded(town: Town, fresh_session: Session) -> None:
    made(town, year=2026)
    last, body = history.events(fresh_session, limit=1)[0]
    assert last.kind == "municipal_document_made"
    assert (body["document"], body["as_of"], body["by"]["name"]) == ("status_report", "2026-01-31", "Säkerhetschef")


def test_it_speaks_english_too(town: Town) -> None:
    name, docx = made(town, "en")
    assert name == "Status-report_2026-11-23.docx"
    assert "3 of them have a plan in force (42 %)." in [paragraph.text for paragraph in docx.paragraphs]
    assert "Completed" in table(docx, "Step")[0]


def test_the_follow_up_of_february_tells_what_was_frozen(town: Town) -> None:
    before = next(row for row in table(made(town, year=2026)[1], "Nämnd") if row[0] == "Socialkontoret")
    assert before[2] == "Ingen"
    name, docx = made(town, year=2026)
    assert name == "Lägesrapport_2026-01-31.docx"
    assert "Läget 31 januari 2026" in docx.sections[0].header.paragraphs[0].text
    with pytest.raises(NotFound):
        made(town, year=1999)


def test_it_narrows_to_a_committee(town: Town) -> None:
    parent = town.plan("SN").department.parent_id
    for year in (None, 2026):
        units = table(made(town, chosen=Filter(committee=parent), year=year)[1], "Nämnd")
        assert [row[0] for row in units[1:]] == ["Socialkontoret"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_is_a_valid_word_file(sqlite_town: Town, language: Language, tmp_path: Path) -> None:
    by = sqlite_town.actor("sakerhetschef")
    file = statusreport.status_report(sqlite_town.session, Filter(), language, by=by, at=sqlite_town.now)
    (tmp_path / file.name).write_bytes(file.data)
    assert [str(error) for error in OpenXmlValidator().validate(str(tmp_path / file.name)).errors] == []


@pytest.mark.parametrize("who", ["tib", "chef.kultur"])
def test_it_is_for_those_who_follow_up(town: Town, who: str) -> None:
    with pytest.raises(Forbidden):
        statusreport.status_report(
            town.session, Filter(), "sv", by=town.actor(who), at=datetime(2026, 11, 23, tzinfo=UTC)
        )


def test_what_was_late_when_it_was_frozen_is_told_with_its_days(town: Town) -> None:
    freezing.freeze(town.session, by=None, at=datetime(2027, 1, 31, 5, tzinfo=UTC))
    late = table(made(town, year=2027)[1], "Klass")
    review = next(row for row in late if row[0] == "Kultur- och fritidskontoret")
    assert review[2:] == ["Upprätthållande", "2026-10-19", "104"]


def test_what_has_been_late_for_two_months_is_raised_with_a_text_that_can_be_read_out(sqlite_town: Town) -> None:
    assert "Inget har varit sent så länge." in [one.text for one in made(sqlite_town)[1].paragraphs]
    sqlite_town.later(days=40)
    _name, docx = made(sqlite_town)
    raised = table(docx, "Lyfts från")
    assert [row[0] for row in raised[1:]] == ["Kultur- och fritidskontoret"]
    assert int(raised[1][4]) > 60
    told = next(one.text for one in docx.paragraphs if one.text.startswith("Kultur- och fritidskontoret, "))
    assert "kommundirektör" in told and told.endswith("Planen gäller tills en ny är beslutad.")


def test_a_frozen_january_raises_what_was_late_then(sqlite_town: Town) -> None:
    freezing_day = datetime(2027, 1, 31, 11, tzinfo=UTC)
    freezing.freeze(sqlite_town.session, by=None, at=freezing_day)
    sqlite_town.later(days=100)
    raised = table(made(sqlite_town, "en", year=2027)[1], "Raised from")
    assert "Kultur- och fritidskontoret" in [row[0] for row in raised[1:]]
