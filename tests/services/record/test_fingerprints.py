"""A row's fingerprint changes with anything it says and with nothing else."""

from datetime import UTC, date, datetime

import pytest

from continuity.models import Decision
from continuity.services.record.fingerprints import fingerprint


def decision(**changes: object) -> Decision:
    facts = {
        "id": 1, "revision_id": 2, "round": 1, "outcome": "approved", "body": "Socialnämnden",
        "meeting_date": date(2026, 6, 10), "paragraph": "§ 61", "minutes_confirmed_on": None, "next_meeting": None,
        "text": "", "by_id": 3, "at": datetime(2026, 6, 12, 9, 0, tzinfo=UTC),
    }  # fmt: skip
    return Decision(**{**facts, **changes})


@pytest.mark.parametrize(
    "change",
    [
        {"paragraph": "§ 62"},
        {"meeting_date": date(2026, 6, 11)},
        {"by_id": 4},
        {"text": " "},
        {"next_meeting": date(2026, 7, 1)},
    ],
)
def test_anything_that_is_said_counts(change: dict[str, object]) -> None:
    assert fingerprint(decision(**change)) != fingerprint(decision())


def test_the_row_s_own_number_and_the_zone_of_an_instant_do_not_count() -> None:
    from_sweden = datetime.fromisoformat("2026-06-12T11:00:00+02:00")
    assert fingerprint(decision(id=99, at=from_sweden)) == fingerprint(decision())
