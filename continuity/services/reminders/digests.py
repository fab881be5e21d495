"""The week's digest in words: each matter with its day, what holds when it has passed, and who hears of it next."""

from datetime import date, datetime

from babel.dates import format_date
from sqlalchemy.orm import Session

from continuity.definitions.organisation import Organisation
from continuity.errors import Reason, say
from continuity.models import Mail, Person
from continuity.rules.reminders import Later
from continuity.services.clock import local_date
from continuity.services.reminders.letters import Letter, Line, Occasion, letter, speaker
from continuity.services.reminders.reminding import Due, Outlook, still_due

WHO = {
    "head": say("förvaltningschefen"),
    "coordinator": say("samordnaren"),
    "security_function": say("säkerhetsfunktionen"),
    "municipal_director": say("kommundirektören"),
    "asked": say("den som är tillfrågad"),
}


def write_digest(session: Session, mail: Mail, at: datetime) -> Letter | None:
    """The digest as it should be now; None where everything in it has been done, paused or handed on."""
    today = local_date(at)
    outlook, dues = still_due(session, mail, today)
    if not dues:
        return None
    person = mail.person
    return letter(
        session,
        person,
        _subject(dues),
        tuple(line_of(outlook, due, person, today) for due in dues),
        before=(say("Det här behöver göras:"),),
        after=_closing(outlook, dues),
        occasions=tuple(occasion_of(due, person) for due in dues if not (due.matter.asked or due.matter.counted)),
    )


def _subject(dues: list[Due]) -> Reason:
    if len(dues) == 1:
        return say("{department}: {what}", department=dues[0].matter.department, what=dues[0].matter.text)
    return say("{n} påminnelser om kontinuitetsplanering", n=len(dues))


def _closing(outlook: Outlook, dues: list[Due]) -> tuple[Reason, ...]:
    """Support is offered to the head of a department that is late."""
    if any(due.rung.at > 0 and due.person in outlook.staff.told("head", due.matter.department_id) for due in dues):
        return (say("Behöver ni stöd? Säkerhetsfunktionen hjälper gärna till."),)
    return ()


def line_of(outlook: Outlook, due: Due, person: Person, today: date) -> Line:
    """One matter of a digest."""
    speak, matter = speaker(person), due.matter
    notes = [matter.department]
    if not (matter.asked or matter.counted):
        notes.append(speak(_when(matter.day, today, person.language)))
        if matter.late is not None and matter.day < today:
            notes.append(speak(matter.late))
    if due.copied:
        notes.append(speak(say("För kännedom.")))
    following = outlook.later(matter, due.rung)
    if following is not None and outlook.settings is not None:
        notes.append(speak(in_words(following, outlook.settings, person.language)))
    return Line(speak(matter.text), matter.path, speak(say("Öppna")), tuple(notes))


def _when(day: date, today: date, language: str) -> Reason:
    if day < today:
        return say("Datumet var {day}, för {n} dagar sedan.", day=in_full(day, language), n=(today - day).days)
    return say("Senast {day}.", day=in_full(day, language))


def in_words(following: Later, settings: Organisation, language: str) -> Reason:
    """The escalation, announced ahead."""
    day = in_full(following.day, language)
    if not following.roles:
        return say("Om inget händer före {day} tas det upp i kommunens statusrapport.", day=day)
    names = [WHO.get(role) or settings.role_titles.get(role) or role for role in following.roles]  # type: ignore[call-overload]
    who = names[0] if len(names) == 1 else say("{first} och {last}", first=names[0], last=names[-1])
    return say("Om inget händer före {day} informeras {who}.", day=day, who=who)


def in_full(day: date, language: str) -> str:
    """A date as it is said, "15 november 2026"."""
    return str(format_date(day, "d MMMM y", locale=language))


def occasion_of(due: Due, person: Person) -> Occasion:
    """The matter's day in the person's calendar."""
    matter = due.matter
    title = speaker(person)(say("{department}: {what}", department=matter.department, what=matter.text))
    named = matter.subject != "plan"
    uid = matter.subject.replace(":", "-") if named else f"{matter.ladder}-{matter.plan_id}"
    return Occasion(uid, title, matter.day, matter.path)
