"""What changed since an earlier version of a step: page by page, with links to the questions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import render_template, url_for

from continuity.errors import NotFound
from continuity.models import StepRevision
from continuity.rules import changes
from continuity.rules.changes import Difference, Piece
from continuity.services.answers import comparing
from continuity.services.answers.comparing import Comparison
from continuity.services.paper.spoken import Spoken
from continuity.services.steps.desk import Desk
from continuity.web.formbuilder import PREFIX
from continuity.web.guided.screens import anchor_of, page_url
from continuity.web.guided.showing import may_read
from continuity.web.process.blueprint import bp, desk_of
from continuity.web.session import number_asked
from continuity.web.wording import language

IN_PLACE = frozenset({"text", "longtext"})  # kinds whose words are shown in one text, taken out and put in


@dataclass(frozen=True)
class Line:
    """One change for people; `pieces` is a text with both versions in it, else `before` and `after` are."""

    kind: str
    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...]
    href: str
    restricted: bool
    asked_before: bool
    asked_now: bool
    of_row: bool


@dataclass(frozen=True)
class Group:
    """The changes of one page in one row."""

    anchor: str
    title: str
    trail: tuple[str, ...]
    lines: tuple[Line, ...]


class Told:
    """Puts a comparison's changes into words and groups, with links where `edit` says that answers may be changed."""

    def __init__(self, desk: Desk, found: Comparison, *, edit: bool) -> None:
        self.desk, self.found, self.edit = desk, found, edit
        self.spoken = Spoken(desk.form, desk.settings, language())

    def groups(self) -> tuple[Group, ...]:
        """Every page with changes, in the form's order."""
        return tuple(self._group(place, lines) for place, lines in self._by_place())

    def _by_place(self) -> Iterator[tuple[tuple[str, str], list[Difference]]]:
        found: dict[tuple[str, str], list[Difference]] = {}
        for one in self.found.changed:
            around = str(one.chain[-2].get("id", "")) if one.of_row and len(one.chain) > 1 else one.row
            found.setdefault((one.page_id, around), []).append(one)
        yield from found.items()

    def _group(self, place: tuple[str, str], ones: Sequence[Difference]) -> Group:
        first = ones[0]
        chain = first.chain[:-1] if first.of_row else first.chain
        return Group(
            anchor=anchor_of(*place),
            title=self.spoken.title(first.page_id),
            trail=self.spoken.trail(first.page_id, chain),
            lines=tuple(self.line(one) for one in ones),
        )

    def line(self, one: Difference) -> Line:
        """One change in words; what is confidential is not told to those who may not read it."""
        restricted = self._restricted(one)
        before, after = ("", "") if restricted else self._columns(one)
        return Line(
            kind=one.kind,
            label=one.question.label.in_(language()) if one.question else "",
            before=before,
            after=after,
            pieces=changes.pieces(one.before, one.after) if not restricted and _in_place(one) else (),
            href=self._href(one) if self.edit else "",
            restricted=restricted,
            asked_before=one.asked_before,
            asked_now=one.asked_now,
            of_row=one.of_row,
        )

    def _restricted(self, one: Difference) -> bool:
        question = one.question or self.spoken.naming(one.page_id)
        return question is not None and not may_read(self.desk, question)

    def _columns(self, one: Difference) -> tuple[str, str]:
        if not one.of_row:
            return comparing.columns(self.spoken, one)
        name = self.spoken.row(one.page_id, one.chain[-1])
        return (name, "") if one.kind == "removed" else ("", name)

    def _href(self, one: Difference) -> str:
        page = self.desk.form.pages.get(one.page_id)
        if page is None or not one.asked_now or (one.of_row and one.kind == "removed"):
            return ""
        own = page.rows is not None
        row = str(one.chain[-2].get("id", "")) if own and len(one.chain) > 1 else one.row
        anchor = f"{one.row}-{PREFIX}{one.question_id}" if own else PREFIX + one.question_id
        return page_url(self.desk.step.id, one.page_id, row, _anchor=None if one.of_row else anchor)


def _in_place(one: Difference) -> bool:
    return (
        one.question is not None
        and one.question.kind in IN_PLACE
        and isinstance(one.before, str)
        and isinstance(one.after, str)
    )


def told(desk: Desk, found: Comparison | None) -> tuple[Group, ...]:
    """The groups to show of a comparison, for whoever is asking; none where there is nothing to compare."""
    if found is None:
        return ()
    edit = found.after.id == desk.step.open_revision_id and desk.may("edit_answers")
    return Told(desk, found, edit=edit).groups()


@bp.get("/jamfor")
def compare(step_id: int) -> str:
    """The open version against the one in force, or any two versions that were frozen."""
    desk = desk_of(step_id, "see_answers")
    found = comparing.compare(desk, _asked(desk, "fran"), _asked(desk, "till"))
    return render_template(
        "process/compare.html",
        desk=desk,
        found=found,
        groups=told(desk, found),
        versions=comparing.versions(desk),
        back=url_for("guided.tasks" if desk.state.editable else "guided.locked", step_id=step_id),
    )


def _asked(desk: Desk, name: str) -> StepRevision | None:
    """The version that the address asks for by its number. :raise NotFound: the step has no such version."""
    number = number_asked(name)
    if not number:
        return None
    found = next((one for one in comparing.versions(desk) if one.number == number), None)
    if found is None:
        raise NotFound
    return found
