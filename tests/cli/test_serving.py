"""`continuity serve`, `worker` and `sweep`: a start that can be trusted, and a stop that is clean."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.terminal import Run

Server = subprocess.Popen[str]


@contextmanager
def started(*arguments: str, **settings: str) -> Iterator[Server]:
    """A command in a process of its own, killed if the test forgot to stop it."""
    command = Path(sys.executable).with_name("continuity")
    environ = {
        **os.environ,
        **{f"CONTINUITY_{name.upper()}": value for name, value in settings.items()},
        "LANG": "sv_SE",
    }
    process = subprocess.Popen(
        [command, *arguments], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def stopped(process: Server) -> tuple[int, str]:
    """Told politely to stop: its exit code and what it said."""
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=30)[1]
    return process.returncode, said


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    folders = {"instance": str(tmp_path), "archive": str(tmp_path / "archive")}
    return {"database_url": sqlite_url, "environment": "test", **folders}


@pytest.mark.stock("published")
def test_the_server_prints_its_address_answers_sweeps_and_stops_cleanly(
    settings: dict[str, str], tmp_path: Path
) -> None:
    with started("serve", "--port", "0", **settings) as server:
        assert server.stdout is not None
        address = urlsplit(server.stdout.readline().strip())
        with closing(HTTPConnection(str(address.hostname), address.port, timeout=10)) as connection:
            connection.request("GET", "/login")
            page = connection.getresponse()
            assert page.status == 200
            assert page.getheader("Server") is None
        give_up = time.monotonic() + 20
        while not (tmp_path / "archive" / "index.html").exists() and time.monotonic() < give_up:
            time.sleep(0.05)
        assert (tmp_path / "archive" / "index.html").exists(), "the loop beside the server did not sweep"
        code, said = stopped(server)
    assert code == 0, said
    assert "Servern är stoppad" in said


def test_nothing_is_served_before_something_is_published(with_database: Run) -> None:
    said = with_database("serve", "--port", "0")
    assert (said.code, said.out) == (3, "")
    assert "continuity publish" in said.err


@pytest.mark.stock("published")
def test_a_port_that_is_taken_is_told_with_what_to_do(settings: dict[str, str]) -> None:
    other = socket.create_server(("127.0.0.1", 0))
    with closing(other), started("serve", "--port", str(other.getsockname()[1]), **settings) as server:
        _out, said = server.communicate(timeout=60)
    assert server.returncode == 3
    assert "--port" in said and "Filen" not in said


@pytest.mark.stock("published")
def test_a_worker_sweeps_alone_and_stops_cleanly(settings: dict[str, str], tmp_path: Path) -> None:
    with started("worker", **settings) as worker:
        give_up = time.monotonic() + 30
        while not (tmp_path / "archive" / "index.html").exists() and time.monotonic() < give_up:
            assert worker.poll() is None
            time.sleep(0.05)
        code, said = stopped(worker)
    assert code == 0, said
    assert (tmp_path / "archive" / "index.html").exists()


@pytest.mark.stock("demo")
def test_a_sweep_says_what_each_did(with_database: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTINUITY_ARCHIVE", str(tmp_path / "archive"))
    first, second = with_database("sweep"), with_database("sweep")
    assert (first.code, second.code) == (0, 0)
    assert int(first.lines[0].removeprefix("archive_folder ")) > 10
    assert second.lines[0] == "archive_folder 0"
    names = [line.split()[0] for line in first.lines]
    assert names == ["archive_folder", "opening", "year_status", "reminders", "mail", "calendar", "housekeeping"]


@pytest.mark.stock("demo")
def test_a_sweep_that_fails_could_not_be_done_and_the_others_were(
    with_database: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CONTINUITY_ARCHIVE", str(tmp_path / "file" / "archive"))
    said = with_database("sweep")
    assert said.code == 3
    assert said.lines[0] == "archive_folder misslyckades"
    assert said.lines[1].startswith("opening ")
