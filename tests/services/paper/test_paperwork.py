"""The facts that documents print: nine labels in order, versions, advice, signatures and the decision."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from continuity.models import Membership, Person
from continuity.services.paper import paperwork
from continuity.services.steps import plans
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
FIRST, SECOND, PLAN = "governing_document", "business_impact_analysis", "continuity_plan"
NINE = (
    "Beslutad när", "Beslutad av", "Diarienummer", "Ersätter", "Gäller för", "Gäller fr o m", "Gäller t o m",
    "Dokumentansvarig", "Uppföljning",
)  # fmt: skip


@pytest.mark.parametrize("kind", ["working", "signing", "final"])
def test_the_front_table_has_the_nine_labels_in_the_seeds_order(sqlite_town: Town, kind: str) -> None:
    rows = paperwork.meta(sqlite_town.desk("TSN", FIRST, "chef.teknik"), {}, kind, "sv")
    assert tuple(row["label"] for row in rows[:9]) == NINE
    assert len(paperwork.META["en"]) == len(paperwork.META["sv"]) == len(rows)


def test_before_the_decision_there_is_a_place_for_it(sqlite_town: Town) -> None:
    rows = paperwork.meta(sqlite_town.desk("TSN", FIRST, "chef.teknik"), {}, "signing", "sv")
    assert (rows[0]["value"], rows[1]["value"]) == ("åååå-mm-dd § xx", "Teknik- och servicenämnden")


def test_a_new_version_says_what_it_replaces(sqlite_town: Town) -> None:
    rows = paperwork.meta(sqlite_town.desk("SN", PLAN, "chef.socialkontoret"), {}, "working", "sv")
    assert rows[3]["value"] == "Kontinuitetsplan, version 1.0"


@pytest.mark.parametrize(("reason", "version"), [("plan_expires", "2.0"), ("organisation_changed", "1.1")])
def test_the_next_version_follows_from_why_the_step_was_opened(sqlite_town: Town, reason: str, version: str) -> None:
    by = Walk(sqlite_town, "KS").who("chef")
    plans.reopen(sqlite_town.session, sqlite_town.plan("KS").id, reason, "", by=by, at=sqlite_town.now)
    step = {"plan_expires": PLAN, "organisation_changed": "maintenance"}[reason]
    assert paperwork.next_version(sqlite_town.desk("KS", step, "chef.ledning")) == version


def test_the_first_version_is_one_point_nought(sqlite_town: Town) -> None:
    assert paperwork.next_version(sqlite_town.desk("OFN", FIRST, "chef.overformyndare")) == "1.0"


def test_the_revision_table_has_a_line_for_each_version_and_why(sqlite_town: Town) -> None:
    rows = paperwork.revision_rows(sqlite_town.desk("SN", PLAN, "chef.socialkontoret"), "sv")
    assert [row["description"].partition(":")[0] for row in rows] == ["Version 1.0", "Version 1.1"]
    assert "första utgåvan" in rows[0]["description"] and "Övningen visade" in rows[1]["description"]


def test_advice_that_never_came_is_said_and_advice_given_is_a_row(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SBN", SECOND, "chef.bygg")
    rows, note = paperwork.advice_rows(desk, "sv")
    assert rows == []
    assert note == "Säkerhetsfunktionen: samråd begärt 2026-10-26, yttrande har inte inkommit."
    Walk(sqlite_town, "SBN").advise(SECOND)
    rows, note = paperwork.advice_rows(desk, "en")
    assert (rows[0]["advice"], note) == ("No objection", None)


def test_every_place_to_sign_is_printed_before_and_after(sqlite_town: Town) -> None:
    walk = Walk(sqlite_town, "SBN")
    walk.advise(SECOND)
    walk.number(SECOND)
    walk.clear(SECOND)
    assert [row["name"] for row in paperwork.signature_rows(walk.desk(SECOND), "sv")] == [None, None]
    walk.sign(SECOND, "samordnare")
    first, second = paperwork.signature_rows(walk.desk(SECOND), "sv")
    assert (first["slot"], first["signed_at"], second["name"]) == ("Upprättad av", "2026-11-23 12.00", None)


def test_the_body_is_the_committee_the_organisations_word_or_the_heads_title(sqlite_town: Town) -> None:
    assert paperwork.body_name(sqlite_town.desk("TSN", FIRST, "chef.teknik"), "sv") == "Teknik- och servicenämnden"
    assert paperwork.body_name(sqlite_town.desk("SBN", SECOND, "chef.bygg"), "sv") == "Samhällsbyggnadschef"


def test_the_head_of_today_stands_as_who_decides(sqlite_town: Town) -> None:
    session, today = sqlite_town.session, sqlite_town.now.date()
    old = session.scalars(
        select(Membership).join(Membership.person).where(Person.email == "chef.bygg@malarvik.example")
    ).one()
    old.title, old.ends = "Stadsbyggnadsdirektör", today - timedelta(days=1)
    session.add(
        Membership(
            person_id=sqlite_town.actor("it-chef").person_id, department_id=old.department_id, role="head",
            title="Samhällsbyggnadsdirektör", starts=today,
        )
    )  # fmt: skip
    session.commit()
    assert paperwork.head_title(sqlite_town.desk("SBN", SECOND, "it-chef"), "sv") == "Samhällsbyggnadsdirektör"
