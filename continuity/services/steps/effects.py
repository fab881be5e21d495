"""What entering a state does: one function for each effect that a definition may name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlalchemy import select

from continuity.definitions.vocabulary import Effect
from continuity.models import SignOff, VoidedRound
from continuity.services.answers import snapshots
from continuity.services.paper import paperwork, rendering
from continuity.services.registers import action_register, demands, exercises
from continuity.services.steps import asking, closing
from continuity.services.steps.desk import Desk


def void_signatures(desk: Desk) -> None:
    """A change after the freeze makes the round's signatures void: a new record, nothing is deleted."""
    if desk.revision.frozen_at is None:
        return
    signed = desk.session.scalars(
        select(SignOff.id).where(SignOff.revision_id == desk.revision.id, SignOff.round == desk.revision.round)
    ).all()
    if signed:
        desk.session.add(
            VoidedRound(revision_id=desk.revision.id, round=desk.revision.round, at=desk.at, reason=desk.revision.state)
        )
    desk.revision.frozen_at = None
    desk.revision.snapshot_id = None
    desk.revision.version = None
    desk.revision.amended_pages = []


def working_copy(desk: Desk) -> None:
    """The draft as Word, for whoever gives advice."""
    rendering.store(desk, "working", rendering.render(desk, "working"))


def ask_reviewers(desk: Desk) -> None:
    """Asks each reviewer for advice; a later one's time starts when the earlier is done."""
    asking.ask(desk)


def send_demands(desk: Desk) -> None:
    """Shows resource owners what is asked of them, as proposals until the step completes."""
    demands.propose(desk)


def freeze(desk: Desk) -> None:
    """Fixes the version and takes the snapshot that everything signed is made from."""
    desk.revision.version = paperwork.next_version(desk)
    desk.revision.frozen_at = desk.at
    snapshots.take(desk)


def signing_copy(desk: Desk) -> None:
    """The document that is signed, made before anyone can sign it."""
    rendering.store(desk, "signing", rendering.render(desk, "signing"))


def committee_memo(desk: Desk) -> None:
    """The officer's memo to the deciding body, where the step has one."""
    memo = desk.parameters.memo
    if memo is None:
        return
    rendering.store(desk, "committee_memo", rendering.render(desk, "signing", document=memo), document=memo)


def final_copy(desk: Desk) -> None:
    """The adopted document and its annex: same snapshot and template, with decision and signatures."""
    desk.revision.completed_at = desk.at
    rendering.final_copies(desk)


def publish_register(desk: Desk) -> None:
    """Activities, demands, findings and actions of a completed step stand in the register from now."""
    demands.publish(desk)
    action_register.publish(desk)
    exercises.publish(desk)


def supersede(desk: Desk) -> None:
    """This revision is in force; the one before is kept as superseded."""
    closing.supersede(desk)


def open_next(desk: Desk) -> None:
    """Closes the step and lets what waited for it begin."""
    closing.open_next(desk)


EFFECTS: Mapping[Effect, Callable[[Desk], None]] = MappingProxyType(
    {
        "void_signatures": void_signatures,
        "working_copy": working_copy,
        "ask_reviewers": ask_reviewers,
        "send_demands": send_demands,
        "freeze": freeze,
        "signing_copy": signing_copy,
        "committee_memo": committee_memo,
        "final_copy": final_copy,
        "publish_register": publish_register,
        "supersede": supersede,
        "open_next": open_next,
    }
)
