"""The actions of all departments: the list, one action with its story, and what is done with it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from continuity.errors import NotFound, Refused
from continuity.extensions import db
from continuity.models import Department
from continuity.rules.actions import STATES, Verb
from continuity.services.registers import action_list, actions, register
from continuity.services.registers.action_list import BY_HAND, ActionPage, Filter, Line
from continuity.services.registers.actions import New
from continuity.web import sheets
from continuity.web.action_forms import FORMS, ActionForm, ExtendForm, NewForm, words_of
from continuity.web.session import actor, now, number_asked
from continuity.web.sheets import Value
from continuity.web.typed_forms import carried_out
from continuity.web.wording import language

bp = Blueprint("actions", __name__)


@bp.get("/atgarder")
def listing() -> ResponseReturnValue:
    """Every action that this person may see, filtered; `?som=xlsx` to take along."""
    kind, chosen = sheets.asked(), _chosen()
    page = None if kind else number_asked("page", 1)
    found = action_list.listing(db.session, chosen, by=actor(), at=now(), page=page)
    if kind:
        return sheets.sheet(kind, _("Åtgärder"), _columns(), [_row(line) for line in found.lines])
    kept = {name: value for name, value in request.args.items() if value and name not in ("page", "som")}
    return render_template("actions/list.html", found=found, chosen=chosen, kept=kept, states=words_of(), hand=BY_HAND)


def _chosen() -> Filter:
    asked = request.args
    return Filter(
        department=number_asked("department") or None,
        state=asked["state"] if asked.get("state") in STATES else None,
        source=asked.get("source") or None,
        owner=asked.get("owner") or None,
        late=asked.get("late") == "1",
    )


def _columns() -> list[str]:
    return [
        _("Enhet"), _("Åtgärd"), _("Källa"), _("Iakttagelse"), _("Allvar"), _("Ansvarig"), _("Klart senast"),
        _("Status"), _("Försenad"), _("Förlängningar"), _("Kostnad (kr)"), _("Betalas av"),
    ]  # fmt: skip


def _row(line: Line) -> list[Value]:
    source = line.source.in_(language()) if line.source else _("Tillagd för hand")
    late = _("ja") if line.late else _("nej")
    return [
        line.department, line.text, source, line.finding, line.severity, line.owner, line.due,
        words_of()[line.state], late, line.extensions, line.cost, line.budget,
    ]  # fmt: skip


def _page(action_id: int) -> ActionPage:
    return action_list.action_page(db.session, action_id, by=actor(), at=now())


@bp.get("/atgard/<int:action_id>")
def show(action_id: int) -> str:
    """One action and its story."""
    return render_template("actions/show.html", page=_page(action_id), states=words_of())


@bp.post("/atgard/<int:action_id>/borja")
def begin(action_id: int) -> ResponseReturnValue:
    """The work has begun."""
    actions.start(db.session, action_id, by=actor(), at=now())
    flash(_("Åtgärden är påbörjad."), "success")
    return _home(action_id)


def _home(action_id: int) -> ResponseReturnValue:
    return redirect(url_for("actions.show", action_id=action_id), 303)


# What a form does: the word in the address -> the verb of the rules.
VERBS: Mapping[str, Verb] = MappingProxyType(
    {"forlang": "extend", "klar": "finish", "verifiera": "verify", "oppna": "reopen"}
)
DOES: Mapping[Verb, Callable[..., Any]] = MappingProxyType(
    {"finish": actions.finish, "verify": actions.verify, "reopen": actions.reopen}
)


def _asked(action_id: int, word: str) -> tuple[ActionPage, Verb]:
    """The action and what is to be done. :raise Refused: it may not be done now."""
    page, verb = _page(action_id), VERBS.get(word)
    if verb is None:
        raise NotFound
    if verb in page.against:
        raise Refused(page.against[verb])
    return page, verb


@bp.get("/atgard/<int:action_id>/<word>")
def ask(action_id: int, word: str) -> str:
    """The form of a verb."""
    page, verb = _asked(action_id, word)
    return _form_page(page, verb, FORMS[verb]())


def _form_page(page: ActionPage, verb: Verb, form: ActionForm) -> str:
    return render_template("actions/act.html", page=page, verb=verb, form=form)


@bp.post("/atgard/<int:action_id>/<word>")
def act(action_id: int, word: str) -> ResponseReturnValue:
    """Does it, and tells so."""
    page, verb = _asked(action_id, word)
    form = FORMS[verb]()
    if not carried_out(form, lambda: _do(action_id, verb, form)):
        return _form_page(page, verb, form), 422
    flash(_done()[verb], "success")
    return _home(action_id)


def _do(action_id: int, verb: Verb, form: ActionForm) -> None:
    if isinstance(form, ExtendForm):
        actions.extend(db.session, action_id, form.due.data, form.reason.data or "", by=actor(), at=now())
    else:
        DOES[verb](db.session, action_id, form.text.data or "", by=actor(), at=now())


def _done() -> dict[Verb, str]:
    return {
        "extend": _("Åtgärden har fått ett nytt datum."),
        "finish": _("Åtgärden är klar. Nu kan någon annan verifiera att den har hjälpt."),
        "verify": _("Åtgärden är verifierad."),
        "reopen": _("Åtgärden är öppen igen."),
    }


@bp.get("/enhet/<int:department_id>/atgard")
def new(department_id: int) -> str:
    """The form of an action that no document states."""
    department = _department(department_id)
    return render_template("actions/new.html", department=department, form=_new_form())


@bp.post("/enhet/<int:department_id>/atgard")
def add(department_id: int) -> ResponseReturnValue:
    """Adds it to the department's list."""
    department, form = _department(department_id), _new_form()
    if not carried_out(form, lambda: _add(department_id, form)):
        return render_template("actions/new.html", department=department, form=form), 422
    flash(_("Åtgärden är tillagd."), "success")
    return redirect(url_for("actions.listing", department=department_id), 303)


def _department(department_id: int) -> Department:
    """The department. :raise NotFound: this person may add nothing there."""
    return actions.may_add(db.session, department_id, by=actor(), at=now())


def _new_form() -> NewForm:
    form = NewForm()
    form.budget.choices = [SelectChoice("", _("Ingen eller inte bestämt")), *_payers()]
    return form


def _payers() -> list[SelectChoice]:
    return [SelectChoice(key, name) for key, name in register.committees(db.session)]


def _add(department_id: int, form: NewForm) -> None:
    typed = New(
        text=form.text.data or "",
        owner=form.owner.data or "",
        due=form.due.data,
        verify=form.verify.data or "",
        cost=form.cost.data,
        budget_id=int(form.budget.data) if form.budget.data else None,
        severity=int(form.severity.data) if form.severity.data else None,
    )
    actions.add(db.session, department_id, typed, by=actor(), at=now())
