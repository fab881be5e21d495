"""How plans in force meet their gaps: the strategies in words, until when a gap is accepted, and what is to be done."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.orm import Session

from continuity.definitions.forms import Form, Question
from continuity.definitions.places import scope_of_questions, visible_from
from continuity.definitions.words import Words
from continuity.models import Action, Department, GapHandling, StepRevision
from continuity.rules.actions import UNDONE
from continuity.services import publishing
from continuity.services.registers.register_rows import ResourceRow, RowKey, merged


@dataclass(frozen=True)
class Measure:
    """An action that a plan states for a gap, as it stands now; `cost` in kronor, `budget` the committee that pays."""

    action_id: int
    text: str
    cost: float | None
    budget: str
    due: date | None
    done: bool


@dataclass(frozen=True)
class Handling:
    """How the plan in force meets the gap in one resource, all its rows about it together.

    `strategies` are options of its form, `named` the same in words, but for acceptance alone; `accepted_until` is the
    last day of an acceptance.
    """

    strategies: tuple[str, ...]
    accepted_until: date | None
    named: tuple[Words, ...] = ()
    measures: tuple[Measure, ...] = ()

    @property
    def is_met(self) -> bool:
        """Whether something is done about it; to accept it alone is not."""
        return bool(set(self.strategies) - {"accept"})

    def accepts(self, on: date) -> bool:
        """Whether the gap is accepted on this day."""
        return self.accepted_until is not None and on <= self.accepted_until


def handlings(session: Session, resources: dict[str, ResourceRow]) -> dict[RowKey, Handling]:
    """Department and resource, as what it is now -> how the plan in force meets the gap."""
    found: dict[RowKey, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(_stated()):
        if row.resource_id and (resource := merged(resources, row.resource_id)) is not None:
            found[row.department_id, resource.id].append(row)
    hashes = {row.form_hash for rows in found.values() for row in rows}
    forms = publishing.forms(session, hashes)
    options = {digest: strategy_options(found) for digest, found in forms.items()}
    return {key: _together(rows, options) for key, rows in found.items()}


def _stated() -> Any:
    """Each row of a plan in force about a gap, with the action that its step has stated in the same row."""
    same = and_(Action.step_id == StepRevision.step_id, Action.row == GapHandling.row)
    return (
        select(
            GapHandling.department_id,
            GapHandling.resource_id,
            GapHandling.strategies,
            GapHandling.accepted_until,
            StepRevision.form_hash,
            Action.id.label("action_id"),
            Action.text,
            Action.cost,
            Action.due,
            Action.state,
            Department.name.label("budget"),
        )
        .join(StepRevision, StepRevision.id == GapHandling.revision_id)
        .outerjoin(Action, same)
        .outerjoin(Department, Department.id == Action.budget_id)
        .where(GapHandling.valid_to.is_(None))
        .order_by(GapHandling.id)
    )


def _together(rows: Sequence[Row[Any]], options: Mapping[str, Mapping[str, Words]]) -> Handling:
    chosen = [(row.form_hash, one) for row in rows for one in row.strategies]
    until = [row.accepted_until for row in rows if row.accepted_until is not None]
    named = (options[digest].get(one) for digest, one in chosen if one != "accept")
    return Handling(
        strategies=tuple(dict.fromkeys(one for _, one in chosen)),
        accepted_until=max(until, default=None),
        named=tuple(dict.fromkeys(words for words in named if words is not None)),
        measures=tuple(_measure(row) for row in rows if row.action_id is not None),
    )


def _measure(row: Row[Any]) -> Measure:
    return Measure(row.action_id, row.text, row.cost, row.budget or "", row.due, row.state not in UNDONE)


def strategy_options(form: Form) -> Mapping[str, Words]:
    """What the form calls each strategy for a gap."""
    for page_id, page in form.pages.items():
        if page.rows is not None and "gap" in page.rows.registers:
            name = page.rows.fields.get("strategy", "strategy")
            question = visible_from(form, scope_of_questions(form, page_id)).get(name)
            if isinstance(question, Question):
                return {key: option.label for key, option in question.options.items()}
    return {}
