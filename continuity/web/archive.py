"""The archive of documents, downloads, and checking a file."""

from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from continuity.definitions.vocabulary import LANGUAGES
from continuity.errors import Invalid, NotFound, say
from continuity.extensions import db
from continuity.services import publishing
from continuity.services.paper import rendering
from continuity.services.record import archive, downloading, verifying
from continuity.services.record.verifying import FileVerdict
from continuity.web.session import actor, now, number_asked
from continuity.web.typed_forms import VerifyForm, carried_out
from continuity.web.wording import language

bp = Blueprint("archive", __name__)


@bp.get("/dokument")
def documents() -> str:
    """Every kept document by department, step and version, with a search."""
    department = number_asked("department") or None
    query = request.args.get("q", "").strip()[:100]
    found = archive.documents(
        db.session,
        by=actor(),
        at=now(),
        department=department,
        query=query,
        page=number_asked("page", 1),
    )
    kept = {name: value for name, value in (("department", department), ("q", query)) if value}
    return render_template("archive/documents.html", archive=found, department=department, query=query, kept=kept)


@bp.get("/dokument/<int:document_id>")
def download(document_id: int) -> ResponseReturnValue:
    """The file; that it was taken is recorded."""
    document, data = downloading.document(db.session, document_id, by=actor(), at=now())
    return _file(document.filename, data, document.media_type)


@bp.get("/steg/<int:step_id>/word")
def copy(step_id: int) -> ResponseReturnValue:
    """A copy made now: a draft, the open extract, or a translation; an extract is in the language that was signed."""
    edition = request.args.get("edition", "full")
    chosen = request.args.get(
        "lang", publishing.settings(db.session).signed_language if edition == "open" else language()
    )
    if chosen not in LANGUAGES or edition not in rendering.EDITIONS[chosen]:
        raise NotFound
    annex, revision = request.args.get("part") == "annex", number_asked("revision") or None
    name, data = downloading.copy(
        db.session, step_id, chosen, edition, annex=annex, revision_id=revision, by=actor(), at=now()
    )
    return _file(name, data, rendering.DOCX)


def _file(name: str, data: bytes, media_type: str) -> ResponseReturnValue:
    """Always as a download: nothing that somebody uploaded is shown as a page of ours."""
    return send_file(BytesIO(data), mimetype=media_type, as_attachment=True, download_name=name)


# --- checking a file -----------------------------------------------------------------------------------------------


@bp.get("/verifiera")
def verify() -> str:
    """Asks for a file."""
    return render_template("archive/verify.html", form=VerifyForm(), verdict=None)


@bp.post("/verifiera")
def verify_submit() -> ResponseReturnValue:
    """Says what the file is; it is not kept."""
    form = VerifyForm()
    found: list[FileVerdict] = []
    if not carried_out(form, lambda: found.append(_verdict(form))):
        return render_template("archive/verify.html", form=form, verdict=None), 422
    about = archive.provenance(db.session, found[0].revision) if found[0].revision else None
    return render_template("archive/verify.html", form=VerifyForm(formdata=None), verdict=found[0], about=about)


def _verdict(form: VerifyForm) -> FileVerdict:
    data = form.file.data.read() if form.file.data else b""
    if not data:
        raise Invalid({"file": say("Välj en fil att kontrollera.")})
    return verifying.verify_file(db.session, data)
