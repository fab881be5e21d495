"""Compares the content files with what is published, so that administrators see what has changed or is wrong."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from continuity.definitions.catalogue import Catalogue, content_root
from continuity.errors import Complaint
from continuity.models import Publication
from continuity.services import publishing
from continuity.services.paper import templates
from continuity.services.paper.templatecheck import check_all

_FOLDERS = ("workflows", "forms", "docx_templates")
_reading = threading.Lock()
_latest: dict[tuple[Path, ...], tuple[object, Catalogue, tuple[Complaint, ...]]] = {}


@dataclass(frozen=True)
class Drift:
    """How the files stand against what is `published`; `errors` keep them from being published, `warnings` do not."""

    catalogue: Catalogue
    errors: Sequence[Complaint]
    warnings: Sequence[Complaint]
    published: Publication | None
    changed: bool


def roots(own: Path | None) -> tuple[Path, ...]:
    """Our content folder and, where there is one, the organisation's own."""
    return (content_root(),) if own is None else (content_root(), own)


def drift(session: Session, own: Path | None) -> Drift:
    """Reads the files again if any was touched since last time, and compares."""
    catalogue, complaints = _checked(roots(own))
    complaints = (*complaints, *templates.misfits(session, catalogue))
    errors = [found for found in complaints if found.severity == "error"]
    published = publishing.newest(session)
    changed = published is None or bool(errors) or publishing.fingerprint(catalogue) != published.content_hash
    warnings = [found for found in complaints if found.severity != "error"]
    return Drift(catalogue, errors, warnings, published, changed)


def _checked(folders: tuple[Path, ...]) -> tuple[Catalogue, tuple[Complaint, ...]]:
    stamp = _stamp(folders)
    with _reading:
        known = _latest.get(folders)
        if known is None or known[0] != stamp:
            known = _latest[folders] = (stamp, *check_all(folders))
    return known[1], known[2]


def _stamp(folders: Sequence[Path]) -> object:
    files = (path for folder in folders for name in _FOLDERS for path in (folder / name).rglob("*") if path.is_file())
    return sorted((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
