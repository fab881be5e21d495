"""Krav på oss: the owner's list of demands, what is promised to all, and the answer to each."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.errors import Invalid, Refused, say
from continuity.extensions import db
from continuity.models import Resource
from continuity.services.registers import demands_on_us, promising
from continuity.services.registers.needs import Need
from continuity.services.registers.promising import Offer
from continuity.web import need_tables, sheets
from continuity.web.promise_forms import AnswerForm, PromiseForm
from continuity.web.session import actor, now
from continuity.web.typed_forms import carried_out

bp = Blueprint("demands", __name__)


@bp.get("/krav")
def on_us() -> ResponseReturnValue:
    """One list of demands, the tightest first, and one's own resources; the list also as a file."""
    found = demands_on_us.demands_on_us(db.session, by=actor(), at=now())
    kind = sheets.asked()
    if kind is not None:
        return sheets.sheet(kind, _("krav-pa-oss"), *need_tables.of_owner(found))
    return render_template("demands/on_us.html", found=found, words=need_tables)


# --- what is promised to all ----------------------------------------------------------------------------------------


def _own(resource_id: str) -> Resource:
    return promising.own_resource(db.session, resource_id, by=actor(), at=now())


def _promise_page(resource: Resource, form: PromiseForm) -> str:
    given = promising.current(db.session, resource.id)
    return render_template("demands/promise.html", resource=resource, given=given, form=form, words=need_tables)


@bp.get("/krav/resurs/<resource_id>")
def promise(resource_id: str) -> str:
    """The form for what is promised, with what is promised now."""
    resource = _own(resource_id)
    given = promising.current(db.session, resource.id)
    return _promise_page(resource, PromiseForm(obj=given) if given else PromiseForm())


@bp.post("/krav/resurs/<resource_id>")
def promise_submit(resource_id: str) -> ResponseReturnValue:
    """Promises it to all."""
    resource, form = _own(resource_id), PromiseForm()
    if not carried_out(form, lambda: _promise(resource_id, form)):
        return _promise_page(resource, form), 422
    flash(_("Löftet gäller från nu. De som behöver resursen ser det."), "success")
    return redirect(url_for("demands.on_us"), 303)


def _promise(resource_id: str, form: PromiseForm) -> None:
    offer = Offer(
        form.promised_h.data,
        form.service_window.data or "",
        form.basis.data or "",
        form.tested_h.data,
        form.tested_on.data,
    )
    promising.promise(db.session, resource_id, offer, by=actor(), at=now())


@bp.post("/krav/resurs/<resource_id>/bekrafta")
def reconfirm(resource_id: str) -> ResponseReturnValue:
    """The promise still holds."""
    promising.reconfirm(db.session, resource_id, by=actor(), at=now())
    flash(_("Löftet är bekräftat för ett år till."), "success")
    return redirect(url_for("demands.on_us"), 303)


# --- the answer to one demand ---------------------------------------------------------------------------------------


def _asked(demand_id: int) -> Need:
    return demands_on_us.one_demand(db.session, demand_id, by=actor(), at=now())


@bp.get("/krav/<int:demand_id>/svar")
def answer(demand_id: int) -> str:
    """The form for the answer."""
    return _answer_page(_asked(demand_id), AnswerForm())


def _answer_page(need: Need, form: AnswerForm) -> str:
    return render_template("demands/answer.html", need=need, form=form, words=need_tables)


@bp.post("/krav/<int:demand_id>/svar")
def answer_submit(demand_id: int) -> ResponseReturnValue:
    """Answers it."""
    need, form = _asked(demand_id), AnswerForm()
    if not carried_out(form, lambda: _answer(demand_id, form)):
        return _answer_page(need, form), 422
    flash(_("Svaret är lämnat. %(department)s ser det hos sig.", department=need.department), "success")
    return redirect(url_for("demands.on_us"), 303)


def _answer(demand_id: int, form: AnswerForm) -> None:
    text, offered = form.text.data or "", form.offered_h.data
    verbs: Mapping[str, Callable[[], None]] = {
        "confirmed": lambda: promising.confirm(db.session, demand_id, by=actor(), at=now()),
        "counter_offer": lambda: promising.counter_offer(db.session, demand_id, offered, text, by=actor(), at=now()),
        "declined": lambda: promising.decline(db.session, demand_id, text, by=actor(), at=now()),
    }
    verb = verbs.get(form.reply.data or "")
    if verb is None:
        raise Invalid({"reply": say("Välj vad ni svarar.")})
    try:
        verb()
    except Refused as refused:  # beside the answer that was chosen, so that another can be
        raise Invalid({"reply": refused.reasons[0]}) from refused
