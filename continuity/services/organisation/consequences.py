"""What a change of the organisation would lead to, told before it is made: what follows, and what does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.errors import Reason, say
from continuity.models import Department, Document, Person, Plan, Step, StepRevision
from continuity.services.organisation import organising, reorganising, tree
from continuity.services.organisation.reorganising import Lives
from continuity.services.steps import plans


@dataclass(frozen=True)
class Consequences:
    """What follows the change, what stays as it was, and why it cannot be made (empty: it can)."""

    follows: tuple[Reason, ...] = ()
    stays: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()


def of_renaming(session: Session, row: Department, name: str) -> Consequences:
    """A unit gets another name."""
    return Consequences(
        follows=(
            say("Sidor, uppgifter och nya dokument får namnet {name}.", name=name),
            say("Utkast som inte har gått till underskrift får också det nya namnet."),
        ),
        stays=(
            say(
                "Dokument som redan är gjorda: {n}. De behåller namnet {name}.",
                n=_documents(session, row),
                name=row.name,
            ),
            say("Koden {code} är densamma, så diarienummer och eget innehåll påverkas inte.", code=row.code),
        ),
    )


def of_moving(session: Session, row: Department, parent_id: int | None) -> Consequences:
    """A unit comes under another."""
    above = session.get(Department, parent_id) if parent_id is not None else None
    below = session.scalars(tree.below([row.id])).all()
    follows = [say("Enheter under den som flyttar med: {n}.", n=len(below) - 1)] if len(below) > 1 else []
    if above is not None:
        follows.append(say("Den som har en roll i {above} har den också här.", above=above.name))
    stays = [say("Dokument som redan är gjorda: {n}. De ändras inte.", n=_documents(session, row))]
    if row.parent is not None and row.parent_id != parent_id:
        stays.append(say("Den som bara har en roll i {above} ser inte längre enheten.", above=row.parent.name))
    return Consequences((*_plans(session, below), *follows), tuple(stays))


def of_merging(session: Session, gone: Department, kept: Department, lives: Lives) -> Consequences:
    """A unit goes up in another."""
    names = {"gone": gone.name, "kept": kept.name}
    follows = [say("{gone} stängs.", gone=gone.name)]
    follows.append(say("Roller, aktiviteter, krav, resurser och underenheter går över till {kept}.", kept=kept.name))
    for plan, other in reorganising.both(session, gone, kept):
        if other is None or other.repealed_at is not None:
            follows.append(say("Planen för {gone} blir plan för {kept}.", gone=gone.name, kept=kept.name))
        else:
            living, ending = (other, plan) if lives == "into" else (plan, other)
            follows.append(say("Planen för {name} gäller vidare.", name=living.department.name))
            follows.append(say("Planen för {name} upphävs. Utkast stängs.", name=ending.department.name))
    stays = (
        say("Dokumenten för {gone} finns kvar och läses av den som har en roll i {kept}.", **names),
        say("Den som är chef för {gone} blir inte chef för {kept}, om {kept} har en chef.", **names),
    )
    proposed = _proposals(session, [kept.id, *([gone.id] if lives == "from" else [])])
    return Consequences((*follows, *proposed), stays, tuple(reorganising.misfits(session, gone, kept)))


def of_new_head(session: Session, row: Department, person: Person, starts: date) -> Consequences:
    """A department gets another head."""
    now = [s for s in reorganising.seats(session, row.id, starts, role="head") if not s.deputy]
    follows = [say("{name} är chef från och med {day}.", name=person.name, day=starts)]
    follows += [say("Rollen för {name} upphör dagen före.", name=seat.person.name) for seat in now]
    stays = (
        say("Det som är undertecknat gäller. Namnen under det ändras inte."),
        say("Ersättare och samordnare har kvar sina roller."),
    )
    return Consequences((*follows, *_proposals(session, [row.id])), stays)


def of_closing(session: Session, row: Department, today: date) -> Consequences:
    """A unit is no more."""
    return Consequences(
        follows=(say("Enheten kan inte längre väljas och syns inte i översikterna."),),
        stays=(say("Dokument som finns kvar: {n}. Hela historiken finns också kvar.", n=_documents(session, row)),),
        against=organising.reasons_against_closing(session, row, today),
    )


def _documents(session: Session, row: Department) -> int:
    query = (
        select(func.count(Document.id))
        .join(StepRevision, StepRevision.id == Document.revision_id)
        .join(Step, Step.id == StepRevision.step_id)
        .join(Plan, Plan.id == Step.plan_id)
        .where(Plan.department_id == row.id, Document.kind != "working")
    )
    return session.scalar(query) or 0


def _plans(session: Session, below: Sequence[int]) -> Iterator[Reason]:
    count = select(func.count(Plan.id)).where(Plan.department_id.in_(below), Plan.repealed_at.is_(None))
    n = session.scalar(count) or 0
    if n:
        yield say("Planer som följer med, med steg, svar, datum och dokument: {n}.", n=n)
        yield from _proposals(session, below)


def _proposals(session: Session, departments: Sequence[int]) -> Iterator[Reason]:
    n, days = plans.would_tell(session, departments)
    if n:
        yield say(
            "Chefen får ta ställning till om planen ska ses över, inom {days} dagar. Planer det gäller: {n}.",
            n=n,
            days=days,
        )
