"""What roles and levels are called here: in the organisation's own words when they are published, else in ours."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import g
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from continuity.definitions.organisation import Organisation
from continuity.errors import ContinuityError
from continuity.extensions import db
from continuity.services import publishing
from continuity.web.wording import language

ROLES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "head": lambda: _("Förvaltningschef"),
        "coordinator": lambda: _("Kontinuitetssamordnare"),
        "activity_owner": lambda: _("Aktivitetsägare"),
        "provider": lambda: _("Resursägare"),
        "security_function": lambda: _("Säkerhetsfunktionen"),
        "protective_security_chief": lambda: _("Säkerhetsskyddschef"),
        "committee_secretary": lambda: _("Nämndsekreterare"),
        "registrar": lambda: _("Registrator"),
        "municipal_director": lambda: _("Kommundirektör"),
        "crisis_reader": lambda: _("Krisledning"),
        "auditor": lambda: _("Revisor"),
        "data_protection_officer": lambda: _("Dataskyddsombud"),
        "administrator": lambda: _("Systemadministratör"),
    }
)
LEVELS: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "committee": lambda: _("Nämnd"),
        "department": lambda: _("Kontor"),
        "division": lambda: _("Avdelning"),
        "unit": lambda: _("Enhet"),
    }
)


def organisation_settings() -> Organisation | None:
    """The organisation's published settings, or None before anything is published."""
    if "organisation_settings" not in g:
        try:
            g.organisation_settings = publishing.settings(db.session)
        except (ContinuityError, SQLAlchemyError):
            g.organisation_settings = None
    found: Organisation | None = g.organisation_settings
    return found


def role_name(role: str) -> str:
    """What a role is called here."""
    settings = organisation_settings()
    words = settings.role_titles.get(role) if settings else None  # type: ignore[call-overload] # any role may be asked for
    return words.in_(language()) if words else ROLES[role]() if role in ROLES else role


def level_name(level: str) -> str:
    """What a level of the organisation's tree is called here."""
    settings = organisation_settings()
    words = settings.level_names.get(level) if settings else None
    return words.in_(language()) if words else LEVELS[level]() if level in LEVELS else level
