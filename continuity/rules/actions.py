"""What may be done with an action, by whom and when: it is started, extended, done, verified by another, reopened."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from continuity.errors import Reason, say

State = Literal["open", "started", "done", "verified"]
Verb = Literal["start", "extend", "finish", "verify", "reopen"]
STATES: tuple[State, ...] = ("open", "started", "done", "verified")
UNDONE: frozenset[str] = frozenset({"open", "started"})
FREE_EXTENSIONS = 2  # after these an extension is the head's to decide
SERIOUS = 2
GRAVE = 3

HANDLERS = frozenset({"head", "coordinator", "action_owner"})
VERIFIERS = frozenset({"coordinator", "evaluator"})


@dataclass(frozen=True)
class Facts:
    """One action as it stands; `done_by` is the person who said that it is done."""

    state: str
    due: date | None = None
    extensions: int = 0
    severity: int | None = None
    done_by: int | None = None


def is_late(facts: Facts, on: date) -> bool:
    """D7: its day has passed, and nobody has said that it is done."""
    return facts.state in UNDONE and facts.due is not None and facts.due < on


def is_lifted(facts: Facts) -> bool:
    """Whether it has been extended so often that it is raised with the head of department."""
    return facts.state in UNDONE and facts.extensions >= FREE_EXTENSIONS


def holds_red(facts: Facts, on: date) -> bool:
    """A grave flaw that is said to be mended, or should have been by now, and that nobody has verified."""
    return facts.severity == GRAVE and (facts.state == "done" or is_late(facts, on))


def is_overdue_flaw(facts: Facts, on: date) -> bool:
    """A flaw of severity 2 or 3 whose action is late."""
    return (facts.severity or 0) >= SERIOUS and is_late(facts, on)


def reason_against(verb: Verb, facts: Facts, roles: frozenset[str], person: int) -> Reason | None:
    """Why this person may not do it now, or None. `roles` are those held where the action is, and derived ones."""
    if verb == "verify":
        return _against_verifying(facts, roles, person)
    if verb == "reopen":
        if facts.state in UNDONE:
            return say("Åtgärden är redan öppen.")
        allowed = not roles.isdisjoint({"head"} | VERIFIERS)
        return None if allowed else say("Chefen, samordnaren eller utvärderaren öppnar en åtgärd igen.")
    if roles.isdisjoint(HANDLERS):
        return say("Det här görs av den som ansvarar för åtgärden, samordnaren eller chefen.")
    if facts.state not in UNDONE:
        return say("Åtgärden är redan klar.")
    if verb == "start" and facts.state == "started":
        return say("Arbetet med åtgärden har redan börjat.")
    if verb == "extend" and is_lifted(facts) and "head" not in roles:
        return say(
            "Åtgärden har förlängts {n} gånger och är lyft till förvaltningschefen, som bestämmer om nytt datum.",
            n=facts.extensions,
        )
    return None


def _against_verifying(facts: Facts, roles: frozenset[str], person: int) -> Reason | None:
    if facts.state != "done":
        return say("En åtgärd verifieras när den är klar.")
    if "action_owner" in roles or facts.done_by == person:
        return say("Den som ansvarar för eller har gjort åtgärden verifierar den inte själv. Be någon annan.")
    if roles.isdisjoint(VERIFIERS):
        return say("Utvärderaren eller samordnaren verifierar att åtgärden har haft avsedd verkan.")
    return None
