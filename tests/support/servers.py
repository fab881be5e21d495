"""The application behind a real server on a free port, for browsers and for parallel requests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from waitress import create_server


@dataclass(frozen=True)
class LiveServer:
    """Where the application answers, without a slash at the end."""

    app: Flask
    url: str


@contextmanager
def serving(app: Flask, *, threads: int = 8) -> Iterator[LiveServer]:
    """Serve `app` with waitress in a thread until the block ends."""
    server = create_server(app, host="127.0.0.1", port=0, threads=threads, clear_untrusted_proxy_headers=True)
    thread = threading.Thread(target=server.run, name="live server", daemon=True)
    thread.start()
    try:
        yield LiveServer(app, f"http://127.0.0.1:{server.effective_port}")
    finally:
        server.task_dispatcher.shutdown()
        # Only the loop's own thread may close its sockets.
        server.trigger.pull_trigger(lambda: _close_everything(server))
        thread.join(10)
        assert not thread.is_alive(), "the live server did not stop"


def _close_everything(server: object) -> None:
    for channel in list(server._map.values()):  # type: ignore[attr-defined]
        channel.close()
