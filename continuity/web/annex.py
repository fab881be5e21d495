"""The contact annex: new contacts by one signature, while the rest of the plan stays as it was signed."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import NotFound
from continuity.extensions import db
from continuity.rules.guards import fresh_login
from continuity.services.paper import rendering
from continuity.services.steps import annex, signing
from continuity.services.steps.desk import Desk, open_desk
from continuity.web.guided.summary import matters
from continuity.web.session import actor, now
from continuity.web.typed_forms import ConfirmForm, carried_out
from continuity.web.wording import language

bp = Blueprint("annex", __name__, url_prefix="/steg/<int:step_id>/bilaga")


def _desk(step_id: int) -> Desk:
    """A step whose annex is open. :raise 404: it is not, or it is not theirs."""
    desk = open_desk(db.session, step_id, by=actor(), at=now(), action="annex")
    if desk.revision.kind != annex.KIND or desk.step.open_revision_id is None:
        raise NotFound
    return desk


@bp.post("/borja")
def begin(step_id: int) -> ResponseReturnValue:
    """Opens the annex's pages for change."""
    annex.begin(db.session, step_id, by=actor(), at=now())
    flash(_("Kontaktbilagan är öppen för ändring. Resten av dokumentet är låst som det skrevs under."), "success")
    return redirect(url_for("annex.show", step_id=step_id), 303)


@bp.get("")
def show(step_id: int) -> ResponseReturnValue:
    """The pages to change, the document as it will be, and the signature."""
    return _page(_desk(step_id), ConfirmForm())


def _page(desk: Desk, form: ConfirmForm) -> str:
    pages = [(name, desk.form.pages[name].title.in_(language())) for name in desk.parameters.annex]
    statement = signing.statement(desk, "prepared_by", desk.settings.signed_language)
    found = matters(desk, desk.tree(), annex.in_the_way(desk), language())
    return render_template("annex/show.html", desk=desk, form=form, pages=pages, statement=statement, found=found)


@bp.get("/word")
def preview(step_id: int) -> ResponseReturnValue:
    """The document as it would be signed."""
    desk = _desk(step_id)
    data = BytesIO(annex.preview(desk))
    name = rendering.filename(desk, "working", document=desk.parameters.annex_document)
    return send_file(data, mimetype=rendering.DOCX, as_attachment=True, download_name=name)


@bp.post("")
def sign(step_id: int) -> ResponseReturnValue:
    """Signs and publishes the annex; a login that is not fresh is asked for first."""
    desk, form = _desk(step_id), ConfirmForm()
    if fresh_login(desk.facts) is not None:
        return redirect(url_for("login.confirm", next=url_for("annex.show", step_id=step_id)), 303)
    confirmed = bool(form.confirmed.data)
    if not carried_out(form, lambda: annex.sign(db.session, step_id, confirmed=confirmed, by=actor(), at=now())):
        return _page(desk, form), 422
    return redirect(url_for("process.done", step_id=step_id), 303)


@bp.post("/avbryt")
def discard(step_id: int) -> ResponseReturnValue:
    """Closes the annex without publishing it."""
    desk = _desk(step_id)
    department_id = desk.department.id
    annex.discard(db.session, step_id, by=actor(), at=now())
    flash(_("Ändringen av kontaktbilagan är avbruten. Den version som gällde gäller fortfarande."), "info")
    return redirect(url_for("departments.show", department_id=department_id), 303)
