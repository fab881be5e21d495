"""The database session of a request, protection against forged forms, and languages: made here, bound in app.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity.models import make_engine, writing

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Database:
    """One session for each request: for writing unless the method is safe, rolled back if nobody committed."""

    _key = "continuity_database"

    def init_app(self, app: Flask, url: str, **options: Any) -> None:
        """Make the app's engine (it connects at the first use) and see to it that sessions are closed."""
        app.extensions[self._key] = make_engine(url, **options)
        app.teardown_appcontext(self._close)

    def engine_of(self, app: Flask) -> Engine:
        """The engine of this app."""
        engine: Engine = app.extensions[self._key]
        return engine

    @property
    def engine(self) -> Engine:
        """The engine of the current app."""
        return self.engine_of(current_app)

    @property
    def session(self) -> Session:
        """The current request's session; a GET on the list of those that write sets `g.writes` first."""
        if "database_session" not in g:
            reads = has_request_context() and request.method in SAFE_METHODS and not g.get("writes", False)
            g.database_session = Session(self.engine if reads else writing(self.engine))
        session: Session = g.database_session
        return session

    @contextmanager
    def writing_session(self) -> Iterator[Session]:
        """A short session of its own for writing, beside the request's; the block commits."""
        with Session(writing(self.engine)) as session:
            yield session

    def _close(self, _error: BaseException | None = None) -> None:
        session: Session | None = g.pop("database_session", None)
        if session is not None:
            session.close()  # a transaction that nobody committed is rolled back


db = Database()
csrf = CSRFProtect()
babel = Babel()
bootstrap = Bootstrap5()
