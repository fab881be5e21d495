"""A text that the form now asks for as rows comes along in one row, and nothing that was written is lost."""

import json

import pytest
from sqlalchemy import delete, select

from continuity.models import AnswerPart, DefinitionText, StepRevision
from continuity.services.answers import divided
from continuity.services.steps.desk import Desk
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
PLAN, WRITTEN = "continuity_plan", "Krisledningsplanen och POSOM-planen."


def draft(town: Town) -> Desk:
    return town.desk("SN", PLAN, "samordnare.socialkontoret")


@pytest.fixture
def source(sqlite_town: Town) -> StepRevision:
    """The version in force, as if its form had asked for one text; the draft has no rows of its own yet."""
    session, source = sqlite_town.session, sqlite_town.step("SN", PLAN).in_force_revision
    assert source is not None
    form = json.loads(session.get_one(DefinitionText, source.form_hash).body)
    for page in ("related_plans", "related_plan"):
        del form["pages"][page]
    form["pages"]["related"]["questions"]["related_plans"] = {"kind": "longtext", "label": {"sv": "Vilka planer?"}}
    session.add(DefinitionText(hash="older", kind="form", name=PLAN, body=json.dumps(form)))
    session.flush()
    source.form_hash = "older"
    session.add(
        AnswerPart(
            revision_id=source.id, page="related", row="", values={"related_plans": WRITTEN},
            saved_at=source.opened_at, saved_by_id=source.opened_by_id,
        )
    )  # fmt: skip
    listed = AnswerPart.page.in_(("related_plans", "related_plan"))
    session.execute(delete(AnswerPart).where(AnswerPart.revision_id == draft(sqlite_town).revision.id, listed))
    return source


def test_the_text_stands_in_one_row_that_waits_for_a_name_and_for_somebody_to_look(
    sqlite_town: Town, source: StepRevision
) -> None:
    divided.texts_to_rows(draft(sqlite_town), source)
    desk = draft(sqlite_town)
    (row,) = desk.tree()["related_plans"]
    assert row["interface"] == WRITTEN and "plan_name" not in row
    assert any((one.page_id, one.row) == ("related_plans", row["id"]) and one.waits for one in desk.carried())
    assert any(one.kind == "missing" and one.question == "plan_name" for one in desk.findings())


def test_it_comes_along_once(sqlite_town: Town, source: StepRevision) -> None:
    divided.texts_to_rows(draft(sqlite_town), source)
    divided.texts_to_rows(draft(sqlite_town), source)
    assert len(draft(sqlite_town).tree()["related_plans"]) == 1


def test_a_version_that_already_had_rows_gives_no_row_of_its_own(sqlite_town: Town) -> None:
    source = sqlite_town.step("SN", PLAN).in_force_revision
    assert source is not None
    before = draft(sqlite_town).tree()["related_plans"]
    assert len(before) == 5
    divided.texts_to_rows(draft(sqlite_town), source)
    assert draft(sqlite_town).tree()["related_plans"] == before


def test_an_empty_text_gives_no_row(sqlite_town: Town, source: StepRevision) -> None:
    part = sqlite_town.session.scalars(
        select(AnswerPart).where(AnswerPart.revision_id == source.id, AnswerPart.page == "related")
    ).one()
    part.values = {"related_plans": " "}
    divided.texts_to_rows(draft(sqlite_town), source)
    assert draft(sqlite_town).tree()["related_plans"] == []
