"""What the journeys share: the application on PostgreSQL, and a day that does not pass."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from continuity.app import create_app
from continuity.config import Settings
from continuity.extensions import db
from tests.support.town import NOON


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The Monday after the example's today; `clock.shift` lets time pass."""
    with time_machine.travel(NOON, tick=True) as clock:
        yield clock


@pytest.fixture
def postgres_app(postgres_url: str, tmp_path: Path, clock: time_machine.Traveller) -> Iterator[Flask]:
    """The application on a PostgreSQL database of the test's own."""
    app = create_app(Settings(environment="test", database_url=postgres_url, instance=tmp_path, secret_key="for tests"))
    yield app
    db.engine_of(app).dispose()
