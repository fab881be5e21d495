"""Makes a document of the whole municipality, from its template and what was written for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from continuity.documents import CoreProperties, compile_template
from continuity.errors import ContinuityError, RenderingFailed, say
from continuity.services import publishing
from continuity.services.paper.municipalfields import values


@dataclass(frozen=True)
class File:
    """A Word file: its name and its bytes."""

    name: str
    data: bytes


def made(
    session: Session, document: str, written: Mapping[str, Any], language: str, at: datetime, *, dated: str = ""
) -> File:
    """The file, named by title, version and date; `dated` is another date than the document's own.

    :raise RenderingFailed: the template failed.
    """
    front = written["document"]
    digest = publishing.hash_of(session, publishing.TEMPLATE, f"{language}/{document}")
    try:
        data = compile_template(publishing.template_bytes(session, digest)).render(
            values(document, written),
            language=language,
            core=CoreProperties(
                title=front["title"],
                creator=front["municipality"],
                created=at,
                modified=at,
                language={"sv": "sv-SE", "en": "en-GB"}[language],
            ),
        )
    except ContinuityError as error:
        raise RenderingFailed(say("Dokumentet kunde inte skapas. Orsak: {why}", why=error.reason)) from error
    version = front.get("version")
    parts = (front["title"], f"v{version}" if version else "", dated or front["date"])
    name = re.sub(r"[^\w.]+", "-", "_".join(part for part in parts if part))
    return File(f"{name}.docx", data)
