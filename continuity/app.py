"""Puts the application together: settings, extensions, blueprints, errors; and starts the command line."""

import logging
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from flask import Flask, g, request, session
from werkzeug.middleware.proxy_fix import ProxyFix

from continuity.config import Settings, from_environment
from continuity.extensions import babel, bootstrap, csrf, db
from continuity.web import (
    access,
    actions,
    admin,
    annex,
    archive,
    board,
    calendar,
    chrome,
    demands,
    departments,
    failures,
    guided,
    login,
    maps,
    needs,
    pages,
    process,
    programme,
    registry,
    scenarios,
    screening,
    security,
    takeover,
    tasks,
    wording,
)
from continuity.web import session as web_session

BLUEPRINTS = (
    login.bp,
    pages.bp,
    takeover.bp,
    tasks.bp,
    guided.bp,
    process.bp,
    annex.bp,
    screening.bp,
    departments.bp,
    maps.bp,
    actions.bp,
    programme.bp,
    scenarios.bp,
    demands.bp,
    needs.bp,
    board.bp,
    registry.bp,
    archive.bp,
    calendar.bp,
    admin.bp,
)


class Application(Flask):
    """Flask, but for its log of unexpected errors: web/failures.py writes that, without what anybody typed."""

    def log_exception(self, _exc_info: object) -> None:
        """Says nothing: the message of an error may hold plan text."""


class UnlistedRoute(Exception):
    """A route that web/access.py has no row for; nobody is let in by oversight."""


def create_app(settings: Settings | None = None, *, engine_options: Mapping[str, Any] | None = None) -> Flask:
    """The application, with settings from the environment unless some are given.

    :raise WrongSettings: a setting is not acceptable. :raise UnlistedRoute: a route has no access rule.
    """
    settings = settings or from_environment()
    configure_logging(settings)
    app = Application(
        __name__,
        static_folder="web/static",
        template_folder="web/templates",
        instance_path=str(settings.instance.absolute()),
    )
    _configure(app, settings)

    if not settings.database_url:
        settings.instance.mkdir(parents=True, exist_ok=True)
    db.init_app(app, settings.url, **(engine_options or {}))
    csrf.init_app(app)
    babel.init_app(app, locale_selector=_language)
    bootstrap.init_app(app)

    web_session.init_app(app)
    security.init_app(app, settings)
    chrome.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    failures.init_app(app)

    if missing := access.unlisted(app.view_functions):
        raise UnlistedRoute(f"no access rule in web/access.py for: {', '.join(missing)}")
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.extensions["continuity_settings"] = settings
    app.config.update(
        TESTING=settings.environment == "test",
        SECRET_KEY=settings.secret(),
        SECRET_KEY_FALLBACKS=list(settings.old_secret_keys),
        SESSION_COOKIE_NAME="__Host-continuity" if settings.secure else "continuity",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1_000_000,
        MAX_FORM_MEMORY_SIZE=settings.max_body_kb * 1000,
        WTF_CSRF_TIME_LIMIT=None,  # a long answer is never too old to send; the token ends with the session
        WTF_CSRF_CHECK_DEFAULT=False,  # web/session.py checks, in its own order
        BABEL_DEFAULT_LOCALE="sv",
        BABEL_DEFAULT_TIMEZONE="Europe/Stockholm",
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign] # as Flask's guide does


def _language() -> str:
    """The person's own language, else the one this browser chose, else the one it asks for."""
    person = g.get("actor")
    chosen = person.language if person is not None else session.get(web_session.LANGUAGE)
    if chosen in wording.LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(list(wording.LANGUAGES), default="sv")


def configure_logging(settings: Settings) -> None:
    """One line for each event, UTC, as JSON unless text is asked for; nothing that anybody typed."""
    render = structlog.processors.JSONRenderer() if settings.log_format == "json" else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),  # results go to standard output
        cache_logger_on_first_use=False,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The `continuity` command."""
    from continuity import cli  # noqa: PLC0415 a server needs no commands

    return cli.main(arguments, above=cli.Above(create_app, configure_logging))
