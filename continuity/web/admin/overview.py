"""The administration's first page: what is set up and what is left, in the order that works."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from continuity.extensions import db
from continuity.models import Mail, Person, Plan, SweepRun
from continuity.services import publishing
from continuity.services.organisation import organising
from continuity.services.reminders import mailing
from continuity.web.admin.blueprint import bp
from continuity.web.drift import Drift, drift
from continuity.web.session import allowed, settings

Task = Mapping[str, Any]


@bp.get("")
def overview() -> str:
    """What is set up and what is left."""
    found = drift(db.session, settings().content) if allowed("publish") else None
    return render_template("admin/overview.html", tasks=_tasks(found), drift=found)


def _tasks(found: Drift | None) -> Sequence[Task]:
    named = organising.municipality(db.session) is not None
    units = organising.count(db.session)
    people = db.session.scalar(select(func.count()).select_from(Person).where(Person.active)) or 0
    plans = db.session.scalar(select(func.count()).select_from(Plan).where(Plan.repealed_at.is_(None))) or 0
    tasks = [
        _task(_("Kommunen"), "admin.municipality", _("Namn, kontakt och vad som är bestämt för alla"), _state(named)),
        _content(found),
        _templates(),
        _task(_("Organisationen"), "admin.organisation", _("Nämnder, kontor, avdelningar och enheter"),
              _number(ngettext("%(num)d enhet", "%(num)d enheter", units), units)),
        _task(_("Personer och roller"), "admin.people", _("Konton, roller, ersättare och engångslänkar"),
              _number(ngettext("%(num)d konto", "%(num)d konton", people), people - 1)),
        _reminders(),
        _task(_("Planer"), "admin.plans", _("Starta en förvaltnings kontinuitetsplan"),
              _number(ngettext("%(num)d plan", "%(num)d planer", plans), plans)),
        _operations(),
    ]  # fmt: skip
    mine = ("admin.plans", "admin.templates", "admin.reminders") if found is None else None
    return [task for task in tasks if mine is None or task["endpoint"] in mine]


def _templates() -> Task:
    own = len(publishing.uploads_in_use(db.session))
    tag = (ngettext("%(num)d egen mall", "%(num)d egna mallar", own), "done") if own else (_("Levererade"), "neutral")
    return _task(_("Wordmallarna"), "admin.templates", _("Hämta, ändra i Word, pröva och publicera"), tag)


def _operations() -> Task:
    runs = db.session.scalars(select(SweepRun)).all()
    tag = (_("Misslyckas"), "late") if any(run.failures for run in runs) else (_("Går bra"), "done")
    title, hint = _("Driften"), _("Version, bakgrundsjobb, disk och klocka")
    return _task(title, "admin.operations", hint, tag if runs else (_("Inget har gått än"), "neutral"))


def _reminders() -> Task:
    query = select(func.count()).select_from(Mail).where(Mail.state.in_(mailing.TROUBLED))
    troubled = db.session.scalar(query) or 0
    number = ngettext("%(num)d kom inte fram", "%(num)d kom inte fram", troubled)
    tag = (number, "late") if troubled else (_("I ordning"), "done")
    return _task(_("Påminnelser och mejl"), "admin.reminders", _("Vem som påminns när, utkorgen och pauser"), tag)


def _content(found: Drift | None) -> Task:
    title, hint = _("Innehållet"), _("Arbetsflöden, formulär och dokumentmallar")
    if found is None or found.published is None:
        return _task(title, "admin.content", hint, (_("Inte publicerat"), "waiting"))
    if found.errors:
        return _task(title, "admin.content", hint, (_("Fel i filerna"), "late"))
    return _task(title, "admin.content", hint, (_("Ändrat"), "waiting") if found.changed else (_("Publicerat"), "done"))


def _task(title: str, endpoint: str, hint: str, tag: tuple[str, str]) -> Task:
    return {"title": title, "href": url_for(endpoint), "hint": hint, "tag": tag, "endpoint": endpoint}


def _state(done: bool) -> tuple[str, str]:
    return (_("Klart"), "done") if done else (_("Kvar att göra"), "waiting")


def _number(words: str, number: int) -> tuple[str, str]:
    return (words, "done") if number > 0 else (_("Kvar att göra"), "waiting")
