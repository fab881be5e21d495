"""Reasons, dates and sizes in words."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from continuity.errors import Complaint, Refused, say
from continuity.web import wording
from continuity.web.chrome import pages_of


def test_a_reason_is_told_with_its_parts(app: Flask) -> None:
    inner = say("socialnämnden {n}", n=1)
    at = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    with app.test_request_context("/"):
        assert wording.tell(say("{who} {day} {at}", who=inner, day=date(2026, 5, 1), at=at)) == (
            "socialnämnden 1 2026-05-01 2026-07-02 00.30"
        )
        assert wording.tell(Refused(say("Numret saknas."))) == "Numret saknas."


def test_braces_and_percent_signs_in_what_somebody_wrote_stay(app: Flask) -> None:
    with app.test_request_context("/"):
        assert wording.tell(say("{name} finns.", name="{0} %(x)s {{7*7}}")) == "{0} %(x)s {{7*7}} finns."
        assert wording.tell(say("100 % klart")) == "100 % klart"


@pytest.mark.parametrize(
    ("due", "words"),
    [(22, "i dag"), (23, "om 1 dag"), (25, "om 3 dagar"), (21, "för 1 dag sedan"), (1, "för 21 dagar sedan")],
)
def test_how_far_away_a_day_is(app: Flask, due: int, words: str) -> None:
    with app.test_request_context("/"):
        assert wording.days_left(date(2026, 11, due), date(2026, 11, 22)) == words


@pytest.mark.parametrize(("language", "words"), [("sv", "2026-07-02 00.30"), ("en", "2026-07-02 00:30")])
def test_a_time_of_day_is_written_as_the_readers_language_writes_it(app: Flask, language: str, words: str) -> None:
    with app.test_request_context("/", headers={"Accept-Language": language}):
        assert wording.moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == words


@pytest.mark.parametrize(("number", "words"), [(0, "1 kB"), (24_300, "24 kB"), (1_310_000, "1,3 MB")])
def test_a_size(app: Flask, number: int, words: str) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "sv"}):
        assert wording.size(number) == words


def test_instants_are_shown_as_the_clock_on_the_wall() -> None:
    winter = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert (wording.moment(winter), wording.clock(winter), wording.moment(None)) == ("2027-01-01 00.30", "00.30", "")


def test_a_mistake_in_the_content_is_told_with_its_place(app: Flask) -> None:
    with app.test_request_context("/"):
        assert wording.complaint(Complaint("a.toml", "pages.x", say("Fel."))) == "a.toml: pages.x: Fel."
        assert wording.complaint(Complaint("a.toml", "", say("Fel."))) == "a.toml: Fel."


@pytest.mark.parametrize(
    ("page", "pages", "shown"),
    [(1, 1, [1]), (1, 3, [1, 2, 3]), (5, 9, [1, None, 4, 5, 6, None, 9]), (9, 9, [1, None, 8, 9])],
)
def test_page_numbers_leave_gaps(page: int, pages: int, shown: list[int | None]) -> None:
    assert list(pages_of(page, pages)) == shown
