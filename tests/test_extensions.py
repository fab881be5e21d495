"""The request's database session."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from continuity.extensions import db
from continuity.models import Municipality
from tests.support.people import database_of


def writes(app: Flask, **request: object) -> bool:
    """Whether the request's session begins by taking the writers' lock."""
    with app.test_request_context("/", **request):  # type: ignore[arg-type]
        return bool(db.session.connection().get_execution_options().get("writing", False))


@pytest.mark.parametrize(("method", "expected"), [("GET", False), ("HEAD", False), ("POST", True)])
def test_the_method_decides_whether_a_session_writes(app: Flask, method: str, expected: bool) -> None:
    assert writes(app, method=method) is expected


def test_what_nobody_committed_is_taken_back(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        db.session.add(Municipality(name="Mälarvik"))
        db.session.flush()
    with database_of(app) as session:
        assert session.scalars(select(Municipality)).all() == []


def test_one_request_has_one_session_and_the_next_another(app: Flask) -> None:
    with app.test_request_context("/"):
        first = db.session
        assert db.session is first
    with app.test_request_context("/"):
        assert db.session is not first


def test_readers_do_not_wait_for_a_writer(app: Flask) -> None:
    with database_of(app) as writer:
        writer.execute(text("SELECT 1"))  # the writers' lock is taken from here on
        done = threading.Event()

        def read() -> None:
            with app.test_request_context("/"):
                db.session.scalars(select(Municipality)).all()
                done.set()

        reader = threading.Thread(target=read)
        reader.start()
        reader.join(5)
        assert done.is_set()


def test_a_reading_request_cannot_take_over_a_write(app: Flask) -> None:
    with database_of(app) as writer, app.test_request_context("/"):
        db.session.execute(text("PRAGMA busy_timeout=50"))
        writer.execute(text("SELECT 1"))
        db.session.add(Municipality(name="x"))
        with pytest.raises(OperationalError):
            db.session.flush()
