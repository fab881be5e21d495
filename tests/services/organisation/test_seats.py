"""Seats: a role where it belongs, from its first day to its last, and never from oneself."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from continuity.errors import Invalid
from continuity.services.organisation import people, seats
from tests.support.people import ROOT, THEN, made_department, made_person


def test_a_seat_gives_its_role_from_its_first_day_to_its_last(session: Session, fresh_session: Session) -> None:
    unit = made_department(session, "SN")
    person = made_person(session, "eva@kommun.se")
    seats.seat(session, person.id, "head", unit.id, starts=date(2026, 2, 1), ends=date(2026, 2, 28), by=ROOT, at=THEN)
    actor = people.actor_of(fresh_session, person.id)
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1)]
    assert [actor.roles([unit.id], day) for day in days] == [set(), {"head"}, {"head"}, set()]


@pytest.mark.parametrize(
    ("role", "somewhere", "field"),
    [("head", False, "department"), ("administrator", True, "department"), ("boss", True, "role")],
)
def test_a_role_is_given_where_it_belongs(session: Session, role: str, somewhere: bool, field: str) -> None:
    unit, person = made_department(session, "SN"), made_person(session, "eva@kommun.se")
    with pytest.raises(Invalid) as refused:
        seats.seat(session, person.id, role, unit.id if somewhere else None, starts=THEN.date(), by=ROOT, at=THEN)
    assert set(refused.value.errors) == {field}


def test_the_same_role_is_not_given_twice_for_the_same_days(session: Session) -> None:
    unit = made_department(session, "SN")
    person = made_person(session, "eva@kommun.se", ("head", unit.id))
    with pytest.raises(Invalid, match="redan den rollen"):
        seats.seat(session, person.id, "head", unit.id, starts=date(2027, 1, 1), by=ROOT, at=THEN)


def test_a_role_may_be_given_again_after_it_ended(session: Session, fresh_session: Session) -> None:
    unit = made_department(session, "SN")
    person = made_person(session, "eva@kommun.se", ("head", unit.id))
    seats.end_seat(session, seats.seats_of(session, person.id)[0].id, by=ROOT, at=THEN)
    seats.seat(session, person.id, "head", unit.id, starts=THEN.date(), by=ROOT, at=THEN)
    assert len(seats.seats_of(fresh_session, person.id)) == 2


@pytest.mark.parametrize(("first", "second"), [("administrator", "head"), ("security_function", "administrator")])
def test_nobody_looks_after_the_system_and_reads_restricted_answers_at_once(
    session: Session, first: str, second: str
) -> None:
    unit = made_department(session, "SN")
    place = {"head": unit.id}
    person = made_person(session, "eva@kommun.se", (first, place.get(first)))
    with pytest.raises(Invalid, match="sekretessprövade"):
        seats.seat(session, person.id, second, place.get(second), starts=THEN.date(), by=ROOT, at=THEN)
    seats.end_seat(session, seats.seats_of(session, person.id)[0].id, by=ROOT, at=THEN)
    seats.seat(session, person.id, second, place.get(second), starts=THEN.date(), by=ROOT, at=THEN)
    assert people.actor_of(session, person.id).anywhere(THEN.date()) == {second}


def test_an_administrator_may_register_documents(session: Session) -> None:
    person = made_person(session, "eva@kommun.se", ("administrator", None))
    seats.seat(session, person.id, "registrar", None, starts=THEN.date(), by=ROOT, at=THEN)
    assert people.actor_of(session, person.id).anywhere(THEN.date()) == {"administrator", "registrar"}


def test_nobody_gives_herself_a_role(session: Session) -> None:
    person, _token = people.add_first(session, "anna@kommun.se", "Anna", at=THEN)
    own = people.actor_of(session, person.id)
    with pytest.raises(Invalid, match="dig själv"):
        seats.seat(session, person.id, "security_function", None, starts=THEN.date(), by=own, at=THEN)


def test_a_role_that_ends_is_gone_the_same_day(session: Session, fresh_session: Session) -> None:
    unit = made_department(session, "SN")
    person = made_person(session, "eva@kommun.se", ("head", unit.id))
    seats.end_seat(session, seats.seats_of(session, person.id)[0].id, by=ROOT, at=THEN)
    assert people.actor_of(fresh_session, person.id).anywhere(THEN.date()) == set()
