"""More of the rows that a list begins with, for what the registers have learnt since the step started."""

from datetime import datetime

from sqlalchemy.orm import Session

from continuity.rules.permissions import Actor
from continuity.services.answers import beginnings
from continuity.services.answers.answering import unlocked
from continuity.services.answers.lifting import edited
from continuity.services.answers.listing import only_where_asked


def fetch_rows(session: Session, step_id: int, list_page: str, *, by: Actor, at: datetime) -> int:
    """Adds a row for each thing that no row is about yet, and says how many.

    :raise Refused: the page may not be changed now, or the list begins with nothing. :raise NotFound: it is not theirs.
    """
    desk = unlocked(session, step_id, list_page, "", by=by, at=at)
    only_where_asked(desk, list_page, "")
    added = beginnings.add_missing(desk, list_page)
    if added:
        edited(desk)
    session.commit()
    return added
