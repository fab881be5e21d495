"""The municipality's own Word documents: the dependency and gap analysis, and the order of priority."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Reason
from continuity.models import Municipality
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.analysis import gap_paper, priority_paper
from continuity.services.analysis.looking import looked_at
from continuity.services.analysis.priorities import version, versions
from continuity.services.clock import local_date
from continuity.services.paper.municipalpaper import File, made
from continuity.services.record.history import record

Say = Callable[[Reason], str]  # a sentence in the document's language


def gap_analysis(session: Session, language: str, tell: Say, *, by: Actor, at: datetime) -> File:
    """Beroende- och gapanalys of what is in force today; that it was taken is recorded.

    `tell` puts a reason into words of the document's language.
    :raise Forbidden: the person may not see the municipality's analysis. :raise RenderingFailed: the template failed.
    """
    seen = looked_at(session, by=by, at=at)
    front = _front(session, "dependency_analysis", language, local_date(at))
    written = {**gap_paper.written(seen, language, tell), "document": front, "meta": gap_paper.meta(front, language)}
    file = made(session, "dependency_analysis", written, language, at)
    record(session, "municipal_document_made", at=at, by=by, document="dependency_analysis", language=language)
    session.commit()
    return file


def priority_order(session: Session, order_id: int, language: str, tell: Say, *, by: Actor, at: datetime) -> File:
    """A version of the order of priority, made of what it froze; that it was taken is recorded.

    :raise NotFound: there is no such version; more as `gap_analysis` says.
    """
    looked_at(session, by=by, at=at)  # whether this person may
    found, settings = version(session, order_id), publishing.settings(session)
    front = _front(session, "priority_order", language, found.decided_on or local_date(found.proposed_at))
    front |= {
        "version": str(found.version),
        "snapshot": found.sha256[:12],
        "status": priority_paper.status(found, language).upper(),
    }
    written = priority_paper.written(found, versions(session), settings, language, tell)
    meta = priority_paper.meta(found, front, settings, language)
    file = made(session, "priority_order", {**written, "document": front, "meta": meta}, language, at)
    record(
        session, "municipal_document_made", at=at, by=by, document="priority_order", language=language,
        version=found.version,
    )  # fmt: skip
    session.commit()
    return file


MARKING = {
    "sv": "Kan innehålla uppgifter som omfattas av sekretess (OSL 18:13). Prövas på nytt vid varje begäran.",
    "en": "May contain information that is secret (OSL 18:13). Examined anew at each request.",
}
TYPES = {"sv": {"dependency_analysis": "Analys", "priority_order": "Plan"},
         "en": {"dependency_analysis": "Analysis", "priority_order": "Plan"}}  # fmt: skip


def _front(session: Session, document: str, language: str, on: date) -> dict[str, Any]:
    title = publishing.settings(session).document_titles.get(document)
    return {
        "title": title.in_(language) if title else document,
        "type": TYPES[language][document],
        "municipality": session.scalar(select(Municipality.name).limit(1)) or "",
        "status": "",
        "version": "",
        "snapshot": "",
        "language": language,
        "marking": MARKING[language],
        "date": on.isoformat(),
    }
