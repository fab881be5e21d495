"""What tests of the verbs share."""

import pytest
from sqlalchemy.orm import Session

from tests.support.town import Town


@pytest.fixture
def town(session: Session) -> Town:
    """The demo municipality (mark the test `stock("demo")`), on SQLite and on PostgreSQL."""
    return Town(session)
