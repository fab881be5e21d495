"""A scenario of the library laid into the draft of an exercise; nothing that has been written is lost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy.orm import Session

from continuity.definitions.forms import ScenarioTargets
from continuity.definitions.scenarios import Scenario
from continuity.errors import NotFound, Refused
from continuity.rules.answers import Row, is_unknown
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.answers import answering, listing, reading, screening
from continuity.services.answers.lifting import edited
from continuity.services.steps.desk import Desk, open_desk

Filled = Mapping[str, str]  # question -> text


@dataclass(frozen=True)
class Part:
    """A text or a list that a scenario fills in.

    `proposed` is a text, or rows as question -> text; `there` is what has been written, in the same shape, and
    `version` that of the page that holds the text (0 for a list, whose rows are only added to).
    """

    key: str
    page: str
    question: str
    proposed: tuple[Filled, ...]
    there: tuple[Filled, ...]
    version: int
    many: bool


@dataclass(frozen=True)
class Laid:
    """Which parts were filled in, and which were left as they stood."""

    filled: tuple[Part, ...]
    kept: tuple[Part, ...]


def scenario(session: Session, name: str) -> Scenario:
    """A scenario of the library. :raise NotFound: none of that name is published."""
    found = publishing.scenarios(session).get(name)
    if found is None:
        raise NotFound
    return found


def offered(desk: Desk) -> bool:
    """Whether this person can lay a scenario into the step now."""
    return desk.form.scenario is not None and desk.state.editable and desk.may("edit_answers")


def targets_of(desk: Desk) -> ScenarioTargets:
    """What a scenario fills in here.

    :raise NotFound: the step's form takes no scenario. :raise Refused: a page that it fills is locked for this person.
    """
    targets = desk.form.scenario
    if targets is None:
        raise NotFound
    for page in _pages(desk, targets):
        reason = desk.lock_reason(page)
        if reason is not None:
            raise Refused(reason)
    return targets


def _pages(desk: Desk, targets: ScenarioTargets) -> Iterator[str]:
    """Every page that is written to: those of the two texts, the two lists and what is asked in their rows."""
    yield from (_page_of(desk, question, None) for question in (targets.text, targets.purpose) if question)
    for list_page in (targets.objectives, targets.injects):
        if list_page is not None:
            yield from (list_page, *desk.form.pages_of(list_page))


def parts(desk: Desk, chosen: Scenario) -> tuple[Part, ...]:
    """What the scenario would fill in and what stands there, in the form's order.

    :raise NotFound, Refused: as `targets_of`.
    """
    targets = targets_of(desk)
    tree = reading.raw_tree(desk.session, desk.revision.id, desk.form)
    found = [*_texts(desk, targets, chosen, tree), *_lists(desk, targets, chosen, tree)]
    order = list(desk.form.pages)
    return tuple(sorted(found, key=lambda part: order.index(part.page)))


def lay(session: Session, step_id: int, name: str, *, over: Mapping[str, int], by: Actor, at: datetime) -> Laid:
    """Fills in what has not been written; `over` names the other parts to fill, with the version that was seen.

    A text in `over` is replaced (and kept as an earlier version), a list gets the rows that it lacks. Done twice, it
    is done once.

    :raise Stale: a text to be replaced was changed after it was seen; nothing is written. :raise NotFound, Refused: as
    `parts`. :raise TooMany: a list does not hold the rows.
    """
    desk = open_desk(session, step_id, by=by, at=at, lock=True, alone=True, action="see_answers")
    found = parts(desk, scenario(session, name))
    chosen = [part for part in found if not part.there or part.key in over]
    _write_texts(desk, [part for part in chosen if not part.many], over)
    for part in chosen:
        if part.many:
            _write_rows(desk, part)
    edited(desk)
    screening.told(desk)
    session.commit()
    return Laid(tuple(chosen), tuple(part for part in found if part not in chosen))


# --- what a scenario says, and where -------------------------------------------------------------------------------


def _texts(desk: Desk, targets: ScenarioTargets, chosen: Scenario, tree: Row) -> Iterator[Part]:
    language = desk.settings.signed_language
    for key, question, words in (
        ("purpose", targets.purpose, chosen.purpose),
        ("text", targets.text, chosen.situation),
    ):
        if question is not None:
            page = _page_of(desk, question, None)
            stored = answering.part(desk, page, "")
            written = tree.get(question)
            there = ({question: str(written)},) if _typed(written) else ()
            text = {question: words.in_(language)}
            yield Part(key, page, question, (text,), there, stored.version if stored else 0, many=False)


def _lists(desk: Desk, targets: ScenarioTargets, chosen: Scenario, tree: Row) -> Iterator[Part]:
    """The two lists; the questions of a row stand in the order in which they are read."""
    language = desk.settings.signed_language
    goals = [(one.objective.in_(language), one.criterion.in_(language)) for one in chosen.objectives]
    injects = [(chosen.when(one.minutes, language), one.text.in_(language)) for one in chosen.injects]
    for key, page, about, asked, rows in (
        ("objectives", targets.objectives, targets.objective_text, (targets.objective_text, targets.criterion), goals),
        ("injects", targets.injects, targets.inject_text, (targets.inject_time, targets.inject_text), injects),
    ):
        if page is not None and about is not None:
            there = tuple(_told(row, asked) for row in tree.get(page, ()) if not _blank(row))
            proposed = tuple({name: text for name, text in zip(asked, row, strict=True) if name} for row in rows)
            yield Part(key, page, about, proposed, there, 0, many=True)


def _told(row: Row, asked: Sequence[str | None]) -> Filled:
    return {name: str(row[name]) for name in asked if name and _typed(row.get(name))}


def _typed(value: object) -> bool:
    return value not in (None, "", []) and not is_unknown(value)


def _blank(row: Row) -> bool:
    """A row that somebody has added and written nothing in."""
    return not any(_typed(value) for name, value in row.items() if name != "id")


def _page_of(desk: Desk, question: str, list_page: str | None) -> str:
    """The page that asks the question once, or in each row of the list."""
    pages = desk.form.pages_of(list_page) if list_page is None else (list_page, *desk.form.pages_of(list_page))
    fitting = (page for page in pages if list_page is not None or desk.form.pages[page].rows is None)
    return next(page for page in fitting if question in desk.form.pages[page].questions)


# --- writing it ----------------------------------------------------------------------------------------------------


def _write_texts(desk: Desk, chosen: Sequence[Part], over: Mapping[str, int]) -> None:
    """Each page once: two texts may stand on the same."""
    values: dict[str, dict[str, Any]] = {}
    versions: dict[str, int] = {}
    for part in chosen:
        values.setdefault(part.page, {}).update(part.proposed[0])
        seen = over[part.key] if part.there else part.version
        versions[part.page] = seen if seen != part.version else versions.get(part.page, seen)
    for page, answers in values.items():
        answering.write(desk, page, "", answers, versions[page])


def _write_rows(desk: Desk, part: Part) -> None:
    """Rows that the list lacks: in its blank rows first, the others last."""
    standing = {row.get(part.question) for row in part.there}
    lacking = [row for row in part.proposed if row[part.question] not in standing]
    tree = reading.raw_tree(desk.session, desk.revision.id, desk.form)
    blank = [str(row["id"]) for row in tree.get(part.page, ()) if _blank(row)][: len(lacking)]
    more = []
    for answers, row in zip_longest(lacking, blank):
        pages = _by_page(desk, part.page, answers)
        if row is None:
            more.append(pages)
            continue
        for page, values in pages.items():
            stored = answering.part(desk, page, row)
            answering.write(desk, page, row, values, stored.version if stored else 0)
    listing.put_rows(desk, part.page, more)


def _by_page(desk: Desk, list_page: str, answers: Filled) -> dict[str, dict[str, str]]:
    pages: dict[str, dict[str, str]] = {}
    for question, text in answers.items():
        pages.setdefault(_page_of(desk, question, list_page), {})[question] = text
    return pages
