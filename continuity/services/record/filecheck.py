"""Says what a file from outside is: one that we keep and how it stands, one that was altered, or none of ours."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.canonical import sha256_of
from continuity.documents import TemplateRefused, content_sha256, read_custom_properties
from continuity.errors import Reason, say
from continuity.models import Document, Snapshot, Step, StepRevision
from continuity.services.record.archivecheck import is_link

Verdict = Literal["current", "superseded", "repealed", "not_adopted", "copy", "altered", "unknown"]
ADOPTED = frozenset({"final", "registered", "annex"})
UNKEPT = frozenset({"translation", "working"})  # made on demand; their bytes are stored nowhere

SAID: dict[Verdict, Reason] = {
    "current": say("Filen är äkta och gäller: {what}."),
    "superseded": say("Filen är äkta men gäller inte längre. En senare version har ersatt den: {what}."),
    "repealed": say("Filen är äkta men gäller inte längre. Planen är upphävd: {what}."),
    "not_adopted": say("Filen är äkta men inte den fastställda: {what}."),
    "copy": say("Filen säger sig vara en kopia som inte sparas, och den går därför inte att pröva: {what}."),
    "altered": say("Filen är ändrad efter att den skapades. Den säger sig vara {what}."),
    "unknown": say("Filen kommer inte från det här systemet, eller så har dess märkning tagits bort."),
}


@dataclass(frozen=True)
class FileVerdict:
    """What a file is; `document` is the one in the archive, when the file is (or was made as) one of them."""

    verdict: Verdict
    sha256: str
    document: Document | None = None
    revision: StepRevision | None = None
    chain_agrees: bool = True

    @property
    def genuine(self) -> bool:
        """Whether the file is, byte for byte or part for part, one that the archive holds."""
        return self.document is not None

    @property
    def reason(self) -> Reason:
        """The verdict as a sentence."""
        return say(SAID[self.verdict].text, what=self.what) if self.revision is not None else SAID[self.verdict]

    @property
    def what(self) -> str:
        """Department, step and version."""
        if self.revision is None:
            return ""
        step = self.revision.step
        version = (self.document.version if self.document else None) or self.revision.version or "–"
        return f"{step.plan.department.name}, {step.name} {version}"


def verify_file(session: Session, data: bytes) -> FileVerdict:
    """Knows the archive's files by hash, also when only packed anew; others by what they carry in their properties."""
    digest = sha256_of(data)
    document = _kept(session, digest, data)
    if document is not None:
        revision = session.get_one(StepRevision, document.revision_id)
        return FileVerdict(_standing(document, revision), digest, document, revision)
    return _by_properties(session, digest, data)


def _kept(session: Session, digest: str, data: bytes) -> Document | None:
    newest = select(Document).order_by(Document.id.desc()).limit(1)
    found = session.scalars(newest.where(Document.sha256 == digest)).first()
    if found is not None:
        return found
    try:
        parts = content_sha256(data)
    except TemplateRefused:
        return None
    return session.scalars(newest.where(Document.content_sha256 == parts, Document.kind != "registered")).first()


def _standing(document: Document, revision: StepRevision) -> Verdict:
    if document.kind not in ADOPTED:
        return "not_adopted"
    if revision.step.plan.repealed_at is not None:
        return "repealed"
    return "superseded" if revision.superseded_at is not None else "current"


def _by_properties(session: Session, digest: str, data: bytes) -> FileVerdict:
    try:
        carried = read_custom_properties(data)
    except TemplateRefused:
        return FileVerdict("unknown", digest)
    revision = _revision(session, carried)
    if revision is None:
        return FileVerdict("unknown", digest)
    unkept = carried.get("kind") in UNKEPT or carried.get("edition") != "full"
    verdict: Verdict = "copy" if unkept and _names_its_snapshot(session, revision, carried) else "altered"
    number, _, link = str(carried.get("checkpoint", "")).partition(":")
    agrees = number.isdecimal() and is_link(session, int(number), link)
    return FileVerdict(verdict, digest, None, revision, agrees)


def _revision(session: Session, carried: dict[str, str | int | bool]) -> StepRevision | None:
    plan, step, number = (carried.get(name) for name in ("plan", "step", "revision"))
    if not isinstance(plan, int) or not isinstance(number, int):
        return None
    query = select(StepRevision).join(Step, Step.id == StepRevision.step_id)
    return session.scalars(
        query.where(Step.plan_id == plan, Step.name == str(step), StepRevision.number == number)
    ).first()


def _names_its_snapshot(session: Session, revision: StepRevision, carried: dict[str, str | int | bool]) -> bool:
    """A working copy has no snapshot; any other copy names one of its own revision."""
    named = str(carried.get("snapshot", ""))
    query = select(Snapshot.id).where(Snapshot.revision_id == revision.id, Snapshot.sha256 == named)
    return not named or session.scalar(query.limit(1)) is not None
