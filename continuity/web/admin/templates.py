"""The Word templates' pages: what is in use, uploading another, looking at a sample, taking it into use and back."""

from io import BytesIO
from pathlib import Path
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import Length

from continuity.definitions.folders import templates_in
from continuity.errors import ContentFaulty, Invalid
from continuity.extensions import db
from continuity.models import Person
from continuity.services.paper import rendering, templates, templatetrial
from continuity.services.paper.templates import Line
from continuity.services.paper.templateslots import Slot
from continuity.services.paper.templatetrial import Outcome
from continuity.services.publishing import Place
from continuity.web.admin.blueprint import bp
from continuity.web.admin.choices import variants
from continuity.web.forms import Form
from continuity.web.session import actor, now, settings


class TemplateForm(Form):
    """A template to try."""

    file = FileField(_("Wordmallen (.docx)"))
    note = StringField(_("Vad har du ändrat?"), [Length(max=templates.LONGEST_NOTE)])


def _slot(language: str, document: str) -> Slot:
    """The slot of an address; whom it is for stands after the question mark."""
    return Slot(document, language, request.args.get("variant", ""), request.args.get("department", ""))


def slot_url(endpoint: str, slot: Slot, **more: str) -> str:
    """The address of something about a slot."""
    whom = {name: getattr(slot, name) or None for name in ("variant", "department")}
    values: dict[str, Any] = {**whom, **more}
    return url_for(endpoint, document=slot.document, language=slot.language, **values)


def _own_files() -> frozenset[Place]:
    """The places that the organisation's own folder has a file for."""
    folder: Path | None = settings().content
    files = templates_in([folder]) if folder is not None else ()
    return frozenset((f"{one.language}/{one.document}", one.variant, one.department) for one in files)


def _told() -> dict[str, Any]:
    """What every page of a slot needs to say whom it is for and where it comes from."""
    return {"own": _own_files(), "slot_url": slot_url, "variants": variants(db.session)}


# --- what there is -------------------------------------------------------------------------------------------------


@bp.get("/mallar", endpoint="templates")
def overview() -> str:
    """Every template in use."""
    found = templates.lines(db.session)
    return render_template("admin/templates.html", lines=found, **_told())


@bp.get("/mallar/<language>/<document>")
def template(language: str, document: str) -> str:
    """One template: its facts, uploading another, and what was uploaded before."""
    return _page(templates.line(db.session, _slot(language, document)), TemplateForm())


def _page(line: Line, form: TemplateForm, outcome: Outcome | None = None) -> str:
    versions = templates.versions(db.session, line.slot)
    names = {one.id: db.session.get_one(Person, one.uploaded_by_id).name for one in versions}
    more = {**_told(), "max_mb": settings().max_upload_mb}
    page = "admin/template.html"
    return render_template(page, line=line, form=form, outcome=outcome, versions=versions, names=names, **more)


@bp.get("/mallar/<language>/<document>/<sha256>.docx")
def template_file(language: str, document: str, sha256: str) -> ResponseReturnValue:
    """A template that is or was in use, or was uploaded."""
    return _file(*templates.file_of(db.session, _slot(language, document), sha256))


def _file(name: str, data: bytes) -> ResponseReturnValue:
    """Always as a download: nothing that somebody uploaded is shown as a page of ours."""
    return send_file(BytesIO(data), mimetype=rendering.DOCX, as_attachment=True, download_name=name)


# --- trying --------------------------------------------------------------------------------------------------------


@bp.post("/mallar/<language>/<document>")
def template_submit(language: str, document: str) -> ResponseReturnValue:
    """Tries the template; one that holds has a page of its own to look at before it is published."""
    slot, form = _slot(language, document), TemplateForm()
    made, outcome = _uploaded(slot, form) if form.validate() else (None, None)
    if made is not None:
        return redirect(url_for("admin.template_version", version_id=made), 303)
    return _page(templates.line(db.session, slot), form, outcome), 422


def _uploaded(slot: Slot, form: TemplateForm) -> tuple[int | None, Outcome | None]:
    sent = form.file.data
    name, data = (sent.filename or "", sent.read()) if sent else ("", b"")
    try:
        made, outcome = templates.upload(db.session, slot, name, data, form.note.data or "", by=actor(), at=now())
    except Invalid as invalid:
        form.take(invalid)
        return None, None
    return made.id if made else None, outcome


@bp.get("/mallar/version/<int:version_id>")
def template_version(version_id: int) -> str:
    """What the check said, samples, and taking it into use."""
    found = templates.version(db.session, version_id)
    line = templates.line(db.session, templates.slot_of(found))
    warnings = [templatetrial.unpacked(one) for one in found.warnings]
    by = db.session.get_one(Person, found.uploaded_by_id).name
    page = "admin/template_version.html"
    return render_template(page, version=found, line=line, warnings=warnings, by=by, **_told())


@bp.get("/mallar/version/<int:version_id>/exempel/<name>")
def template_sample(version_id: int, name: str) -> ResponseReturnValue:
    """A document made of an example, signed or as a draft."""
    return _file(*templates.sample(db.session, version_id, name, by=actor(), at=now()))


# --- taking into use, and back -------------------------------------------------------------------------------------


@bp.post("/mallar/version/<int:version_id>/publicera")
def publish_template(version_id: int) -> ResponseReturnValue:
    """New steps use it from now; open ones keep theirs."""
    try:
        templates.publish(db.session, version_id, by=actor(), at=now())
    except ContentFaulty as faulty:
        slot = templates.slot_of(templates.version(db.session, version_id))
        outcome = Outcome({"unknown": faulty.complaints})
        return _page(templates.line(db.session, slot), TemplateForm(formdata=None), outcome), 409
    flash(gettext("Mallen är publicerad. Nya steg använder den; pågående steg behåller sin."), "success")
    return redirect(slot_url("admin.template", templates.slot_of(templates.version(db.session, version_id))), 303)


@bp.post("/mallar/<language>/<document>/aterga")
def revert_template(language: str, document: str) -> ResponseReturnValue:
    """The delivered template is used again."""
    slot = _slot(language, document)
    templates.revert(db.session, slot, by=actor(), at=now())
    flash(gettext("Den levererade mallen används igen. Pågående steg behåller sin."), "success")
    return redirect(slot_url("admin.template", slot), 303)
