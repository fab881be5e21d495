"""Units and people from a table: sent, looked at as a whole, and taken in when it is confirmed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from continuity.errors import Invalid, NotFound
from continuity.extensions import db
from continuity.services.organisation import importing as service
from continuity.services.organisation.importing import Found, Row
from continuity.services.organisation.organising import LEVELS
from continuity.services.organisation.seats import ROLES
from continuity.web import importing
from continuity.web.admin.blueprint import bp
from continuity.web.importing import Column, ImportForm, Preview
from continuity.web.naming import LEVELS as LEVEL_WORDS
from continuity.web.naming import ROLES as ROLE_WORDS
from continuity.web.naming import level_name, role_name
from continuity.web.session import actor, now
from continuity.web.wording import LANGUAGES


@dataclass(frozen=True)
class Kind:
    """One kind of table: what it is called, its columns, and how it is looked at and taken in."""

    title: str
    columns: Sequence[Column]
    look_at: Callable[[Sequence[Row]], Found]
    add: Callable[[Sequence[Row]], int]


@bp.get("/import/<kind>")
def imports(kind: str) -> ResponseReturnValue:
    """Asks for the table."""
    return _page(kind, ImportForm())


@bp.post("/import/<kind>")
def imports_submit(kind: str) -> ResponseReturnValue:
    """Shows what the table would lead to; nothing is saved yet."""
    form, chosen = ImportForm(), _kind(kind)
    try:
        rows = importing.keyed(importing.sent(form), chosen.columns)
    except Invalid as wrong:
        form.take(wrong)
        return _page(kind, form, status=422)
    found = importing.preview(rows, chosen.columns, chosen.look_at(rows).wrong)
    return _page(kind, form, found, 422 if found.wrong else 200)


@bp.post("/import/<kind>/klar")
def imports_confirm(kind: str) -> ResponseReturnValue:
    """Takes the table in, all of it or nothing; confirmed twice it is taken in once."""
    chosen = _kind(kind)
    rows = importing.confirmed(url_for("admin.imports_submit", kind=kind))
    if rows is None:
        flash(importing.gone(), "info")
        return redirect(url_for("admin.imports", kind=kind), 303)
    try:
        number = chosen.add(rows)
        db.session.commit()
    except Invalid as wrong:
        db.session.rollback()
        form = ImportForm(formdata=None)
        form.take(wrong)
        return _page(kind, form, status=422)
    flash(ngettext("%(num)d är tillagd.", "%(num)d är tillagda.", number), "success")
    return redirect(url_for("admin.organisation" if kind == "enheter" else "admin.people"), 303)


@bp.get("/import/<kind>/mall")
def imports_blank(kind: str) -> Response:
    """An empty workbook with the headings."""
    return importing.blank(kind, _kind(kind).columns)


def _page(kind: str, form: ImportForm, found: Preview | None = None, status: int = 200) -> ResponseReturnValue:
    chosen = _kind(kind)
    return render_template(
        "admin/import.html", kind=kind, title=chosen.title, columns=chosen.columns, form=form, found=found,
        hints=_hints(kind),
    ), status  # fmt: skip


def _kind(name: str) -> Kind:
    by, at = actor(), now()
    if name == "enheter":
        levels = _words(LEVELS, level_name, LEVEL_WORDS)
        return Kind(
            _("Läs in enheter"),
            _unit_columns(),
            lambda rows: service.look_at_units(db.session, rows, levels),
            lambda rows: service.add_units(db.session, rows, levels, by=by, at=at),
        )
    if name == "personer":
        roles = _words(ROLES, role_name, ROLE_WORDS)
        return Kind(
            _("Läs in personer och roller"),
            _people_columns(),
            lambda rows: service.look_at_people(db.session, rows, roles, by=by, at=at),
            lambda rows: service.add_people(db.session, rows, roles, by=by, at=at),
        )
    raise NotFound


def _column(key: str, here: str, *others: str, required: bool = False) -> Column:
    return Column(key, (here, *others), required)


def _unit_columns() -> Sequence[Column]:
    return (
        _column("code", _("Kod"), "Kod", "Code", required=True),
        _column("name", _("Namn"), "Namn", "Name", required=True),
        _column("level", _("Vad det är"), "Vad det är", "What it is", "Nivå", required=True),
        _column("parent", _("Hör till (kod)"), "Hör till (kod)", "Hör till", "Belongs to (code)", "Belongs to"),
    )


def _people_columns() -> Sequence[Column]:
    return (
        _column("email", _("E-postadress"), "E-postadress", "E-post", "E-mail address", "E-mail", required=True),
        _column("name", _("Namn"), "Namn", "Name", required=True),
        _column("title", _("Titel"), "Titel", "Title"),
        _column("role", _("Roll"), "Roll", "Role"),
        _column("department", _("Enhet (kod eller namn)"), "Enhet (kod eller namn)", "Unit (code or name)"),
        _column("deputy", _("Ersättare (ja eller nej)"), "Ersättare (ja eller nej)", "Deputy (yes or no)"),
        _column("starts", _("Första dagen"), "Första dagen", "First day"),
        _column("ends", _("Sista dagen"), "Sista dagen", "Last day"),
    )  # fmt: skip


def _hints(kind: str) -> Sequence[tuple[str, str]]:
    """What may stand in the columns that take only certain words."""
    if kind == "enheter":
        return ((_("Vad det är"), ", ".join(level_name(level) for level in LEVELS)),)
    roles = ", ".join(sorted(role_name(role) for role in ROLES))
    return (
        (_("Roll"), roles),
        (_("Enhet"), _("Tomt för roller som gäller hela kommunen.")),
        (_("Datum"), _("ÅÅÅÅ-MM-DD. Utan första dag börjar rollen i dag; utan sista dag gäller den tills vidare.")),
    )


def _words(keys: Sequence[str], here: Callable[[str], str], ours: Mapping[str, Callable[[], str]]) -> dict[str, str]:
    """The keys by every word for them, in small letters: the organisation's own, and ours in each language."""
    found = {key: key for key in keys}
    for language in LANGUAGES:
        with force_locale(language):
            found |= {ours[key]().casefold(): key for key in keys if key in ours}
    return found | {here(key).casefold(): key for key in keys}
