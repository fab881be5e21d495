"""Accounts, roles and one-time links."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, Invalid, NotFound
from continuity.models import Event, EventBody, LoginSession, OneTimeLink, Person
from continuity.rules.permissions import Actor, Seat
from continuity.services.organisation import people, sessions
from tests.support.people import PASSWORD, ROOT, THEN, made_department, made_person


def test_the_first_administrator_gets_an_account_a_role_and_a_link(session: Session, fresh_session: Session) -> None:
    person, token = people.add_first(session, "Anna@kommun.se", "Anna Ek", at=THEN)
    actor = people.actor_of(fresh_session, person.id)
    assert actor.anywhere(THEN.date()) == {"administrator"}
    assert people.link_holder(fresh_session, token, at=THEN).email == "Anna@kommun.se"


def test_an_account_that_exists_gets_the_role_once_and_a_new_link(session: Session, fresh_session: Session) -> None:
    first, old = people.add_first(session, "anna@kommun.se", "Anna", at=THEN)
    second, new = people.add_first(session, "ANNA@kommun.se", "Någon annan", at=THEN)
    assert (first.id, second.name, len(people.seats_of(fresh_session, first.id))) == (second.id, "Anna", 1)
    with pytest.raises(NotFound):
        people.link_holder(fresh_session, old, at=THEN)
    assert people.link_holder(fresh_session, new, at=THEN).id == first.id


def test_a_role_of_a_department_is_not_given_from_the_command_line(session: Session) -> None:
    with pytest.raises(Invalid, match="head"):
        people.add_first(session, "anna@kommun.se", "Anna", "head", at=THEN)


@pytest.mark.parametrize("email", ["", "anna", "anna@", "anna @kommun.se", "anna@kommun", "anna@kommun.se\nbcc:x@y.se"])
def test_an_address_must_look_like_one(session: Session, email: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.add_person(session, email, "Anna", by=ROOT, at=THEN)
    assert set(refused.value.errors) == {"email"}


def test_one_address_is_one_account_however_it_is_written(session: Session) -> None:
    people.add_person(session, "anna@kommun.se", "Anna", by=ROOT, at=THEN)
    with pytest.raises(Invalid, match="redan ett konto"):
        people.add_person(session, "ANNA@KOMMUN.SE", "Anna två", by=ROOT, at=THEN)


@pytest.mark.parametrize("role", ["head", "security_function", "registrar"])
def test_only_an_administrator_adds_people(session: Session, role: str) -> None:
    with pytest.raises(Forbidden):
        people.add_person(session, "a@b.se", "A", by=Actor(1, "N", seats=(Seat(role),)), at=THEN)


def test_a_seat_gives_its_role_from_its_first_day_to_its_last(session: Session, fresh_session: Session) -> None:
    unit = made_department(session, "SN")
    person = made_person(session, "eva@kommun.se")
    people.seat(session, person.id, "head", unit.id, starts=date(2026, 2, 1), ends=date(2026, 2, 28), by=ROOT, at=THEN)
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
        people.seat(session, person.id, role, unit.id if somewhere else None, starts=THEN.date(), by=ROOT, at=THEN)
    assert set(refused.value.errors) == {field}


def test_the_same_role_is_not_given_twice_for_the_same_days(session: Session) -> None:
    unit = made_department(session, "SN")
    person = made_person(session, "eva@kommun.se", ("head", unit.id))
    with pytest.raises(Invalid, match="redan den rollen"):
        people.seat(session, person.id, "head", unit.id, starts=date(2027, 1, 1), by=ROOT, at=THEN)


def test_a_role_may_be_given_again_after_it_ended(session: Session, fresh_session: Session) -> None:
    unit = made_department(session, "SN")
    person = made_person(session, "eva@kommun.se", ("head", unit.id))
    people.end_seat(session, people.seats_of(session, person.id)[0].id, by=ROOT, at=THEN)
    people.seat(session, person.id, "head", unit.id, starts=THEN.date(), by=ROOT, at=THEN)
    assert len(people.seats_of(fresh_session, person.id)) == 2


@pytest.mark.parametrize(("first", "second"), [("administrator", "head"), ("security_function", "administrator")])
def test_nobody_looks_after_the_system_and_reads_restricted_answers_at_once(
    session: Session, first: str, second: str
) -> None:
    unit = made_department(session, "SN")
    place = {"head": unit.id}
    person = made_person(session, "eva@kommun.se", (first, place.get(first)))
    with pytest.raises(Invalid, match="sekretessprövade"):
        people.seat(session, person.id, second, place.get(second), starts=THEN.date(), by=ROOT, at=THEN)
    people.end_seat(session, people.seats_of(session, person.id)[0].id, by=ROOT, at=THEN)
    people.seat(session, person.id, second, place.get(second), starts=THEN.date(), by=ROOT, at=THEN)
    assert people.actor_of(session, person.id).anywhere(THEN.date()) == {second}


def test_an_administrator_may_register_documents(session: Session) -> None:
    person = made_person(session, "eva@kommun.se", ("administrator", None))
    people.seat(session, person.id, "registrar", None, starts=THEN.date(), by=ROOT, at=THEN)
    assert people.actor_of(session, person.id).anywhere(THEN.date()) == {"administrator", "registrar"}


def test_nobody_gives_herself_a_role(session: Session) -> None:
    person, _token = people.add_first(session, "anna@kommun.se", "Anna", at=THEN)
    own = people.actor_of(session, person.id)
    with pytest.raises(Invalid, match="dig själv"):
        people.seat(session, person.id, "security_function", None, starts=THEN.date(), by=own, at=THEN)


def test_the_last_administrator_cannot_lock_herself_out(session: Session) -> None:
    person, _token = people.add_first(session, "anna@kommun.se", "Anna", at=THEN)
    own = people.actor_of(session, person.id)
    with pytest.raises(Invalid, match="eget konto"):
        people.deactivate(session, person.id, by=own, at=THEN)
    with pytest.raises(Invalid, match="egen administratörsroll"):
        people.end_seat(session, people.seats_of(session, person.id)[0].id, by=own, at=THEN)


def test_a_role_that_ends_is_gone_the_same_day(session: Session, fresh_session: Session) -> None:
    unit = made_department(session, "SN")
    person = made_person(session, "eva@kommun.se", ("head", unit.id))
    people.end_seat(session, people.seats_of(session, person.id)[0].id, by=ROOT, at=THEN)
    assert people.actor_of(fresh_session, person.id).anywhere(THEN.date()) == set()


# --- links and passwords -----------------------------------------------------------------------------------------


def test_a_link_works_once(session: Session, fresh_session: Session) -> None:
    person = made_person(session, "eva@kommun.se", password="")
    token = people.make_link(session, person.id, by=ROOT, at=THEN)
    people.use_link(session, token, PASSWORD, at=THEN)
    assert fresh_session.get_one(Person, person.id).password_hash
    with pytest.raises(NotFound):
        people.use_link(session, token, PASSWORD, at=THEN)


def test_a_link_lasts_a_day(session: Session) -> None:
    person = made_person(session, "eva@kommun.se", password="")
    token = people.make_link(session, person.id, by=ROOT, at=THEN)
    assert people.link_holder(session, token, at=THEN + timedelta(hours=23, minutes=59)).id == person.id
    with pytest.raises(NotFound):
        people.link_holder(session, token, at=THEN + timedelta(hours=24))


def test_a_new_link_spends_the_old_one(session: Session) -> None:
    person = made_person(session, "eva@kommun.se", password="")
    old = people.make_link(session, person.id, by=ROOT, at=THEN)
    people.make_link(session, person.id, by=ROOT, at=THEN)
    with pytest.raises(NotFound):
        people.link_holder(session, old, at=THEN)


def test_the_database_does_not_hold_the_token_or_the_password(session: Session, fresh_session: Session) -> None:
    person = made_person(session, "eva@kommun.se")
    token = people.make_link(session, person.id, by=ROOT, at=THEN)
    kept = [row.token_sha256 for row in fresh_session.scalars(select(OneTimeLink))]
    told = [row.body for row in fresh_session.scalars(select(EventBody))]
    stored = fresh_session.get_one(Person, person.id).password_hash or ""
    assert token not in kept and not any(token in body or PASSWORD in body for body in told)
    assert stored.startswith("$argon2id$") and PASSWORD not in stored


def test_a_weak_password_leaves_the_link_unspent(session: Session) -> None:
    person = made_person(session, "eva@kommun.se", password="")
    token = people.make_link(session, person.id, by=ROOT, at=THEN)
    with pytest.raises(Invalid):
        people.use_link(session, token, "kort", at=THEN)
    assert people.link_holder(session, token, at=THEN).id == person.id


def test_a_new_password_ends_the_sessions_that_were_open(session: Session, fresh_session: Session) -> None:
    person = made_person(session, "eva@kommun.se")
    sessions.log_in(session, "eva@kommun.se", PASSWORD, "::1", at=THEN)
    people.use_link(session, people.make_link(session, person.id, by=ROOT, at=THEN), "lingon i skogen 34", at=THEN)
    assert all(row.ended_at for row in fresh_session.scalars(select(LoginSession)))


def test_a_closed_account_is_out_at_once_and_its_links_too(session: Session, fresh_session: Session) -> None:
    person = made_person(session, "eva@kommun.se")
    key = sessions.log_in(session, "eva@kommun.se", PASSWORD, "::1", at=THEN)
    token = people.make_link(session, person.id, by=ROOT, at=THEN)
    people.deactivate(session, person.id, by=ROOT, at=THEN)
    assert sessions.load_session(fresh_session, key, at=THEN) is None
    with pytest.raises(NotFound):
        people.link_holder(fresh_session, token, at=THEN)
    with pytest.raises(Invalid):
        sessions.log_in(session, "eva@kommun.se", PASSWORD, "::1", at=THEN)


def test_what_is_done_to_accounts_stands_in_the_history(session: Session, fresh_session: Session) -> None:
    unit = made_department(session, "SN")
    person = made_person(session, "eva@kommun.se", ("head", unit.id))
    people.deactivate(session, person.id, by=ROOT, at=THEN)
    kinds = list(fresh_session.scalars(select(Event.kind).order_by(Event.seq)))
    assert kinds == [
        "department_added",
        "person_added",
        "role_given",
        "link_made",
        "password_set",
        "person_deactivated",
    ]


# --- looking up --------------------------------------------------------------------------------------------------


def test_people_stand_in_swedish_order_with_the_closed_ones_last(session: Session) -> None:
    for name in ("Örjan", "Åke", "Zara", "Ärla", "Anna"):
        made_person(session, f"{len(name)}{ord(name[0])}@kommun.se", name=name, password="")
    people.deactivate(session, people.people(session, query="Anna", on=THEN.date())[0].id, by=ROOT, at=THEN)
    assert [line.name for line in people.people(session, on=THEN.date())] == ["Zara", "Åke", "Ärla", "Örjan", "Anna"]


def test_a_search_looks_at_name_address_and_title(session: Session) -> None:
    made_person(session, "eva@kommun.se", name="Eva Ek", password="")
    made_person(session, "bo@kommun.se", name="Bo Al", password="")
    assert [line.name for line in people.people(session, query="eva@", on=THEN.date())] == ["Eva Ek"]
    assert [line.name for line in people.people(session, query="al", on=THEN.date())] == ["Bo Al"]


def test_those_who_can_give_access_are_named(session: Session) -> None:
    people.add_first(session, "anna@kommun.se", "Anna Ek", at=THEN)
    made_person(session, "eva@kommun.se", ("security_function", None), password="")
    assert people.administrators(session, THEN.date()) == ["Anna Ek"]
