"""Snapshots: the answers frozen with every name as it then was, under their own hash."""

import json

import pytest
from sqlalchemy import select

from continuity.definitions.canonical import sha256_of
from continuity.models import Resource, RoleTitle, Snapshot
from continuity.services.answers import snapshots
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
STEP = "business_impact_analysis"


def frozen(town: Town) -> Snapshot:
    walk = Walk(town, "SBN")
    walk.number(STEP)
    walk.clear(STEP)
    found = snapshots.of_revision(walk.desk(STEP))
    assert found is not None
    return found


def test_a_snapshot_is_named_by_the_hash_of_exactly_what_it_holds(sqlite_town: Town) -> None:
    snapshot = frozen(sqlite_town)
    assert snapshot.sha256 == sha256_of(snapshot.body)
    assert (snapshot.kind, snapshot.round) == ("frozen", 1)


def test_facts_of_the_process_are_not_in_it(sqlite_town: Town) -> None:
    body = json.loads(frozen(sqlite_town).body)
    assert set(body) == {
        "format", "workflow", "step", "department", "committee", "revision", "cycle", "version", "definitions",
        "answers", "motives",
    }  # fmt: skip
    assert body["department"] == {"code": "SBN", "name": "Samhällsbyggnadskontoret"}


def test_names_stay_as_they_were_when_the_register_changes(sqlite_town: Town) -> None:
    before = snapshots.answers_of(frozen(sqlite_town))
    for thing in (*sqlite_town.session.scalars(select(Resource)), *sqlite_town.session.scalars(select(RoleTitle))):
        if isinstance(thing, Resource):
            thing.name = f"Nytt {thing.id}"
        else:
            thing.title = f"Ny {thing.id}"
    sqlite_town.session.flush()
    desk = sqlite_town.desk("SBN", STEP, "samordnare.bygg")
    snapshot = snapshots.of_revision(desk)
    assert snapshot is not None
    assert snapshots.answers_of(snapshot) == before
    now = snapshots.named(desk, desk.tree())
    assert now["document_owner"]["name"].startswith("Ny ")
    assert not before["document_owner"]["name"].startswith("Ny ")


def test_computed_answers_are_frozen_too(sqlite_town: Town) -> None:
    answers = snapshots.answers_of(frozen(sqlite_town))
    desk = sqlite_town.desk("SBN", STEP, "samordnare.bygg")
    computed = {name for _, _, name, question in desk.form.questions() if question.kind == "computed"}
    rows = [row for row in answers["activities"] if "impact" in row]
    assert rows and all(computed & set(row) for row in rows)
    assert snapshots.frozen_first(desk) == snapshots.of_revision(desk)
