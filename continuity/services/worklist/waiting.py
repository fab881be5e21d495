"""What others have to do before one's own steps come further, and who they are."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import cast

from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import Role
from continuity.definitions.words import Words
from continuity.errors import Reason, say
from continuity.rules.permissions import MEMBERS, Actor
from continuity.services import publishing
from continuity.services.clock import local_date
from continuity.services.organisation.holders import holders, names_of
from continuity.services.worklist.turns import OpenStep, Turn, open_steps

TEXTS: Mapping[str, Reason] = MappingProxyType(
    {
        "start": say("Börja med ”{step}”"),
        "continue": say("Fortsätt med ”{step}”"),
        "change": say("Ändra ”{step}” och skicka in på nytt"),
        "respond": say("Svara på synpunkterna på ”{step}”"),
        "clear": say("Samrådet är klart: gå vidare till underskrift av ”{step}”"),
        "advise": say("Lämna yttrande över ”{step}”"),
        "number": say("Tilldela diarienummer för ”{step}”"),
        "sign": say("Skriv under ”{step}”"),
        "hearing": say("Ange sammanträde för ”{step}”"),
        "decide": say("Registrera beslutet om ”{step}”"),
        "amend": say("För in beslutsinstansens ändring i ”{step}”"),
        "confirm_amendment": say("Kontrollera den beslutade ändringen i ”{step}” mot protokollet"),
        "invitation": say("Fyll i din del av ”{step}”"),
        "stand_behind": say("Gå igenom din del av ”{step}” och säg om du står bakom den"),
        "reopening": say("Ta ställning till om ”{step}” ska öppnas på nytt"),
        "annex": say("Uppdatera kontaktbilagan till ”{step}” och skriv under"),
        "do_action": say("Gör klart åtgärden ”{action}”"),
        "verify_action": say("Verifiera åtgärden ”{action}”"),
        "lifted_action": say("Ta ställning till åtgärden ”{action}”, som har förlängts flera gånger"),
        "demands": say("Svara på {n} krav på era resurser"),
        "promises": say("Bekräfta att {n} löften om era resurser fortfarande gäller"),
        "existing": say("Bekräfta det befintliga dokumentet för ”{step}”"),
    }
)


@dataclass(frozen=True)
class Waiting:
    """Something of yours that somebody else has to do; `names` may be empty when nobody holds the role."""

    text: Reason
    department_id: int
    department: str
    step_id: int
    title: Words
    label: Words
    role: Words | None
    names: tuple[str, ...]
    since: datetime
    age: int
    due: date | None
    overdue: bool


def in_words(kind: str, title: Words, by: Actor) -> Reason:
    """What there is to do, as a sentence with the step's name in the person's language."""
    return Reason(TEXTS[kind].text, {"step": title.in_(by.language)})


def waiting_for_others(session: Session, opened: Iterable[OpenStep], by: Actor, today: date) -> Iterator[Waiting]:
    """The steps of one's own departments, or that one sent in, where the next thing is somebody else's."""
    theirs: list[tuple[OpenStep, Turn]] = []
    for one in opened:
        roles = by.roles(one.line, today)
        own = not MEMBERS.isdisjoint(roles) or _took_part(one, by)
        turns = one.turns(today)
        if own and turns and not any(turn.is_for(by.person_id, roles) for turn in turns):
            theirs.append((one, turns[0]))
    names = who(session, theirs, today)
    titles: Mapping[Role, Words] = publishing.settings(session).role_titles if theirs else {}
    for one, turn in theirs:
        yield _line(one, turn, names[one.step.id], titles, by, today)


def _line(
    one: OpenStep, turn: Turn, names: tuple[str, ...], titles: Mapping[Role, Words], by: Actor, today: date
) -> Waiting:
    return Waiting(
        text=in_words(turn.kind, one.title, by),
        department_id=one.plan.department_id,
        department=one.plan.department.name,
        step_id=one.step.id,
        title=one.title,
        label=one.standing.label,
        role=titles.get(cast(Role, min(turn.roles, default=""))),
        names=names,
        since=one.step.since,
        age=one.standing.age,
        due=turn.due,
        overdue=turn.due is not None and turn.due < today,
    )


def _took_part(one: OpenStep, by: Actor) -> bool:
    revision = one.revision
    return revision is not None and by.person_id in (revision.submitted_by_id, revision.appointed_id)


def who(session: Session, turns: Collection[tuple[OpenStep, Turn]], today: date) -> dict[int, tuple[str, ...]]:
    """The names of those whose turn it is, by step id."""
    wanted = {(role, one.plan.department_id) for one, turn in turns for role in turn.roles}
    by_role = holders(session, wanted, {one.plan.department_id: one.way for one, _ in turns}, today)
    ids = {person for _, turn in turns for person in turn.persons}
    by_id = names_of(session, ids)
    found: dict[int, tuple[str, ...]] = {}
    for one, turn in turns:
        seats = [name for role in sorted(turn.roles) for name in by_role[role, one.plan.department_id]]
        persons = [by_id[person] for person in sorted(turn.persons) if person in by_id]
        found[one.step.id] = tuple(dict.fromkeys([*persons, *seats]))
    return found


def next_up(session: Session, plan_id: int, step_id: int, *, by: Actor, at: datetime) -> Waiting | None:
    """What happens next with a step and who does it, or None when nobody has to do anything."""
    today = local_date(at)
    one = next((one for one in open_steps(session, [plan_id], at=at) if one.step.id == step_id), None)
    turns = one.turns(today) if one is not None else ()
    if one is None or not turns:
        return None
    names = who(session, [(one, turns[0])], today)
    return _line(one, turns[0], names[one.step.id], publishing.settings(session).role_titles, by, today)
