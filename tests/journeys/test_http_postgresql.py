"""One step from its start to the signed document, over HTTP on PostgreSQL."""

from io import BytesIO

import pytest
import time_machine
from docx import Document as WordFile
from flask import Flask
from sqlalchemy import select

from continuity.models import Document, Event, SignOff, StepRevision
from continuity.services.record.verifying import verify_all
from tests.support.journey_filling import answers
from tests.support.journey_http import Clerk
from tests.support.people import database_of
from tests.support.town import Town

pytestmark = [pytest.mark.postgres, pytest.mark.stock("demo")]
DEPARTMENT, STEP = "Överförmyndarkontoret", "Styrande dokument"


def test_a_step_goes_from_start_to_completed(postgres_app: Flask, clock: time_machine.Traveller) -> None:
    coordinator = Clerk.at_work(postgres_app, "samordnare.overformyndare", answers("governing_document"))
    head = Clerk.at_work(postgres_app, "chef.overformyndare")
    coordinator.take_up(DEPARTMENT, STEP)
    coordinator.send({}, button="Börja")
    coordinator.fill_everything()
    coordinator.send({}, button="Skicka på samråd")

    security = Clerk.at_work(postgres_app, "beredskap")
    security.take_up(DEPARTMENT, STEP)
    security.send({"outcome": "no_objection"})
    registrar = Clerk.at_work(postgres_app, "registrator")
    registrar.take_up(DEPARTMENT, STEP)
    registrar.send({"number": "OFN/2026:12-003"})
    head.take_up(DEPARTMENT, STEP)
    head.send({}, button="Gå vidare till underskrift")

    clock.shift(6 * 60)  # a login is fresh for five minutes
    for person in (coordinator, head):
        person.take_up(DEPARTMENT, STEP)
        assert person.path.startswith("/bekrafta")
        person.sign_in_again()
        person.send({"confirmed": "y"})

    with database_of(postgres_app) as session:
        step = Town(session).step("OFN", "governing_document")
        assert step.state == "completed"
        revision = session.get_one(StepRevision, step.in_force_revision_id)
        kinds = select(Document.kind).where(Document.revision_id == revision.id)
        assert sorted(session.scalars(kinds)) == ["final", "signing", "working"]
        assert len(session.scalars(select(SignOff).where(SignOff.revision_id == revision.id)).all()) == 2
        final = session.scalars(
            select(Document.id).where(Document.revision_id == revision.id, Document.kind == "final")
        ).one()
        assert session.scalar(select(Event.seq).where(Event.plan_id == step.plan_id).limit(1)) is not None
    data = head.download(f"/dokument/{final}").data
    assert "OFN/2026:12-003" in "\n".join(WordFile(BytesIO(data)).element.body.itertext())
    with database_of(postgres_app) as session:
        assert verify_all(session).ok
