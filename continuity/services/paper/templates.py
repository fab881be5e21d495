"""The Word templates in use: what there is, trying an uploaded one, taking it into use and taking it back."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.canonical import sha256_of
from continuity.definitions.catalogue import Catalogue
from continuity.definitions.words import Words
from continuity.errors import Complaint, ContentFaulty, Invalid, NotFound, Refused, say
from continuity.models import Person, Publication, PublicationItem, Step, StepRevision, TemplateVersion
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.organisation import people
from continuity.services.paper import templatecheck, templatetrial
from continuity.services.paper.templateslots import Shelf, Slot, job
from continuity.services.paper.templatetrial import Limits, Outcome
from continuity.services.publishing import DELIVERED, TEMPLATE
from continuity.services.record.history import record

ACTION = "edit_templates"
ENDING = ".docx"
LONGEST_NAME, LONGEST_NOTE = 200, 500


@dataclass(frozen=True)
class Line:
    """A template in use: its title, version (SHA-256), since when and by whom.

    `upload` is the uploaded version in use, None for the files' own; `delivered` is then what they would give.
    `running` and `older` count the open steps that keep this version, and another one.
    """

    slot: Slot
    title: Words
    sha256: str
    since: datetime
    by: str | None
    upload: TemplateVersion | None
    delivered: str
    running: int
    older: int


def lines(session: Session) -> tuple[Line, ...]:
    """Every template in use."""
    shelf = Shelf(session)
    if shelf.publication is None:
        return ()
    titles, uploads = shelf.titles(), publishing.uploads_in_use(session)
    since, kept = _since(session, shelf), _kept(session)
    found = []
    for slot in shelf.slots():
        current = shelf.current(slot)
        others = {digest for digest in _ever(session, slot, since) if digest != current}
        found.append(
            Line(
                slot=slot,
                title=titles.get(slot.document, Words(sv=slot.document, en=slot.document)),
                sha256=current,
                since=since[slot, current][0],
                by=since[slot, current][1],
                upload=uploads.get(slot.place),
                delivered=shelf.delivered(slot),
                running=kept[slot.place[0], current],
                older=sum(kept[slot.place[0], digest] for digest in others),
            )
        )
    return tuple(found)


def line(session: Session, slot: Slot) -> Line:
    """One of them; raises `NotFound`."""
    found = next((one for one in lines(session) if one.slot == slot), None)
    if found is None:
        raise NotFound
    return found


_Since = Mapping[tuple[Slot, str], tuple[datetime, str | None]]


def _since(session: Session, shelf: Shelf) -> _Since:
    """When each template of each slot was last taken into use, and by whom."""
    query = (
        select(Publication.at, Person.name, PublicationItem)
        .join(PublicationItem, PublicationItem.publication_id == Publication.id)
        .outerjoin(Person, Person.id == Publication.by_id)
        .where(PublicationItem.kind == TEMPLATE)
        .order_by(Publication.id)
    )
    found: dict[tuple[Slot, str], tuple[datetime, str | None]] = {}
    before: dict[Slot, str] = {}
    for at, name, item in session.execute(query):
        slot = Slot.at((item.name, item.variant, item.department))
        if before.get(slot) != item.hash:
            found[slot, item.hash] = (at, name)
        before[slot] = item.hash
    return found


def _ever(session: Session, slot: Slot, since: _Since) -> Collection[str]:
    return {digest for known, digest in since if known == slot}


def _kept(session: Session) -> Counter[tuple[str, str]]:
    """How many open steps keep each template, by name and SHA-256."""
    query = select(StepRevision.templates).join(Step, Step.open_revision_id == StepRevision.id)
    return Counter(
        (name, str(digest)) for templates in session.scalars(query) for name, digest in (templates or {}).items()
    )


def versions(session: Session, slot: Slot) -> tuple[TemplateVersion, ...]:
    """Everything uploaded for this slot, the newest first."""
    name, variant, department = slot.place
    query = select(TemplateVersion).where(
        TemplateVersion.name == name, TemplateVersion.variant == variant, TemplateVersion.department == department
    )
    return tuple(session.scalars(query.order_by(TemplateVersion.id.desc())))


def version(session: Session, version_id: int) -> TemplateVersion:
    """An uploaded template; raises `NotFound`."""
    found = session.get(TemplateVersion, version_id)
    if found is None:
        raise NotFound
    return found


def slot_of(uploaded: TemplateVersion) -> Slot:
    """Where it belongs."""
    return Slot.at((uploaded.name, uploaded.variant, uploaded.department))


def file_of(session: Session, slot: Slot, sha256: str) -> tuple[str, bytes]:
    """A template that this slot has or had, or that was uploaded for it: file name and bytes; raises `NotFound`."""
    name, variant, department = slot.place
    published = select(PublicationItem.hash).where(
        PublicationItem.kind.in_((TEMPLATE, DELIVERED)),
        PublicationItem.name == name,
        PublicationItem.variant == variant,
        PublicationItem.department == department,
    )
    if sha256 not in {*session.scalars(published), *(one.sha256 for one in versions(session, slot))}:
        raise NotFound
    return f"{slot.filename}_{sha256[:8]}{ENDING}", publishing.template_bytes(session, sha256)


# --- trying --------------------------------------------------------------------------------------------------------


def upload(
    session: Session,
    slot: Slot,
    filename: str,
    data: bytes,
    note: str = "",
    *,
    by: Actor,
    at: datetime,
    limits: Limits | None = None,
) -> tuple[TemplateVersion | None, Outcome]:
    """Tries a template and keeps it when it holds; nothing uses it before it is published.

    Gives None and what is wrong where it was refused: then nothing is stored.

    :raise Invalid: it is no .docx file.
    """
    people.require(ACTION, by, at)
    filename = PurePath(filename.replace("\\", "/")).name[-LONGEST_NAME:]
    if not data:
        raise Invalid({"file": say("Välj en mall att ladda upp.")})
    if not filename.lower().endswith(ENDING):
        raise Invalid({"file": say("Bara Word-dokument (.docx) tas emot. Spara mallen så i Word och försök igen.")})
    outcome = _try(session, slot, filename, data, limits)
    if outcome.refused:
        return None, outcome
    newest = next(iter(versions(session, slot)), None)
    if newest is not None and newest.sha256 == sha256_of(data) and newest.reverted_at is None:
        return newest, outcome  # the same file sent twice
    name, variant, department = slot.place
    made = TemplateVersion(
        name=name,
        variant=variant,
        department=department,
        sha256=publishing.keep(session, data),
        filename=filename,
        note=note.strip()[:LONGEST_NOTE],
        warnings=[templatetrial.packed(one) for one in outcome.warnings],
        uploaded_at=at,
        uploaded_by_id=by.person_id,
    )
    session.add(made)
    session.commit()
    return made, outcome


def _try(session: Session, slot: Slot, filename: str, data: bytes, limits: Limits | None = None) -> Outcome:
    what = job(session, slot, filename, data)
    session.rollback()  # a trial takes seconds, and nobody else's writing should wait for it
    return templatetrial.try_template(what, limits)


def sample(session: Session, version_id: int, name: str, *, by: Actor, at: datetime) -> tuple[str, bytes]:
    """What an uploaded template makes of an example, `signed` or `draft`: file name and bytes.

    :raise RenderingFailed: it does not fit the published forms any more.
    """
    people.require(ACTION, by, at)
    if name not in templatetrial.SAMPLES:
        raise NotFound
    found = version(session, version_id)
    slot, data = slot_of(found), publishing.template_bytes(session, found.sha256)
    outcome = _try(session, slot, found.filename, data)
    marks = {"signed": "exempel", "draft": "exempel-utkast"}
    return f"{slot.filename}_{marks[name]}{ENDING}", templatetrial.sample(outcome, name)


def misfits(session: Session, catalogue: Catalogue) -> tuple[Complaint, ...]:
    """Every mistake there would be in the uploaded templates in use if this catalogue were published."""
    uploads = publishing.uploads_in_use(session)
    if not uploads:
        return ()
    files = {place: (one.filename, publishing.template_bytes(session, one.sha256)) for place, one in uploads.items()}
    return tuple(templatecheck.check_uploads(catalogue, files))


# --- taking into use, and back -------------------------------------------------------------------------------------


def publish(session: Session, version_id: int, *, by: Actor, at: datetime) -> Publication:
    """Takes an uploaded template into use, for the first time or again; steps that are open keep theirs.

    Publishing what is in use already changes nothing and gives the publication in use back.

    :raise ContentFaulty: it does not fit what is published now.
    """
    people.require(ACTION, by, at)
    chosen = version(session, version_id)
    slot, digest = slot_of(chosen), chosen.sha256
    if not _in_use(chosen):
        data = publishing.template_bytes(session, digest)
        outcome = _try(session, slot, chosen.filename, data)  # the forms may have changed since it was uploaded
        if outcome.refused:
            raise ContentFaulty(tuple(one for kind in templatetrial.REFUSING for one in outcome.findings.get(kind, ())))
    before = _locked(session)
    chosen = version(session, version_id)
    if _in_use(chosen):
        return before
    used = publishing.uploads_in_use(session).get(slot.place)
    if used is not None:
        used.reverted_at = at
    chosen.published_at, chosen.reverted_at = at, None
    return _republished(session, before, slot, digest, "template_published", by=by, at=at)


def revert(session: Session, slot: Slot, *, by: Actor, at: datetime) -> Publication:
    """Takes the uploaded template out of use, so that the files' own is used again; doing it twice changes nothing.

    :raise Refused: the files have no such template.
    """
    people.require(ACTION, by, at)
    before = _locked(session)
    used, delivered = publishing.uploads_in_use(session).get(slot.place), Shelf(session).delivered(slot)
    if used is None:
        Shelf(session).current(slot)
        return before
    if not delivered:
        raise Refused(say("Det finns ingen levererad mall att återgå till. Ladda upp en ny i stället."))
    used.reverted_at = at
    return _republished(session, before, slot, delivered, "template_reverted", by=by, at=at)


def _in_use(chosen: TemplateVersion) -> bool:
    return chosen.published_at is not None and chosen.reverted_at is None


def _locked(session: Session) -> Publication:
    publishing.lock(session)
    found = publishing.newest(session)
    if found is None:
        raise NotFound
    return found


def _republished(
    session: Session, before: Publication, slot: Slot, digest: str, kind: str, *, by: Actor, at: datetime
) -> Publication:
    """A publication like the one before, but for one template."""
    made = Publication(at=at, by_id=by.person_id, content_hash=before.content_hash)
    session.add(made)
    old = {(item.kind, (item.name, item.variant, item.department)): item.hash for item in before.items}
    delivered = old.get((DELIVERED, slot.place)) or old.get((TEMPLATE, slot.place))
    old.pop((DELIVERED, slot.place), None)
    old[TEMPLATE, slot.place] = digest
    if kind == "template_published" and delivered:
        old[DELIVERED, slot.place] = delivered
    made.items.extend(publishing.item_of(of, place, hash_) for (of, place), hash_ in old.items())
    session.flush()
    name, variant, department = slot.place
    record(session, kind, at=at, by=by, template=name, variant=variant, department=department, sha256=digest)
    session.commit()
    return made
