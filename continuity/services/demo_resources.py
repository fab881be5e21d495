"""The demo's acts on resources: who owns them, what they promise, and doubles that are merged."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from continuity.models import Resource
from continuity.rules.permissions import Actor
from continuity.services.registers import promising, resources
from continuity.services.registers.promising import Offer
from continuity.services.registers.resources import Description

if TYPE_CHECKING:  # the demo plays these acts, so it imports this module
    from continuity.services.demo import Stage

Act = Mapping[str, Any]


def own(stage: "Stage", act: Act, by: Actor, at: datetime) -> None:
    """The security function says who owns some resources."""
    for resource in _named(stage, act):
        what = Description(
            resource.name, act.get("kind", ""), stage.units[act["owner"]], act.get("provider", ""), act.get("capacity")
        )
        resources.describe(stage.session, resource.id, what, by=by, at=at)


def promise(stage: "Stage", act: Act, by: Actor, at: datetime) -> None:
    """An owner promises some resources."""
    offer = Offer(act["hours"], act["window"], act.get("basis", "agreement"))
    for resource in _named(stage, act):
        promising.promise(stage.session, resource.id, offer, by=by, at=at)


def reconfirm(stage: "Stage", act: Act, by: Actor, at: datetime) -> None:
    """An owner says that some promises still hold."""
    for resource in _named(stage, act):
        promising.reconfirm(stage.session, resource.id, by=by, at=at)


def merge(stage: "Stage", act: Act, by: Actor, at: datetime) -> None:
    """The security function sees that two names are one thing."""
    gone, stays = _named(stage, act)
    resources.merge(stage.session, gone.id, stays.id, by=by, at=at)


def _named(stage: "Stage", act: Act) -> Iterator[Resource]:
    for name in act["resources"]:
        yield stage.session.scalars(select(Resource).where(Resource.name == name)).one()


ACTS: Mapping[str, Callable[["Stage", Act, Actor, datetime], None]] = MappingProxyType(
    {"own": own, "promise": promise, "reconfirm": reconfirm, "merge": merge}
)
