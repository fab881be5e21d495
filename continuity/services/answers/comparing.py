"""Two versions of a step laid side by side: what was answered then and now, and the same as a document prints it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from continuity.definitions.forms import Form
from continuity.models import Snapshot, StepRevision
from continuity.rules import changes
from continuity.rules.answers import Row, visible
from continuity.rules.changes import Difference
from continuity.services import publishing
from continuity.services.answers import snapshots
from continuity.services.paper.spoken import Spoken
from continuity.services.steps.desk import Desk

NOT_ASKED = {"sv": "Ej tillämplig", "en": "Not applicable"}
NEW_ROW = {"sv": "Ny rad", "en": "New row"}
GONE_ROW = {"sv": "Borttagen rad", "en": "Removed row"}


@dataclass(frozen=True)
class Comparison:
    """An earlier revision and a later one of the same step, question by question."""

    before: StepRevision
    after: StepRevision
    differences: tuple[Difference, ...]

    @cached_property
    def changed(self) -> tuple[Difference, ...]:
        """What is not the same."""
        return changes.changed(self.differences)

    @cached_property
    def unchanged(self) -> int:
        """How many answered questions are as they were."""
        return sum(one.kind == "same" and one.after is not None for one in self.differences)

    def changed_on(self, page_id: str, row: str, question_id: str) -> Difference | None:
        """The change of one question, or None while it is as it was."""
        return self._by_place.get((page_id, row, question_id))

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str, str], Difference]:
        return {(one.page_id, one.row, one.question_id): one for one in self.changed}


def versions(desk: Desk) -> tuple[StepRevision, ...]:
    """The revisions that can be compared, newest first: those that were frozen, and the one on the table."""
    return tuple(
        revision
        for revision in reversed(desk.step.revisions)
        if revision.id == desk.revision.id or (revision.completed_at is not None and revision.snapshot_id is not None)
    )


def compare(desk: Desk, before: StepRevision | None = None, after: StepRevision | None = None) -> Comparison | None:
    """The later revision (the one on the table) against an earlier one (the one it was based on).

    None where there is nothing to compare with: a first version, or an earlier one that was decided elsewhere.
    """
    after = after or desk.revision
    before = before or after.based_on
    old = _snapshot(desk.session, before)
    if before is None or old is None or before.id == after.id:
        return None
    old_form = publishing.form(desk.session, before.form_hash)
    form = publishing.form(desk.session, after.form_hash)
    found = changes.compare(old_form, visible(old_form, snapshots.answers_of(old)), form, _now(desk, after, form))
    return Comparison(before, after, tuple(one for one in found if one.question is None or typed(one)))


def typed(one: Difference) -> bool:
    """What the process fills in is no change of the department's."""
    return one.question is not None and one.question.source == "form"


def _snapshot(session: Session, revision: StepRevision | None) -> Snapshot | None:
    return session.get(Snapshot, revision.snapshot_id) if revision is not None and revision.snapshot_id else None


def _now(desk: Desk, after: StepRevision, form: Form) -> Row:
    """What was frozen, when something is; else (and while the deciding body's change is entered) what stands now."""
    snapshot = None if after.amended_pages else _snapshot(desk.session, after)
    if snapshot is not None:
        return visible(form, snapshots.answers_of(snapshot))
    there = desk
    if after.id != desk.revision.id:
        there = Desk(desk.session, desk.plan, desk.step, after, desk.by, desk.at, desk.line)
    return visible(form, snapshots.named(there, there.tree()))


# --- as a document prints it -----------------------------------------------------------------------------------------


def printed(desk: Desk, language: str, edition: str) -> dict[str, Any] | None:
    """For "Ändringar sedan föregående version": the version before, a row for each change, how many are unchanged.

    What stands in an annex of its own is not told here: an old number would live on in the document.
    """
    found = compare(desk)
    if found is None:
        return None
    spoken = Spoken(desk.form, desk.settings, language, edition)
    apart = desk.annex_pages() if desk.parameters.annex_document else frozenset()
    return {
        "version": found.before.version,
        "rows": [_printed(spoken, one, language) for one in found.changed if one.page_id not in apart],
        "unchanged": found.unchanged,
    }


def _printed(spoken: Spoken, one: Difference, language: str) -> dict[str, Any]:
    trail = spoken.trail(one.page_id, one.chain)
    if one.question is None:
        name = trail[-1] if trail else ""
        around = " – ".join((*trail[:-1], spoken.title(one.page_id)))
        label = NEW_ROW if one.kind == "added" else GONE_ROW
        gone = name if one.kind == "removed" else None
        return {"where": around, "question": label[language], "before": gone, "after": None if gone else name}
    before, after = columns(spoken, one)
    return {
        "where": " – ".join((*trail, spoken.title(one.page_id))),
        "question": one.question.label.in_(language),
        "before": before or (None if one.asked_before else NOT_ASKED[language]),
        "after": after or (None if one.asked_now else NOT_ASKED[language]),
    }


def columns(spoken: Spoken, one: Difference) -> tuple[str, str]:
    """The answer then and now as text, shortened to what differs where it is long."""
    if one.question is None:
        return "", ""
    before, after = spoken.answer(one.question, one.before), spoken.answer(one.question, one.after)
    if one.question.kind == "matrix":
        return _differing_lines(before, after)
    return changes.excerpt(before, after) if before and after else (before, after)


def _differing_lines(before: str, after: str) -> tuple[str, str]:
    """Only the categories of a matrix that are not the same."""
    old, new = before.split("\n"), after.split("\n")
    return "\n".join(line for line in old if line not in new), "\n".join(line for line in new if line not in old)
