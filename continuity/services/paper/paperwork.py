"""The facts of the process as documents print them: front table, versions, advice, signatures, decision."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select

from continuity.definitions.vocabulary import BODIES, Role
from continuity.documents import Omitted
from continuity.models import Advice, Decision, Membership, Municipality, Person, SignOff, StepRevision
from continuity.rules import due
from continuity.services.answers import snapshots
from continuity.services.clock import local_date, local_time
from continuity.services.paper.presentation import OMITTED_WORDS
from continuity.services.steps import adoption
from continuity.services.steps.desk import Desk

META = {
    "sv": (
        "Beslutad när",
        "Beslutad av",
        "Diarienummer",
        "Ersätter",
        "Gäller för",
        "Gäller fr o m",
        "Gäller t o m",
        "Dokumentansvarig",
        "Uppföljning",
        "Dokumenttyp",
        "Version",
        "Status",
    ),
    "en": (
        "Decision date",
        "Decided by",
        "Registration no.",
        "Supersedes",
        "Applies to",
        "Valid from",
        "Valid to",
        "Document owner",
        "Follow-up",
        "Document type",
        "Version",
        "Status",
    ),
}
RUNNING = re.compile(r"^(?P<case>.+)-(?P<running>\d+)$")
NOTHING = "–"  # what the front table says of a number or a predecessor that there is none of: nobody was asked for it
UNDECIDED = {"sv": "åååå-mm-dd § xx", "en": "yyyy-mm-dd § xx"}
STATUS = {
    "sv": {"working": "UTKAST", "signing": "FÖR UNDERSKRIFT", "final": ""},
    "en": {"working": "DRAFT", "signing": "FOR SIGNATURE", "final": ""},
}
STATUS_WORDS = {
    "sv": {"working": "Utkast", "signing": "För underskrift", "final": "Fastställd"},
    "en": {"working": "Draft", "signing": "For signature", "final": "Adopted"},
}
ADVICE_WORDS = {
    "sv": {"no_objection": "Ingen erinran", "remarks": "Synpunkter", "discourages": "Avstyrker"},
    "en": {"no_objection": "No objection", "remarks": "Comments", "discourages": "Advises against"},
}
SLOT_WORDS = {
    "sv": {"prepared_by": "Upprättad av", "reviewed_by": "Granskad av", "approved_by": "Godkänd/fastställd av"},
    "en": {"prepared_by": "Prepared by", "reviewed_by": "Reviewed by", "approved_by": "Approved/adopted by"},
}
CAPACITY_WORDS = {
    "sv": {"ordinary": "ordinarie", "deputy": "ställföreträdare", "delegated": "på delegation"},
    "en": {"ordinary": "ordinary", "deputy": "deputy", "delegated": "by delegation"},
}
METHOD_WORDS = {"sv": {"password": "Inloggad signering"}, "en": {"password": "Signing while logged in"}}
OUTCOME_WORDS = {
    "sv": {"approved": "Bifall", "amended": "Bifall med ändring"},
    "en": {"approved": "Approved", "amended": "Approved with amendment"},
}


def municipality(desk: Desk) -> str:
    """The municipality's name."""
    return desk.session.scalar(select(Municipality.name).limit(1)) or ""


def body_name(desk: Desk, language: str) -> str:
    """Who decides: the committee by name, another body by the organisation's word, or the head's title."""
    decided_by = desk.parameters.decided_by
    if decided_by == "committee" and desk.department.parent is not None:
        return desk.department.parent.name
    if decided_by in BODIES:
        words = desk.settings.bodies.get(decided_by)
        return words.in_(language) if words else decided_by
    return head_title(desk, language)


def head_title(desk: Desk, language: str) -> str:
    """The head's title here, else the organisation's word for a head."""
    found = desk.session.scalar(
        select(Membership.title)
        .where(
            Membership.department_id == desk.department.id,
            Membership.role == "head",
            Membership.deputy.is_(False),
            Membership.starts <= desk.today,
            Membership.ends.is_(None) | (Membership.ends >= desk.today),
        )
        .order_by(Membership.starts.desc(), Membership.id.desc())
        .limit(1)
    )
    words = desk.settings.role_titles.get("head")
    return found or (words.in_(language) if words else "")


def case_number(desk: Desk) -> str | None:
    """The case that the document's own number stands in, else the cycle's."""
    number = desk.revision.registration_number
    return desk.plan.case_number if number is None else case_of(desk, number)


def case_of(desk: Desk, number: str) -> str:
    """The case of a number: all of it where a running number could still follow."""
    numbers = desk.settings.numbers
    longer = numbers.running.format(case=number, number=1)
    found = None if re.fullmatch(numbers.pattern, longer) else RUNNING.match(number)
    return found["case"] if found else number


def next_version(desk: Desk) -> str:
    """The version this revision gets when it is frozen: the next free one (domain.md F8)."""
    taken = [
        tuple(int(n) for n in version.split("."))
        for version in desk.session.scalars(
            select(StepRevision.version).where(
                StepRevision.step_id == desk.step.id,
                StepRevision.completed_at.is_not(None),
                StepRevision.version.is_not(None),
            )
        )
        if version
    ]
    if not taken:
        return "1.0"
    major, minor = max(taken)
    return f"{major + 1}.0" if desk.revision.major else f"{major}.{minor + 1}"


def meta(desk: Desk, answers: Mapping[str, Any], kind: str, language: str) -> list[dict[str, Any]]:
    """The front table: nine labels in the seed's order, then type, version and status."""
    stands = adoption.adopted(desk)
    decision = decision_of(stands)
    decided = UNDECIDED[language]
    if kind == "final":
        decided = (
            f"{decision.meeting_date.isoformat()} {decision.paragraph}"
            if decision is not None
            else local_date(stands.revision.completed_at or desk.at).isoformat()
        )
    values = (
        decided,
        body_name(desk, language),
        desk.revision.registration_number or NOTHING,
        _superseded(desk, answers, language) or NOTHING,
        _words(answers.get("applies_to")),
        answers.get("valid_from"),
        answers.get("valid_to"),
        _words(answers.get("document_owner")),
        _words(answers.get("follow_up")),
        desk.parameters.document_type.in_(language),
        desk.revision.version or next_version(desk),
        STATUS_WORDS[language][kind],
    )
    return [{"label": label, "value": value} for label, value in zip(META[language], values, strict=True)]


def _words(value: Any) -> Any:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else value


def _superseded(desk: Desk, answers: Mapping[str, Any], language: str) -> Any:
    before = desk.revision.based_on
    if before is not None and before.version:
        version = {"sv": "Version", "en": "Version"}[language]
        return f"{desk.title(language)}, {version.lower()} {before.version}"
    given = answers.get("supersedes")
    if isinstance(given, list):
        return "\n".join(", ".join(plain(v) for v in row.values() if v) for row in given) or None
    return given


def decision_of(desk: Desk) -> Decision | None:
    """The decision to adopt in this round."""
    query = select(Decision).where(
        Decision.revision_id == desk.revision.id,
        Decision.round == desk.revision.round,
        Decision.outcome.in_(("approved", "amended")),
    )
    return desk.session.scalars(query.order_by(Decision.id.desc())).first()


def advice_rows(desk: Desk, language: str, edition: str = "full") -> tuple[list[dict[str, Any]], str | None]:
    """The advice given, and the sentence to print where none came (domain.md F1, F5)."""
    rows, notes = [], []
    query = select(Advice, Person.name).outerjoin(Person, Person.id == Advice.given_by_id)
    query = query.where(Advice.revision_id == desk.revision.id, Advice.round == desk.revision.round)
    for advice, name in desk.session.execute(query.order_by(Advice.position)):
        title = desk.settings.role_titles.get(cast(Role, advice.role))
        role = title.in_(language) if title else advice.role
        if advice.outcome == "not_needed":
            notes.append(_note(language, "{role} har medverkat i framtagandet.", "{role} took part in the work.", role))
        elif advice.outcome:
            word = ADVICE_WORDS[language][advice.outcome]
            text = (OMITTED_WORDS[language] if edition == "open" else advice.text) if advice.text else None
            given = local_date(advice.given_at) if advice.given_at else None
            rows.append({"role": role, "name": name, "date": given, "advice": word, "text": text})
        elif advice.asked_at is not None:
            asked = local_date(advice.asked_at).isoformat()
            sv = f"{role}: samråd begärt {asked}, yttrande har inte inkommit."
            en = f"{role}: advice asked for {asked}, none was received."
            notes.append(sv if language == "sv" else en)
    return rows, " ".join(notes) or None


def _note(language: str, sv: str, en: str, role: str) -> str:
    return (sv if language == "sv" else en).format(role=role)


def signature_rows(desk: Desk, language: str) -> list[dict[str, Any]]:
    """One row a place in the order; name None until somebody has signed there this round."""
    signed = {
        sign_off.slot: sign_off
        for sign_off in desk.session.scalars(
            select(SignOff).where(
                SignOff.revision_id == desk.revision.id,
                SignOff.round == desk.revision.round,
                SignOff.action == "signed",
            )
        )
    }
    slots = desk.parameters.signers[:1] if desk.revision.kind == "annex" else desk.parameters.signers
    return [_signature(slot, signed.get(slot), language) for slot in slots]


def _signature(slot: str, sign_off: SignOff | None, language: str) -> dict[str, Any]:
    row: dict[str, Any] = {"slot": SLOT_WORDS[language][slot]}
    empty = ("name", "title", "unit", "capacity", "statement", "signed_at", "method", "document_sha256")
    if sign_off is None:
        return row | dict.fromkeys(empty)
    capacity = CAPACITY_WORDS[language][sign_off.capacity]
    return row | {
        "name": sign_off.name,
        "title": sign_off.title,
        "unit": sign_off.unit,
        "capacity": f"{capacity} ({sign_off.delegation})" if sign_off.delegation else capacity,
        "statement": sign_off.statement,
        "signed_at": local_time(sign_off.at).strftime("%Y-%m-%d %H.%M" if language == "sv" else "%Y-%m-%d %H:%M"),
        "method": METHOD_WORDS[language].get(sign_off.method, sign_off.method),
        "document_sha256": sign_off.document_sha256,
    }


def decision_row(desk: Desk, language: str) -> dict[str, Any] | None:
    """The body's decision, with both snapshots' hashes where it amended the document."""
    decision = decision_of(desk)
    if decision is None:
        return None
    signed = snapshots.frozen_first(desk)
    current = snapshots.of_revision(desk)
    amended = decision.outcome == "amended"
    return {
        "body": decision.body,
        "date": decision.meeting_date,
        "paragraph": decision.paragraph,
        "outcome": OUTCOME_WORDS[language][decision.outcome],
        "amended": amended,
        "snapshot": signed.sha256 if signed else None,
        "amended_snapshot": current.sha256 if amended and current else None,
    }


def revision_rows(desk: Desk, language: str, edition: str = "full") -> list[dict[str, Any]]:
    """The revision table: every completed version, then this one; an open extract has no one's own words in it."""
    query = select(StepRevision, Person.name).outerjoin(Person, Person.id == StepRevision.submitted_by_id)
    query = query.where(StepRevision.step_id == desk.step.id, StepRevision.number <= desk.revision.number)
    rows = []
    for revision, name in desk.session.execute(query.order_by(StepRevision.number)):
        current = revision.id == desk.revision.id
        if revision.completed_at is None and not current:
            continue
        when: datetime = revision.frozen_at or revision.completed_at or desk.at
        version = revision.version or next_version(desk)
        rows.append(
            {
                "date": local_date(when),
                "changed_by": name,
                "chapter": None,
                "description": _described(desk, revision, version, language, edition),
            }
        )
    return rows


def _described(desk: Desk, revision: StepRevision, version: str, language: str, edition: str) -> str:
    if revision.reason == "first":
        return f"Version {version}: " + ("första utgåvan" if language == "sv" else "first edition")
    reopening = desk.workflow.reopen.get(revision.reason)
    words = OMITTED_WORDS[language] if edition == "open" and revision.reason_text else revision.reason_text
    reason = reopening.label.in_(language) if reopening else words
    return f"Version {version}: {reason}" + (f" ({words})" if reopening and words else "")


def plain(value: Any) -> str:
    """An answer as text; what an extract leaves out in the omission's own words."""
    return value.words if isinstance(value, Omitted) else str(value)


def default_valid_to(desk: Desk) -> str:
    """The longest validity a document gets when nothing shorter is said."""
    months = desk.parameters.valid_months or desk.settings.valid_months
    return due.add_months(desk.today, months).isoformat()
