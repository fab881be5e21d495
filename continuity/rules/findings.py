"""What stands in the way of sending a step in, what to think about, and how far each page has come."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from continuity.definitions.forms import CheckUse, Form
from continuity.definitions.words import NOTHING
from continuity.errors import Reason, say
from continuity.rules.answers import (
    Asked,
    Listed,
    Row,
    is_answered,
    is_special,
    is_unknown,
    lists,
    lookup,
    must_be_answered,
    visible,
    walk,
)
from continuity.rules.cases import Case
from continuity.rules.checks import CHECKS
from continuity.rules.computed import complete
from continuity.rules.impact import Criteria

Status = Literal["not_started", "in_progress", "done", "change_requested", "cannot_start"]
FREE_TEXT = CheckUse(check="no_personal_number")


@dataclass(frozen=True)
class Finding:
    """One thing about one answer: all but warn stand in the way; `unconfirmed` is about a whole page or row.

    `kind` is missing, unknown, block, unconfirmed (carried over and not yet looked at) or warn.
    """

    kind: Literal["missing", "unknown", "block", "unconfirmed", "warn"]
    page: str
    row: str
    question: str
    path: str
    reason: Reason
    check: str = ""

    @property
    def blocks(self) -> bool:
        """Whether it stands in the way of sending the step in."""
        return self.kind != "warn"

    @property
    def key(self) -> str:
        """Under which a warning's motive is kept."""
        return f"{self.check} {self.path}"


def look(
    form: Form,
    tree: Row,
    criteria: Criteria,
    on: date,
    *,
    facts: Mapping[str, Any] = NOTHING,
    special: bool = False,
) -> tuple[Finding, ...]:
    """Everything found in these answers, in the form's order.

    `special`: restricted pages are handled elsewhere (domain.md V14b), so their empty questions count as answered.
    So does an answer that stands elsewhere alone (V14a).
    """
    shown = complete(form, visible(form, tree), criteria)
    found: list[Finding] = []
    elsewhere = form.special_pages() if special else frozenset()
    for asked in walk(form, shown):
        if is_special(asked.value) or (asked.page_id in elsewhere and not is_answered(asked.value)):
            continue
        found += _of_question(asked, criteria, on, facts)
    for listed in lists(form, shown):
        if listed.page_id not in elsewhere:
            found += _of_list(listed)
    order = {page_id: position for position, page_id in enumerate(form.pages)}
    return tuple(sorted(found, key=lambda finding: order[finding.page]))


def _of_question(asked: Asked, criteria: Criteria, on: date, facts: Mapping[str, Any]) -> Iterator[Finding]:
    if must_be_answered(asked) and not is_answered(asked.value):
        if is_unknown(asked.value):
            yield _finding("unknown", asked, say("Svaret är ”Vet ej ännu”. Ta reda på det innan steget skickas in."))
        else:
            yield _finding("missing", asked, say("Svara på frågan, eller välj ”Vet ej ännu”."))
    uses = asked.question.checks
    if asked.question.kind in ("text", "longtext") and asked.value:
        uses = (*uses, FREE_TEXT)
    value = asked.value if is_answered(asked.value) else None
    for use in uses:
        reason = CHECKS[use.check](
            Case(asked.question, use, value, _other(use, asked), asked.chain, criteria, on, facts)
        )
        if reason is not None:
            yield _finding("block" if use.severity == "block" else "warn", asked, reason, use.check)


def _other(use: CheckUse, asked: Asked) -> Any:
    if not isinstance(use.other, str):
        return use.other
    value = lookup(use.other, asked.chain)
    return value if is_answered(value) and not is_special(value) else None


def _finding(
    kind: Literal["missing", "unknown", "block", "warn"], asked: Asked, reason: Reason, check: str = ""
) -> Finding:
    return Finding(kind, asked.page_id, asked.row, asked.question_id, asked.path, reason, check)


def _of_list(listed: Listed) -> Iterator[Finding]:
    rows = listed.page.rows
    if rows is None or rows.fixed:
        return
    path = listed.page_id if not listed.row else f"{listed.page_id}@{listed.row}"
    if len(listed.rows) < rows.min:
        reason = say("Lägg till minst {min}. Nu finns {n}.", min=rows.min, n=len(listed.rows))
        yield Finding("missing", listed.page_id, listed.row, "", path, reason)
    if len(listed.rows) > rows.max:
        reason = say("Högst {max} rader får finnas här. Nu finns {n}.", max=rows.max, n=len(listed.rows))
        yield Finding("block", listed.page_id, listed.row, "", path, reason)


def page_status(page: str, row: str, found: Iterable[Finding], started: bool) -> Status:
    """How far one page (in one row) has come: done when nothing on it stands in the way."""
    blocking = any(f.blocks and f.page == page and f.row == row for f in found)
    if not started:
        return "not_started"
    return "in_progress" if blocking else "done"
