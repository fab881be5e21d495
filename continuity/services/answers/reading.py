"""A revision's answers read back: as stored parts, as a tree, and what is found in them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.forms import Form
from continuity.definitions.organisation import Organisation
from continuity.models import AnswerPart, Department
from continuity.rules import findings as rules
from continuity.rules import special
from continuity.rules.answers import Part, Row, build_tree, visible
from continuity.rules.computed import complete, criteria_of
from continuity.rules.merging import as_now, names_resources
from continuity.rules.told import NOTHING_TOLD, Told, fill
from continuity.services.registers.gap_facts import Facts
from continuity.services.registers.register_rows import merged_ids


def stored(session: Session, revision_id: int) -> Sequence[AnswerPart]:
    """The parts of a revision that are not removed, in order."""
    query = select(AnswerPart).where(AnswerPart.revision_id == revision_id, AnswerPart.removed_at.is_(None))
    return session.scalars(query.order_by(AnswerPart.position, AnswerPart.id)).all()


def raw_tree(session: Session, revision_id: int, form: Form, told: Told = NOTHING_TOLD) -> Row:
    """The answers as typed, hidden ones included, among what the registers tell.

    A resource that has been merged into another is read as the one that it is now, whatever name was chosen.
    """
    typed = build_tree(
        form,
        [Part(p.page, p.row, p.parent_row, p.position, p.values) for p in stored(session, revision_id)],
    )
    now = merged_ids(session) if names_resources(form) else {}
    return fill(form, as_now(form, typed, now), told)


def whole_tree(
    session: Session,
    revision_id: int,
    form: Form,
    settings: Organisation,
    *,
    told: Told = NOTHING_TOLD,
    elsewhere: bool = False,
) -> Row:
    """The answers that count: hidden ones left out, computed ones filled in.

    `elsewhere`: restricted pages are handled elsewhere, and nothing is computed from what is missing there.
    """
    shown = visible(form, raw_tree(session, revision_id, form, told))
    if elsewhere:
        return special.without(complete(form, special.filled(form, shown), criteria_of(settings)), shown)
    return complete(form, shown, criteria_of(settings))


def check_facts(session: Session, settings: Organisation, department: Department, on: date) -> Mapping[str, Any]:
    """What checks may ask beyond the form: the number pattern, whom to call, and what the register knows."""
    own = {"number_pattern": settings.numbers.pattern, "phone": settings.protective_security_phone}
    return Facts(own, session, department.id, on)


def look(
    session: Session,
    revision_id: int,
    form: Form,
    settings: Organisation,
    department: Department,
    on: date,
    *,
    told: Told = NOTHING_TOLD,
) -> tuple[rules.Finding, ...]:
    """Everything found in a revision's answers."""
    return rules.look(
        form,
        raw_tree(session, revision_id, form, told),
        criteria_of(settings),
        on,
        facts=check_facts(session, settings, department, on),
        special=department.special_handling_since is not None,
    )
