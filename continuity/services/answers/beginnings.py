"""The rows that a list begins with when its step starts: what the registers know and the department has to answer."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from continuity.definitions.forms import Rows
from continuity.definitions.vocabulary import Beginning
from continuity.errors import Reason, Refused, say
from continuity.models import AnswerPart
from continuity.rules.answers import Row
from continuity.rules.comparisons import refers_to
from continuity.rules.durations import Spoken
from continuity.rules.merging import answers_as_now
from continuity.services.registers.needs import Need
from continuity.services.registers.our_needs import current_needs
from continuity.services.registers.register_rows import merged_ids
from continuity.services.reminders.speaking import tell
from continuity.services.steps.desk import Desk

NO_CLASS = 99  # after every class that there is


@dataclass(frozen=True)
class Begun:
    """One row to begin with: the register's fields, and the ids that a row about the same thing refers to."""

    fields: Mapping[str, Any]
    about: frozenset[str]


def begin(desk: Desk) -> None:
    """Adds the rows that the form's lists begin with, after those that are there; the caller locks and commits.

    What a row is about already gets no second one, also where that row was taken out of this revision. Pages that are
    handled elsewhere are left alone.
    """
    elsewhere = desk.form.special_pages() if desk.handled_elsewhere else frozenset()
    for list_page, page in desk.form.pages.items():
        if page.rows is not None and page.rows.begins_with and not elsewhere & set(_pages(desk, list_page)):
            _begin(desk, list_page, page.rows, page.rows.begins_with)


def add_missing(desk: Desk, list_page: str) -> int:
    """Adds the rows of one list that are not there yet, and says how many; the caller locks and commits.

    :raise Refused: the list begins with nothing.
    """
    rows = desk.form.pages[list_page].rows if list_page in desk.form.pages else None
    if rows is None or rows.begins_with is None:
        raise Refused(say("Den här listan hämtar inga rader från registren."))
    return _begin(desk, list_page, rows, rows.begins_with)


def source(desk: Desk, list_page: str, part: AnswerPart | None, question: str) -> Reason | None:
    """What the registers took an answer in a row's page from, while nobody has saved that page; else None."""
    rows = desk.form.pages[list_page].rows
    if rows is None or rows.begins_with is None or part is None or question not in part.values:
        return None
    if part.saved_by_id is not None or part.saved_at < desk.revision.opened_at:
        return None
    known = {rows.fields.get(field, field) for field in FIELDS[rows.begins_with]}
    return SOURCES[rows.begins_with] if question in known else None


def _pages(desk: Desk, list_page: str) -> tuple[str, ...]:
    return (list_page, *desk.form.pages_of(list_page))


def _begin(desk: Desk, list_page: str, rows: Rows, what: Beginning) -> int:
    there = _said(desk, list_page)
    missing = [one for one in BEGINNINGS[what](desk) if not any(_is_about(row, one) for row in there)]
    missing = missing[: max(0, rows.max - len(there))]
    for position, begun in enumerate(missing, start=_next_position(desk, list_page)):
        row = uuid4().hex
        named = {rows.fields.get(field, field): value for field, value in begun.fields.items()}
        for page_id in _pages(desk, list_page):
            own = {name: value for name, value in named.items() if name in desk.form.pages[page_id].questions}
            if own or page_id == list_page:
                desk.session.add(
                    AnswerPart(
                        revision_id=desk.revision.id, page=page_id, row=row, position=position, values=own,
                        saved_at=desk.at,
                    )
                )  # fmt: skip
    desk.session.flush()
    return len(missing)


def _next_position(desk: Desk, list_page: str) -> int:
    last = select(func.max(AnswerPart.position)).where(
        AnswerPart.revision_id == desk.revision.id, AnswerPart.page == list_page
    )
    return 1 + (desk.session.scalar(last) or 0)


def _said(desk: Desk, list_page: str) -> tuple[Row, ...]:
    """The list's rows with everything answered in them, those taken out too."""
    query = select(AnswerPart).where(
        AnswerPart.revision_id == desk.revision.id, AnswerPart.page.in_(_pages(desk, list_page))
    )
    now, said = merged_ids(desk.session), defaultdict[str, Row](dict)
    for part in desk.session.scalars(query):
        said[part.row] |= answers_as_now(desk.form.pages[part.page].questions, part.values, now)
    return tuple(said.values())


def _is_about(row: Row, begun: Begun) -> bool:
    return any(refers_to(row, one) for one in begun.about)


# --- what the registers know ----------------------------------------------------------------------------------------


def open_gaps(desk: Desk) -> Iterator[Begun]:
    """One for each resource that comes too late for the department, the gravest first: the plan answers by resource."""
    found: dict[str, list[Need]] = defaultdict(list)
    for need in sorted(current_needs(desk.session, desk.department.id, at=desk.at), key=_gravity):
        if need.is_gap:
            found[need.resource.id].append(need)
    for resource, needs in found.items():
        words = tell(_in_words(needs), desk.settings.signed_language)
        yield Begun({"gap": words, "resource": resource}, frozenset({resource, *(need.row for need in needs)}))


def _gravity(need: Need) -> tuple[int, float]:
    return need.priority_class or NO_CLASS, need.demand.required_within_h


def _in_words(needs: list[Need]) -> Reason:
    need, slowest = needs[0], needs[0].assessment.effective_promise_h
    told: dict[str, object] = {
        "resurs": need.resource.name,
        "tid": Spoken(need.demand.required_within_h),
        "aktivitet": need.activity_name,
    }
    if slowest is None:
        return say("{resurs}: behövs inom {tid} för {aktivitet}, inget är lovat", **told)
    return say("{resurs}: behövs inom {tid} för {aktivitet}, lovas på {som_mest}", som_mest=Spoken(slowest), **told)


BEGINNINGS: Mapping[Beginning, Callable[[Desk], Iterator[Begun]]] = MappingProxyType({"open_gaps": open_gaps})
# What a row of each kind is told by, and where that comes from.
FIELDS: Mapping[Beginning, tuple[str, ...]] = MappingProxyType({"open_gaps": ("gap", "resource")})
SOURCES: Mapping[Beginning, Reason] = MappingProxyType({"open_gaps": say("det ni behöver av andra och vad de lovar")})
# What the button says that looks for more of them later.
MORE: Mapping[Beginning, Reason] = MappingProxyType({"open_gaps": say("Hämta gap som har tillkommit")})
