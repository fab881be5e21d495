"""Somebody with a browser and no scripts: gets pages, and posts forms with the token that the page held."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


class Visitor:
    """One browser with its own cookies."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **more: Any) -> TestResponse:
        """A page."""
        return self.client.get(path, **more)

    def token(self, page: str = "/om") -> str:
        """The token that forms post in this session."""
        found = TOKEN.search(self.client.get(page).text)
        assert found, f"no form on {page}"
        return unescape(found[1])

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Sends a form."""
        return self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, **more)

    def log_in(self, email: str, password: str, **more: Any) -> TestResponse:
        """Logs in; the answer is whatever the server says."""
        return self.post("/login", {"email": email, "password": password, **more})


def later(**delta: float) -> time_machine.travel:
    """A block in which so much time has passed, for the server too."""
    return time_machine.travel(datetime.now(UTC) + timedelta(**delta))
