"""What every page has around it: menu, names, icons, addresses of files, and the words that templates use."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from continuity.extensions import db
from continuity.models import Municipality
from continuity.services.analysis.words import status_of
from continuity.services.organisation import organising
from continuity.web import hourwords, naming, wording
from continuity.web.access import RULES
from continuity.web.forms import described, error_list
from continuity.web.session import allowed, now, settings, today

OF_THE_PLAN = ("tasks", "guided", "process", "departments", "needs", "maps", "annex", "takeover")
ICONS = Path("static") / "bootstrap5" / "icons" / "bootstrap-icons.svg"


@dataclass(frozen=True)
class MenuItem:
    """One entry of the main menu."""

    label: str
    endpoint: str
    blueprints: tuple[str, ...]
    icon: str

    @property
    def current(self) -> bool:
        """Whether the page shown belongs here."""
        return (request.blueprint in self.blueprints and request.endpoint != "pages.guide") or (
            request.endpoint == self.endpoint
        )


def init_app(app: Flask) -> None:
    """Gives templates their functions and filters."""
    app.jinja_env.globals.update(
        icon=icon, file_url=file_url, error_list=error_list, described=described, allowed=allowed, now=now, today=today,
        languages=wording.LANGUAGES, pages_of=pages_of,
        role_name=naming.role_name, level_name=naming.level_name, status_words=status_of,
    )  # fmt: skip
    app.jinja_env.filters.update(
        tell=wording.tell, moment=wording.moment, clock=wording.clock, day=wording.day, size=wording.size,
        complaint=wording.complaint, role=naming.role_name,
        language_name=wording.LANGUAGES.get, hours_short=hourwords.hours_short, window_words=hourwords.window_words,
        grouped=wording.grouped,
    )  # fmt: skip
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_around)


def _around() -> dict[str, Any]:
    return {
        "actor": g.get("actor"),
        "language": wording.language(),
        "menu": menu(),
        "municipality": municipality(),
        "contact": contact(),
        "is_demo": settings().environment == "demo",
        "expires_in": g.get("expires_in"),
        "restored": bool(g.get("restored")),
    }


def menu() -> Sequence[MenuItem]:
    """The main menu of whoever is logged in; nobody else has one."""
    if g.get("actor") is None:
        return ()
    entries = (
        MenuItem(_("Mina uppgifter"), "tasks.mine", OF_THE_PLAN, "check2-square"),
        MenuItem(_("Översikt"), "board.overview", ("board",), "grid-3x3-gap"),
        MenuItem(_("Åtgärder"), "actions.listing", ("actions",), "list-check"),
        MenuItem(_("Övningar"), "programme.overview", ("programme", "scenarios"), "calendar-check"),
        MenuItem(_("Särskild ordning"), "screening.overview", ("screening",), "shield-lock"),
        MenuItem(_("Krav på oss"), "demands.on_us", ("demands",), "arrow-left-right"),
        MenuItem(_("Dokument"), "archive.documents", ("archive",), "file-earmark-text"),
        MenuItem(_("Diarium"), "registry.diary", ("registry",), "journal-text"),
        MenuItem(_("Administration"), "admin.overview", ("admin",), "gear"),
        MenuItem(_("Hjälp"), "pages.guide", (), "question-circle"),
    )
    return tuple(entry for entry in entries if _reachable(entry.endpoint))


def _reachable(endpoint: str) -> bool:
    rule = RULES.get(endpoint)
    known = rule is not None and endpoint in current_app.view_functions
    return bool(known and rule and (rule.kind != "municipality" or allowed(rule.action)))


def municipality() -> str:
    """The municipality's name, or "" before it has one or while the database is away."""
    found = _municipality()
    return found.name if found else ""


def contact() -> str:
    """Whom to ask about the work, for whoever is logged in: the security function's name, telephone and address."""
    found = _municipality() if g.get("actor") else None
    return found.security_contact if found else ""


def _municipality() -> Municipality | None:
    if "municipality" not in g:
        try:
            g.municipality = organising.municipality(db.session)
        except SQLAlchemyError:
            g.municipality = None
    found: Municipality | None = g.municipality
    return found


@cache
def _symbols() -> dict[str, str]:
    root = Path(current_app.blueprints["bootstrap"].root_path)
    found = re.finditer(r'<symbol[^>]* id="([^"]+)"[^>]*>(.*?)</symbol>', (root / ICONS).read_text(), re.S)
    return {match[1]: match[2] for match in found}


def icon(name: str, size: int = 16) -> Markup:
    """One of Bootstrap's icons, drawn into the page; it says nothing to a screen reader, the text beside it does."""
    return Markup(  # noqa: S704 from a file of ours, with a number
        f'<svg class="icon" width="{int(size)}" height="{int(size)}" viewBox="0 0 16 16" fill="currentColor"'
        f' aria-hidden="true" focusable="false">{_symbols()[name]}</svg>'
    )


def file_url(endpoint: str, filename: str) -> str:
    """The address of a static file with its hash, so that browsers may keep it for ever."""
    folder = current_app.static_folder if endpoint == "static" else current_app.blueprints["bootstrap"].static_folder
    return url_for(endpoint, filename=filename, v=_hash_of(Path(str(folder)) / filename))


@cache
def _hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def pages_of(page: int, pages: int) -> Iterator[int | None]:
    """The page numbers to show: the first, the last, and those around this one; None stands for a gap."""
    shown = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            yield None
        yield number
