"""The municipality's own page and the tree of its units."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import Invalid
from continuity.extensions import db
from continuity.services.organisation import organising
from continuity.web.admin.blueprint import bp
from continuity.web.admin.choices import levels, unit_chosen, units
from continuity.web.admin.forms import MunicipalityForm, NewDepartmentForm
from continuity.web.naming import organisation_settings
from continuity.web.session import actor, now, number_asked, today


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
    form.parent.units = units(db.session, _("Ingen, den står överst"))
    return form


def _tree_page(form: NewDepartmentForm, status: int = 200) -> ResponseReturnValue:
    query, wanted = request.args.get("q", ""), number_asked("page", 1)
    found = organising.tree_page(db.session, query, wanted)
    return render_template("admin/organisation.html", form=form, found=found, query=query), status


@bp.get("/organisation")
def organisation() -> ResponseReturnValue:
    """The tree, a page at a time, and a form for one more unit."""
    return _tree_page(_new_form())


@bp.post("/organisation")
def add_department() -> ResponseReturnValue:
    """Adds a unit."""
    form = _new_form()
    if not form.validate():
        return _tree_page(form, 422)
    try:
        parent = unit_chosen(db.session, form.parent)
        row = organising.create_department(
            db.session, form.code.data, form.name.data, form.level.data, parent, by=actor(), at=now()
        )
    except Invalid as error:
        form.take(error)
        return _tree_page(form, 422)
    flash(_("%(name)s är tillagd.", name=row.name), "success")
    return redirect(url_for("admin.organisation"), 303)


@bp.get("/organisation/<int:department_id>")
def department(department_id: int) -> str:
    """One unit, who leads it, and what can be changed."""
    row = organising.get_department(db.session, department_id)
    return render_template(
        "admin/department.html", department=row, plans=organising.plans_of(db.session, row.id),
        heads=organising.heads_of(db.session, row.id, today()),
    )  # fmt: skip
