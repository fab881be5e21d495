"""The register of resources: looked through, told who owns what, and cleared of doubles."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import Length

from continuity.extensions import db
from continuity.models import Resource
from continuity.services import publishing
from continuity.services.registers import resources
from continuity.services.registers.resources import Description, Listed
from continuity.web import need_tables, sheets
from continuity.web.admin.choices import unit_chosen, units
from continuity.web.admin.forms import UnitField
from continuity.web.board.blueprint import bp
from continuity.web.forms import Form
from continuity.web.readfields import NumberField
from continuity.web.session import actor, now, number_asked
from continuity.web.sheets import Value
from continuity.web.typed_forms import carried_out
from continuity.web.wording import language


class ResourceForm(Form):
    """What a resource is and who answers for it."""

    name = StringField(_("Vad heter den?"), [Length(max=200)])
    kind = SelectField(_("Vad är det för slags resurs?"), validate_choice=False)
    owner = UnitField(_("Vilken enhet äger den?"))
    provider = StringField(_("Extern leverantör"), [Length(max=200)])
    capacity = NumberField(_("Hur mycket finns det?"))


@bp.get("/resurser", endpoint="resources")
def register() -> ResponseReturnValue:
    """Every resource in use, those that nobody has looked at yet first."""
    sought, kind = " ".join(request.args.get("q", "").split()), sheets.asked()
    if kind:
        found = resources.listed(db.session, sought, by=actor(), at=now())
        return sheets.sheet(kind, gettext("Resurser"), _columns(), (_row(line) for line in found))
    shown = resources.register(db.session, sought, number_asked("page", 1), by=actor(), at=now())
    kept = {"q": sought} if sought else {}
    return render_template("board/resources.html", register=shown, kept=kept, kind_name=_kind_name, words=need_tables)


def _kind_name(kind: str) -> str:
    known = publishing.settings(db.session).resource_kinds.get(kind)
    return known.in_(language()) if known else kind


def _columns() -> list[str]:
    return [
        gettext("Resurs"), gettext("Ägare"), gettext("Slag"), gettext("Extern leverantör"), gettext("Kapacitet"),
        gettext("Utlovat (h)"), gettext("Servicetid"), gettext("Krav"), gettext("Ny resurs"),
    ]  # fmt: skip


def _row(line: Listed) -> Sequence[Value]:
    one = line.resource
    return (
        one.name, one.owner, _kind_name(one.kind), one.provider, one.capacity,
        one.promised_h, one.service_window, line.demands, gettext("ja") if one.is_new else "",
    )  # fmt: skip


# --- what it is and who owns it --------------------------------------------------------------------------------------


def _resource(resource_id: str) -> Resource:
    return resources.get(db.session, resource_id, by=actor(), at=now())


def _form(resource: Resource) -> ResourceForm:
    owner = str(resource.owner_id or "")
    form = ResourceForm(obj=resource, data={"owner": owner})
    kinds = publishing.settings(db.session).resource_kinds
    named = [SelectChoice(name, words.in_(language())) for name, words in kinds.items()]
    form.kind.choices = [SelectChoice("", gettext("Inte angivet")), *named]
    form.owner.units = units(db.session, gettext("Ingen enhet i kommunen"))
    return form


def _page(resource: Resource, form: ResourceForm) -> str:
    return render_template("board/resource.html", resource=resource, form=form)


@bp.get("/resurser/<resource_id>")
def resource(resource_id: str) -> str:
    """The form, with what the register says."""
    found = _resource(resource_id)
    return _page(found, _form(found))


@bp.post("/resurser/<resource_id>")
def resource_submit(resource_id: str) -> ResponseReturnValue:
    """Says what it is."""
    found = _resource(resource_id)
    form = _form(found)
    if not carried_out(form, lambda: _describe(resource_id, form)):
        return _page(found, form), 422
    flash(gettext("Uppgifterna är sparade. Ägaren ser kraven på resursen under Krav på oss."), "success")
    return redirect(url_for("board.resources"), 303)


def _describe(resource_id: str, form: ResourceForm) -> None:
    what = Description(
        form.name.data or "",
        form.kind.data or "",
        unit_chosen(db.session, form.owner),
        form.provider.data or "",
        form.capacity.data,
    )
    resources.describe(db.session, resource_id, what, by=actor(), at=now())


# --- doubles ---------------------------------------------------------------------------------------------------------


@bp.get("/resurser/<resource_id>/sla-ihop")
def resource_merge(resource_id: str) -> str:
    """Asks which resource it is the same as; when one is chosen, shows what follows."""
    found, into = _resource(resource_id), request.args.get("med")
    if into:
        foreseen = resources.foresee_merge(db.session, resource_id, into, by=actor(), at=now())
        return render_template("board/resource_merge.html", resource=found, merging=foreseen)
    others = [line.resource for line in resources.listed(db.session, by=actor(), at=now())]
    choices = [(one.id, one.name, one.owner) for one in others if one.id != resource_id]
    return render_template("board/resource_double.html", resource=found, choices=choices)


@bp.post("/resurser/<resource_id>/sla-ihop")
def resource_merge_submit(resource_id: str) -> ResponseReturnValue:
    """Makes the two one."""
    resources.merge(db.session, resource_id, request.form.get("into", ""), by=actor(), at=now())
    flash(gettext("Resurserna är en. Kraven på båda står nu på samma rad."), "success")
    return redirect(url_for("board.resources"), 303)
