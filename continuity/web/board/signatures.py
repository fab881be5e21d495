"""Who signed, on a page and as a file, and the check of those that are ticked."""

from dataclasses import asdict
from datetime import MAXYEAR

from flask import Response, render_template, request
from flask_babel import gettext as _

from continuity.extensions import db
from continuity.services.oversight import signatures
from continuity.services.oversight.signatures import METHODS, STATUSES, Chosen, Signature
from continuity.web import sheets
from continuity.web.board.blueprint import bp
from continuity.web.session import actor, now, number_asked
from continuity.web.wording import language, moment, tell


@bp.get("/signaturer")
def signed() -> str | Response:
    """Who signed what, when and how; `kontrollera` names signatures to check."""
    chosen = _chosen()
    if kind := sheets.asked():
        return _file(kind, chosen)
    return render_template(
        "board/signatures.html",
        found=signatures.signatures(db.session, chosen, by=actor(), at=now(), page=number_asked("page", 1)),
        verdicts=signatures.verify(db.session, _ticked(), by=actor(), at=now()),
        chosen=chosen,
        kept={name: int(value) if value is True else value for name, value in asdict(chosen).items() if value},
        methods=METHODS,
        statuses=STATUSES,
        holds=signatures.HOLDS,
    )


def _chosen() -> Chosen:
    return Chosen(
        committee=number_asked("committee") or None,
        year=number_asked("year", largest=MAXYEAR - 1) or None,
        query=request.args.get("query", "").strip()[:100],
        gone=request.args.get("gone") == "1",
    )


def _ticked() -> list[int]:
    return request.args.getlist("kontrollera", type=int)


def _file(kind: str, chosen: Chosen) -> Response:
    columns = [
        _("Enhet"), _("Steg"), _("Version"), _("Namn"), _("Titel"), _("Roll"), _("I egenskap av"), _("När"), _("Hur"),
        _("Kvar i rollen"), _("Läge"), _("Dokumentets SHA-256"),
    ]  # fmt: skip
    lines = signatures.everything(db.session, chosen, by=actor(), at=now())
    return sheets.sheet(kind, _("underskrifter"), columns, (_row(line) for line in lines))


def _row(line: Signature) -> list[sheets.Value]:
    one = line.sign_off
    return [
        line.department, line.title.in_(language()), line.version, one.name, one.title, one.role, one.capacity,
        moment(one.at), tell(METHODS.get(one.method, one.method)), _("Ja") if line.in_office else _("Nej"),
        tell(STATUSES[line.status]), one.document_sha256,
    ]  # fmt: skip
