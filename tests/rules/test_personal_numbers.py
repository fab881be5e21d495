"""A personal number is found in free text; case numbers, telephone numbers and dates are not taken for one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.rules.personal_numbers import find


def with_check_digit(nine: str) -> str:
    """Ten digits with the right last one (made-up numbers only)."""
    total = sum(sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(nine))
    return nine + str(-total % 10)


BORN = with_check_digit("850709980")
COORDINATED = with_check_digit("850769980")
CHILD = with_check_digit("070123456")


@pytest.mark.parametrize(
    "text",
    [
        BORN,
        f"{BORN[:6]}-{BORN[6:]}",
        f"{BORN[:6]}+{BORN[6:]}",
        f"{BORN[:6]} {BORN[6:]}",
        f"{BORN[:6]} - {BORN[6:]}",
        f"{BORN[:6]}–{BORN[6:]}",
        f"19{BORN}",
        f"19{BORN[:6]}-{BORN[6:]}",
        f"1985-07-09-{BORN[6:]}",
        f"Ring Anna ({BORN[:6]}-{BORN[6:]}), hon bor kvar.",
        f"pnr{BORN}.",
        f"20{CHILD}",
        f"{CHILD[:6]}-{CHILD[6:]}",
    ],
)
def test_a_personal_number_is_found_however_it_is_written(text: str) -> None:
    assert [number.kind for number in find(text)] == ["personnummer"]


def test_a_coordination_number_is_found_as_what_it_is() -> None:
    assert [number.kind for number in find(f"{COORDINATED[:6]}-{COORDINATED[6:]}")] == ["samordningsnummer"]


def test_every_number_is_found_where_it_stands() -> None:
    text = f"A {BORN} och B {COORDINATED}"
    assert [(n.start, n.end) for n in find(text)] == [(2, 12), (19, 29)]


@pytest.mark.parametrize(
    "text",
    [
        "SN/2026:114-003",
        "KS/2017:672-003",
        "KS 2017/0544",
        "KS-2018-00526-1",
        "KS2016/918/01",
        "070-123 45 67",
        CHILD,  # ten digits from 0: a mobile number
        f"{CHILD[:6]} {CHILD[6:]}",
        "+46 70 123 45 67",
        f"+46{CHILD[1:]}",
        f"0046{CHILD[1:]}",
        "0152-291 00",
        "08-123 456 78",
        "2026-11-22 08:42",
        "212000-0142",  # an organisation number: no such month
        "§ 121 2016-05-30",
        f"1{BORN}",
        f"{BORN}1",
        "9999999999",
        "",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find(text) == ()


def test_a_wrong_check_digit_is_no_personal_number() -> None:
    wrong = [f"{BORN[:9]}{digit}" for digit in "0123456789" if digit != BORN[9]]
    assert [find(text) for text in wrong] == [()] * 9


def test_a_day_that_never_was_is_no_personal_number() -> None:
    assert find(with_check_digit("850230980")) == ()
    assert find(f"19{with_check_digit('000229980')}") == ()
    assert find(f"20{with_check_digit('000229980')}") != ()


@given(
    born=st.dates(date(1910, 1, 1), date(2026, 1, 1)),
    serial=st.integers(0, 999),
    coordination=st.booleans(),
    around=st.tuples(st.text("abc ,.()\n"), st.text("abc ,.()\n")),
)
def test_any_real_number_in_any_text_is_found(
    born: date, serial: int, coordination: bool, around: tuple[str, str]
) -> None:
    day = born.day + 60 if coordination else born.day
    ten = with_check_digit(f"{born:%y%m}{day:02d}{serial:03d}")
    for written in (f"{born:%Y}"[:2] + ten, f"{ten[:6]}-{ten[6:]}"):
        assert len(find(around[0] + written + around[1])) == 1


@given(st.text("0123456789-+ :/."))
def test_any_text_of_digits_is_searched_without_failing(text: str) -> None:
    for number in find(text):
        assert 0 <= number.start < number.end <= len(text)
