"""The guards that transitions name: each returns None, or the reason why not and what to do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Protocol

from continuity.definitions.vocabulary import BODIES, Guard, SignerSlot
from continuity.errors import Reason, say

FRESH = timedelta(minutes=5)

# Who may sign in which place (domain.md F1, F2); the submitter has upprättat, the head or deputy fastställer.
SLOT_ROLES: Mapping[SignerSlot, frozenset[str]] = MappingProxyType(
    {
        "prepared_by": frozenset({"submitter"}),
        "reviewed_by": frozenset({"activity_owner", "coordinator"}),
        "approved_by": frozenset({"head"}),
    }
)


@dataclass(frozen=True)
class AdviceFact:
    """One role's advice in the round: `asked` False while it waits for an earlier one; `outcome` "" while waiting."""

    role: str
    asked: bool
    deadline: date | None
    outcome: str


@dataclass(frozen=True)
class BackingFact:
    """One row that somebody shall stand behind: `deadline` None before they were asked, `said` once they have."""

    name: str
    deadline: date | None
    said: bool


class StepFacts(Protocol):
    """What the guards ask; the service answers lazily, so that a page pays only for what it shows."""

    @property
    def roles(self) -> frozenset[str]:
        """The roles of whoever acts, derived ones included."""
        ...

    @property
    def actor_id(self) -> int | None:
        """Who acts; None is the system."""
        ...

    @property
    def now(self) -> datetime:
        """The instant, in UTC."""
        ...

    @property
    def today(self) -> date:
        """The Swedish date."""
        ...

    @property
    def auth_time(self) -> datetime | None:
        """When the person last proved who they are."""
        ...

    @property
    def after(self) -> str:
        """How far the step named in `after` has come: "none", "waiting", "submitted" or "completed"."""
        ...

    @property
    def after_title(self) -> str:
        """What that step is called."""
        ...

    @property
    def reopened(self) -> bool:
        """Whether the step was opened again on its own."""
        ...

    @property
    def submitter_id(self) -> int | None:
        """Who sent the step in."""
        ...

    @property
    def number_assigned(self) -> bool:
        """Whether the document has its registration number."""
        ...

    @property
    def decided_by(self) -> str:
        """Who decides in the end, by the step's parameter."""
        ...

    @property
    def decision_recorded(self) -> bool:
        """Whether a decision to adopt stands."""
        ...

    @property
    def slots(self) -> tuple[SignerSlot, ...]:
        """The places to sign, in order."""
        ...

    @property
    def signed(self) -> Mapping[str, int]:
        """Place -> person who signed it this round."""
        ...

    @property
    def open_comments(self) -> int:
        """How many comments have no answer."""
        ...

    @property
    def amended(self) -> bool:
        """Whether the deciding body has changed pages."""
        ...

    @property
    def blocking(self) -> int:
        """How many answers stand in the way of submitting."""
        ...

    @property
    def backing(self) -> Sequence[BackingFact]:
        """The rows that somebody shall stand behind; none where nobody can be asked and nobody has been."""
        ...

    @property
    def advice(self) -> Sequence[AdviceFact]:
        """The round's advice, in order."""
        ...


def after_submitted(facts: StepFacts) -> Reason | None:
    """The step before has at least been sent for advice, or this one was opened again on its own."""
    if facts.reopened or facts.after != "waiting":
        return None
    return say("Det här steget kan börja när ”{step}” har skickats på samråd.", step=facts.after_title)


def after_completed(facts: StepFacts) -> Reason | None:
    """The step before is completed."""
    if facts.after in ("none", "completed") or facts.reopened:
        return None
    return say("”{step}” måste vara klart innan det här steget kan gå till underskrift.", step=facts.after_title)


def answers_pass(facts: StepFacts) -> Reason | None:
    """Nothing that blocks is left among the answers."""
    if not facts.blocking:
        return None
    return say("{n} svar saknas eller behöver rättas. De står överst på sidan ”Kontrollera svaren”.", n=facts.blocking)


def rows_stood_behind(facts: StepFacts) -> Reason | None:
    """Whoever owns each row stands behind it, or has been asked and had the time to."""
    waiting = [one for one in facts.backing if not one.said and (one.deadline is None or facts.today <= one.deadline)]
    names = ", ".join(f"”{one.name}”" for one in waiting)
    if any(one.deadline is None for one in waiting):
        return say("De som ansvarar för {names} ska stå bakom svaren, och alla är inte tillfrågade än.", names=names)
    days = [one.deadline for one in waiting if one.deadline is not None]
    if not days:
        return None
    return say(
        "De som ansvarar för {names} har till och med {deadline} på sig att säga att de står bakom svaren."
        " Därefter kan ni gå vidare ändå.",
        names=names,
        deadline=max(days),
    )


def adviser_did_not_submit(facts: StepFacts) -> Reason | None:
    """Nobody gives advice on what they sent in themselves."""
    if facts.actor_id != facts.submitter_id:
        return None
    return say("Du har själv skickat in steget och kan därför inte yttra dig över det. En kollega får göra det.")


def advice_given_or_overdue(facts: StepFacts) -> Reason | None:
    """Every adviser has answered, or its deadline has passed."""
    for advice in facts.advice:
        if advice.outcome:
            continue
        if advice.deadline is None or facts.today <= advice.deadline:
            if advice.deadline is None:
                return say("Samrådet pågår. Nästa yttrande begärs när det föregående är lämnat.")
            return say(
                "Samrådet pågår till och med {deadline}. Därefter kan ni gå vidare även utan yttrande.",
                deadline=advice.deadline,
            )
    return None


def comments_answered(facts: StepFacts) -> Reason | None:
    """Every comment has an answer: done, or not done and why."""
    if not facts.open_comments:
        return None
    return say(
        "{n} synpunkter är inte besvarade. Svara ”åtgärdad” eller varför inte på var och en.", n=facts.open_comments
    )


def number_assigned(facts: StepFacts) -> Reason | None:
    """The registrator has given the document its number."""
    if facts.number_assigned:
        return None
    return say("Dokumentet har inget diarienummer än. Registratorn tilldelar det under ”Diarium”.")


def acting_slot(facts: StepFacts) -> SignerSlot | None:
    """The place in the order that whoever acts may sign now, or None."""
    slot = next((s for s in facts.slots if s not in facts.signed), None)
    if slot is None or SLOT_ROLES[slot].isdisjoint(facts.roles):
        return None
    return slot


def next_in_order(facts: StepFacts) -> Reason | None:
    """It is this person's turn."""
    if acting_slot(facts) is not None:
        return None
    if facts.actor_id in facts.signed.values():
        return say("Du har redan skrivit under. Nu väntar dokumentet på nästa person.")
    return say("Det är inte din tur att skriva under.")


def fresh_login(facts: StepFacts) -> Reason | None:
    """The person proved who they are within the last five minutes."""
    if is_fresh(facts.auth_time, facts.now):
        return None
    return say("Bekräfta att det är du: logga in på nytt och skriv sedan under inom fem minuter.")


def is_fresh(auth_time: datetime | None, now: datetime) -> bool:
    """Whether somebody who logged in at `auth_time` has proved who they are within the last five minutes."""
    return auth_time is not None and now - auth_time <= FRESH


def two_persons(facts: StepFacts) -> Reason | None:
    """Two signatures are two persons': the one who sent it in does not also adopt it."""
    slot = acting_slot(facts)
    alone = slot == "approved_by" and facts.actor_id == facts.submitter_id
    if facts.actor_id in facts.signed.values() or alone:
        return say("Samma person kan inte både upprätta och fastställa. Din ersättare skriver under sist.")
    return None


def all_signed(facts: StepFacts) -> Reason | None:
    """Every place in the order is signed this round."""
    return None if all(slot in facts.signed for slot in facts.slots) else say("Alla har inte skrivit under.")


def body_decides(facts: StepFacts) -> Reason | None:
    """A political body decides."""
    return None if facts.decided_by in BODIES else say("Ingen nämnd beslutar om det här steget.")


def no_body_decides(facts: StepFacts) -> Reason | None:
    """The head decides."""
    return None if facts.decided_by not in BODIES else say("Dokumentet ska beslutas politiskt innan det är klart.")


def decision_recorded(facts: StepFacts) -> Reason | None:
    """The body's decision stands with date and paragraph (V3)."""
    return None if facts.decision_recorded else say("Registrera beslutets datum och paragraf.")


def page_was_reopened(facts: StepFacts) -> Reason | None:
    """What is out for advice or decision changes only where a comment or the deciding body has opened it."""
    if facts.open_comments or facts.amended:
        return None
    return say("Nu kan bara frågor med en öppen synpunkt eller sidor som nämnden har ändrat skrivas om.")


GUARDS: Mapping[Guard, Callable[[StepFacts], Reason | None]] = MappingProxyType(
    {
        "after_submitted": after_submitted,
        "after_completed": after_completed,
        "answers_pass": answers_pass,
        "rows_stood_behind": rows_stood_behind,
        "adviser_did_not_submit": adviser_did_not_submit,
        "advice_given_or_overdue": advice_given_or_overdue,
        "comments_answered": comments_answered,
        "number_assigned": number_assigned,
        "next_in_order": next_in_order,
        "fresh_login": fresh_login,
        "two_persons": two_persons,
        "all_signed": all_signed,
        "body_decides": body_decides,
        "no_body_decides": no_body_decides,
        "decision_recorded": decision_recorded,
        "page_was_reopened": page_was_reopened,
    }
)
