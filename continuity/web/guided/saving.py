"""Saves what was typed on a screen: new names go to their register, untouched pages stay, conflicts are gathered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request

from continuity.errors import Stale
from continuity.extensions import db
from continuity.models import AnswerPart
from continuity.rules.places import one_of_three
from continuity.services.answers import answering
from continuity.services.registers import register
from continuity.web.fields.chosen import PickField
from continuity.web.formbuilder import PageForm
from continuity.web.guided.screens import Screen
from continuity.web.session import actor, now

KEEP = "keep-"  # a choice on the conflict page: mine or theirs
SEEN = "seen"  # on the conflict page: the version that the person first saw


@dataclass
class Outcome:
    """What came of a save: the version each row has now, and the rows where somebody else was first."""

    versions: dict[str, int] = field(default_factory=dict)
    stale: dict[str, Stale] = field(default_factory=dict)


def save(screen: Screen, forms: Mapping[str, PageForm]) -> Outcome:
    """Saves each form (by row, "" for a page asked once) that changes anything; the rest is left as it is.

    :raise Refused: the page is locked now. :raise NotFound: the row is gone. :raise Invalid, TooMany: as services say.
    """
    outcome = Outcome()
    for row, form in forms.items():
        saved = answering.part(screen.desk, screen.place.page_id, row)
        if not _changes(_wanted(form), saved) and not _undecided(form):
            continue
        try:
            outcome.versions[row] = _save_one(screen, row, form)
        except Stale as stale:
            if _holds_mine(stale):
                outcome.stale[row] = stale
    return outcome


def _save_one(screen: Screen, row: str, form: PageForm) -> int:
    undecided = _undecided(form)
    version = _seen(form) if undecided else form.shown_version  # the old version brings the conflict page back
    try:
        return _saved(screen, row, form, version)
    except Stale as stale:
        if undecided or not _unchanged(stale):
            raise
        newer = stale.version
    return _saved(screen, row, form, newer)


def _saved(screen: Screen, row: str, form: PageForm, version: int) -> int:
    add_new_names(screen, form)
    values = form.values if _undecided(form) else _wanted(form)
    try:
        return answering.save_page(
            db.session, screen.step_id, screen.place.page_id, values, row=row, version=version, by=actor(), at=now()
        )
    except Stale:
        db.session.rollback()  # also new names: they are added again when the conflict is settled
        raise


def _unchanged(stale: Stale) -> bool:
    """Whether the other person saved without changing any of these answers: then there is nothing to choose."""
    return all(stale.theirs.get(name) == stale.before.get(name) for name in stale.mine)


def _holds_mine(stale: Stale) -> bool:
    """Whether anything of mine would be lost; whoever changed nothing has nothing to choose."""
    return any(
        one_of_three(value, stale.theirs.get(name), stale.before.get(name)) not in ("same", "theirs")
        for name, value in stale.mine.items()
    )


def _changes(values: Mapping[str, Any], saved: AnswerPart | None) -> bool:
    """Whether saving would change anything; a page that nobody has saved is saved, so that it counts as answered."""
    if saved is None or saved.saved_by_id is None:
        return True
    return any(saved.values.get(name) != value for name, value in values.items())


def add_new_names(screen: Screen, form: PageForm) -> None:
    """Puts names typed beside a picker into the register; they are saved together with the page."""
    for one in form.answers:
        if isinstance(one, PickField) and one.new_name and not one.failed:
            one.take_new(_registered(screen, one))


def _registered(screen: Screen, one: PickField) -> str:
    if one.question.kind == "role":
        department = screen.desk.department.id
        return register.add_role_title(db.session, one.new_name, department, by=actor(), at=now())
    kind = one.question.of_kind or ""
    return register.add_resource(db.session, one.new_name, kind=kind, by=actor(), at=now())


# --- choices made on the conflict page --------------------------------------------------------------------------


def kept(form: PageForm, question_id: str) -> str:
    """What was chosen for a question on the conflict page: mine, theirs, or "" for nothing."""
    chosen = request.form.get(f"{form._prefix}{KEEP}{question_id}", "")
    return chosen if chosen in ("mine", "theirs") else ""


def _wanted(form: PageForm) -> dict[str, Any]:
    return {name: value for name, value in form.values.items() if kept(form, name) != "theirs"}


def disputed(form: PageForm) -> Sequence[str]:
    """The questions that the conflict page asked about."""
    return request.form.getlist(f"{form._prefix}disputed")


def _undecided(form: PageForm) -> bool:
    """Whether the conflict page was sent without a choice for each question: then it is shown once more."""
    return any(not kept(form, name) for name in disputed(form))


def _seen(form: PageForm) -> int:
    text = request.form.get(f"{form._prefix}{SEEN}", "")
    return int(text) if text.isdigit() and len(text) < 10 else -1
