"""The order of priority: read, moved by hand, proposed, decided, and taken along."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from continuity.errors import NotFound
from continuity.extensions import db
from continuity.models import Person, PriorityOrder
from continuity.rules.guards import is_fresh
from continuity.services import publishing
from continuity.services.analysis import deciding, priorities, priority_paper
from continuity.services.analysis.looking import looked_at
from continuity.services.analysis.words import STATUSES
from continuity.web import sheets
from continuity.web.board.blueprint import bp
from continuity.web.forms import Form
from continuity.web.readfields import DayField
from continuity.web.session import actor, now
from continuity.web.sheets import Value
from continuity.web.typed_forms import carried_out
from continuity.web.wording import language, tell

Line = Mapping[str, Any]


class MoveForm(Form):
    """Another place, and why."""

    place = IntegerField(_("Ny plats i ordningen"), [Optional()])
    reason = TextAreaField(_("Varför flyttas aktiviteten?"))


class DecideForm(Form):
    """The decision."""

    decided_on = DayField(_("Beslutad när"))
    paragraph = StringField(_("Paragraf i protokollet"), [Length(max=40)])


class SendBackForm(Form):
    """Why the proposal goes back."""

    reason = TextAreaField(_("Varför går förslaget tillbaka?"))


# --- reading ---------------------------------------------------------------------------------------------------------


@bp.get("/prioritering")
def priority() -> ResponseReturnValue:
    """Today's order, what waits for a decision, and the versions."""
    found = priorities.standing(db.session, by=actor(), at=now())
    if kind := sheets.asked():
        return _sheet(kind, found.body)
    return render_template("board/priority.html", standing=found, **_shown(found.body), **_about(found.versions))


@bp.get("/prioritering/<int:order_id>")
def priority_version(order_id: int) -> ResponseReturnValue:
    """One version as it was frozen."""
    looked_at(db.session, by=actor(), at=now())
    order = priorities.version(db.session, order_id)
    body = json.loads(order.body)
    if kind := sheets.asked():
        return _sheet(kind, body)
    every = priorities.versions(db.session)
    return render_template("board/priority_version.html", order=order, **_shown(body), **_about(every))


def _shown(body: Line) -> dict[str, Any]:
    lists = {None: "activities", "nu": "peaks", "resurser": "resources"}
    chosen = request.args.get("lista")
    if chosen not in lists:
        raise NotFound
    return {"body": body, "list": lists[chosen], "statuses": STATUSES, "driving": _driving}


def _driving(line: Line, body: Line) -> str:
    return priority_paper.driving_words(line, body["categories"], language())


def _about(every: tuple[PriorityOrder, ...]) -> dict[str, Any]:
    settings = publishing.settings(db.session)
    decided = next((one for one in every if one.decided_at is not None), None)

    def status(order: PriorityOrder) -> str:
        return priority_paper.status(order, language(), superseded=order is not decided)

    def body_name(order: PriorityOrder) -> str:
        return priority_paper.body_name(order.decided_by or settings.priority_decided_by, settings, language())

    names = {one.proposed_by_id: db.session.get_one(Person, one.proposed_by_id).name for one in every}
    return {"status_of": status, "body_name": body_name, "names": names, "replaced": deciding.REPLACED}


def _sheet(kind: str, body: Line) -> ResponseReturnValue:
    columns, rows = {"activities": _activities, "peaks": _peaks, "resources": _resources}[_shown(body)["list"]](body)
    return sheets.sheet(kind, gettext("Prioriteringsordning"), columns, rows)


Table = tuple[list[str], Iterator[list[Value]]]


def _activities(body: Line) -> Table:
    columns = [
        gettext("Nr"), gettext("Aktivitet"), gettext("Förvaltning"), gettext("Klass"), gettext("MTPD (h)"),
        gettext("RTO (h)"), gettext("MBCO"), gettext("Dimensionerande konsekvens"), gettext("Kritiska resurser"),
        gettext("Gapstatus"), gettext("Ansvarig roll"), gettext("Uträknad plats"), gettext("Skäl till flytt"),
    ]  # fmt: skip
    rows = (
        [
            one["rank"], one["activity"], one["department"], one["priority_class"], one["mtpd_h"], one["rto_h"],
            one["mbco"], _driving(one, body), ", ".join(one["resources"]),
            tell(STATUSES[one["gap"]]) if one["gap"] else "", one["owner"], one["proposed"], one["reason"],
        ]
        for one in body["activities"]
    )  # fmt: skip
    return columns, rows


def _peaks(body: Line) -> Table:
    columns = [
        gettext("Nr"), gettext("Aktivitet"), gettext("Förvaltning"), gettext("Klass"), gettext("RTO (h)"),
        gettext("Kritiska perioder"),
    ]  # fmt: skip
    keys = ("rank", "activity", "department", "priority_class", "rto_h")
    return columns, ([*(one[key] for key in keys), ", ".join(one["periods"])] for one in body["peaks"])


def _resources(body: Line) -> Table:
    columns = [gettext("Nr"), gettext("Resurs"), gettext("Ägare"), gettext("Behövs inom (h)"), gettext("Aktiviteter")]
    keys = ("rank", "resource", "owner", "required_h")
    return columns, ([*(one[key] for key in keys), ", ".join(one["activities"])] for one in body["resources"])


# --- the security function -------------------------------------------------------------------------------------------


@bp.get("/prioritering/flytta/<int:department_id>/<row>")
def priority_move(department_id: int, row: str) -> str:
    """Asks where to and why."""
    return _move_page(department_id, row, MoveForm())


@bp.post("/prioritering/flytta/<int:department_id>/<row>")
def priority_move_submit(department_id: int, row: str) -> ResponseReturnValue:
    """Moves the activity."""
    form = MoveForm()
    given = form.place.data, form.reason.data or ""
    if not carried_out(form, lambda: deciding.move(db.session, department_id, row, *given, by=actor(), at=now())):
        return _move_page(department_id, row, form), 422
    flash(gettext("Aktiviteten är flyttad. Föreslå ordningen när den är klar."), "success")
    return redirect(url_for("board.priority"), 303)


def _move_page(department_id: int, row: str, form: MoveForm) -> str:
    body = priorities.standing(db.session, by=actor(), at=now()).body
    line = next((one for one in body["activities"] if (one["department_id"], one["row"]) == (department_id, row)), None)
    if line is None:
        raise NotFound
    return render_template("board/priority_move.html", form=form, line=line, last=len(body["activities"]))


@bp.post("/prioritering/aterstall/<int:department_id>/<row>")
def priority_put_back(department_id: int, row: str) -> ResponseReturnValue:
    """The computed place again."""
    deciding.put_back(db.session, department_id, row, by=actor(), at=now())
    flash(gettext("Aktiviteten står på sin uträknade plats igen."), "success")
    return redirect(url_for("board.priority"), 303)


@bp.post("/prioritering/foresla")
def priority_propose() -> ResponseReturnValue:
    """Today's order goes to decision."""
    made = deciding.propose(db.session, by=actor(), at=now())
    flash(gettext("Version %(n)s är föreslagen och väntar på beslut.", n=made.version), "success")
    return redirect(url_for("board.priority_version", order_id=made.id), 303)


# --- the management --------------------------------------------------------------------------------------------------


def _confirm_first(order_id: int) -> ResponseReturnValue | None:
    """To the page for a fresh login; None when it is fresh."""
    if is_fresh(actor().auth_time, now()):
        return None
    return redirect(url_for("login.confirm", next=url_for("board.priority_decide", order_id=order_id)), 303)


@bp.get("/prioritering/<int:order_id>/beslut")
def priority_decide(order_id: int) -> ResponseReturnValue:
    """Asks for the decision; a fresh login comes first."""
    return _confirm_first(order_id) or _decide_page(order_id, DecideForm(), SendBackForm())


@bp.post("/prioritering/<int:order_id>/beslut")
def priority_decide_submit(order_id: int) -> ResponseReturnValue:
    """Puts the version in force; a login that has grown old in the meantime is asked for again."""
    if (first := _confirm_first(order_id)) is not None:
        return first
    form = DecideForm()
    given = form.decided_on.data, form.paragraph.data or ""
    if not carried_out(form, lambda: deciding.decide(db.session, order_id, *given, by=actor(), at=now())):
        return _decide_page(order_id, form, SendBackForm(formdata=None)), 422
    flash(gettext("Ordningen är fastställd och gäller från nu."), "success")
    return redirect(url_for("board.priority_version", order_id=order_id), 303)


@bp.post("/prioritering/<int:order_id>/ater")
def priority_send_back(order_id: int) -> ResponseReturnValue:
    """Returns the proposal."""
    form = SendBackForm()
    reason = form.reason.data or ""
    if not carried_out(form, lambda: deciding.send_back(db.session, order_id, reason, by=actor(), at=now())):
        return _decide_page(order_id, DecideForm(formdata=None), form), 422
    flash(gettext("Förslaget är tillbaka hos säkerhetsfunktionen, som ser ditt skäl."), "success")
    return redirect(url_for("board.priority"), 303)


def _decide_page(order_id: int, form: DecideForm, back: SendBackForm) -> str:
    order = priorities.version(db.session, order_id)
    board_decides = publishing.settings(db.session).priority_decided_by == "executive_board"
    about = _about((order,))
    return render_template(
        "board/priority_decide.html", order=order, form=form, back=back, board_decides=board_decides, **about
    )
