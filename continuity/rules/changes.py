"""What differs between two versions of a step's answers: rows and fields, and words inside long texts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from continuity.definitions.forms import Form, Page, Question
from continuity.rules.answers import Row, holds, is_answered, is_unknown

Kind = Literal["same", "added", "removed", "changed"]
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
MANY_WORDS = 4_000  # beyond this a text is shown whole, before and after
CONTEXT = 8  # unchanged words kept on each side of a change in an excerpt


@dataclass(frozen=True)
class Difference:
    """One question (or, with `question_id` "", one whole row of the list `page_id`) in two versions.

    `chain` holds the answers around it, as they are now, or as they were for what is gone. `asked_before` and
    `asked_now` are False where the question did not apply: its answer is then None and means "ej tillämplig".
    """

    kind: Kind
    page_id: str
    row: str
    question_id: str
    question: Question | None
    before: Any
    after: Any
    chain: tuple[Row, ...]
    asked_before: bool = True
    asked_now: bool = True

    @property
    def of_row(self) -> bool:
        """Whether a whole row came or went."""
        return not self.question_id


@dataclass(frozen=True)
class Piece:
    """A run of words in a text: the same in both versions, added, or removed."""

    kind: Literal["same", "added", "removed"]
    text: str


def compare(old_form: Form, old: Row, form: Form, new: Row) -> Iterator[Difference]:
    """Every question and row that either version has, in the form's order, row by row.

    Both trees are `visible` with references named, as snapshots keep them. What is inside a row that came or went is
    not listed apart from it.
    """
    return _Comparison(old_form, form).scope(None, (old,), (new,))


def changed(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Those that are not the same in both."""
    return tuple(one for one in differences if one.kind != "same")


class _Comparison:
    """Walks both trees at once; a chain is the answers from the whole form down to where it stands."""

    def __init__(self, old_form: Form, form: Form) -> None:
        self.old, self.new = old_form, form

    def scope(self, scope: str | None, before: tuple[Row, ...], after: tuple[Row, ...]) -> Iterator[Difference]:
        if scope is not None:
            yield from self._page(scope, before, after)
        for page_id in self._pages_of(scope):
            if self._definition(page_id).rows is None:
                yield from self._page(page_id, before, after)
            else:
                yield from self._list(page_id, before, after)

    def _pages_of(self, scope: str | None) -> tuple[str, ...]:
        gone = tuple(page_id for page_id in self.old.pages_of(scope) if page_id not in self.new.pages)
        return (*self.new.pages_of(scope), *gone)

    def _definition(self, page_id: str) -> Page:
        return self.new.pages[page_id] if page_id in self.new.pages else self.old.pages[page_id]

    def _page(self, page_id: str, before: tuple[Row, ...], after: tuple[Row, ...]) -> Iterator[Difference]:
        was, now = _asked(self.old, page_id, before), _asked(self.new, page_id, after)
        for question_id in dict.fromkeys((*self._definition(page_id).questions, *was)):
            question = now.get(question_id) or was.get(question_id)
            if question is None:
                continue
            old = before[-1].get(question_id) if question_id in was else None
            new = after[-1].get(question_id) if question_id in now else None
            yield Difference(
                kind=_kind(old, new),
                page_id=page_id,
                row=str(after[-1].get("id", "")),
                question_id=question_id,
                question=question,
                before=old,
                after=new,
                chain=after if question_id in now else before,
                asked_before=question_id in was,
                asked_now=question_id in now,
            )

    def _list(self, page_id: str, before: tuple[Row, ...], after: tuple[Row, ...]) -> Iterator[Difference]:
        was = {row["id"]: row for row in before[-1].get(page_id, ())}
        now = {row["id"]: row for row in after[-1].get(page_id, ())}
        asked_before, asked_now = _is_asked(self.old, page_id, before), _is_asked(self.new, page_id, after)
        for row_id, row in now.items():
            if row_id in was:
                yield from self.scope(page_id, (*before, was[row_id]), (*after, row))
            else:
                chain = (*after, row)
                yield Difference("added", page_id, row_id, "", None, None, row, chain, asked_before=asked_before)
        for row_id, row in was.items():
            if row_id not in now:
                chain = (*before, row)
                yield Difference("removed", page_id, row_id, "", None, row, None, chain, asked_now=asked_now)


def _is_asked(form: Form, page_id: str, chain: tuple[Row, ...]) -> bool:
    return page_id in form.pages and holds(form.pages[page_id].shown_if, chain)


def _asked(form: Form, page_id: str, chain: tuple[Row, ...]) -> Mapping[str, Question]:
    """The questions of a page that apply in this row."""
    if page_id not in form.pages or (form.pages[page_id].rows is None and not _is_asked(form, page_id, chain)):
        return {}
    questions = form.pages[page_id].questions
    return {name: one for name, one in questions.items() if one.kind != "note" and holds(one.shown_if, chain)}


def _kind(before: Any, after: Any) -> Kind:
    had, has = (is_answered(value) or is_unknown(value) for value in (before, after))
    if had and has:
        return "same" if before == after else "changed"
    if had:
        return "removed"
    return "added" if has else "same"


# --- words inside a text ---------------------------------------------------------------------------------------------


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts as one: what stayed, what was taken out and what was put in, word by word.

    The pieces that are not added make up `before`, those that are not removed make up `after`.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > MANY_WORDS:
        return _whole(before, after)
    found: list[Piece] = []
    for tag, from_, to, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(old[from_:to])))
            continue
        if to > from_:
            found.append(Piece("removed", "".join(old[from_:to])))
        if end > start:
            found.append(Piece("added", "".join(new[start:end])))
    return tuple(found)


def _whole(before: str, after: str) -> tuple[Piece, ...]:
    if before == after:
        return (Piece("same", before),)
    return Piece("removed", before), Piece("added", after)


def excerpt(before: str, after: str) -> tuple[str, str]:
    """Both texts with only a few words left around what differs, for a table; "…" stands for what is the same."""
    found = pieces(before, after)
    old, new = "", ""
    for number, piece in enumerate(found):
        shown = _shortened(piece.text, first=number == 0, last=number == len(found) - 1)
        old += (shown if piece.kind == "same" else piece.text) if piece.kind != "added" else ""
        new += (shown if piece.kind == "same" else piece.text) if piece.kind != "removed" else ""
    return old, new


def _shortened(text: str, *, first: bool, last: bool) -> str:
    words = _WORDS.findall(text)
    if len(words) <= 4 * CONTEXT:
        return text
    begin = "" if first else "".join(words[: 2 * CONTEXT]).rstrip() + " "
    end = "" if last else " " + "".join(words[-2 * CONTEXT :]).lstrip()
    return f"{begin}…{end}"
