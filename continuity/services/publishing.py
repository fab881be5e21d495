"""Published content: definitions by hash for ever, and which hash each name has now."""

import json
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.definitions.canonical import sha256_of
from continuity.definitions.catalogue import Catalogue
from continuity.definitions.forms import Form
from continuity.definitions.organisation import Organisation
from continuity.definitions.reader import DefinitionKind, parse
from continuity.definitions.scenarios import Scenario
from continuity.definitions.words import Definition
from continuity.definitions.workflows import Workflow
from continuity.errors import Refused, say
from continuity.models import Content, DefinitionText, Publication, PublicationItem, TemplateVersion
from continuity.rules.permissions import Actor
from continuity.services.record.history import record

TEMPLATE = "template"
DELIVERED = "delivered"  # the file's template, where an uploaded one is used in its place
Place = tuple[str, str, str]  # a name, a variant and a department


def publish(session: Session, catalogue: Catalogue, *, by: Actor | None, at: datetime) -> Publication:
    """Stores every definition and template of a checked catalogue; from now on new steps use them.

    Publishing what is published already changes nothing and gives the same publication back. A template that somebody
    uploaded and published goes on being used until it is taken back.
    """
    digest = fingerprint(catalogue)
    lock(session)
    current = newest(session)
    if current is not None and current.content_hash == digest:
        return current
    uploads = uploads_in_use(session)
    publication = Publication(at=at, by_id=by.person_id if by else None, content_hash=digest)
    session.add(publication)
    for item in catalogue.items():
        if item.path is not None:
            keep(session, item.path.read_bytes())
        elif session.get(DefinitionText, item.hash) is None:
            session.add(DefinitionText(hash=item.hash, kind=item.kind, name=item.name, body=item.text))
        place = (item.name, item.variant, item.department)
        kind = DELIVERED if item.kind == TEMPLATE and place in uploads else item.kind
        publication.items.append(item_of(kind, place, item.hash))
    publication.items.extend(item_of(TEMPLATE, place, upload.sha256) for place, upload in uploads.items())
    session.flush()
    record(session, "content_published", at=at, by=by, content=digest, items=len(publication.items))
    session.commit()
    return publication


def item_of(kind: str, place: Place, digest: str) -> PublicationItem:
    """A line of a publication."""
    name, variant, department = place
    return PublicationItem(kind=kind, name=name, variant=variant, department=department, hash=digest)


def uploads_in_use(session: Session) -> dict[Place, TemplateVersion]:
    """The uploaded templates that are used, by name (sv/exercise), variant and department."""
    query = select(TemplateVersion).where(
        TemplateVersion.published_at.is_not(None), TemplateVersion.reverted_at.is_(None)
    )
    return {(one.name, one.variant, one.department): one for one in session.scalars(query)}


def lock(session: Session) -> None:
    """Lets one publishing finish before another begins, where the database could do both at once."""
    session.scalars(select(Publication).order_by(Publication.id).limit(1).with_for_update()).first()


def fingerprint(catalogue: Catalogue) -> str:
    """One hash over everything a catalogue holds; of the files alone, whatever was uploaded."""
    lines = sorted(f"{i.kind} {i.name} {i.variant} {i.department} {i.hash}" for i in catalogue.items())
    return sha256_of("\n".join(lines))


def keep(session: Session, data: bytes) -> str:
    """Stores bytes under their own SHA-256, once."""
    digest = sha256_of(data)
    if session.get(Content, digest) is None:
        session.add(Content(sha256=digest, bytes=data))
        session.flush()
    return digest


def newest(session: Session) -> Publication | None:
    """The publication in use."""
    return session.scalars(select(Publication).order_by(Publication.id.desc()).limit(1)).first()


def variants(session: Session) -> frozenset[str]:
    """The variants that something published has."""
    publication = newest(session)
    if publication is None:
        return frozenset()
    query = select(PublicationItem.variant).where(PublicationItem.publication_id == publication.id)
    return frozenset(session.scalars(query)) - {""}


def hash_of(session: Session, kind: str, name: str, variant: str = "", department: str = "") -> str:
    """The hash a name has now for a variant and a department; the most specific wins.

    :raise Refused: nothing is published under that name, or the variant and the department's own do not fit together.
    """
    publication = newest(session)
    if publication is not None:
        found = {
            (item.variant, item.department): item.hash
            for item in session.scalars(
                select(PublicationItem).where(
                    PublicationItem.publication_id == publication.id,
                    PublicationItem.kind == kind,
                    PublicationItem.name == name,
                )
            )
        }
        if kind != TEMPLATE and (variant, department) not in found and {(variant, ""), ("", department)} <= set(found):
            raise Refused(
                say("Varianten och förvaltningens eget innehåll för ”{name}” går inte ihop. Välj en annan.", name=name)
            )
        for key in ((variant, department), ("", department), (variant, ""), ("", "")):
            if key in found:
                return found[key]
    raise Refused(
        say("Innehållet ”{name}” är inte publicerat. En administratör publicerar det under Administration.", name=name)
    )


@lru_cache(maxsize=512)
def _parsed(kind: DefinitionKind, digest: str, body: str) -> Definition:
    return parse(kind, json.loads(body), digest[:12])


def _definition(session: Session, kind: DefinitionKind, digest: str) -> Definition:
    text = session.get(DefinitionText, digest)
    if text is None:
        raise Refused(say("En definition som steget bygger på saknas i databasen ({hash}).", hash=digest[:12]))
    return _parsed(kind, digest, text.body)


def form(session: Session, digest: str) -> Form:
    """The form with this hash."""
    found = _definition(session, "form", digest)
    assert isinstance(found, Form)
    return found


def forms(session: Session, digests: Collection[str]) -> dict[str, Form]:
    """The forms with these hashes, by hash, read in one question."""
    stored = session.scalars(select(DefinitionText).where(DefinitionText.hash.in_(digests)))
    found = {text.hash: _parsed("form", text.hash, text.body) for text in stored}
    return {digest: one for digest, one in found.items() if isinstance(one, Form)}


def workflow(session: Session, digest: str) -> Workflow:
    """The workflow with this hash."""
    found = _definition(session, "workflow", digest)
    assert isinstance(found, Workflow)
    return found


def settings(session: Session, digest: str | None = None) -> Organisation:
    """The organisation's own settings: those with this hash, else those in use."""
    text = _organisation_in_use(session) if digest is None else None
    if text is not None:
        found = _parsed("organisation", text.hash, text.body)
    else:
        found = _definition(session, "organisation", digest or hash_of(session, "organisation", "organisation"))
    assert isinstance(found, Organisation)
    return found


def _organisation_in_use(session: Session) -> DefinitionText | None:
    """The settings in use with their text, in one question; None before the first publishing."""
    newest_id = select(func.max(Publication.id)).scalar_subquery()
    query = (
        select(DefinitionText)
        .join(PublicationItem, PublicationItem.hash == DefinitionText.hash)
        .where(PublicationItem.publication_id == newest_id, PublicationItem.kind == "organisation")
    )
    return session.scalars(query).first()


def scenarios(session: Session) -> dict[str, Scenario]:
    """The exercise scenarios in use, by name in alphabetical order."""
    newest_id = select(func.max(Publication.id)).scalar_subquery()
    query = (
        select(PublicationItem.name, DefinitionText)
        .join(DefinitionText, DefinitionText.hash == PublicationItem.hash)
        .where(PublicationItem.publication_id == newest_id, PublicationItem.kind == "scenario")
        .order_by(PublicationItem.name)
    )
    found = ((name, _parsed("scenario", text.hash, text.body)) for name, text in session.execute(query))
    return {name: model for name, model in found if isinstance(model, Scenario)}


def template_bytes(session: Session, digest: str) -> bytes:
    """The Word template with this SHA-256."""
    content = session.get(Content, digest)
    if content is None:
        raise Refused(say("Wordmallen {hash} saknas i databasen.", hash=digest[:12]))
    return content.bytes
