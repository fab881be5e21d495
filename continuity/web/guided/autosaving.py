"""What a page saves by itself while somebody types: answered as data, never refused for what is half written."""

from collections.abc import Mapping

from flask import jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from continuity.definitions.forms import Page
from continuity.errors import ContinuityError, Invalid, NotFound, Refused, Stale, TooMany
from continuity.extensions import db
from continuity.web import wording
from continuity.web.fields.chosen import PickField
from continuity.web.formbuilder import PageForm
from continuity.web.guided import saving, shown_at
from continuity.web.guided.blueprint import bp
from continuity.web.guided.screens import Screen
from continuity.web.session import now

AS_DATA = "application/json"


def asked() -> bool:
    """Whether the save was sent by the page itself, which wants to know the new version and stay where it is."""
    return request.accept_mimetypes.best == AS_DATA


@bp.app_template_test("saved_by_itself")
def by_itself(page: Page) -> bool:
    """Whether the page may be saved while somebody types.

    Not where an answer acts at once, such as setting the department apart: a slip of the hand is no answer.
    """
    return not any(question.screens or question.stops_if for question in page.questions.values())


def save(screen: Screen, forms: Mapping[str, PageForm]) -> ResponseReturnValue:
    """Saves what can be saved of each form (by row) and says which versions they have now; 409 ends it."""
    if not by_itself(screen.page):
        return _ended(_("Den här sidan sparas när du trycker på ”Spara och fortsätt”."), {})
    for form in forms.values():
        form.validate()
        _leave_new_names(form)
    try:
        outcome = saving.save(screen, forms)
    except (Refused, NotFound, Invalid, TooMany) as refused:
        db.session.rollback()
        return _ended(_("Inte sparat: %(reason)s", reason=" ".join(_reasons(refused))), {})
    versions = {forms[row].version.name: str(version) for row, version in outcome.versions.items()}
    if outcome.versions:
        shown_at.measured(screen.desk.revision.id, screen.place.page_id)
    if outcome.stale:
        return _ended(_first(next(iter(outcome.stale.values()))), versions)
    return jsonify(text=_saved(forms), versions=versions, shown=shown_at.stamp())


def _leave_new_names(form: PageForm) -> None:
    """A name typed beside a picker goes to the common register when the person says so, not half typed."""
    for field in form.answers:
        if isinstance(field, PickField) and field.new_name:
            field.given, field.new_name = False, ""


def _reasons(refused: ContinuityError) -> list[str]:
    if isinstance(refused, Invalid):
        return [wording.tell(reason) for reason in refused.errors.values()]
    if isinstance(refused, Refused):
        return [wording.tell(reason) for reason in refused.reasons]
    return [wording.tell(refused)]


def _saved(forms: Mapping[str, PageForm]) -> str:
    time = wording.clock(now())
    left = [str(field.label.text) for form in forms.values() for field in form.answers if field.given and field.failed]
    if left:
        return _("Sparat %(time)s, utom det som inte går att tolka än: %(left)s", time=time, left=", ".join(left))
    return _("Sparat %(time)s", time=time)


def _first(stale: Stale) -> str:
    if stale.own:
        return _("Du har sparat sidan i ett annat fönster. Det du har skrivit här är inte sparat men finns kvar.")
    who = stale.who or _("Någon annan")
    return _("%(who)s har sparat sidan medan du skrev. Det du har skrivit är inte sparat men finns kvar här.", who=who)


def _ended(text: str, versions: Mapping[str, str]) -> ResponseReturnValue:
    """Why the page no longer saves itself, and the versions of what was saved all the same."""
    return jsonify(text=text, versions=versions), 409
