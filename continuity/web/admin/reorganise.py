"""Changes of one unit: each is asked for, shown with what follows from it, and made when it is confirmed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from continuity.errors import Invalid, NotFound, Refused, say
from continuity.extensions import db
from continuity.models import Department, Person
from continuity.rules.repealing import NAMES
from continuity.services.organisation import consequences, organising, reorganising
from continuity.services.organisation.consequences import Consequences
from continuity.services.worklist import departments
from continuity.web.admin.blueprint import bp
from continuity.web.admin.choices import levels, unit_chosen, units
from continuity.web.admin.forms import CloseForm, HeadForm, MergeForm, MoveForm, RenameForm
from continuity.web.forms import Form
from continuity.web.session import actor, now, today
from continuity.web.wording import tell


@dataclass(frozen=True)
class Change:
    """One kind of change: its form, what it says it does, what would follow, and the verb."""

    title: Any
    form: Callable[[Department], Form]
    foresee: Callable[[Department, Any], Consequences]
    make: Callable[[Department, Any], Any]
    dangerous: bool = False


@bp.get("/organisation/<int:department_id>/<kind>")
def reorganise(department_id: int, kind: str) -> ResponseReturnValue:
    """Asks for what is to change."""
    row, change = organising.get_department(db.session, department_id), _change(kind)
    return _page(row, change, change.form(row))


@bp.post("/organisation/<int:department_id>/<kind>")
def reorganise_submit(department_id: int, kind: str) -> ResponseReturnValue:
    """Shows what would follow; when that has been confirmed, makes the change."""
    row, change = organising.get_department(db.session, department_id), _change(kind)
    form = change.form(row)
    if not form.validate():
        return _page(row, change, form, status=422)
    try:
        found = change.foresee(row, form)
        if "confirmed" not in request.form or found.against:
            return _page(row, change, form, found)
        change.make(row, form)
    except Invalid as error:
        form.take(error)
        return _page(row, change, form, status=422)
    flash(_("Ändringen är gjord och står i historiken."), "success")
    return redirect(url_for("admin.department", department_id=row.id), 303)


def _page(
    row: Department, change: Change, form: Form, found: Consequences | None = None, status: int = 200
) -> ResponseReturnValue:
    return render_template("admin/reorganise.html", department=row, change=change, form=form, found=found), status


def _change(kind: str) -> Change:
    found = CHANGES.get(kind)
    if found is None:
        raise NotFound
    return found


# --- a form for each, as the unit now stands -----------------------------------------------------------------------


def _rename_form(row: Department) -> Form:
    return RenameForm(name=row.name)


def _move_form(row: Department) -> Form:
    form = MoveForm(level=row.level, parent=str(row.parent_id or ""))
    form.level.choices = levels()
    form.parent.units = units(db.session, _("Ingen, den står överst"))
    return form


def _merge_form(row: Department) -> Form:
    form = MergeForm()
    form.into.units = units(db.session, _("Välj en enhet"))
    form.body.choices = [("", _("Ingen plan upphävs")), *((body, tell(name)) for body, name in NAMES.items())]
    return form


def _head_form(row: Department) -> Form:
    return HeadForm(starts=today())


def _close_form(row: Department) -> Form:
    return CloseForm()


# --- what would follow, and the verbs ------------------------------------------------------------------------------


def _foresee_name(row: Department, form: RenameForm) -> Consequences:
    return consequences.of_renaming(db.session, row, form.name.data)


def _rename(row: Department, form: RenameForm) -> None:
    organising.change_department(
        db.session, row.id, name=form.name.data, level=row.level, parent_id=row.parent_id, by=actor(), at=now()
    )


def _foresee_place(row: Department, form: MoveForm) -> Consequences:
    parent = unit_chosen(db.session, form.parent)
    wrong = organising.wrong_place(db.session, row, form.level.data, parent)
    if wrong:
        raise Invalid(wrong)
    return consequences.of_moving(db.session, row, parent)


def _move(row: Department, form: MoveForm) -> None:
    parent = unit_chosen(db.session, form.parent)
    organising.change_department(
        db.session, row.id, name=row.name, level=form.level.data, parent_id=parent, by=actor(), at=now()
    )


def _foresee_merger(row: Department, form: MergeForm) -> Consequences:
    gone, kept = reorganising.pair(db.session, row.id, unit_chosen(db.session, form.into))
    return consequences.of_merging(db.session, gone, kept, form.which)


def _merge(row: Department, form: MergeForm) -> None:
    into = unit_chosen(db.session, form.into)
    reorganising.merge(
        db.session, row.id, into, lives=form.which, decision=form.decision.data or "", body=form.body.data or "",
        by=actor(), at=now(),
    )  # fmt: skip


def _new_head(form: HeadForm) -> Person:
    return db.session.get_one(Person, departments.person_with(db.session, form.person.data or ""))


def _foresee_head(row: Department, form: HeadForm) -> Consequences:
    if form.starts.data is None or form.starts.data < today():
        raise Invalid({"starts": say("Skriv från vilken dag, tidigast i dag, till exempel 2027-01-31.")})
    return consequences.of_new_head(db.session, row, _new_head(form), form.starts.data)


def _change_head(row: Department, form: HeadForm) -> None:
    reorganising.change_head(
        db.session, row.id, _new_head(form).id, form.title.data or "", form.starts.data, by=actor(), at=now()
    )


def _foresee_closing(row: Department, form: CloseForm) -> Consequences:
    if row.closed_on is not None:
        raise Refused(say("Enheten är redan stängd."))
    return consequences.of_closing(db.session, row, today())


def _close(row: Department, form: CloseForm) -> None:
    organising.close_department(db.session, row.id, by=actor(), at=now())


CHANGES: Mapping[str, Change] = MappingProxyType(
    {
        "namn": Change(lazy_gettext("Byt namn"), _rename_form, _foresee_name, _rename),
        "flytta": Change(lazy_gettext("Flytta i organisationen"), _move_form, _foresee_place, _move),
        "chef": Change(lazy_gettext("Byt chef"), _head_form, _foresee_head, _change_head),
        "ihop": Change(
            lazy_gettext("Slå ihop med en annan enhet"), _merge_form, _foresee_merger, _merge, dangerous=True
        ),
        "stang": Change(lazy_gettext("Stäng enheten"), _close_form, _foresee_closing, _close, dangerous=True),
    }
)
