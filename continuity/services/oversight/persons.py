"""Who has the ball by name, for whoever takes the board along as a file."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from continuity.services.clock import local_date
from continuity.services.worklist.turns import open_steps
from continuity.services.worklist.waiting import who


def names(session: Session, plan_ids: Collection[int], *, at: datetime) -> Mapping[int, str]:
    """Step id -> the people whose turn it is, where anybody is known: the ordinary holders, else their deputies."""
    today = local_date(at)
    opened = [(one, one.turns(today)) for one in open_steps(session, plan_ids, at=at)]
    found = who(session, [(one, turns[0]) for one, turns in opened if turns], today)
    return {step: ", ".join(people) for step, people in found.items() if people}
