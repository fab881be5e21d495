"""Databases for tests: each stock is made once a run and copied for every test."""

import fcntl
import itertools
import os
import shutil
from pathlib import Path

from sqlalchemy import URL, make_url

from tests.support import postgres
from tests.support.stock import RECIPES


class Databases:
    """Hands out copies of stocked databases; the kinds of database differ in how one is copied and dropped."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._templates: dict[str, str] = {}

    def new(self, stock: str) -> str:
        """The URL of a database that nobody else uses, with what the stock holds."""
        return self._copied(self._template(stock), f"copy_{next(self._numbers)}")

    def drop(self, url: str) -> None:
        """Throw a database away; every connection must be closed."""
        raise NotImplementedError

    def close(self) -> None:
        """Throw the templates away, so that a server that is not ours is left as it was."""
        while self._templates:
            self.drop(self._templates.popitem()[1])

    def _template(self, stock: str) -> str:
        if stock not in self._templates:
            start, prepare = RECIPES[stock]
            url = self._copied(self._template(start) if start else "", f"template_{stock}")
            try:
                prepare(url)
                self._check_at_rest(url)
            except BaseException:
                self.drop(url)
                raise
            self._templates[stock] = url
        return self._templates[stock]

    def _copied(self, template: str, name: str) -> str:
        raise NotImplementedError

    def _check_at_rest(self, url: str) -> None:
        raise NotImplementedError


class SQLiteDatabases(Databases):
    """Files in one folder. In the folder `shared` the stocks lie for all processes of a run: the first makes them."""

    def __init__(self, folder: Path, shared: Path | None = None) -> None:
        super().__init__()
        self._folder, self._shared = folder, shared or folder

    def _template(self, stock: str) -> str:
        made = self._shared / f"template_{stock}.sqlite"
        with (self._shared / f"{stock}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                Path(_name(super()._template(stock))).rename(made)
            self._templates[stock] = f"sqlite:///{made}"
        return self._templates[stock]

    def drop(self, url: str) -> None:
        """Remove the file, its log and its shared memory."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{_name(url)}{suffix}").unlink(missing_ok=True)

    def _copied(self, template: str, name: str) -> str:
        path = self._folder / f"{name}.sqlite"
        if template:
            shutil.copyfile(_name(template), path)
        return f"sqlite:///{path}"

    def _check_at_rest(self, url: str) -> None:
        # The file alone is copied: an open connection would hold the newest rows back in the log beside it.
        assert not Path(f"{_name(url)}-wal").exists(), "a connection was left open"


class PostgresDatabases(Databases):
    """Databases on one server; the names tell runs and workers apart."""

    def __init__(self, server: URL) -> None:
        super().__init__()
        self._server = server
        self._prefix = f"continuity_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"

    def drop(self, url: str) -> None:
        """Drop the database, also under a connection that a failed test left open."""
        postgres.run(self._server, f"DROP DATABASE {_name(url)} WITH (FORCE)")

    def _copied(self, template: str, name: str) -> str:
        options = f"TEMPLATE {_name(template)} STRATEGY FILE_COPY" if template else ""
        postgres.run(self._server, f"CREATE DATABASE {self._prefix}_{name} {options}")
        return self._server.set(database=f"{self._prefix}_{name}").render_as_string(hide_password=False)

    def _check_at_rest(self, url: str) -> None:
        """Nothing to look for: PostgreSQL itself refuses to copy a database that somebody is connected to."""


def _name(url: str) -> str:
    """The file of an SQLite URL, the database of a PostgreSQL one."""
    return str(make_url(url).database)
