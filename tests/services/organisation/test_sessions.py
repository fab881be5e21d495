"""Logging in and out, and how guessing is slowed down."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Invalid, TooManyAttempts
from continuity.models import LoginAttempt, LoginSession
from continuity.services.organisation import sessions
from tests.support.people import PASSWORD, THEN, made_person

HOME, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def guess(session: Session, email: str = "eva@kommun.se", address: str = HOME, minutes: int = 0) -> str:
    with pytest.raises((Invalid, TooManyAttempts)) as refused:
        sessions.log_in(session, email, "fel lösenord", address, at=THEN + timedelta(minutes=minutes))
    return type(refused.value).__name__


def test_the_right_password_opens_a_session_whose_key_only_the_browser_has(
    session: Session, fresh_session: Session
) -> None:
    person = made_person(session, "eva@kommun.se")
    key = sessions.log_in(session, " EVA@kommun.se ", PASSWORD, HOME, at=THEN)
    row = sessions.load_session(fresh_session, key, at=THEN)
    assert row is not None and (row.person_id, row.auth_time) == (person.id, THEN)
    assert key not in {row.key_sha256 for row in fresh_session.scalars(select(LoginSession))}


@pytest.mark.parametrize("email", ["eva@kommun.se", "ingen@kommun.se", "utan@kommun.se"])
def test_the_answer_is_the_same_for_known_unknown_and_without_password(session: Session, email: str) -> None:
    made_person(session, "eva@kommun.se")
    made_person(session, "utan@kommun.se", password="")
    with pytest.raises(Invalid) as refused:
        sessions.log_in(session, email, "fel lösenord", HOME, at=THEN)
    assert dict(refused.value.errors) == {"password": sessions.WRONG}


@pytest.mark.parametrize("email", ["eva@kommun.se", "ingen@kommun.se"])
def test_a_password_is_hashed_for_those_who_do_not_exist_too(
    session: Session, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_person(session, "eva@kommun.se")
    tried: list[str] = []
    verify = sessions.hasher.verify

    class Counting:
        def hash(self, password: str) -> str:
            return hasher.hash(password)

        def verify(self, stored: str, password: str) -> bool:
            tried.append(stored)
            return verify(stored, password)

    hasher = sessions.hasher
    monkeypatch.setattr(sessions, "hasher", Counting())
    guess(session, email)
    assert len(tried) == 1 and tried[0].startswith("$argon2id$")


def test_five_wrong_guesses_from_one_place_stop_that_place(session: Session) -> None:
    made_person(session, "eva@kommun.se")
    assert [guess(session) for _ in range(6)] == ["Invalid"] * 5 + ["TooManyAttempts"]
    with pytest.raises(TooManyAttempts) as stopped:
        sessions.log_in(session, "eva@kommun.se", PASSWORD, HOME, at=THEN + timedelta(minutes=5))
    assert stopped.value.retry_after_s == 600


def test_nobody_is_locked_out_by_guesses_made_elsewhere(session: Session) -> None:
    made_person(session, "eva@kommun.se")
    for _ in range(6):
        guess(session, address=ELSEWHERE)
    assert sessions.log_in(session, "eva@kommun.se", PASSWORD, HOME, at=THEN)


def test_guesses_at_one_account_do_not_stop_another_from_the_same_place(session: Session) -> None:
    made_person(session, "eva@kommun.se")
    for _ in range(6):
        guess(session, "bo@kommun.se")
    assert sessions.log_in(session, "eva@kommun.se", PASSWORD, HOME, at=THEN)


def test_the_stop_passes_after_a_quarter_of_an_hour(session: Session) -> None:
    made_person(session, "eva@kommun.se")
    for _ in range(6):
        guess(session)
    assert sessions.log_in(session, "eva@kommun.se", PASSWORD, HOME, at=THEN + timedelta(minutes=16))


def test_logging_in_starts_the_count_anew(session: Session) -> None:
    made_person(session, "eva@kommun.se")
    for minute in range(4):
        guess(session, minutes=minute)
    sessions.log_in(session, "eva@kommun.se", PASSWORD, HOME, at=THEN + timedelta(minutes=4))
    assert [guess(session, minutes=5) for _ in range(5)] == ["Invalid"] * 5


def test_one_address_cannot_try_many_accounts(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "PER_ADDRESS", 8)
    results = [guess(session, f"namn{number}@kommun.se") for number in range(9)]
    assert results == ["Invalid"] * 8 + ["TooManyAttempts"]


def test_many_addresses_cannot_try_one_account_for_ever(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "PER_ACCOUNT", 8)
    results = [guess(session, address=f"192.0.2.{number}") for number in range(9)]
    assert results == ["Invalid"] * 8 + ["TooManyAttempts"]


def test_the_list_of_attempts_names_no_address_of_a_person(session: Session, fresh_session: Session) -> None:
    guess(session)
    assert [row.account for row in fresh_session.scalars(select(LoginAttempt))] == [sessions.sha256_of("eva@kommun.se")]


@pytest.mark.parametrize(("minutes", "lasts"), [(60, True), (61, False)])
def test_a_session_ends_after_an_hour_of_nothing(session: Session, minutes: int, lasts: bool) -> None:
    made_person(session, "eva@kommun.se")
    key = sessions.log_in(session, "eva@kommun.se", PASSWORD, HOME, at=THEN)
    assert (sessions.load_session(session, key, at=THEN + timedelta(minutes=minutes)) is not None) is lasts


def test_a_session_ends_after_twenty_hours_however_busy(session: Session) -> None:
    made_person(session, "eva@kommun.se")
    key = sessions.log_in(session, "eva@kommun.se", PASSWORD, HOME, at=THEN)
    for half_hour in range(1, 41):
        sessions.touch(session, key, at=THEN + timedelta(minutes=30 * half_hour))
    assert sessions.load_session(session, key, at=THEN + timedelta(hours=20)) is not None
    assert sessions.load_session(session, key, at=THEN + timedelta(hours=20, minutes=1)) is None


def test_out_means_out_even_when_touched_again(session: Session, fresh_session: Session) -> None:
    made_person(session, "eva@kommun.se")
    key = sessions.log_in(session, "eva@kommun.se", PASSWORD, HOME, at=THEN)
    sessions.log_out(session, key, at=THEN)
    sessions.touch(session, key, at=THEN + timedelta(minutes=1))
    assert sessions.load_session(fresh_session, key, at=THEN) is None


def test_proving_once_more_changes_the_key_and_the_time_but_not_the_start(
    session: Session, fresh_session: Session
) -> None:
    made_person(session, "eva@kommun.se")
    old = sessions.log_in(session, "eva@kommun.se", PASSWORD, HOME, at=THEN)
    later = THEN + timedelta(minutes=40)
    new = sessions.confirm_password(session, old, PASSWORD, HOME, at=later)
    row = sessions.load_session(fresh_session, new, at=later)
    assert row is not None and (row.created_at, row.auth_time) == (THEN, later)
    assert sessions.load_session(fresh_session, old, at=later) is None


def test_a_wrong_password_proves_nothing_and_counts(session: Session) -> None:
    made_person(session, "eva@kommun.se")
    key = sessions.log_in(session, "eva@kommun.se", PASSWORD, HOME, at=THEN)
    for _ in range(5):
        with pytest.raises(Invalid):
            sessions.confirm_password(session, key, "fel lösenord", HOME, at=THEN + timedelta(seconds=1))
    with pytest.raises(TooManyAttempts):
        sessions.confirm_password(session, key, PASSWORD, HOME, at=THEN + timedelta(seconds=1))


def test_all_sessions_but_one_can_be_ended(session: Session, fresh_session: Session) -> None:
    person = made_person(session, "eva@kommun.se")
    keys = [sessions.log_in(session, "eva@kommun.se", PASSWORD, HOME, at=THEN) for _ in range(3)]
    assert sessions.end_sessions(session, person.id, at=THEN, keep=keys[1]) == 2
    session.commit()
    assert [sessions.load_session(fresh_session, key, at=THEN) is not None for key in keys] == [False, True, False]
    assert sessions.open_sessions(fresh_session, person.id, at=THEN) == 1
