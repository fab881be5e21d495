"""Standing behind a row: whoever owns it is asked, and says that its answers are right; a change takes that back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from continuity.definitions.canonical import canonical_json, sha256_of
from continuity.definitions.workflows import StoodBehind, WorkflowStep
from continuity.models import AnswerPart, Backing, Invitation, Membership, RoleTitle
from continuity.rules import due
from continuity.rules.answers import Row, row_name
from continuity.rules.guards import BackingFact
from continuity.services.clock import local_date

if TYPE_CHECKING:  # the desk gives the guards' facts, and so imports this module
    from continuity.services.steps.desk import Desk

OWNER = "activity_owner"  # the role of those who own rows, and stand behind them

PRINTED = {
    "sv": {True: "bekräftad av {role} {day}", False: "ej bekräftad av aktivitetsägaren"},
    "en": {True: "confirmed by {role} {day}", False: "not confirmed by the activity owner"},
}


@dataclass(frozen=True)
class Backed:
    """One row: who owns it, when they were asked and until when; `said` the day that still counts, `role` whose word.

    `changed` is the day of a word that no longer counts, because the row was changed after it. `reached` is False where
    nobody who could say it has been asked by name or has a login here with the owner's title.
    """

    row: str
    name: str
    owner: str
    statement: str
    asked: date | None
    deadline: date | None
    said: date | None
    role: str
    changed: date | None
    reached: bool

    @property
    def standing(self) -> str:
        """not_asked, asked, changed or said."""
        if self.said is not None:
            return "said"
        return "changed" if self.changed is not None else "asked" if self.asked is not None else "not_asked"


def facts(desk: "Desk") -> Sequence[BackingFact]:
    """What the guard asks: nothing where the step wants none, or where nobody can be asked and nobody has been."""
    found = rows(desk)
    if not any(one.asked or one.said for one in found) and not _owners(desk):
        return ()
    return [BackingFact(one.name, one.deadline, one.said is not None) for one in found]


def rows(desk: "Desk", language: str | None = None) -> Sequence[Backed]:
    """Every row that somebody shall stand behind, in the list's order; () where the step wants none."""
    wanted = desk.parameters.stood_behind
    if wanted is None:
        return ()
    kept = {one.row: one for one in desk.session.scalars(_kept(desk, wanted))}
    invited = _invited(desk, wanted)
    parts, held = _parts(desk), {title for _person, title in _owners(desk)}
    here: Sequence[Row] = desk.tree().get(wanted.list, ())
    return [
        _backed(desk, wanted, row, kept.get(row["id"]), invited.get(row["id"]), parts, held, language) for row in here
    ]


def printed(desk: "Desk", language: str, tree: Row, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a document says of each row, in the words and the edition of its `answers`; [] where the step wants none."""
    wanted = desk.parameters.stood_behind
    if wanted is None:
        return []
    page = desk.form.pages[wanted.list]
    named = page.rows.named_by if page.rows and page.rows.named_by else ""
    found = {one.row: one for one in rows(desk, language)}
    both = zip(tree.get(wanted.list, ()), answers[wanted.list], strict=True)
    return [
        {
            "row": shown.get(named),
            "owner": shown.get(wanted.owner),
            "words": _printed(found.get(row["id"]), language),
        }
        for row, shown in both
    ]


def _printed(one: Backed | None, language: str) -> str:
    words = PRINTED[language]
    if one is None or one.said is None:
        return words[False]
    return words[True].format(role=one.role, day=one.said.isoformat())


def one_row(desk: "Desk", row: str) -> Backed | None:
    """The row, or None where nobody stands behind such rows."""
    return next((one for one in rows(desk) if one.row == row), None)


def may_say(desk: "Desk", one: Backed) -> bool:
    """Whether it is this person's to say: they hold the title that owns the row, or were asked to look at it."""
    if not (desk.state.editable or desk.state.review):
        return False
    return one.owner in _titles(desk) or _is_invited(desk, one.row)


def role_of(desk: "Desk", one: Backed) -> str:
    """The role that is printed: the owner's, or the title of the colleague who was asked instead."""
    return one.owner if one.owner in _titles(desk) else (desk.by.title or one.owner)


def owners(desk: "Desk", title: str) -> Sequence[int]:
    """The people here who own rows by this title."""
    return [person for person, held in _owners(desk) if held == title]


def task_kind(step: WorkflowStep | None, invitation: Invitation) -> str:
    """What an invitation asks for: to stand behind a row, where the step wants that of such rows, or to fill in."""
    wanted = step.stood_behind if step is not None else None
    is_row = wanted is not None and invitation.row and invitation.page == wanted.list
    return "stand_behind" if is_row else "invitation"


def fingerprint(desk: "Desk", row: str) -> str:
    """The SHA-256 of everything that is answered in the row and in the rows within it."""
    return _hashed(_parts(desk), row)


def _backed(
    desk: "Desk",
    wanted: StoodBehind,
    row: Row,
    kept: Backing | None,
    invited: datetime | None,
    parts: Sequence[AnswerPart],
    held: Collection[str],
    language: str | None,
) -> Backed:
    name = row_name(desk.form.pages[wanted.list], row)
    moments = [at for at in (kept.asked_at if kept else None, invited) if at is not None]
    asked = local_date(min(moments)) if moments else None
    said = local_date(kept.said_at) if kept and kept.said_at else None
    counts = said is not None and kept is not None and kept.answers == _hashed(parts, row["id"])
    owner = _title(desk, row.get(wanted.owner))
    return Backed(
        row=row["id"],
        name=name,
        owner=owner,
        statement=wanted.statement.in_(language or desk.by.language).format(row=name),
        asked=asked,
        deadline=_deadline(desk, asked, wanted.workdays) if asked else None,
        said=said if counts else None,
        role=kept.role if kept else "",
        changed=said if not counts else None,
        reached=invited is not None or owner in held,
    )


def _title(desk: "Desk", value: Any) -> str:
    found = desk.session.get(RoleTitle, value) if isinstance(value, str) else None
    return found.title if found else ""


def _deadline(desk: "Desk", asked: date, workdays: int) -> date:
    quiet = tuple(due.Quiet.written(period.first, period.last) for period in desk.settings.quiet)
    return due.add_workdays(asked, workdays, quiet)


def _kept(desk: "Desk", wanted: StoodBehind) -> Select[Backing]:
    return select(Backing).where(Backing.revision_id == desk.revision.id, Backing.page == wanted.list)


def _invited(desk: "Desk", wanted: StoodBehind) -> dict[str, datetime]:
    """Row -> when somebody was first invited to it by name."""
    query = select(Invitation.row, Invitation.created_at).where(
        Invitation.revision_id == desk.revision.id, Invitation.page == wanted.list, Invitation.row != ""
    )
    return {one.row: one.created_at for one in desk.session.execute(query.order_by(Invitation.created_at.desc()))}


def _is_invited(desk: "Desk", row: str) -> bool:
    query = select(Invitation.id).where(
        Invitation.revision_id == desk.revision.id,
        Invitation.row == row,
        Invitation.person_id == desk.by.person_id,
    )
    return desk.session.scalar(query.limit(1)) is not None


def _titles(desk: "Desk") -> frozenset[str]:
    """The titles by which the person owns rows here."""
    within = {*desk.line, None}
    return frozenset(
        seat.title
        for seat in desk.by.seats
        if seat.role == OWNER and seat.title and seat.holds(desk.today) and seat.department_id in within
    )


def _owners(desk: "Desk") -> Sequence[tuple[int, str]]:
    """(person, title) of everybody who owns rows in this department today."""
    query = select(Membership.person_id, Membership.title).where(
        Membership.role == OWNER,
        Membership.department_id.in_(desk.line),
        Membership.starts <= desk.today,
        Membership.ends.is_(None) | (Membership.ends >= desk.today),
    )
    return [(person, title) for person, title in desk.session.execute(query)]


def _parts(desk: "Desk") -> Sequence[AnswerPart]:
    query = select(AnswerPart).where(AnswerPart.revision_id == desk.revision.id, AnswerPart.removed_at.is_(None))
    return desk.session.scalars(query.order_by(AnswerPart.page, AnswerPart.row)).all()


def _hashed(parts: Sequence[AnswerPart], row: str) -> str:
    inside = _inside(parts, row)
    said = [[part.page, part.row, part.values] for part in parts if part.row in inside]
    return sha256_of(canonical_json(said))


def _inside(parts: Sequence[AnswerPart], row: str) -> set[str]:
    """The row's id and those of all rows within it."""
    found, before = {row}, 0
    while len(found) > before:
        before = len(found)
        found |= {part.row for part in parts if part.parent_row in found}
    return found
