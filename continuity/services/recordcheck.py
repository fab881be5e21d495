"""Compares what was signed, decided, frozen and made with what the chained history says was."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from continuity.definitions.canonical import canonical_json, sha256_of
from continuity.errors import say
from continuity.models import (
    Decision,
    DefinitionText,
    Document,
    Event,
    EventBody,
    Plan,
    SignOff,
    Snapshot,
    Step,
    StepRevision,
)
from continuity.services.fingerprints import fingerprint
from continuity.services.flaws import Flaws

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
    told, weeded = _told(session, plan_id)
    held = dict(_held(session, plan_id, flaws))
    for (kind, sha256), where in held.items():
        if (kind, sha256) not in told and not weeded:
            what = _NAMES.get(kind, _A_DOCUMENT)
            reason = say("I databasen är {what} en annan än den som historiken berättar om, eller tillagd.", what=what)
            flaws.add("record", where, reason)
    for (kind, sha256), seq in told.items():
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


def _told(session: Session, plan_id: int) -> tuple[dict[Kept, int], bool]:
    """What the plan's events say was kept, with the event's number; and whether some event can no longer say."""
    query = select(Event.seq, EventBody.body).outerjoin(EventBody, EventBody.seq == Event.seq)
    told: dict[Kept, int] = {}
    weeded = False
    for seq, body in session.execute(query.where(Event.plan_id == plan_id).order_by(Event.seq)):
        weeded = weeded or body is None
        if body is not None and '"kept":' in body:
            told |= {(one["kind"], one["sha256"]): seq for one in json.loads(body).get("kept", ())}
    return told, weeded


def _held(session: Session, plan_id: int, flaws: Flaws) -> Iterator[tuple[Kept, str]]:
    """What the tables hold for a plan, and where each stands."""
    for sign_off in session.scalars(_of_plan(select(SignOff), SignOff.revision_id, plan_id)):
        yield ("sign_off", fingerprint(sign_off)), f"sign_off {sign_off.id}"
        _check_signed(session, sign_off, flaws)
    for decision in session.scalars(_of_plan(select(Decision), Decision.revision_id, plan_id)):
        yield ("decision", fingerprint(decision)), f"decision {decision.id}"
    for snapshot in session.scalars(_of_plan(select(Snapshot), Snapshot.revision_id, plan_id)):
        if sha256_of(snapshot.body) != snapshot.sha256:
            flaws.add(
                "record", f"snapshot {snapshot.id}", say("De frysta svaren är ändrade: kontrollvärdet stämmer inte.")
            )
        yield ("snapshot", snapshot.sha256), f"snapshot {snapshot.id}"
    for document in session.scalars(_of_plan(select(Document), Document.revision_id, plan_id)):
        yield (document.kind, document.sha256), f"document {document.id}"
    session.expunge_all()


def _of_plan(query: Select[Any], revision_id: Any, plan_id: int) -> Select[Any]:
    joined = query.join(StepRevision, StepRevision.id == revision_id).join(Step, Step.id == StepRevision.step_id)
    return joined.where(Step.plan_id == plan_id)


def _check_signed(session: Session, sign_off: SignOff, flaws: Flaws) -> None:
    """What was signed must still be there, for the same revision."""
    for model, column, sha256, reason in (
        (
            Snapshot,
            Snapshot.sha256,
            sign_off.snapshot_sha256,
            say("De frysta svar som undertecknades finns inte längre."),
        ),
        (
            Document,
            Document.sha256,
            sign_off.document_sha256,
            say("Det dokument som undertecknades finns inte längre."),
        ),
    ):
        found = select(model.id).where(model.revision_id == sign_off.revision_id, column == sha256)
        if session.scalars(found.limit(1)).first() is None:
            flaws.add("record", f"sign_off {sign_off.id}", reason)


def _check_definitions(session: Session, flaws: Flaws) -> None:
    """A definition is stored under the hash of its contents; what was signed keeps it."""
    for found in session.execute(select(DefinitionText.hash, DefinitionText.kind, DefinitionText.body)):
        if sha256_of(canonical_json({"kind": found.kind, "data": json.loads(found.body)})) != found.hash:
            reason = say("Definitionen är ändrad: kontrollvärdet stämmer inte.")
            flaws.add("definition", f"definition {found.hash[:12]}", reason)
