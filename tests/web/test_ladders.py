"""The ladders of reminders in words."""

import pytest

from tests.web.conftest import Visit

pytestmark = pytest.mark.stock("demo")


def test_the_guide_tells_who_is_reminded_of_what(visit: Visit) -> None:
    kim = visit("samordnare.kultur")
    kim.open("/hjalp")
    assert "Vem som påminns om vad, och när" in kim.text and "14 dagar före: Förvaltningschef" in kim.text
