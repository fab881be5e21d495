"""Asking those who own rows to stand behind them, and their word that they do."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from continuity.errors import Forbidden, NotFound, Refused, say
from continuity.models import Backing, Invitation
from continuity.rules.permissions import Actor
from continuity.services.answers import inviting
from continuity.services.steps import standing_behind
from continuity.services.steps.desk import Desk, open_desk
from continuity.services.steps.moving import record_step
from continuity.services.steps.standing_behind import Backed


def ask(session: Session, step_id: int, *, by: Actor, at: datetime) -> int:
    """Asks whoever owns each row that nobody stands behind yet; those with a login get a task and a mail.

    Gives how many rows were asked about now. From here on the time runs after which the step may be sent in anyhow.
    """
    desk = open_desk(session, step_id, by=by, at=at, lock=True)
    if not desk.may("invite"):
        raise Forbidden(say("Samordnaren eller chefen ber dem som ansvarar att stå bakom svaren."))
    if desk.parameters.stood_behind is None:
        raise NotFound
    if not desk.state.editable:
        raise Refused(say("De som ansvarar tillfrågas medan svaren kan ändras."))
    left = [one for one in standing_behind.rows(desk) if one.said is None]
    new = sum(one.standing != "asked" for one in left)
    for one in left:
        _ask(desk, one)
    if new:
        record_step(desk, "owners_asked", rows=[one.row for one in left])
    session.commit()
    return new


def _ask(desk: Desk, one: Backed) -> None:
    kept = _kept(desk, one.row)
    if kept.asked_at is None:
        kept.asked_at, kept.asked_by_id = desk.at, desk.by.person_id
    for person in standing_behind.owners(desk, one.owner):
        if inviting.waits_for(desk, kept.page, one.row, person):
            continue  # they are asked already: whoever did it by name chose the words and the date
        inviting.hand(desk, kept.page, one.row, person, one.deadline or inviting.default_due(desk), one.statement)


def stand_behind(session: Session, step_id: int, row: str, *, by: Actor, at: datetime) -> None:
    """Records that whoever owns the row stands behind what is answered in it now; no signature.

    :raise Refused: the answers are locked. :raise NotFound: no such row, or it is not this person's to say.
    """
    desk = open_desk(session, step_id, by=by, at=at, lock=True, action="see_answers")
    one = standing_behind.one_row(desk, row)
    if one is None:
        raise NotFound
    if not (desk.state.editable or desk.state.review):
        raise Refused(say("Svaren är låsta, så det går inte längre att ställa sig bakom dem."))
    if not standing_behind.may_say(desk, one):
        raise NotFound(say("Det är den som ansvarar för raden, eller en inbjuden kollega, som ställer sig bakom den."))
    if one.said is None:
        _say(desk, one)
    session.commit()


def _say(desk: Desk, one: Backed) -> None:
    kept = _kept(desk, one.row)
    kept.said_at, kept.said_by_id = desk.at, desk.by.person_id
    kept.role, kept.answers = standing_behind.role_of(desk, one), standing_behind.fingerprint(desk, one.row)
    for invitation in desk.session.scalars(_own_invitations(desk, one.row)):
        invitation.done_at = desk.at
    record_step(desk, "row_stood_behind", page=kept.page, row=one.row, name=one.statement, answers=kept.answers)


def _kept(desk: Desk, row: str) -> Backing:
    wanted = desk.parameters.stood_behind
    assert wanted is not None, "the step has rows to stand behind"
    query = select(Backing).where(
        Backing.revision_id == desk.revision.id, Backing.page == wanted.list, Backing.row == row
    )
    found = desk.session.scalars(query).one_or_none() or Backing(
        revision_id=desk.revision.id, page=wanted.list, row=row
    )
    desk.session.add(found)
    return found


def _own_invitations(desk: Desk, row: str) -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.revision_id == desk.revision.id,
        Invitation.row == row,
        Invitation.person_id == desk.by.person_id,
        Invitation.done_at.is_(None),
    )
