import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.definitions.canonical import canonical_json, sha256_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_the_order_of_keys_is_kept() -> None:
    assert canonical_json({"b": 1, "a": 2}) == '{"b":1,"a":2}'


def test_a_whole_number_is_written_the_same_however_it_was_typed() -> None:
    assert canonical_json({"hours": 4.0}) == canonical_json({"hours": 4}) == '{"hours":4}'


def test_half_an_hour_stays_half_an_hour() -> None:
    assert canonical_json(0.5) == "0.5"


def test_true_is_not_one() -> None:
    assert canonical_json([True, 1]) == "[true,1]"


def test_swedish_letters_are_written_as_they_are() -> None:
    assert canonical_json("åäö") == '"åäö"'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1: "a"}])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        canonical_json(value)


@given(VALUES)
def test_what_is_written_reads_back_the_same(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


@given(VALUES)
def test_writing_twice_changes_nothing(value: object) -> None:
    once = canonical_json(value)
    assert canonical_json(json.loads(once)) == once


def test_text_and_its_bytes_have_the_same_hash() -> None:
    assert sha256_of("åäö") == sha256_of("åäö".encode())
    assert sha256_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
