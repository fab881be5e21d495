"""Durations are read the way people write them and echoed back in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.rules import durations


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("30 min", 0.5),
        ("4 h", 4),
        ("4 tim", 4),
        ("2 dygn", 48),
        ("1/2 dag", 12),
        ("½ dygn", 12),
        ("1½ h", 1.5),
        ("1 1/2 h", 1.5),
        ("1,5 h", 1.5),
        ("1.5 h", 1.5),
        ("3 d", 72),
        ("2 veckor", 336),
        ("1 månad", 720),
        ("  4\t h \n", 4),
        ("4\u00a0h", 4),
        ("4\x0bh\x00", 4),
        ("4H", 4),
        ("4 Tim.", 4),
        ("1 h 30 min", 1.5),
        ("1 dygn och 12 timmar", 36),
        ("1 day, 12 hours", 36),
        ("en timme", 1),
        ("en halv timme", 0.5),
        ("halvtimme", 0.5),
        ("half an hour", 0.5),
        ("ett dygn", 24),
        ("0", 0),
        ("0 h", 0),
        ("15 minuter", 0.25),
        ("45minutes", 0.75),
        ("20 min", 0.333333),
    ],
)
def test_a_duration_is_read_as_hours(text: str, hours: float) -> None:
    assert durations.parse(text) == hours


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "4",
        "fyra h",
        "h",
        "4 bananer",
        "-4 h",
        "4 h -",
        "1/0 h",
        "4 h,",
        "4 h och",
        "1.5.2 h",
        "4 h 30",
        "nan h",
        "1e9 h",
        "9999999 h",
    ],
)
def test_what_is_no_duration_is_refused_with_an_example_of_one(text: str) -> None:
    with pytest.raises(durations.UnreadableDuration) as refused:
        durations.parse(text)
    assert "30 min, 4 h eller 3 dygn" in str(refused.value.reason)


@pytest.mark.parametrize(
    ("hours", "swedish", "english", "short"),
    [
        (0, "0 timmar", "0 hours", "0 h"),
        (0.5, "30 minuter", "30 minutes", "30 min"),
        (1 / 60, "1 minut", "1 minute", "1 min"),
        (1, "1 timme", "1 hour", "1 h"),
        (1.5, "1,5 timmar", "1.5 hours", "1,5 h"),
        (4, "4 timmar", "4 hours", "4 h"),
        (24, "24 timmar", "24 hours", "24 h"),
        (48, "2 dygn", "2 days", "2 dygn"),
        (61.5, "61,5 timmar", "61.5 hours", "61,5 h"),
        (72, "3 dygn", "3 days", "3 dygn"),
        (86, "86 timmar", "86 hours", "86 h"),
        (720, "30 dygn", "30 days", "30 dygn"),
        (4 / 3, "1 timme 20 minuter", "1 hour 20 minutes", "1 h 20 min"),
    ],
)
def test_hours_are_written_in_words(hours: float, swedish: str, english: str, short: str) -> None:
    assert durations.words(hours, "sv") == swedish
    assert durations.words(hours, "en") == english
    assert durations.short(hours, "sv") == short


def test_the_short_english_form_says_d_for_days() -> None:
    assert durations.short(72, "en") == "3 d"


def test_a_bare_number_has_the_comma_of_its_language() -> None:
    assert (durations.number(61.5), durations.number(61.5, "en"), durations.number(86)) == ("61,5", "61.5", "86")


def test_whole_hours_are_integers_and_binary_noise_is_gone() -> None:
    assert durations.tidy(0.1 + 0.2) == 0.3
    assert isinstance(durations.tidy(86.0), int)


@given(minutes=st.integers(min_value=0, max_value=60 * 24 * 400), language=st.sampled_from(["sv", "en"]))
def test_what_is_written_reads_back_as_the_same_minutes(minutes: int, language: durations.Language) -> None:
    hours = minutes / 60
    for written in (durations.words(hours, language), durations.short(hours, language)):
        assert round(durations.parse(written) * 60, 2) == minutes


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        assert durations.parse(text) >= 0
    except durations.UnreadableDuration as refused:
        assert str(refused)
