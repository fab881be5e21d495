"""Publishing: by hash and for ever, the most specific wins, and a running step keeps what it was opened with."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.definitions.catalogue import Catalogue, content_root, read_catalogue
from continuity.errors import Refused
from continuity.models import DefinitionText, Event, PublicationItem
from continuity.services import publishing
from continuity.services.steps import plans
from tests.support.content_files import change, copied_content, write
from tests.support.people import ROOT, THEN, made_department


def read(content: Path) -> Catalogue:
    catalogue, complaints = read_catalogue([content])
    assert not complaints
    return catalogue


OVERLAY = """format = 1
extends = "picture"
why = { sv = "Egen fråga.", en = "A question of its own." }
[replace]
"title" = { sv = "%s", en = "%s" }
"""


def test_publishing_twice_is_publishing_once(session: Session) -> None:
    catalogue = read_catalogue([content_root()])[0]
    first = publishing.publish(session, catalogue, by=None, at=THEN)
    events = session.scalar(select(func.count()).select_from(Event))
    assert publishing.publish(session, catalogue, by=None, at=THEN).id == first.id
    assert session.scalar(select(func.count()).select_from(Event)) == events == 1


def test_what_a_hash_names_is_what_was_published(session: Session) -> None:
    catalogue = read_catalogue([content_root()])[0]
    publishing.publish(session, catalogue, by=None, at=THEN)
    digest = publishing.hash_of(session, "workflow", "standard")
    assert publishing.workflow(session, digest) == catalogue.workflow("standard").model
    assert digest == catalogue.workflow("standard").hash
    template = publishing.hash_of(session, publishing.TEMPLATE, "sv/exercise")
    assert publishing.template_bytes(session, template) == catalogue.template("exercise", "sv").read_bytes()


def test_the_most_specific_wins_and_others_get_the_plain_one(session: Session, tmp_path: Path) -> None:
    content = copied_content(tmp_path / "content")
    write(content, "forms/departments/TRY/picture.toml", OVERLAY % ("Förvaltningens", "Own"))
    write(content, "forms/variants/small/picture.toml", OVERLAY % ("Den lilla", "Small"))
    publishing.publish(session, read(content), by=None, at=THEN)

    def title(variant: str, department: str) -> str:
        return publishing.form(session, publishing.hash_of(session, "form", "picture", variant, department)).title.sv

    assert title("", "OTHER") == "Lägesbild"
    assert title("", "TRY") == "Förvaltningens"
    assert title("small", "OTHER") == "Den lilla"
    assert publishing.variants(session) == {"small"}


def test_what_is_not_published_is_refused_with_what_to_do(session: Session) -> None:
    with pytest.raises(Refused, match="inte publicerat"):
        publishing.hash_of(session, "workflow", "standard")
    with pytest.raises(Refused, match="saknas i databasen"):
        publishing.form(session, "0" * 64)
    with pytest.raises(Refused, match="saknas i databasen"):
        publishing.template_bytes(session, "0" * 64)
    assert publishing.newest(session) is None
    assert publishing.variants(session) == frozenset()


def test_a_step_keeps_the_definitions_it_was_opened_with(session: Session, tmp_path: Path) -> None:
    content = copied_content(tmp_path / "content")
    publishing.publish(session, read(content), by=None, at=THEN)
    unit = made_department(session, "TRY")
    plan = plans.start_plan(session, unit.id, workflow="pledge", by=ROOT, at=THEN)
    change(content, "forms/picture.toml", 'title = { sv = "Lägesbild", en', 'title = { sv = "Ny bild", en')
    publishing.publish(session, read(content), by=None, at=THEN)
    revision = plan.steps[0].open_revision
    assert revision is not None
    assert publishing.form(session, revision.form_hash).title.sv == "Lägesbild"
    assert publishing.form(session, publishing.hash_of(session, "form", "picture")).title.sv == "Ny bild"
    kept = session.scalars(select(DefinitionText.hash).where(DefinitionText.name == "picture")).all()
    assert len(kept) == 2


def test_every_item_of_the_catalogue_is_in_the_publication(session: Session) -> None:
    catalogue = read_catalogue([content_root()])[0]
    made = publishing.publish(session, catalogue, by=None, at=THEN)
    query = select(func.count()).select_from(PublicationItem).where(PublicationItem.publication_id == made.id)
    assert session.scalar(query) == len(list(catalogue.items()))
