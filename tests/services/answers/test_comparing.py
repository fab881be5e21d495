"""Two versions of a step side by side, on pages and in the document."""

from io import BytesIO

import pytest
from docx import Document

from continuity.services.answers import answering, comparing, listing
from continuity.services.paper import rendering
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
COORDINATOR = "samordnare.socialkontoret"


def table_after(data: bytes, first: str) -> list[list[str]]:
    """The rows of the document's table whose first header says this."""
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(BytesIO(data)).tables]
    return next((rows[1:] for rows in tables if rows[0][0] == first), [])


def test_a_draft_is_compared_with_the_version_that_it_was_based_on(sqlite_town: Town) -> None:
    found = comparing.compare(sqlite_town.desk("SN", "continuity_plan", COORDINATOR))
    assert found is not None and found.before.version == "1.0"
    assert [(one.page_id, one.question_id) for one in found.changed] == [
        ("related_plans", ""), ("reserve_how", "materials"), ("contact", "phone"), ("contact", "checked_on"),
    ]  # fmt: skip
    assert found.unchanged > 50


def test_a_first_version_has_nothing_to_be_compared_with(sqlite_town: Town) -> None:
    assert comparing.compare(sqlite_town.desk("SN", "exercise", COORDINATOR)) is None
    data = rendering.render(sqlite_town.desk("SN", "exercise", COORDINATOR), "final")
    assert "Ändringar sedan föregående version" not in [p.text for p in Document(BytesIO(data)).paragraphs]


def test_the_document_prints_what_changed_by_row_and_field(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SN", "continuity_plan", COORDINATOR)
    rows = table_after(rendering.render(desk, "working"), "Var")
    assert rows[0] == ["Andra planer", "Ny rad", "–", "Larmleverantörens beredskapsplan"]
    assert "0771-00 00 33" not in str(rows), "what is in the contact annex stands there alone"
    english = table_after(rendering.render(desk, "working", language="en"), "Where")
    assert len(english) == len(rows)


def test_a_row_that_was_taken_out_is_one_line_in_the_document(sqlite_town: Town) -> None:
    town = sqlite_town
    step = town.step("SN", "continuity_plan")
    row = town.desk("SN", "continuity_plan", COORDINATOR).tree()["reserve_procedures"][0]
    name = row["procedure_name"]
    listing.remove_row(town.session, step.id, "reserve_procedures", row["id"], by=town.actor(COORDINATOR), at=town.now)
    rows = table_after(rendering.render(town.desk("SN", "continuity_plan", COORDINATOR), "working"), "Var")
    assert [r for r in rows if r[1] == "Borttagen rad"] == [["Reservrutiner", "Borttagen rad", name, "–"]]


def test_the_open_extract_tells_that_something_changed_and_not_what(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SN", "continuity_plan", COORDINATOR)
    printed = comparing.printed(desk, "sv", "open")
    assert printed is not None
    restricted = {
        one.question.label.sv
        for one in (comparing.compare(desk) or pytest.fail("nothing to compare")).changed
        if one.question is not None and desk.form.sensitivity_of(one.question) == "restricted"
    }
    told = [row for row in printed["rows"] if row["question"] in restricted]
    assert told and all(row["after"].startswith("[") for row in told)


def test_a_completed_version_is_compared_with_the_one_before_it(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SN", "continuity_plan", COORDINATOR)
    first, second = desk.step.revisions
    assert [revision.number for revision in comparing.versions(desk)] == [2, 1]
    assert comparing.compare(desk, first, first) is None
    back = comparing.compare(desk, first, second)
    assert back is not None and len(back.changed) == 4
    assert answering.part(desk, "nothing") is None
