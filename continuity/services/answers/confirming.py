"""Saying of last time's answers, page by page and row by row, that they are still right or no longer apply."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import SILENT
from continuity.errors import Invalid, NotFound, Refused, say
from continuity.models import Confirmation
from continuity.rules.permissions import Actor
from continuity.services.answers import carrying, listing
from continuity.services.answers.answering import empty, page_of, part, unlocked
from continuity.services.answers.lifting import edited
from continuity.services.steps.desk import Desk

STILL_RIGHT, NO_LONGER = "still_right", "no_longer"


def confirm(session: Session, step_id: int, page: str, row: str, outcome: str, *, by: Actor, at: datetime) -> None:
    """Records what somebody says of one page, or of one row with all that is in it; saying it again changes nothing.

    still_right leaves the answers as they are. no_longer takes the row out of its list (it can be put back), or
    empties the page, whose answers are kept among its earlier versions.

    :raise Refused: the page may not be saved now. :raise NotFound: nothing was carried over there.
    """
    desk = unlocked(session, step_id, page, row, by=by, at=at)
    if outcome not in (STILL_RIGHT, NO_LONGER):
        raise Invalid({"outcome": say("Välj om svaren stämmer fortfarande eller inte längre är aktuella.")})
    if not any((one.page_id, one.row) == (page, row) for one in desk.carried()):
        raise NotFound(say("Här finns inga svar från förra versionen att bekräfta."))
    if outcome == NO_LONGER:
        _let_go(desk, page, row)
    _keep(desk, page, row, outcome)
    edited(desk)
    session.commit()


def _keep(desk: Desk, page: str, row: str, outcome: str) -> None:
    found = carrying.confirmed(desk.session, desk.revision.id).get((page, row))
    if found is None:
        found = Confirmation(revision_id=desk.revision.id, page=page, row=row)
        desk.session.add(found)
    elif found.outcome == outcome:
        return
    found.outcome, found.by_id, found.at = outcome, desk.by.person_id, desk.at


def _let_go(desk: Desk, page: str, row: str) -> None:
    if row:
        listing.take_out(desk, page, row)
        return
    if page_of(desk, page).rows is not None:
        raise Refused(say("En lista i tabell ändras rad för rad. Välj ”Ändra” och ta bort de rader som inte gäller."))
    stored = part(desk, page)
    if stored is not None:
        empty(desk, stored, tuple(_typed(desk, page)))


def _typed(desk: Desk, page: str) -> Iterator[str]:
    for name, question in page_of(desk, page).questions.items():
        if question.kind not in SILENT and question.source == "form":
            yield name
