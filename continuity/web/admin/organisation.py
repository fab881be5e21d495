"""The municipality's own page and the tree of its units."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import Invalid
from continuity.extensions import db
from continuity.models import Department
from continuity.services import organising
from continuity.web.admin.blueprint import bp
from continuity.web.admin.choices import levels, units
from continuity.web.admin.forms import DepartmentForm, MunicipalityForm, NewDepartmentForm
from continuity.web.naming import organisation_settings
from continuity.web.session import actor, now


def _municipality_page(form: MunicipalityForm, status: int = 200) -> ResponseReturnValue:
    return render_template("admin/municipality.html", form=form, settings=organisation_settings()), status


@bp.get("/kommun")
def municipality() -> ResponseReturnValue:
    """The name, the contact, and what the content decides for everybody."""
    return _municipality_page(MunicipalityForm(obj=organising.municipality(db.session)))


@bp.post("/kommun")
def municipality_submit() -> ResponseReturnValue:
    """Saves the name and the contact."""
    form = MunicipalityForm()
    if not form.validate():
        return _municipality_page(form, 422)
    organising.set_municipality(
        db.session, form.name.data, security_contact=form.security_contact.data, by=actor(), at=now()
    )
    flash(_("Sparat."), "success")
    return redirect(url_for("admin.municipality"), 303)


# --- the tree ----------------------------------------------------------------------------------------------------


def _new_form() -> NewDepartmentForm:
    form = NewDepartmentForm()
    form.level.choices = levels()
    form.parent.choices = units(db.session, _("Ingen, den står överst"))
    return form


def _tree_page(form: NewDepartmentForm, status: int = 200) -> ResponseReturnValue:
    return render_template("admin/organisation.html", form=form, nodes=organising.tree(db.session)), status


@bp.get("/organisation")
def organisation() -> ResponseReturnValue:
    """The tree, and a form for one more unit."""
    return _tree_page(_new_form())


@bp.post("/organisation")
def add_department() -> ResponseReturnValue:
    """Adds a unit."""
    form = _new_form()
    if not form.validate():
        return _tree_page(form, 422)
    try:
        row = organising.create_department(
            db.session, form.code.data, form.name.data, form.level.data, form.parent.data, by=actor(), at=now()
        )
    except Invalid as error:
        form.take(error)
        return _tree_page(form, 422)
    flash(_("%(name)s är tillagd.", name=row.name), "success")
    return redirect(url_for("admin.organisation"), 303)


def _department_page(form: DepartmentForm, row: Department, status: int = 200) -> ResponseReturnValue:
    form.level.choices = levels()
    form.parent.choices = units(db.session, _("Ingen, den står överst"))
    return render_template("admin/department.html", form=form, department=row), status


@bp.get("/organisation/<int:department_id>")
def department(department_id: int) -> ResponseReturnValue:
    """One unit."""
    row = organising.get_department(db.session, department_id)
    return _department_page(DepartmentForm(name=row.name, level=row.level, parent=row.parent_id), row)


@bp.post("/organisation/<int:department_id>")
def department_submit(department_id: int) -> ResponseReturnValue:
    """Renames or moves a unit."""
    form, row = DepartmentForm(), organising.get_department(db.session, department_id)
    if not form.validate():
        return _department_page(form, row, 422)
    try:
        organising.change_department(
            db.session, department_id, name=form.name.data, level=form.level.data, parent_id=form.parent.data,
            by=actor(), at=now(),
        )  # fmt: skip
    except Invalid as error:
        form.take(error)
        return _department_page(form, row, 422)
    flash(_("Sparat."), "success")
    return redirect(url_for("admin.organisation"), 303)


@bp.post("/organisation/<int:department_id>/stang")
def close_department(department_id: int) -> ResponseReturnValue:
    """Takes a unit out of use."""
    organising.close_department(db.session, department_id, by=actor(), at=now())
    flash(_("Enheten är stängd. Historiken finns kvar."), "success")
    return redirect(url_for("admin.organisation"), 303)
