"""Where a person stands in a form: the screens in order, what comes next, and the way back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from continuity.definitions.forms import Condition, Form, Page
from continuity.errors import NotFound, say
from continuity.rules.answers import Row, holds


@dataclass(frozen=True)
class Place:
    """One screen of a form: a page, in the row it is asked in ("" for a page asked once).

    `list_id` is the list that the row belongs to, `around` the row around that list; `chain` holds the answers around
    the screen, outermost first; `screens` are the pages of the same row (or of the form) that are asked now.
    """

    page_id: str
    page: Page
    row: str
    list_id: str
    around: str
    chain: tuple[Row, ...]
    screens: tuple[str, ...]

    @property
    def asked(self) -> bool:
        """Whether the page is asked at all, given the answers; a hidden page keeps what it has."""
        return self.page_id in self.screens

    @property
    def number(self) -> int:
        """Which screen this is, from 1; 0 when it is not asked."""
        return self.screens.index(self.page_id) + 1 if self.asked else 0

    @property
    def next(self) -> str:
        """The page after this one in the same row, "" after the last."""
        later = self.screens[self.number :] if self.asked else ()
        return later[0] if later else ""

    @property
    def previous(self) -> str:
        """The page before this one in the same row, "" before the first."""
        return self.screens[self.number - 2] if self.number > 1 else ""


def place(form: Form, tree: Row, page_id: str, row: str = "") -> Place:
    """Where a page stands; `tree` holds the answers, hidden ones left out.

    :raise NotFound: there is no such page, or no such row in the list that it is asked in.
    """
    page = form.pages.get(page_id)
    if page is None or bool(page.of) != bool(row):
        raise NotFound
    if page.of is None:
        return Place(page_id, page, "", "", "", (tree,), screens(form, None, (tree,)))
    chain = chain_to(form, tree, page.of, row)
    if chain is None:
        raise NotFound(say("Raden finns inte längre. Någon kan ha tagit bort den; den går att ångra från listan."))
    around = str(chain[-2].get("id", ""))
    return Place(page_id, page, row, page.of, around, chain, screens(form, page.of, chain))


def lost(form: Form, tree: Row, page_id: str, row: str) -> Place | None:
    """Where a page of questions stood in a row that is gone: enough to read what was typed on it, or None."""
    page = form.pages.get(page_id)
    if page is None or page.of is None or page.rows is not None or not row:
        return None
    return Place(page_id, page, row, page.of, "", (tree, {"id": row}), ())


def screens(form: Form, scope: str | None, chain: tuple[Row, ...]) -> tuple[str, ...]:
    """The pages asked in this row (or once, for None), in order: those whose condition holds."""
    return tuple(page_id for page_id in form.pages_of(scope) if holds(form.pages[page_id].shown_if, chain))


def chain_to(form: Form, tree: Row, list_id: str, row: str) -> tuple[Row, ...] | None:
    """The answers from the whole form down to one row of a list, or None when the row is not there."""
    for chain in chains(form, tree, list_id):
        for below in chain[-1].get(list_id, ()):
            if below["id"] == row:
                return (*chain, below)
    return None


def chains(form: Form, tree: Row, list_id: str) -> Iterator[tuple[Row, ...]]:
    """The answers around each place where a list is asked: once at the top, once a row inside another list."""
    outer = form.pages[list_id].of
    if outer is None:
        yield (tree,)
        return
    for chain in chains(form, tree, outer):
        for below in chain[-1].get(outer, ()):
            yield (*chain, below)


def first_page(form: Form, list_id: str, chain: tuple[Row, ...]) -> str:
    """The first page asked in a row of this list, "" when the list is answered on one screen."""
    found = screens(form, list_id, chain)
    return found[0] if found else ""


def stands_on(page: Page, condition: Condition | None) -> bool:
    """Whether a condition asks about a question of the same page, so that it may change while the page is open."""
    return condition is not None and condition.question in page.questions


def asked_here(page: Page, question_id: str, chain: tuple[Row, ...]) -> bool:
    """Whether a question has a place on the screen: its condition holds, or may come to hold while typing."""
    question = page.questions[question_id]
    condition = question.shown_if
    if condition is None:
        return True
    if stands_on(page, condition) and condition.question != question_id:
        return asked_here(page, condition.question, chain)
    return holds(condition, chain)


def one_of_three(mine: Any, theirs: Any, before: Any) -> str:
    """Which answer stands after two people saved: "same", "mine", "theirs", or "choose" when both changed it."""
    if mine == theirs:
        return "same"
    if mine == before:
        return "theirs"
    return "mine" if theirs == before else "choose"
