"""A list filled from a table: each cell is read as the page's field would read it, and a wrong one saves nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from continuity.definitions.forms import Question
from continuity.errors import Invalid, NotFound, Reason, Refused, say
from continuity.extensions import db
from continuity.rules.answers import Row as Answers
from continuity.services.answers import listing
from continuity.services.organisation.importing import Row, Wrong
from continuity.services.paper.presentation import UNKNOWN_WORDS
from continuity.web import importing
from continuity.web.fields import AnswerField
from continuity.web.fields.answers import UNKNOWN_BOX
from continuity.web.fields.chosen import NEW_NAME, UNKNOWN_CHOICE, PickField, PickManyField
from continuity.web.formbuilder import PageForm, RowForm, build, is_typed
from continuity.web.guided.blueprint import bp
from continuity.web.guided.saving import add_new_names
from continuity.web.guided.screens import Screen, open_screen
from continuity.web.importing import Column, ImportForm, Preview
from continuity.web.session import actor, now

UNKNOWN = frozenset(words.casefold() for words in UNKNOWN_WORDS.values())
NO_NAME = say("”{text}” finns inte att välja. Skriv som det står i listan på sidan.")


@dataclass(frozen=True)
class Asked:
    """One question of a row that a table may answer; `key` names its column."""

    page_id: str
    question_id: str
    question: Question

    @property
    def key(self) -> str:
        """Page and question."""
        return f"{self.page_id}.{self.question_id}"


@bp.get("/s/<page_id>/import")
def import_rows(step_id: int, page_id: str) -> ResponseReturnValue:
    """Asks for the table."""
    return _page(_list(step_id, page_id), ImportForm())


@bp.post("/s/<page_id>/import")
def import_rows_submit(step_id: int, page_id: str) -> ResponseReturnValue:
    """Shows what the table would lead to; nothing is saved yet."""
    screen, form = _list(step_id, page_id), ImportForm()
    columns = _columns(screen)
    try:
        rows = importing.keyed(importing.sent(form), columns)
        _room(screen, len(rows))
    except Invalid as wrong:
        form.take(wrong)
        return _page(screen, form, status=422)
    found = importing.preview(rows, columns, [one for row in rows for one in _wrong(screen, row)])
    return _page(screen, form, found, 422 if found.wrong else 200)


@bp.post("/s/<page_id>/import/klar")
def import_rows_confirm(step_id: int, page_id: str) -> ResponseReturnValue:
    """Adds every row or none; confirmed twice they are added once."""
    screen = _list(step_id, page_id)
    rows = importing.confirmed(_url(screen, "import_rows_submit"))
    if rows is None:
        flash(importing.gone(), "info")
        return redirect(_url(screen, "import_rows"), 303)
    if any(_wrong(screen, row) for row in rows):
        db.session.rollback()
        raise Refused(say("Något i tabellen har ändrats eller stämmer inte längre. Granska den på nytt."))
    added = listing.add_rows(
        db.session, step_id, page_id, [_values(screen, row) for row in rows], parent_row=screen.place.row,
        by=actor(), at=now(),
    )  # fmt: skip
    flash(ngettext("%(num)d rad är tillagd.", "%(num)d rader är tillagda.", added), "success")
    return redirect(screen.url(), 303)


@bp.get("/s/<page_id>/import/mall")
def import_rows_blank(step_id: int, page_id: str) -> Response:
    """An empty workbook whose headings are the list's questions."""
    return importing.blank(page_id, _columns(_list(step_id, page_id)))


def _list(step_id: int, page_id: str) -> Screen:
    """The list's screen. :raise NotFound: it is no list that rows are added to. :raise Refused: it is locked now."""
    screen = open_screen(step_id, page_id, request.args.get("rad", ""))
    if screen.page.rows is None or screen.page.rows.is_closed:
        raise NotFound
    if screen.lock is not None:
        raise Refused(screen.lock)
    return screen


def _url(screen: Screen, endpoint: str) -> str:
    return url_for(
        f"guided.{endpoint}", step_id=screen.step_id, page_id=screen.place.page_id, rad=screen.place.row or None
    )


def _page(screen: Screen, form: ImportForm, found: Preview | None = None, status: int = 200) -> ResponseReturnValue:
    urls = {name: _url(screen, f"import_rows{name}") for name in ("", "_confirm", "_blank")}
    return render_template(
        "guided/import.html", screen=screen, form=form, found=found, columns=_columns(screen), urls=urls
    ), status


def _room(screen: Screen, more: int) -> None:
    limits, there = screen.page.rows, screen.place.chain[-1].get(screen.place.page_id, ())
    assert limits is not None
    if len(there) + more > limits.max:
        numbers = {"max": limits.max, "n": len(there), "more": more}
        raise Invalid({"file": say("Listan rymmer {max} rader. Där finns {n}, och tabellen har {more}.", **numbers)})


# --- questions as columns, cells as answers ------------------------------------------------------------------------


def _asked(screen: Screen) -> Iterator[Asked]:
    """The questions of a row that are typed and stand in no list within it; a matrix has a page of its own."""
    form, here = screen.desk.form, screen.place.page_id
    for page_id in (here, *form.pages_of(here)):
        if page_id == here or form.pages[page_id].rows is None:
            for name, question in form.pages[page_id].questions.items():
                if is_typed(question) and question.kind != "matrix":
                    yield Asked(page_id, name, question)


def _columns(screen: Screen) -> Sequence[Column]:
    found, taken = [], set[str]()
    for one in _asked(screen):
        labels = [one.question.label.in_(language) for language in (screen.language, "sv", "en")]
        if labels[0] in taken:
            labels = [f"{label} ({one.question_id})" for label in labels]
        taken.add(labels[0])
        found.append(Column(one.key, tuple(dict.fromkeys(labels)), one.question_id == _named_by(screen)))
    return found


def _named_by(screen: Screen) -> str | None:
    return screen.page.rows.named_by if screen.page.rows else None


def _forms(screen: Screen, row: Row) -> Mapping[str, tuple[PageForm, Mapping[str, str]]]:
    """The row's pages as forms with the table's cells in them, and the cells that name nothing to choose."""
    _line, cells = row
    built: dict[str, tuple[PageForm, Mapping[str, str]]] = {}
    for page_id in dict.fromkeys(one.page_id for one in _asked(screen)):
        kind = build(screen.desk.form.pages[page_id], screen.setting(), RowForm)
        posted: MultiDict[str, str] = MultiDict()
        strange: dict[str, str] = {}
        for field in kind(formdata=None).answers:
            text = cells.get(f"{page_id}.{field.question_id}", "")
            try:
                for name, value in _posted(field, text):
                    posted.add(name, value)
            except LookupError as unknown:
                strange[field.question_id] = str(unknown.args[0])
        built[page_id] = kind(formdata=posted), strange
    return built


def _posted(field: AnswerField, text: str) -> Iterator[tuple[str, str]]:
    """What a browser would send for a cell; nothing for an empty one. :raise LookupError: there is no such choice."""
    if not text:
        return
    if text.casefold() in UNKNOWN:
        one_of_several = isinstance(field, PickField) and not isinstance(field, PickManyField)
        yield (field.name, UNKNOWN_CHOICE) if one_of_several else (field.name + UNKNOWN_BOX, "1")
        yield field.name, ""
    elif isinstance(field, PickField):
        many = isinstance(field, PickManyField)
        yield from _picked(field, [part.strip() for part in text.split(";")] if many else [text])
    else:
        yield field.name, text


def _picked(field: PickField, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    known = {choice.label.casefold(): choice.value for choice in field.choices}
    known |= {choice.value.casefold(): choice.value for choice in field.choices if field.question.options}
    for name in filter(None, names):
        value = known.get(name.casefold())
        if value is not None:
            yield field.name, value
        elif field.addable and len(names) == 1:
            yield field.name, ""
            yield field.name + NEW_NAME, name
        else:
            raise LookupError(name)


def _wrong(screen: Screen, row: Row) -> list[Wrong]:
    """What is wrong in one row, by cell; unanswered questions are not: a draft may have holes, but for the name."""
    line, cells = row
    found: list[Wrong] = []
    for page_id, (form, strange) in _forms(screen, row).items():
        form.validate()
        for field in form.answers:
            key = f"{page_id}.{field.question_id}"
            if field.question_id in strange:
                found.append(Wrong(line, key, Reason(NO_NAME.text, {"text": strange[field.question_id][:60]})))
            else:
                found += [Wrong(line, key, _plain(str(error))) for error in field.errors]
        name = _named_by(screen)
        if name in screen.desk.form.pages[page_id].questions and not cells.get(f"{page_id}.{name}"):
            found.append(Wrong(line, f"{page_id}.{name}", say("Raden behöver ett namn.")))
    return found


def _plain(words: str) -> Reason:
    """Words that a field has found already, as a reason; they hold nothing to fill in."""
    return Reason("{words}", {"words": words})


def _values(screen: Screen, row: Row) -> Mapping[str, Answers]:
    """The row's answers by page; names that a register lacks are added to it."""
    values: dict[str, Any] = {}
    for page_id, (form, _strange) in _forms(screen, row).items():
        add_new_names(screen, form)
        values[page_id] = {name: value for name, value in form.values.items() if value is not None}
    return values
