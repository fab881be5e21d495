"""The demo's acts on the order of priority: proposed by the security function, decided by the management."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from continuity.models import PriorityOrder
from continuity.rules.permissions import Actor
from continuity.services.analysis import deciding

if TYPE_CHECKING:  # the demo plays these acts, so it imports this module
    from continuity.services.demo import Stage

Act = Mapping[str, Any]


def propose(stage: "Stage", act: Act, by: Actor, at: datetime) -> None:
    """The order as the analyses say on this day goes to decision."""
    deciding.propose(stage.session, by=by, at=at)


def decide(stage: "Stage", act: Act, by: Actor, at: datetime) -> None:
    """The newest proposal is put in force."""
    newest = stage.session.scalars(select(PriorityOrder.id).order_by(PriorityOrder.id.desc())).first() or 0
    deciding.decide(stage.session, newest, act["on"] + stage.shift, act.get("paragraph", ""), by=by, at=at)


ACTS: Mapping[str, Callable[["Stage", Act, Actor, datetime], None]] = MappingProxyType(
    {"propose_order": propose, "decide_order": decide}
)
