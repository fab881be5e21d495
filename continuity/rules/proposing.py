"""Which outcome the answers themselves speak for: the weightiest that something points to, and what points to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from continuity.definitions.workflows import Outcome, Proposes
from continuity.rules.answers import Row, is_answered


@dataclass(frozen=True)
class Because:
    """One answer that points to the outcome: what was chosen, in a question or in one row of a list."""

    question: str
    chosen: tuple[str, ...]
    list: str = ""
    row: str = ""


@dataclass(frozen=True)
class Proposal:
    """A choice that the answers speak for; without `because` nothing speaks for more."""

    option: str
    because: tuple[Because, ...] = ()


def propose(outcome: Outcome, tree: Row) -> Proposal | None:
    """The first of the outcome's `proposes` that holds, with everything that points to the same choice.

    None while nothing does and something that could is not answered yet. `tree` is `visible`.
    """
    for one in outcome.proposes:
        if any(_points(one, tree)):
            same = [other for other in outcome.proposes if other.option == one.option]
            return Proposal(one.option, tuple(found for other in same for found in _points(other, tree)))
    whole = all(_is_whole(one, tree) for one in outcome.proposes)
    return Proposal(outcome.otherwise) if outcome.otherwise is not None and whole else None


def _points(one: Proposes, tree: Row) -> Iterator[Because]:
    for row in _rows(one, tree):
        value = row.get(one.question)
        chosen = tuple(given for given in (value if isinstance(value, list) else [value]) if given in one.is_)
        if chosen:
            yield Because(one.question, chosen, one.list or "", str(row.get("id", "")) if one.list else "")


def _rows(one: Proposes, tree: Row) -> list[Row]:
    if one.list is None:
        return [tree]
    return [row for row in tree.get(one.list, ()) if not one.rows or row.get("id") in one.rows]


def _is_whole(one: Proposes, tree: Row) -> bool:
    return all(is_answered(row.get(one.question)) for row in _rows(one, tree))
