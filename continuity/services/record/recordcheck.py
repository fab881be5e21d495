"""Compares what was signed, decided, frozen and made with what the chained history says was."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from continuity.definitions.canonical import canonical_json, sha256_of
from continuity.errors import say
from continuity.models import (
    Content,
    Decision,
    DefinitionText,
    Document,
    Event,
    EventBody,
    Plan,
    PublicationItem,
    SignOff,
    Snapshot,
    Step,
    StepRevision,
)
from continuity.services.record.fingerprints import fingerprint
from continuity.services.record.flaws import Flaws

Kept = tuple[str, str]  # kind, SHA-256
_NAMES = {
    "sign_off": say("underskriften"),
    "decision": say("beslutet"),
    "snapshot": say("ögonblicksbilden"),
}
_A_DOCUMENT = say("dokumentet")


def check_records(session: Session, flaws: Flaws) -> int:
    """How many signatures, decisions, snapshots and documents there are; one plan is held in memory at a time."""
    _check_definitions(session, flaws)
    return sum(_check_plan(session, plan_id, flaws) for plan_id in session.scalars(select(Plan.id)).all())


def _check_plan(session: Session, plan_id: int, flaws: Flaws) -> int:
    kept, weeded = told(session, plan_id)
    held = dict(_held(session, plan_id, flaws))
    for (kind, sha256), where in held.items():
        if (kind, sha256) not in kept and not weeded:
            what = _NAMES.get(kind, _A_DOCUMENT)
            reason = say("I databasen är {what} en annan än den som historiken berättar om, eller tillagd.", what=what)
            flaws.add("record", where, reason)
    for (kind, sha256), seq in kept.items():
        if (kind, sha256) not in held:
            what = _NAMES.get(kind, _A_DOCUMENT)
            reason = say(
                "I händelse {seq} står {what} som {hash}, men så finns det inte längre.",
                seq=seq,
                what=what,
                hash=sha256[:12],
            )
            flaws.add("record", f"event {seq}", reason)
    return len(held)


def told(session: Session, plan_id: int) -> tuple[dict[Kept, int], bool]:
    """What the plan's events say was kept, with the event's number; and whether some event can no longer say."""
    query = select(Event.seq, EventBody.body).outerjoin(EventBody, EventBody.seq == Event.seq)
    found: dict[Kept, int] = {}
    weeded = False
    for seq, body in session.execute(query.where(Event.plan_id == plan_id).order_by(Event.seq)):
        weeded = weeded or body is None
        if body is not None and '"kept":' in body:
            found |= dict.fromkeys(_kept(body), seq)
    return found, weeded


def _kept(body: str) -> tuple[Kept, ...]:
    """What one event says was kept; nothing for a body that somebody has broken, which the chain's check names."""
    try:
        return tuple((one["kind"], one["sha256"]) for one in json.loads(body)["kept"])
    except (ValueError, KeyError, TypeError):
        return ()


def _held(session: Session, plan_id: int, flaws: Flaws) -> Iterator[tuple[Kept, str]]:
    """What the tables hold for a plan, and where each stands."""
    for sign_off in session.scalars(_of_plan(select(SignOff), SignOff.revision_id, plan_id)):
        yield ("sign_off", fingerprint(sign_off)), f"sign_off {sign_off.id}"
        _check_signed(session, sign_off, flaws)
    for decision in session.scalars(_of_plan(select(Decision), Decision.revision_id, plan_id)):
        yield ("decision", fingerprint(decision)), f"decision {decision.id}"
    for snapshot in session.scalars(_of_plan(select(Snapshot), Snapshot.revision_id, plan_id)):
        if sha256_of(snapshot.body) != snapshot.sha256:
            reason = say("De frysta svaren är ändrade: kontrollvärdet stämmer inte.")
            flaws.add("record", f"snapshot {snapshot.id}", reason)
        yield ("snapshot", snapshot.sha256), f"snapshot {snapshot.id}"
    for document in session.scalars(_of_plan(select(Document), Document.revision_id, plan_id)):
        yield (document.kind, document.sha256), f"document {document.id}"
    session.expunge_all()


def _of_plan(query: Select[Any], revision_id: Any, plan_id: int) -> Select[Any]:
    joined = query.join(StepRevision, StepRevision.id == revision_id).join(Step, Step.id == StepRevision.step_id)
    return joined.where(Step.plan_id == plan_id)


def _check_signed(session: Session, sign_off: SignOff, flaws: Flaws) -> None:
    """What was signed must still be there, for the same revision."""
    snapshot = select(Snapshot.id).where(Snapshot.revision_id == sign_off.revision_id)
    if session.scalar(snapshot.where(Snapshot.sha256 == sign_off.snapshot_sha256).limit(1)) is None:
        reason = say("De frysta svar som undertecknades finns inte längre.")
        flaws.add("record", f"sign_off {sign_off.id}", reason)
    document = select(Document.id).where(Document.revision_id == sign_off.revision_id)
    if session.scalar(document.where(Document.sha256 == sign_off.document_sha256).limit(1)) is None:
        reason = say("Det dokument som undertecknades finns inte längre.")
        flaws.add("record", f"sign_off {sign_off.id}", reason)


def _check_definitions(session: Session, flaws: Flaws) -> None:
    """A definition is stored under the hash of its contents, and what was made with it keeps it."""
    for found in session.execute(select(DefinitionText.hash, DefinitionText.kind, DefinitionText.body)):
        if _definition_hash(found.kind, found.body) != found.hash:
            reason = say("Definitionen är ändrad: kontrollvärdet stämmer inte.")
            flaws.add("definition", f"definition {found.hash[:12]}", reason)
    for column in (StepRevision.workflow_hash, StepRevision.form_hash, StepRevision.organisation_hash):
        missing = select(column).where(column.not_in(select(DefinitionText.hash))).distinct()
        for digest in session.scalars(missing):
            reason = say("En definition som steg är gjorda med saknas.")
            flaws.add("definition", f"definition {digest[:12]}", reason)
    template = PublicationItem.hash
    lost = select(template).where(PublicationItem.kind == "template", template.not_in(select(Content.sha256)))
    for digest in session.scalars(lost.distinct()):
        flaws.add("content", f"content {digest[:12]}", say("En publicerad Wordmall saknas."))


def _definition_hash(kind: str, body: str) -> str:
    try:
        return sha256_of(canonical_json({"kind": kind, "data": json.loads(body)}))
    except ValueError:
        return ""
