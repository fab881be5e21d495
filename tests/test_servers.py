"""`wsgi.py` serves under both servers, in a process of its own, and stops when told."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answer(port: int, path: str, server: "subprocess.Popen[str]") -> tuple[int, str]:
    """The status and the page, as soon as the server is up."""
    give_up = time.monotonic() + 30
    while True:
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
                connection.request("GET", path)
                page = connection.getresponse()
                return page.status, page.read().decode()
        except OSError:
            assert server.poll() is None, server.communicate()[0]
            assert time.monotonic() < give_up, "no answer in 30 seconds"
            time.sleep(0.1)


@pytest.mark.stock("published")
@pytest.mark.parametrize(
    "command",
    [
        ("waitress", "--listen=127.0.0.1:{port}", "wsgi:app"),
        ("gunicorn", "--bind=127.0.0.1:{port}", "--worker-class=gthread", "--threads=2", "wsgi:app"),
    ],
    ids=lambda command: command[0],
)
def test_a_server_shows_the_login_page(command: tuple[str, ...], sqlite_url: str, tmp_path: Path) -> None:
    port = free_port()
    settings = {
        "CONTINUITY_DATABASE_URL": sqlite_url,
        "CONTINUITY_ENVIRONMENT": "development",
        "CONTINUITY_INSTANCE": str(tmp_path),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", *(part.format(port=port) for part in command)],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        status, page = answer(port, "/login", server)
    finally:
        server.send_signal(signal.SIGTERM)
        said = server.communicate(timeout=20)[0]
    assert status == 200, said
    assert "Logga in" in page
