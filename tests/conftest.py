"""What every test may ask for: databases, a session, the application, a server and a browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity.app import create_app
from continuity.config import Settings
from continuity.extensions import db
from continuity.models import make_engine, writing
from continuity.services.organisation import sessions
from tests.support import postgres, programs
from tests.support.browser import chromium, watched_page
from tests.support.databases import Databases, PostgresDatabases, SQLiteDatabases
from tests.support.servers import LiveServer, serving
from tests.support.stock import EMPTY

# The same examples on every run, and no clock: a busy machine is not a fault of the product.
hypothesis_settings.register_profile("tests", deadline=None, derandomize=True, database=None)
hypothesis_settings.register_profile("soak", deadline=None, max_examples=2_000)
hypothesis_settings.load_profile("tests")


# --- which tests this machine can run ----------------------------------------------------------------------------


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a missing program; the end of the run says so, and fails in CI."""
    left_out = [item for item in items if any(item.get_closest_marker(marker) for marker in programs.missing())]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Nothing left to run is success where a program is missing; in CI it never is."""
    if programs.missing() and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED if programs.must_run_all() else pytest.ExitCode.OK


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not run, where the eye lands."""
    for line in programs.not_run():
        terminalreporter.write_line(line, yellow=True)


# --- no test leans on the machine or on another test -------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting in somebody's environment changes no test."""
    for name in list(os.environ):
        if name.startswith("CONTINUITY_") and not name.startswith("CONTINUITY_TEST_"):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _no_log_of_another_test() -> Iterator[None]:
    """An application sends the log to standard error as it is then; the next test has another one."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Stands in for pytest-flask's context around each test, which leaks `g` (user, language) between requests."""


# --- databases ---------------------------------------------------------------------------------------------------


def _shared(tmp_path_factory: pytest.TempPathFactory, name: str) -> Path:
    """A folder that all processes of this run have in common."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SQLiteDatabases:
    """Hands out SQLite files."""
    return SQLiteDatabases(tmp_path_factory.mktemp("sqlite"), _shared(tmp_path_factory, "stocks"))


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[PostgresDatabases]:
    """Hands out PostgreSQL databases, on a server started for this run."""
    with postgres.running_server() as server:
        databases = PostgresDatabases(server)
        yield databases
        databases.close()


def _borrowed(databases: Databases, request: pytest.FixtureRequest) -> Iterator[str]:
    marker = request.node.get_closest_marker("stock")
    url = databases.new(marker.args[0] if marker else EMPTY)
    yield url
    databases.drop(url)


@pytest.fixture
def sqlite_url(sqlite_databases: SQLiteDatabases, request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated SQLite database of the test's own; empty, or with what its marker `stock` says."""
    yield from _borrowed(sqlite_databases, request)


@pytest.fixture
def postgres_url(postgres_databases: PostgresDatabases, request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated PostgreSQL database of the test's own; empty, or with what its marker `stock` says."""
    yield from _borrowed(postgres_databases, request)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of the test's own; a test that asks for it runs on both kinds."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on `database_url`; it waits for no disk, which only tests of durability need."""
    engine = make_engine(database_url, synchronous="OFF")
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session for writing. Assert through `fresh_session`, or a forgotten commit passes."""
    with Session(writing(engine)) as session:
        yield session


@pytest.fixture
def fresh_session(engine: Engine) -> Iterator[Session]:
    """A second session that sees only what was committed; read through it after the verb has committed."""
    with Session(engine) as session:
        yield session


# --- the application ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hashing is slow on purpose; here a password is hashed in no time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every test has an application of its own; what Jinja compiles for one of them serves the others too."""
    folder = _shared(tmp_path_factory, "jinja")
    with pytest.MonkeyPatch.context() as patch:
        options = {**Flask.jinja_options, "bytecode_cache": FileSystemBytecodeCache(str(folder))}
        patch.setattr(Flask, "jinja_options", options)
        yield


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    """Settings of the application under test; a test file that needs others makes its own fixture of this name."""
    return Settings(environment="test", database_url=sqlite_url, instance=tmp_path, secret_key="for tests alone")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on an SQLite database of the test's own."""
    app = create_app(settings, engine_options={"synchronous": "OFF"})
    yield app
    db.engine_of(app).dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts, not logged in."""
    return app.test_client()


@pytest.fixture
def live_server(app: Flask) -> Iterator[LiveServer]:
    """The application behind waitress on a free port: `.url`, `.app`."""
    with serving(app) as server:
        yield server


# --- the browser -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once a run."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page on the live server in a browser of its own; script errors and foreign requests fail the test."""
    with watched_page(browser, base_url=live_server.url) as page:
        yield page
