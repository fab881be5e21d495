"""The note of secrecy in a document's header."""

from collections.abc import Mapping
from typing import Any

from continuity.models import Snapshot
from continuity.services.answers import snapshots
from continuity.services.clock import local_date
from continuity.services.paper.paperwork import plain
from continuity.services.steps.desk import Desk


def marking(
    desk: Desk,
    answers: Mapping[str, Any],
    snapshot: Snapshot | None,
    language: str,
    edition: str = "full",
    *,
    assessed: bool = True,
) -> str | None:
    """The secrecy note for the header: provision, date and authority; else the assessment in a word, if it speaks
    of this document (`assessed`).

    None until the answers are frozen. An open extract holds nothing secret and has neither note nor assessment.
    """
    provision = answers.get("secrecy_provision")
    if snapshot is None or edition == "open":
        return None
    if not provision:
        given = answers.get("secrecy_assessment") if assessed else None
        return plain(given) if given else None
    on = answers.get("marked_on") or local_date(snapshot.at).isoformat()
    by = answers.get("marked_by") or snapshots.unit_of(desk, snapshot)["committee"]
    word = "Sekretess" if language == "sv" else "Secrecy"
    return ", ".join(plain(part) for part in (f"{word}: {plain(provision)}", on, by) if part)
