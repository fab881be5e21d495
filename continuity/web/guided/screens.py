"""One screen of a step's form: where it stands, what is saved there, and the form that shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from continuity.definitions.forms import Page, Question
from continuity.errors import NotFound, Reason
from continuity.extensions import db
from continuity.models import AnswerPart
from continuity.rules import places
from continuity.rules.answers import Row
from continuity.rules.confirming import Carried, row_by_row
from continuity.rules.findings import Finding
from continuity.rules.places import Place
from continuity.services.answers import answering, reading
from continuity.services.registers import register
from continuity.services.steps.desk import Desk, open_desk
from continuity.web import wording
from continuity.web.formbuilder import PageForm, Setting, build, stored
from continuity.web.session import actor, now

CHECK = "kontrollera"  # a place to come back to: the page "Kontrollera svaren"
CONFIRM = "bekrafta"  # another: going through last time's answers
STAND_BEHIND = "sta-bakom"  # and the third: reading a row that somebody stands behind


def open_step(step_id: int, *, action: str = "see_answers", revision_id: int | None = None) -> Desk:
    """The step on the table for whoever is asking. :raise NotFound: it is not theirs to see."""
    return open_desk(db.session, step_id, by=actor(), at=now(), action=action, revision_id=revision_id)


def open_screen(step_id: int, page_id: str, row: str = "") -> "Screen":
    """A screen of the step's form.

    :raise NotFound: no such step, page or row. A page that is not asked now is found too: what it has is kept.
    """
    desk = open_step(step_id)
    tree = desk.tree()
    try:
        return Screen(desk, tree, _place(desk, tree, page_id, row))
    except NotFound:
        whole = reading.raw_tree(db.session, desk.revision.id, desk.form, desk.told())
        return Screen(desk, tree, _place(desk, whole, page_id, row))


def _place(desk: Desk, tree: Row, page_id: str, row: str) -> Place:
    return places.place(desk.form, tree, page_id, row)


def trigger_label(desk: Desk, trigger: str, otherwise: str) -> str:
    """What a button that fires a trigger says: the workflow's own words, else ours."""
    transition = desk.machine.transitions.get(trigger)
    return transition.label.in_(wording.language()) if transition and transition.label else otherwise


def return_to() -> str | None:
    """Where to go after saving, when the person came from one of the three pages; nothing else is accepted."""
    asked = request.args.get("retur")
    return asked if asked in (CHECK, CONFIRM, STAND_BEHIND) else None


@dataclass
class Screen:
    """A page of the form in its row."""

    desk: Desk
    tree: Row
    place: Place
    known: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # what registers hold, read once
    earlier: dict[str, Row] = field(default_factory=dict)  # what earlier steps answered, read once

    @property
    def page(self) -> Page:
        """The page's definition."""
        return self.place.page

    @property
    def step_id(self) -> int:
        """The step's id, for addresses."""
        return self.desk.step.id

    @property
    def kind(self) -> str:
        """page: questions asked once or in a row; list: rows; table: rows with their questions on one screen."""
        if self.page.rows is None:
            return "page"
        return "table" if self.page.questions else "list"

    @cached_property
    def language(self) -> str:
        """The reader's language."""
        return wording.language()

    @property
    def title(self) -> str:
        """The page's heading."""
        return self.page.title.in_(self.language)

    @cached_property
    def lock(self) -> Reason | None:
        """Why this person cannot save the page now, or None."""
        return self.desk.lock_reason(self.place.page_id, self.place.row)

    @cached_property
    def part(self) -> AnswerPart | None:
        """What is saved on the page, or None."""
        return answering.part(self.desk, self.place.page_id, self.place.row)

    @cached_property
    def only_about(self) -> tuple[str, ...]:
        """While advice is being given: the questions that may change, in words; () where all may."""
        if not self.desk.state.review or self.desk.state.editable or self.lock is not None:
            return ()
        asked = self.desk.commented(self.place.page_id, self.place.row)
        if "" in asked:
            return ()
        return tuple(f"”{one.label.in_(self.language)}”" for name, one in self.page.questions.items() if name in asked)

    @cached_property
    def carried(self) -> Carried | None:
        """How last time's answers stand here: on this page, or in the outermost row that it belongs to."""
        place = self._carried_place
        return next((one for one in self.desk.carried() if (one.page_id, one.row) == place), None)

    # --- where it stands ------------------------------------------------------------------------------------------

    @property
    def caption(self) -> str:
        """The step, and in a list which row of how many."""
        step = " – ".join([self.desk.title(self.language), *self._rows_around()])
        if not self.place.row:
            return step
        number, total, name = self.row_position()
        title = self.desk.form.pages[self.place.list_id].title.in_(self.language)
        if name:
            return _(
                "%(step)s – %(list)s, %(n)s av %(total)s: %(name)s",
                step=step,
                list=title,
                n=number,
                total=total,
                name=name,
            )
        return _("%(step)s – %(list)s, %(n)s av %(total)s", step=step, list=title, n=number, total=total)

    def _rows_around(self) -> list[str]:
        """The names of the rows that the row itself stands in."""
        lists = self.desk.form.scope_of(self.place.page_id)[:-1]
        rows = zip(lists, self.place.chain[1:-1], strict=False)
        return [name for list_id, row in rows if (name := register.name_of_row(self.desk, list_id, row))]

    def row_position(self) -> tuple[int, int, str]:
        """The row's number in its list (from 1), how many rows there are, and its name."""
        rows = self.place.chain[-2].get(self.place.list_id, ()) if len(self.place.chain) > 1 else ()
        ids = [row["id"] for row in rows]
        number = ids.index(self.place.row) + 1 if self.place.row in ids else 0
        return number, len(ids), register.name_of_row(self.desk, self.place.list_id, self.place.chain[-1])

    @property
    def progress(self) -> str:
        """Which page of how many, as text; "" for a page that is not asked."""
        if not self.place.asked or len(self.place.screens) < 2:
            return ""
        return _("Sida %(n)s av %(total)s", n=self.place.number, total=len(self.place.screens))

    def url(self, page_id: str | None = None, row: str | None = None, **extra: Any) -> str:
        """The address of this screen, or of another in the same step."""
        page_id = page_id or self.place.page_id
        row = self.place.row if row is None else row
        extra.setdefault("retur", return_to())
        return page_url(self.step_id, page_id, row, **extra)

    @property
    def returns(self) -> str | None:
        """What links carry as the place to come back to."""
        return return_to()

    @property
    def action(self) -> str:
        """Where the screen's form is sent."""
        return self.url(nr=request.args.get("nr"))

    @property
    def back(self) -> str:
        """Where "Tillbaka" leads: the page before, the list around, or the task list."""
        if return_to() == CHECK:
            return url_for("guided.check", step_id=self.step_id)
        if return_to() == CONFIRM:
            page_id, row = self._carried_place
            return url_for("guided.confirm", step_id=self.step_id, page_id=page_id, row=row or None)
        if return_to() == STAND_BEHIND:
            return self._row_read
        if self.place.previous:
            return self.url(self.place.previous)
        if self.place.row:
            return self.url(self.place.list_id, self.place.around)
        return url_for("guided.tasks", step_id=self.step_id)

    @property
    def onward(self) -> str:
        """Where "Spara och fortsätt" leads: the next page, the list around, or the check page."""
        if return_to() == CHECK:
            return url_for("guided.check", step_id=self.step_id, _anchor=self.anchor)
        if return_to() == CONFIRM:
            page_id, row = self._carried_place
            return url_for("guided.confirm_next", step_id=self.step_id, efter=page_id, rad=row or None)
        if return_to() == STAND_BEHIND:
            return self._row_read
        if self.place.next:
            return self.url(self.place.next)
        if self.place.row:
            return self.url(self.place.list_id, self.place.around)
        return url_for("guided.check", step_id=self.step_id)

    @property
    def _carried_place(self) -> tuple[str, str]:
        """The page, or the outermost row, that last time's answers are confirmed for."""
        outermost = next(iter(self.desk.form.scope_of(self.place.page_id)), self.place.page_id)
        rows = [str(row["id"]) for row in self.place.chain[1:]]
        return outermost, rows[0] if rows and row_by_row(self.desk.form, outermost) else ""

    @property
    def _row_read(self) -> str:
        """The page with everything in the outermost row, for whoever stands behind it."""
        return url_for("guided.read_row", step_id=self.step_id, row=self._carried_place[1] or self.place.row)

    @property
    def anchor(self) -> str:
        """Where the page stands on the check page."""
        return anchor_of(self.place.page_id, self.place.row)

    # --- the form ---------------------------------------------------------------------------------------------------

    def in_row(self, row: Row) -> "Screen":
        """This list's own screen as it stands in one of its rows: conditions and references look from there."""
        place, chain = self.place, (*self.place.chain, row)
        inside = places.screens(self.desk.form, place.page_id, chain)
        inner = replace(place, chain=chain, screens=inside, row=row["id"])
        return Screen(self.desk, self.tree, inner, self.known, self.earlier)

    def first_page(self) -> str:
        """The first page asked in the row (of `in_row`), "" where the list is answered on one screen."""
        return self.place.screens[0] if self.place.screens else ""

    @cached_property
    def found(self) -> Sequence[Finding]:
        """What is missing, unknown or wrong in the whole step."""
        return self.desk.findings()

    def setting(self) -> Setting:
        """What the page's form is built for."""
        return Setting(
            form=self.desk.form,
            criteria=self.desk.settings.criteria,
            language=self.language,
            document_language=self.desk.settings.signed_language,
            choices=self._choices,
            phone=self.desk.settings.protective_security_phone,
        )

    def _choices(self, question: Question) -> list[tuple[str, str]]:
        if question.kind == "row":  # the only kind whose choices hang on where it stands
            return register.choices_for(self.desk, question, self.place.chain)
        if question.kind not in self.known:
            self.known[question.kind] = register.choices_for(self.desk, question)
        return self.known[question.kind]

    def form(self) -> PageForm:
        """The page's form: saved answers, then what was posted or parked."""
        saved = self.part
        values = stored(answering.shown_values(self.desk, self.page, saved))
        return build(self.page, self.setting())(data={**values, "version": str(saved.version if saved else 0)})

    def last_signed(self) -> Mapping[str, Any]:
        """The answers of this page in the version that the revision was based on."""
        based_on = self.desk.revision.based_on_id
        if based_on is None:
            return {}
        query = select(AnswerPart).where(
            AnswerPart.revision_id == based_on,
            AnswerPart.page == self.place.page_id,
            AnswerPart.row == self.place.row,
            AnswerPart.removed_at.is_(None),
        )
        return answering.shown_values(self.desk, self.page, db.session.scalars(query).first())


def page_url(step_id: int, page_id: str, row: str = "", **extra: Any) -> str:
    """The address of a screen; a value of None is left out."""
    return url_for("guided.page", step_id=step_id, page_id=page_id, row=row or None, **extra)


def anchor_of(page_id: str, row: str) -> str:
    """The id under which a page (in a row) stands on the check page."""
    return f"{page_id}-{row}" if row else page_id
