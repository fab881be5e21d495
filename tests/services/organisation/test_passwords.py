"""Which passwords are refused."""

import pytest

from continuity.services.organisation.passwords import COMMON, SHORTEST, password_problem


@pytest.mark.parametrize(
    "password",
    ["blåbär i skogen 12", "korrekt häst batteri", "x" * 11 + "yzåäö", "🦐🐟🦀🐙🦑🐡🐠🐬🐳🐋🦈🐚", "a1!b2?" * 10],
)
def test_long_ones_are_taken_whatever_they_are_made_of(password: str) -> None:
    assert password_problem(password, "eva.ek@kommun.se", "Eva Ek") is None


@pytest.mark.parametrize(
    "password",
    ["", "elva tecken", "aaaaaaaaaaaa", "abababababab", "123456789012", "password1234", "Lösenord1234", "x" * 257],
)
def test_short_common_and_endless_ones_are_refused(password: str) -> None:
    assert password_problem(password) is not None


@pytest.mark.parametrize("password", ["eva.ekstrom1", "Ekstrom2026!", "malarvik2026"])
def test_a_password_is_not_the_persons_own_name(password: str) -> None:
    assert password_problem(password, "eva.ekstrom@malarvik.se", "Eva Ekstrom") is not None


def test_every_word_on_the_list_would_be_long_enough_otherwise() -> None:
    assert [word for word in COMMON if len(word) < SHORTEST or word != word.casefold()] == []
