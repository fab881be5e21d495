"""Content folders for tests: a copy of the test content that a test may spoil."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from continuity.errors import Complaint

CONTENT = Path(__file__).parents[1] / "content"
DOCUMENTS = ("picture", "promise", "evaluation", "board_memo")


def copied_content(folder: Path) -> Path:
    """The test content in a folder of its own, with a file in the place of every template."""
    shutil.copytree(CONTENT, folder)
    for language in ("sv", "en"):
        for document in DOCUMENTS:
            template = folder / "docx_templates" / language / f"{document}.docx"
            template.parent.mkdir(parents=True, exist_ok=True)
            template.touch()
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
