"""An organisation adds a state of its own, with its own advice, return and withdrawal, in a text file alone."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from continuity.definitions.catalogue import content_root
from continuity.extensions import db
from continuity.models import make_engine, writing
from continuity.rules.content import check_content
from continuity.services import publishing
from continuity.services.steps import moving, numbering
from continuity.services.steps.migrating import migrate
from tests.support.form_visitor import FormVisitor
from tests.support.town import Town

OVERLAY = """
format = 1
extends = "standard"
why = { sv = "Kommunjuristen läser före underskrift.", en = "The lawyer reads before signature." }

[replace]
"machines.adoption.transitions.clear.from" = ["in_review", "legal_check"]

[add."machines.adoption.states.legal_check"]
label = { sv = "Hos juristen", en = "With the lawyer" }
ball = "reviewers"

[add."machines.adoption.transitions.to_lawyer"]
label = { sv = "Skicka till juristen", en = "Send to the lawyer" }
from = ["in_review"]
to = "legal_check"
by = ["head"]
guards = ["advice_given_or_overdue"]

[add."machines.adoption.transitions.legal_advice"]
label = { sv = "Juristen har läst", en = "The lawyer has read" }
from = ["legal_check"]
by = ["reviewers"]

[add."machines.adoption.transitions.legal_return"]
label = { sv = "Juristen vill ändra", en = "The lawyer wants changes" }
from = ["legal_check"]
to = "returned"
by = ["head", "reviewers"]
reason = true

[add."machines.adoption.transitions.legal_withdraw"]
label = { sv = "Ta tillbaka från juristen", en = "Take back from the lawyer" }
from = ["legal_check"]
to = "draft"
by = ["submitter"]
"""
STEP = "business_impact_analysis"
pytestmark = pytest.mark.stock("demo")


@pytest.fixture
def lawyer_reads(sqlite_url: str, tmp_path: Path) -> None:
    """The overlay, published, and Samhällsbyggnadskontoret's analysis moved to it."""
    own = tmp_path / "own"
    (own / "workflows").mkdir(parents=True)
    (own / "workflows" / "standard.toml").write_text(OVERLAY, encoding="utf-8")
    catalogue, complaints = check_content([content_root(), own])
    assert not [found for found in complaints if found.severity == "error"]
    engine = make_engine(sqlite_url, synchronous="OFF")
    with Session(writing(engine)) as session:
        town = Town(session)
        publishing.publish(session, catalogue, by=town.actor("admin"), at=town.now)
        migrate(session, [town.plan("SBN").id], mapping={}, dry_run=False, by=town.actor("admin"), at=town.now)
    engine.dispose()


@pytest.mark.usefixtures("lawyer_reads")
def test_the_new_state_has_buttons_and_leads_on_to_signature(app: Flask) -> None:
    with app.app_context(), db.writing_session() as session:
        town = Town(session)
        step = town.step("SBN", STEP).id
        numbering.assign_number(session, step, "SBN/2026:61-004", by=town.actor("registrator"), at=town.now)
        moving.trigger(session, step, "to_lawyer", by=town.actor("chef.bygg"), at=town.now)
        desk = town.desk("SBN", STEP, "chef.bygg")
        assert desk.state.label.sv == "Hos juristen"
        assert desk.own_triggers() == ("legal_return",)
        moving.clear(session, step, by=town.actor("chef.bygg"), at=town.now)
        assert town.step("SBN", STEP).state == "awaiting_signoff"


@pytest.mark.usefixtures("lawyer_reads")
def test_the_new_return_asks_for_a_reason_on_a_page_of_its_own(app: Flask) -> None:
    head = FormVisitor(app)
    head.log_in("chef.bygg@malarvik.example", "lugn plan i Mälarvik")
    with app.app_context(), db.writing_session() as session:
        step = Town(session).step("SBN", STEP).id
    assert "Skicka till juristen" in head.open(f"/steg/{step}").text_content()
    head.open(f"/steg/{step}/atgard/to_lawyer")
    head.send({}, button="Skicka till juristen")
    head.open(f"/steg/{step}/atgard/legal_return")
    assert "Varför?" in head.text
    head.send({"reason": ""}, status=409)
    head.open(f"/steg/{step}/atgard/legal_return")
    head.send({"reason": "Avsnittet om jour är oklart."})
    with app.app_context(), db.writing_session() as session:
        assert Town(session).step("SBN", STEP).state == "returned"
