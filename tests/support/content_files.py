"""Content folders for tests: a copy of the test content that a test may spoil."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from continuity.errors import Complaint

CONTENT = Path(__file__).parents[1] / "content"


def copied_content(folder: Path) -> Path:
    """The test content in a folder of its own."""
    shutil.copytree(CONTENT, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return folder


def write(root: Path, file: str, text: str) -> Path:
    """A file below a content folder, with the folders it needs."""
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def change(root: Path, file: str, old: str, new: str) -> None:
    """The one place where `old` stands now says `new`."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def told(complaints: Iterable[Complaint]) -> list[tuple[str, str]]:
    """Where each complaint stands: (file, key)."""
    return [(complaint.file, complaint.key) for complaint in complaints]
