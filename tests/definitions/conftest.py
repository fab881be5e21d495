"""Content that a test may spoil."""

from pathlib import Path

import pytest

from tests.support.content_files import copied_content


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the test content, sound until the test spoils it."""
    return copied_content(tmp_path / "shipped")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An organisation's own folder, empty."""
    folder = tmp_path / "kommun"
    folder.mkdir()
    return folder
