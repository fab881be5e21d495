"""What tests of the pages share: the demo municipality's people at their browsers, on a day that does not pass."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from continuity.extensions import db
from continuity.services import demo
from tests.support.form_visitor import FormVisitor
from tests.support.town import NOON, Town


class Townsperson(FormVisitor):
    """Somebody of the demo municipality at a browser without scripts."""

    def upload(self, path: str, name: str, data: bytes, **fields: str) -> TestResponse:
        """Sends the page's form with a file in it."""
        token = self.page.xpath("//input[@name='csrf_token']/@value")[0]
        parts = {**fields, "csrf_token": token, "file": (BytesIO(data), name)}
        self.answer = self._client.post(path, data=parts, content_type="multipart/form-data", follow_redirects=True)
        return self.answer

    def sign_in_again(self) -> None:
        """Answers the page that asks who is at the keyboard."""
        assert self.path.startswith("/bekrafta"), self.path
        self.send({"password": demo.password()})


Visit = Callable[..., Townsperson]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The Monday after the example's today; `clock.shift` lets time pass."""
    with time_machine.travel(NOON, tick=True) as clock:
        yield clock


@pytest.fixture
def visit(app: Flask, clock: time_machine.Traveller) -> Visit:
    """Logs somebody of the demo municipality in: `visit("chef.bun")`; mark the test `stock("demo")`."""

    def logged_in(who: str, language: str = "sv") -> Townsperson:
        person = Townsperson(app, language=language)
        person.log_in(f"{who}@malarvik.example", demo.password())
        assert person.path == "/", person.text
        return person

    return logged_in


@pytest.fixture
def hall(app: Flask) -> Iterator[Town]:
    """The same database to look things up in; read only."""
    with Session(db.engine_of(app)) as session:
        yield Town(session)
