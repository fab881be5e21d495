"""A document without a database sees the same names as one with, so that what is tried at a desk holds."""

import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.definitions.vocabulary import QUESTIONS_DOCUMENT
from continuity.errors import NotFound
from continuity.models import Snapshot
from continuity.services.answers import snapshots
from continuity.services.paper import examples, rendering
from continuity.services.paper.templatefields import PROCESS
from tests.support.town import Town

CATALOGUE = read_catalogue([content_root()])[0]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here differs between databases."""
    return sqlite_url


def names(value: Any, depth: int = 3) -> Any:
    """The keys of nested mappings, and of the first row of each list."""
    if isinstance(value, dict) and depth:
        return {key: names(one, depth - 1) for key, one in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [names(value[0], depth - 1)]
    return None


@pytest.mark.stock("demo")
def test_values_without_a_database_have_the_names_that_the_system_gives(town: Town) -> None:
    desk = town.desk("SN", "exercise", "chef.socialkontoret")
    papers = examples.papers(CATALOGUE, "exercise")
    mine = examples.values(papers, examples.snapshot(papers), language="sv")
    theirs = rendering.values_of(desk, "working", "sv", "full")
    assert set(mine) == set(theirs) == {*PROCESS, "answers"}
    for group in ("document", "meta", "criteria", "signatures"):
        assert names(mine[group]) == names(theirs[group]), group
    assert set(mine["answers"]) == set(theirs["answers"])


@pytest.mark.stock("demo")
def test_the_schema_knows_exactly_the_facts_that_the_system_gives(town: Town) -> None:
    desk = town.desk("SN", "exercise", "chef.socialkontoret")
    theirs = rendering.values_of(desk, "working", "sv", "full")
    for group in ("document", "criteria"):
        assert set(PROCESS[group].children) == set(theirs[group]), group
    for rows in ("meta", "signatures", "revisions"):
        assert set(PROCESS[rows].children) == set(theirs[rows][0]), rows


@pytest.mark.stock("demo")
def test_an_example_has_the_shape_of_a_real_snapshot(town: Town) -> None:
    desk = town.desk("SN", "exercise", "chef.socialkontoret")
    assert set(examples.snapshot(examples.papers(CATALOGUE, "exercise"))) == set(snapshots.content(desk))


@pytest.mark.stock("demo")
def test_every_real_snapshot_can_be_rendered_at_a_desk(session: Session) -> None:
    seen = set()
    for snapshot in session.query(Snapshot):
        frozen = examples.read_snapshot(snapshot.body)
        seen.add(frozen["step"])
        papers = examples.papers(CATALOGUE, frozen["step"], department=frozen["department"]["code"])
        assert examples.values(papers, frozen, language="sv")["document"]["snapshot"] == snapshot.sha256[:12]
    assert len(seen) >= 4


def test_a_document_that_nobody_has_is_not_found() -> None:
    with pytest.raises(NotFound, match="committee_memo"):
        examples.papers(CATALOGUE, "nonsense")


def test_the_printed_questions_are_those_of_the_step_that_is_chosen() -> None:
    one, other = (examples.papers(CATALOGUE, QUESTIONS_DOCUMENT, step=step) for step in ("exercise", "maintenance"))
    assert (one.step_id, other.step_id) == ("exercise", "maintenance")
    frozen = json.loads(json.dumps(examples.snapshot(one)))
    sections = examples.values(one, frozen, language="en", document=QUESTIONS_DOCUMENT)["sections"]
    assert sections[0]["rows"][0]["label"]
