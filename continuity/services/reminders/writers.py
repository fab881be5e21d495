"""What each kind of mail says, written as it goes: whose turn it is now, or nothing where it has been settled."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.definitions.words import Words
from continuity.errors import Reason, say
from continuity.models import Invitation, Mail, Note, Person, Plan, Step, StepRevision
from continuity.services.clock import local_date
from continuity.services.organisation.links import renew_link
from continuity.services.organisation.people import actor_of
from continuity.services.reminders.digests import write_digest
from continuity.services.reminders.letters import PATHS, Letter, Line, Occasion, letter, speaker
from continuity.services.reminders.speaking import tell
from continuity.services.steps import standing_behind
from continuity.services.worklist.turns import OpenStep, Turn, open_steps
from continuity.services.worklist.waiting import TEXTS

TOO_OLD = timedelta(days=14)  # news of that age is no news


def write(session: Session, mail: Mail, *, at: datetime) -> Letter | None:
    """The letter as it should be now, or None where nobody needs it any longer.

    :raise KeyError: nobody knows how to write that kind of mail.
    """
    writer = WRITERS[mail.kind]
    return writer(session, mail, at) if mail.person.active else None


# --- it is your turn ----------------------------------------------------------------------------------------------


def _turn(session: Session, mail: Mail, at: datetime) -> Letter | None:
    found = _still_theirs(session, mail, at)
    return None if found is None else _about(session, mail, *found)


def _still_theirs(session: Session, mail: Mail, at: datetime) -> tuple[OpenStep, Turn] | None:
    """The step and the turn, where it is still this person who is to do it."""
    step = session.get(Step, mail.facts["step"])
    if step is None or step.open_revision_id != mail.facts["revision"] or step.plan.department.closed_on is not None:
        return None
    one = next(one for one in open_steps(session, [step.plan_id], at=at) if one.step.id == step.id)
    roles = actor_of(session, mail.person_id).roles(one.line, local_date(at))
    turns = (turn for turn in one.turns(local_date(at)) if turn.kind == mail.kind)
    found = next((turn for turn in turns if turn.is_for(mail.person_id, roles)), None)
    return None if found is None else (one, found)


def _about(session: Session, mail: Mail, one: OpenStep, turn: Turn) -> Letter:
    person, department = mail.person, one.plan.department.name
    what = Reason(TEXTS[turn.kind].text, {"step": one.title})
    occasion = _occasion_of(one, turn, person)
    return letter(
        session,
        person,
        say("{department}: {what}", department=department, what=what),
        (_line(person, what, department, PATHS[turn.kind].format(step=one.step.id), turn.due),),
        before=(BECAUSE.get(turn.kind, say("Nu är det din tur:")),),
        occasions=(occasion,) if occasion else (),
    )


def _occasion_of(one: OpenStep, turn: Turn, person: Person) -> Occasion | None:
    """The turn's own day (advice, a meeting), or the day when the step should be done."""
    if turn.due is None:
        return None
    if turn.due == one.standing.due:
        return due_occasion(one.step.id, one.plan.department.name, one.title, turn.due, person)
    what = Reason(TEXTS[turn.kind].text, {"step": one.title})
    title = tell(say("{department}: {what}", department=one.plan.department.name, what=what), person.language)
    return Occasion(f"{turn.kind}-step-{one.step.id}", title, turn.due, PATHS[turn.kind].format(step=one.step.id))


BECAUSE: Mapping[str, Reason] = MappingProxyType(
    {
        "change": say("Ett steg har kommit åter för ändring. Varför står på sidan:"),
        "advise": say("Du är tillfrågad om yttrande:"),
        "clear": say("Samrådet är klart, och ni kan gå vidare:"),
        "sign": say("Ett dokument väntar på din underskrift:"),
        "amend": say("Den som beslutade har ändrat i dokumentet:"),
    }
)


def _line(person: Person, what: Reason, department: str, path: str, due: date | None) -> Line:
    speak = speaker(person)
    notes = (department, speak(say("Klart senast {day}.", day=due))) if due else (department,)
    return Line(speak(what), path, speak(say("Öppna")), notes)


def due_occasion(step_id: int, department: str, title: Words, day: date, person: Person) -> Occasion:
    """The day when a step should be done."""
    text = tell(say("{department}: ”{step}” ska vara klart", department=department, step=title), person.language)
    return Occasion(f"step-{step_id}", text, day, PATHS["continue"].format(step=step_id))


# --- other news ---------------------------------------------------------------------------------------------------


def _invited(session: Session, mail: Mail, at: datetime) -> Letter | None:
    invitation = session.get(Invitation, mail.facts["invitation"])
    if invitation is None or invitation.done_at is not None or invitation.person_id != mail.person_id:
        return None
    step = session.scalars(select(Step).where(Step.open_revision_id == invitation.revision_id)).one_or_none()
    if step is None:
        return None
    one = next(one for one in open_steps(session, [step.plan_id], at=at) if one.step.id == step.id)
    inviter = session.get_one(Person, invitation.invited_by_id).name
    kind = standing_behind.task_kind(one.parameters, invitation)
    what = Reason(TEXTS[kind].text, {"step": one.title})
    department = one.plan.department.name
    return letter(
        session,
        mail.person,
        say("{department}: {what}", department=department, what=what),
        (_line(mail.person, what, department, PATHS[kind].format(step=step.id, row=invitation.row), invitation.due),),
        before=(Reason(ASKED[kind].text, {"name": inviter}),),
        occasions=(_invitation_day(invitation, what, department, mail.person),),
    )


ASKED: Mapping[str, Reason] = MappingProxyType(
    {
        "invitation": say("{name} ber dig fylla i en del:"),
        "stand_behind": say("{name} ber dig läsa igenom en del, rätta det som är fel och säga om du står bakom den:"),
    }
)


def _invitation_day(invitation: Invitation, what: Reason, department: str, person: Person) -> Occasion:
    title = tell(say("{department}: {what}", department=department, what=what), person.language)
    return Occasion(f"invitation-{invitation.id}", title, invitation.due, PATHS["tasks"])


def _completed(session: Session, mail: Mail, at: datetime) -> Letter | None:
    revision = session.get(StepRevision, mail.facts["revision"])
    if revision is None or revision.superseded_at is not None or at - mail.posted_at > TOO_OLD:
        return None
    step = revision.step
    one = next(one for one in open_steps(session, [step.plan_id], at=at) if one.step.id == step.id)
    what = say("”{step}” är klart", step=one.title)
    department = one.plan.department.name
    path = PATHS["completed"].format(step=step.id)
    return letter(
        session,
        mail.person,
        say("{department}: {what}", department=department, what=what),
        (
            Line(
                tell(what, mail.person.language), path, tell(say("Läs dokumentet"), mail.person.language), (department,)
            ),
        ),
        before=(say("Alla har gjort sitt, och dokumentet finns att läsa:"),),
    )


def _noted(session: Session, mail: Mail, at: datetime) -> Letter | None:
    """Somebody wrote to the department: that they did and where it stands, never what."""
    note = session.get(Note, mail.facts["note"])
    if note is None or at - mail.posted_at > TOO_OLD:
        return None
    department, speak = session.get_one(Plan, note.plan_id).department, speaker(mail.person)
    what = say("En kommentar till er") if note.kind == "comment" else say("En påminnelse till er")
    path = PATHS["department"].format(department=department.id)
    return letter(
        session,
        mail.person,
        say("{department}: {what}", department=department.name, what=what),
        (Line(speak(what), path, speak(say("Läs den")), (department.name,)),),
        before=(say("{name} har skrivit till er:", name=session.get_one(Person, note.by_id).name),),
    )


def _link(session: Session, mail: Mail, at: datetime) -> Letter | None:
    """The link is made when the mail is written, so that its secret is never stored; an earlier one stops working."""
    if at - mail.posted_at > TOO_OLD:
        return None
    token = renew_link(session, mail.person_id, at=at)
    text = tell(say("Välj ditt lösenord"), mail.person.language)
    return letter(
        session,
        mail.person,
        say("Din länk till kontinuitetsplaneringen"),
        (Line(text, PATHS["link"].format(token=token), text),),
        before=(say("Du har fått ett konto, eller bett om ett nytt lösenord:"),),
        after=(say("Länken gäller en gång och i 24 timmar. Väntade du dig den inte? Säg till systemadministratören."),),
    )


def _test(session: Session, mail: Mail, at: datetime) -> Letter | None:
    text = tell(say("Det fungerar"), mail.person.language)
    return letter(
        session,
        mail.person,
        say("Provmejl från kontinuitetsplaneringen"),
        (Line(text, PATHS["tasks"], tell(say("Till mina uppgifter"), mail.person.language)),),
        before=(say("Någon prövade om mejl kommer fram:"),),
    )


WRITERS: dict[str, Callable[[Session, Mail, datetime], Letter | None]] = {
    **dict.fromkeys(
        ("start", "continue", "change", "respond", "clear", "advise", "number", "sign", "hearing", "decide", "amend",
         "confirm_amendment"),
        _turn,
    ),
    "invitation": _invited,
    "completed": _completed,
    "note": _noted,
    "link": _link,
    "digest": write_digest,
    "test": _test,
}  # fmt: skip
