"""Units merge and get new heads: plans, roles and the register follow, and history stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, Invalid, Refused
from continuity.models import Activity, Demand, Department, Event, Membership, PendingReopening, Person, Plan, RoleTitle
from continuity.services.organisation import organising, reorganising
from continuity.services.record import archive
from continuity.services.record.verifying import verify_all
from continuity.services.steps.desk import open_desk
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
DECISION = "Kommunstyrelsen 2026-11-18 § 200"


def unit(session: Session, code: str) -> Department:
    return session.scalars(select(Department).where(Department.code == code)).one()


def merge(town: Town, gone: str, kept: str, **more: object) -> Department:
    ids = unit(town.session, gone).id, unit(town.session, kept).id
    more = {"body": "council", **more} if "decision" in more else more
    return reorganising.merge(town.session, *ids, by=town.actor("admin"), at=town.now, **more)  # type: ignore[arg-type]


def proposals(session: Session, plan: Plan) -> list[str]:
    query = select(PendingReopening.reason).where(PendingReopening.plan_id == plan.id, PendingReopening.proposal)
    return list(session.scalars(query))


# --- merging -------------------------------------------------------------------------------------------------------


def test_the_receiving_units_plan_lives_on_and_the_other_is_repealed_and_stays_readable(
    town: Town, fresh_session: Session
) -> None:
    gone_plan, documents = (
        town.plan("KFN").id,
        archive.documents(town.session, by=town.actor("chef.kultur"), at=town.now).found,
    )
    merge(town, "KFN", "SN", decision=DECISION)
    after = Town(fresh_session)
    after.now = town.now
    ended, lives = fresh_session.get_one(Plan, gone_plan), after.plan("SN")
    assert (ended.state, ended.department.code, lives.state != "repealed") == ("repealed", "KFN", True)
    closed = unit(fresh_session, "KFN")
    assert (closed.closed_on, closed.parent_id) == (town.now.date(), unit(fresh_session, "SN").id)
    head = after.actor("chef.socialkontoret")
    found = archive.documents(fresh_session, by=head, at=after.now, department=closed.id)
    assert found.found == documents > 0 and all(line.full for line in found.lines)
    assert {line.department for line in found.lines} == {"Kultur- och fritidskontoret"}
    assert not verify_all(fresh_session).flaws


def test_the_plan_of_the_unit_that_goes_may_be_the_one_that_lives(town: Town, fresh_session: Session) -> None:
    lives, ends = town.plan("KFN").id, town.plan("SN").id
    merge(town, "KFN", "SN", lives="from", decision=DECISION)
    living, ended = fresh_session.get_one(Plan, lives), fresh_session.get_one(Plan, ends)
    assert (living.department.code, living.workflow, living.repealed_at) == ("SN", "standard", None)
    assert (ended.department.code, ended.workflow, ended.state) == ("KFN", "standard", "repealed")
    step = next(step for step in living.steps if step.in_force_revision_id is not None)
    by = Town(fresh_session).actor("chef.socialkontoret")
    assert open_desk(fresh_session, step.id, by=by, at=town.now).department.code == "SN"
    assert not verify_all(fresh_session).flaws


def test_a_plan_moves_where_the_other_unit_has_none(town: Town, fresh_session: Session) -> None:
    plan = town.plan("KFN").id
    merge(town, "KFN", "IT")
    assert fresh_session.get_one(Plan, plan).department.code == "IT"
    kinds = fresh_session.scalars(select(Event.kind).order_by(Event.seq.desc()).limit(1)).all()
    assert kinds == ["departments_merged"]


def test_people_units_and_the_register_follow_but_a_department_has_one_head(town: Town, fresh_session: Session) -> None:
    here, there = unit(town.session, "TSN").id, unit(town.session, "KS").id
    titles = set(town.session.scalars(select(RoleTitle.title).where(RoleTitle.department_id == here)))
    active = len(town.session.scalars(select(Activity).where(Activity.department_id == here)).all())
    merge(town, "TSN", "KS", decision=DECISION)
    seats = fresh_session.scalars(select(Membership).where(Membership.department_id == there)).all()
    named = {(seat.role, seat.person.email.split("@")[0]) for seat in seats if seat.ends is None}
    assert ("coordinator", "samordnare.teknik") in named and ("head", "chef.teknik") not in named
    left = fresh_session.scalars(select(Membership).where(Membership.department_id == here)).all()
    assert left and all(seat.ends is not None and seat.ends < town.now.date() for seat in left)
    assert unit(fresh_session, "FAST").parent_id == there
    assert titles <= set(fresh_session.scalars(select(RoleTitle.title).where(RoleTitle.department_id == there)))
    assert not fresh_session.scalars(
        select(Activity).where(Activity.department_id == here, Activity.valid_to.is_(None))
    ).all()
    assert not fresh_session.scalars(select(Demand).where(Demand.department_id == here, Demand.state != "ended")).all()
    assert active >= 0


def test_the_head_of_the_plan_that_lives_is_asked_to_look_it_through(town: Town, fresh_session: Session) -> None:
    merge(town, "OFN", "KS")
    assert "organisation_changed" in proposals(fresh_session, Town(fresh_session).plan("KS"))


def test_a_plan_in_force_ends_only_under_a_decision(town: Town, fresh_session: Session) -> None:
    with pytest.raises(Invalid, match="beslutet"):
        merge(town, "KFN", "SN")
    town.session.rollback()
    assert unit(fresh_session, "KFN").closed_on is None
    assert Town(fresh_session).plan("KFN").repealed_at is None


def test_a_plan_in_force_is_repealed_by_whoever_may(sqlite_town: Town) -> None:
    town = sqlite_town
    with pytest.raises(Invalid, match="Välj vem"):
        merge(town, "KFN", "SN", decision=DECISION, body="nobody")
    plan = town.plan("SN")
    assert "committee" in reorganising.deciders(town.session, plan)
    with pytest.raises(Invalid, match="Kommunstyrelsen kan inte upphäva ett dokument som beslutats av nämnden"):
        merge(town, "SN", "KS", decision=DECISION, body="executive_board")
    merge(town, "SN", "KS", decision=DECISION, body="committee")
    assert plan.repealed_at is not None


def test_what_cannot_merge_says_why(sqlite_town: Town) -> None:
    with pytest.raises(Invalid, match="annan enhet"):
        merge(sqlite_town, "KFN", "KFN")
    with pytest.raises(Invalid, match="Flytta den först"):
        merge(sqlite_town, "KS", "IT")
    with pytest.raises(Refused, match="kan inte ligga under"):
        merge(sqlite_town, "KULN", "IT")


def test_only_an_administrator_merges(sqlite_town: Town) -> None:
    here, there = unit(sqlite_town.session, "KFN").id, unit(sqlite_town.session, "SN").id
    with pytest.raises(Forbidden):
        reorganising.merge(sqlite_town.session, here, there, by=sqlite_town.actor("sakerhetschef"), at=sqlite_town.now)


# --- moving and renaming -------------------------------------------------------------------------------------------


def test_a_plan_follows_its_department_and_the_head_is_asked(town: Town, fresh_session: Session) -> None:
    row, above = unit(town.session, "KS"), unit(town.session, "SOCN")
    before = row.parent_id
    organising.change_department(
        town.session, row.id, name=row.name, level=row.level, parent_id=above.id, by=town.actor("admin"), at=town.now
    )
    after = Town(fresh_session)
    (pending,) = fresh_session.scalars(
        select(PendingReopening).where(PendingReopening.plan_id == after.plan("KS").id, PendingReopening.proposal)
    )
    assert pending.reason == "organisation_changed"
    assert pending.deadline == town.now.date() + timedelta(days=30)
    assert "Kommunledningskontoret har flyttats" in pending.reason_text
    assert (unit(fresh_session, "KS").parent_id, before) == (above.id, unit(fresh_session, "KST").id)


def test_a_department_that_has_not_come_so_far_gets_no_proposal(sqlite_town: Town) -> None:
    row, above = unit(sqlite_town.session, "OFN"), unit(sqlite_town.session, "SOCN")
    organising.change_department(
        sqlite_town.session, row.id, name="Överförmyndarenheten", level=row.level, parent_id=above.id,
        by=sqlite_town.actor("admin"), at=sqlite_town.now,
    )  # fmt: skip
    assert proposals(sqlite_town.session, sqlite_town.plan("OFN")) == []


# --- a new head ----------------------------------------------------------------------------------------------------


def heads(session: Session, code: str, on: object) -> list[tuple[str, bool]]:
    rows = session.scalars(
        select(Membership).where(Membership.department_id == unit(session, code).id, Membership.role == "head")
    )
    held = [row for row in rows if row.starts <= on and (row.ends is None or row.ends >= on)]  # type: ignore[operator]
    return sorted((row.person.email.split("@")[0], row.deputy) for row in held)


def change_head(town: Town, code: str, email: str, days: int = 10) -> Membership:
    person = town.session.scalars(select(Person).where(Person.email == f"{email}@malarvik.example")).one()
    starts = town.now.date() + timedelta(days=days)
    return reorganising.change_head(
        town.session, unit(town.session, code).id, person.id, "Chef", starts, by=town.actor("admin"), at=town.now
    )


def test_one_seat_ends_the_day_before_another_begins_and_the_new_head_is_asked(
    town: Town, fresh_session: Session
) -> None:
    made = change_head(town, "KS", "it-chef")
    eve, day = made.starts - timedelta(days=1), made.starts
    deputies = [one for one in heads(fresh_session, "KS", eve) if one[1]]
    assert [one for one in heads(fresh_session, "KS", eve) if not one[1]] == [("chef.ledning", False)]
    assert heads(fresh_session, "KS", day) == sorted([("it-chef", False), *deputies])
    assert proposals(fresh_session, Town(fresh_session).plan("KS")) == ["organisation_changed"]


def test_a_deputy_who_becomes_head_is_no_deputy_from_then(sqlite_town: Town) -> None:
    made = change_head(sqlite_town, "KS", "ersattare.ledning", days=0)
    assert heads(sqlite_town.session, "KS", made.starts) == [("ersattare.ledning", False)]


@pytest.mark.parametrize(
    ("email", "days", "field"), [("chef.ledning", 3, "person"), ("it-chef", -1, "starts"), ("admin", 3, "person")]
)
def test_a_wrong_new_head_is_refused_beside_the_field(sqlite_town: Town, email: str, days: int, field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        change_head(sqlite_town, "KS", email, days)
    assert set(wrong.value.errors) == {field}
