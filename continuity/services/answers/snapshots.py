"""The frozen answers: canonical JSON with every name and computed value as it then was, and its hash."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from continuity.definitions.canonical import canonical_json, sha256_of
from continuity.definitions.forms import Form, Question
from continuity.definitions.vocabulary import REFERENCES
from continuity.models import Snapshot, StepRevision
from continuity.rules import special
from continuity.rules.answers import Row, is_special, is_unknown
from continuity.services.registers.register import choices_for, name_of
from continuity.services.steps.desk import Desk

FORMAT = 1


def take(desk: Desk, kind: str = "frozen") -> Snapshot:
    """Freezes the answers as they are: a new row, named by its hash; the revision points at it."""
    body = canonical_json(content(desk))
    snapshot = Snapshot(
        revision_id=desk.revision.id,
        round=desk.revision.round,
        kind=kind,
        body=body,
        sha256=sha256_of(body),
        at=desk.at,
        by_id=desk.by.person_id,
    )
    desk.session.add(snapshot)
    desk.session.flush()
    desk.keep("snapshot", snapshot.sha256)
    desk.revision.snapshot_id = snapshot.id
    return snapshot


def content(desk: Desk) -> dict[str, Any]:
    """What a snapshot holds; facts of the process (status, decision, signatures) are not in it."""
    return {
        "format": FORMAT,
        "workflow": desk.plan.workflow,
        "step": desk.step.name,
        **unit_of(desk, None),
        "revision": desk.revision.number,
        "cycle": desk.revision.cycle,
        "version": desk.revision.version or "",
        "definitions": {
            "workflow": desk.revision.workflow_hash,
            "form": desk.revision.form_hash,
            "organisation": desk.revision.organisation_hash,
        },
        "answers": answers_now(desk),
        "motives": dict(sorted(desk.revision.warnings.items())),
    }


def answers_now(desk: Desk) -> Row:
    """The answers as a document prints them: names beside references, and the words for what is handled elsewhere."""
    tree = desk.tree()
    return named(desk, special.filled(desk.form, tree) if desk.handled_elsewhere else tree)


def named(desk: Desk, tree: Row) -> Row:
    """The tree with each reference as {"id", "name"}: what it was called then."""
    return _named(desk, desk.form, None, tree, (tree,))


def _named(desk: Desk, form: Form, scope: str | None, node: Row, chain: tuple[Row, ...]) -> Row:
    questions: dict[str, Question] = {
        name: question
        for page_id in ((scope,) if scope else ()) + form.pages_of(scope)
        for name, question in form.pages[page_id].questions.items()
    }
    whole: Row = {}
    for name, value in node.items():
        if name in form.pages and isinstance(value, list) and name not in questions:
            whole[name] = [_named(desk, form, name, row, (*chain, row)) for row in value]
        elif (
            name in questions and questions[name].kind in REFERENCES and not is_unknown(value) and not is_special(value)
        ):
            whole[name] = _reference(desk, questions[name], value, chain)
        else:
            whole[name] = value
    return whole


def _reference(desk: Desk, question: Question, value: Any, chain: tuple[Row, ...]) -> Any:
    if isinstance(value, list):
        return [_reference(desk, question, one, chain) for one in value]
    if question.kind == "row":
        found = dict(choices_for(desk, question, chain)).get(str(value), "")
        return {"id": value, "name": found}
    return {"id": value, "name": name_of(desk.session, question.kind, str(value))}


def unit_of(desk: Desk, snapshot: Snapshot | None) -> dict[str, Any]:
    """The department and its committee: as they were frozen, else as they are called now."""
    if snapshot is not None:
        found: Mapping[str, Any] = json.loads(snapshot.body)
        return {"department": dict(found["department"]), "committee": found["committee"]}
    parent = desk.department.parent
    return {
        "department": {"code": desk.department.code, "name": desk.department.name},
        "committee": parent.name if parent else "",
    }


def answers_of(snapshot: Snapshot) -> Row:
    """The frozen answers, references as {"id", "name"}."""
    found: Mapping[str, Any] = json.loads(snapshot.body)
    return dict(found["answers"])


def of_revision(desk_or_revision: Desk | StepRevision, session: Any = None) -> Snapshot | None:
    """The snapshot a revision points at, or None before it is frozen."""
    if isinstance(desk_or_revision, Desk):
        session, revision = desk_or_revision.session, desk_or_revision.revision
    else:
        revision = desk_or_revision
    if revision.snapshot_id is None:
        return None
    found: Snapshot | None = session.get(Snapshot, revision.snapshot_id)
    return found


def frozen_first(desk: Desk) -> Snapshot | None:
    """The snapshot that the department signed, also when a body amended it later."""
    query = select(Snapshot).where(
        Snapshot.revision_id == desk.revision.id, Snapshot.kind == "frozen", Snapshot.round == desk.revision.round
    )
    return desk.session.scalars(query.order_by(Snapshot.id.desc())).first()
