"""The municipality and the tree of its units."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, Invalid, Refused
from continuity.models import Department
from continuity.rules.permissions import Actor, Seat
from continuity.services.organisation import organising, seats
from tests.support.people import ROOT, THEN, made_department, made_person


def test_the_municipality_has_one_row(session: Session, fresh_session: Session) -> None:
    organising.set_municipality(session, "Mälarvik", by=ROOT, at=THEN)
    organising.set_municipality(session, "Mälarviks kommun", security_contact="0123-4567", by=ROOT, at=THEN)
    found = organising.municipality(fresh_session)
    assert found is not None and (found.id, found.name, found.security_contact) == (1, "Mälarviks kommun", "0123-4567")


def test_the_tree_stands_in_swedish_order_below_what_each_unit_belongs_to(session: Session) -> None:
    board = made_department(session, "ON", "Överförmyndarnämnden", "committee")
    made_department(session, "SN", "Socialnämnden", "committee")
    made_department(session, "OFN", "Överförmyndarkontoret", parent_id=board.id)
    nodes = [(node.depth, node.department.code) for node in organising.tree(session)]
    assert nodes == [(0, "SN"), (0, "ON"), (1, "OFN")]


@pytest.mark.parametrize("code", ["", "S N", "1SN", "SN-1", "ABCDEFGHIJK"])
def test_a_code_is_capitals_and_digits(session: Session, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        made_department(session, code, "Kontoret")
    assert set(refused.value.errors) == {"code"}


def test_a_code_is_written_in_capitals_and_used_once(session: Session) -> None:
    assert made_department(session, " sn ").code == "SN"
    with pytest.raises(Invalid, match="används redan"):
        made_department(session, "SN")


def test_a_unit_does_not_belong_to_one_of_a_lower_level_or_to_itself(session: Session) -> None:
    unit = made_department(session, "E", level="unit")
    with pytest.raises(Invalid, match="högre"):
        made_department(session, "SN", parent_id=unit.id)
    below = made_department(session, "E2", level="unit", parent_id=unit.id)
    with pytest.raises(Invalid, match="under sig själv"):
        organising.change_department(session, unit.id, name="E", level="unit", parent_id=below.id, by=ROOT, at=THEN)


def test_the_line_goes_from_the_unit_to_the_top(session: Session) -> None:
    top = made_department(session, "ON", level="committee")
    middle = made_department(session, "OFN", parent_id=top.id)
    unit = made_department(session, "E", level="unit", parent_id=middle.id)
    assert organising.line_of(session, unit.id) == (unit.id, middle.id, top.id)


def test_a_unit_with_people_or_units_is_not_closed_and_says_why(session: Session, fresh_session: Session) -> None:
    unit = made_department(session, "SN")
    below = made_department(session, "E", level="unit", parent_id=unit.id)
    person = made_person(session, "eva@kommun.se", ("head", unit.id), password="")
    with pytest.raises(Refused) as refused:
        organising.close_department(session, unit.id, by=ROOT, at=THEN)
    assert len(refused.value.reasons) == 2
    seats.end_seat(session, seats.seats_of(session, person.id)[0].id, by=ROOT, at=THEN)
    organising.close_department(session, below.id, by=ROOT, at=THEN)
    organising.close_department(session, unit.id, by=ROOT, at=THEN)
    assert fresh_session.get_one(Department, unit.id).closed_on == THEN.date()
    assert organising.tree(fresh_session) == []


def test_roles_that_nobody_holds_are_listed_and_a_role_above_counts(session: Session) -> None:
    top = made_department(session, "ON", level="committee")
    unit = made_department(session, "OFN", parent_id=top.id)
    made_person(session, "eva@kommun.se", ("head", top.id), password="")
    lacking = organising.lacking(session, date(2026, 2, 1))
    assert lacking == {top.id: ["coordinator"], unit.id: ["coordinator"]}


def test_only_an_administrator_changes_the_tree(session: Session) -> None:
    by = Actor(1, "N", seats=(Seat("security_function"),))
    with pytest.raises(Forbidden):
        organising.create_department(session, "SN", "Socialkontoret", by=by, at=THEN)
