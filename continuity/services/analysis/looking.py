"""Who may look at the whole municipality's analysis, and the picture that every page of it is made from."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from continuity.errors import Forbidden, say
from continuity.rules import permissions
from continuity.rules.permissions import Actor
from continuity.services.clock import local_date
from continuity.services.organisation import tree
from continuity.services.registers.picture import Picture, picture

PAGE = 100  # rows on a page, whatever is asked for
SEE = "see_analysis"


def looked_at(session: Session, *, by: Actor, at: datetime) -> Picture:
    """What is in force in the whole municipality; restricted answers are in it.

    :raise Forbidden: the person may not see all departments' restricted answers.
    """
    if not permissions.may(SEE, by.anywhere(local_date(at))):
        raise Forbidden(
            say("Analysen visar uppgifter som kan vara hemliga. Den är till för säkerhetsfunktionen och ledningen.")
        )
    return picture(session, at=at)


def departments_of(session: Session, committee: int | None) -> Collection[int] | None:
    """The departments below a committee; None stands for all."""
    return None if committee is None else frozenset(session.scalars(tree.below([committee])))


def page_of(found: int, page: int) -> tuple[int, int, slice]:
    """The page that there is, how many there are, and the rows on it."""
    pages = max(1, -(-found // PAGE))
    page = min(max(1, page), pages)
    return page, pages, slice((page - 1) * PAGE, page * PAGE)
