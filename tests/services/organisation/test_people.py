"""Accounts and passwords."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, Invalid, NotFound
from continuity.models import Event, EventBody, LoginSession, OneTimeLink, Person
from continuity.rules.permissions import Actor, Seat
from continuity.services.organisation import links, people, seats, sessions
from tests.support.people import PASSWORD, ROOT, THEN, made_department, made_person


def test_the_first_administrator_gets_an_account_a_role_and_a_link(session: Session, fresh_session: Session) -> None:
    person, token = people.add_first(session, "Anna@kommun.se", "Anna Ek", at=THEN)
    actor = people.actor_of(fresh_session, person.id)
    assert actor.anywhere(THEN.date()) == {"administrator"}
    assert links.link_holder(fresh_session, token, at=THEN).email == "Anna@kommun.se"


def test_an_account_that_exists_gets_the_role_once_and_a_new_link(session: Session, fresh_session: Session) -> None:
    first, old = people.add_first(session, "anna@kommun.se", "Anna", at=THEN)
    second, new = people.add_first(session, "ANNA@kommun.se", "Någon annan", at=THEN)
    assert (first.id, second.name, len(seats.seats_of(fresh_session, first.id))) == (second.id, "Anna", 1)
    with pytest.raises(NotFound):
        links.link_holder(fresh_session, old, at=THEN)
    assert links.link_holder(fresh_session, new, at=THEN).id == first.id


def test_a_role_of_a_department_is_not_given_from_the_command_line(session: Session) -> None:
    with pytest.raises(Invalid, match="head"):
        people.add_first(session, "anna@kommun.se", "Anna", "head", at=THEN)


def test_the_command_line_keeps_roles_apart_too(session: Session, fresh_session: Session) -> None:
    unit = made_department(session, "SN")
    made_person(session, "eva@kommun.se", ("head", unit.id))
    with pytest.raises(Invalid, match="båda rollerna"):
        people.add_first(session, "eva@kommun.se", "Eva", at=THEN)
    session.rollback()
    first, _token = people.add_first(session, "anna@kommun.se", "Anna", at=THEN)
    with pytest.raises(Invalid, match="båda rollerna"):
        people.add_first(session, "anna@kommun.se", "Anna", "security_function", at=THEN)
    assert people.actor_of(fresh_session, first.id).anywhere(THEN.date()) == {"administrator"}


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


def test_the_last_administrator_cannot_lock_herself_out(session: Session) -> None:
    person, _token = people.add_first(session, "anna@kommun.se", "Anna", at=THEN)
    own = people.actor_of(session, person.id)
    with pytest.raises(Invalid, match="eget konto"):
        people.deactivate(session, person.id, by=own, at=THEN)
    with pytest.raises(Invalid, match="egen administratörsroll"):
        seats.end_seat(session, seats.seats_of(session, person.id)[0].id, by=own, at=THEN)


# --- passwords -----------------------------------------------------------------------------------------


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
    assert links.link_holder(session, token, at=THEN).id == person.id


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
        links.link_holder(fresh_session, token, at=THEN)
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
