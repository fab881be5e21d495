"""Starting a department's plan."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import SelectChoice

from continuity.errors import Invalid, say
from continuity.extensions import db
from continuity.models import Department, Plan
from continuity.services.organisation import organising
from continuity.services.steps import plans as planning
from continuity.services.swedish import alphabetical
from continuity.web.admin.blueprint import bp
from continuity.web.admin.choices import MANY, unit_chosen, variants, workflows
from continuity.web.admin.forms import StartForm
from continuity.web.session import actor, now, number_asked, today

PAGE = 100


def _page(form: StartForm, status: int = 200) -> ResponseReturnValue:
    running = db.session.scalars(select(Plan).options(joinedload(Plan.department))).all()
    pages = max(1, -(-len(running) // PAGE))
    page = min(max(1, number_asked("page", 1)), pages)
    in_order = sorted(running, key=lambda plan: alphabetical(plan.department.name))
    return render_template(
        "admin/plans.html",
        form=form,
        plans=in_order[(page - 1) * PAGE : page * PAGE],
        page=page,
        pages=pages,
        workflows=workflows(db.session),
        variants=variants(db.session),
        lacking=organising.lacking(db.session, today()),
    ), status


def _form() -> StartForm:
    form = StartForm()
    waiting = organising.departments_without_plan(db.session)
    if len(waiting) <= MANY:
        choices = [SelectChoice(str(row.id), row.name) for row in waiting]
        form.department.units = [SelectChoice("", _("Välj ett kontor")), *choices]
    form.workflow.choices = [SelectChoice(name, title) for name, title in workflows(db.session).items()]
    named = variants(db.session).items()
    form.variant.choices = [SelectChoice("", _("Standard")), *(SelectChoice(name, words) for name, words in named)]
    return form


def _chosen(form: StartForm) -> int:
    chosen = unit_chosen(db.session, form.department)
    if chosen is None or db.session.get(Department, chosen) is None:
        raise Invalid({"department": say("Välj vilket kontor planen gäller.")})
    return chosen


@bp.get("/planer")
def plans() -> ResponseReturnValue:
    """The plans there are, and a form to start one."""
    return _page(_form())


@bp.post("/planer")
def start_plan() -> ResponseReturnValue:
    """Starts a department's plan; its steps stand ready on the department's page."""
    form = _form()
    if not form.validate():
        return _page(form, 422)
    try:
        plan = planning.start_plan(
            db.session,
            _chosen(form),
            workflow=form.workflow.data,
            variant=form.variant.data,
            by=actor(),
            at=now(),
        )
    except Invalid as error:
        form.take(error)
        return _page(form, 422)
    flash(_("Planen för %(name)s är startad.", name=plan.department.name), "success")
    return redirect(url_for("admin.plans"), 303)
