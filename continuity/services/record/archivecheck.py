"""Reads every stored file again: against its hash, against the history it carries, and against the archive folder."""

from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.canonical import sha256_of
from continuity.documents import TemplateRefused, content_sha256, read_custom_properties
from continuity.errors import say
from continuity.models import Content, Document, Event
from continuity.services.record import mirror
from continuity.services.record.flaws import Flaws
from continuity.services.record.history import GENESIS

ONE_BY_ONE = 16


def check_contents(session: Session, flaws: Flaws) -> int:
    """How many files there are; few of them are in memory at a time."""
    count = 0
    for key, data in session.execute(select(Content.sha256, Content.bytes).execution_options(yield_per=ONE_BY_ONE)):
        count += 1
        if sha256_of(data) != key:
            flaws.add("content", f"content {key[:12]}", say("Filen är ändrad: kontrollvärdet stämmer inte."))
    for document in session.scalars(select(Document).execution_options(yield_per=ONE_BY_ONE)):
        _check_document(session, document, flaws)
        session.expunge(document)
    return count


def _check_document(session: Session, document: Document, flaws: Flaws) -> None:
    where = f"document {document.id} ({document.filename})"
    data = session.scalars(select(Content.bytes).where(Content.sha256 == document.sha256)).one_or_none()
    if data is None:
        flaws.add("content", where, say("Filens innehåll saknas."))
        return
    if len(data) != document.size:
        flaws.add("content", where, say("Filen har en annan storlek än den som antecknades."))
    if document.kind == "registered" or sha256_of(data) != document.sha256:
        return  # the file of somebody else, or one that is named already
    try:
        if content_sha256(data) != document.content_sha256:
            flaws.add("content", where, say("Filens delar är inte de som antecknades."))
        _check_carried(session, str(read_custom_properties(data).get("checkpoint", "")), where, flaws)
    except TemplateRefused as unreadable:
        flaws.add("content", where, unreadable.reason)


def _check_carried(session: Session, checkpoint: str, where: str, flaws: Flaws) -> None:
    """Every document carries the link that was newest when it was made: history written anew does not have it."""
    number, _, link = checkpoint.partition(":")
    if number.isdecimal() and not is_link(session, int(number), link):
        reason = say("Dokumentet bär länk {seq} i historiken, men historiken har en annan där.", seq=number)
        flaws.add("checkpoint", where, reason, int(number))


def is_link(session: Session, seq: int, link: str) -> bool:
    """Whether the chain has exactly this link."""
    known = GENESIS if seq == 0 else session.scalar(select(Event.hash).where(Event.seq == seq))
    return known == link


def check_folder(session: Session, folder: Path, flaws: Flaws) -> int:
    """How many files the archive folder should hold; a missing, altered or foreign one is a flaw."""
    known = set(mirror.INDEXES)
    for entry in mirror.entries(session):
        known.add(entry.path)
        path = folder / entry.path
        if not path.is_file():
            reason = say("Filen saknas i arkivmappen. Kör continuity sweep, så skrivs den igen.")
            flaws.add("folder", entry.path, reason)
        elif _hash(path) != entry.sha256:
            reason = say("Filen i arkivmappen är ändrad. Ta bort den och kör continuity sweep, så skrivs den igen.")
            flaws.add("folder", entry.path, reason)
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        inside = path.relative_to(folder).as_posix()
        if path.is_file() and inside not in known:
            flaws.add("folder", inside, say("Filen i arkivmappen kommer inte från systemet."))
    return len(known) - len(mirror.INDEXES)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
