"""Who may do what: seats give roles in a department, roles give actions, and what is not listed is denied."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from continuity.errors import say

EVERYWHERE: frozenset[str] = frozenset(
    {
        "security_function",
        "protective_security_chief",
        "registrar",
        "municipal_director",
        "crisis_reader",
        "auditor",
        "data_protection_officer",
        "administrator",
    }
)


@dataclass(frozen=True)
class Seat:
    """A role held in a department (None: the whole municipality), as ordinary or deputy, between two dates."""

    role: str
    department_id: int | None = None
    deputy: bool = False
    title: str = ""
    starts: date | None = None
    ends: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the seat is held on this day, both ends included."""
        return (self.starts is None or self.starts <= on) and (self.ends is None or on <= self.ends)


@dataclass(frozen=True)
class Actor:
    """Who acts, passed to every verb: the person, the seats, and when and how they proved who they are (UTC)."""

    person_id: int
    name: str
    title: str = ""
    seats: tuple[Seat, ...] = ()
    auth_time: datetime | None = None
    method: str = "password"
    language: str = "sv"

    def roles(self, line: Iterable[int], on: date) -> frozenset[str]:
        """The roles held in a department; `line` is its id and those of the units above it."""
        within = set(line)
        return frozenset(
            seat.role
            for seat in self.seats
            if seat.holds(on) and (seat.department_id in within or (seat.department_id is None))
        )

    def anywhere(self, on: date) -> frozenset[str]:
        """The roles held in any department at all."""
        return frozenset(seat.role for seat in self.seats if seat.holds(on))

    def seat(self, role: str, line: Iterable[int], on: date) -> Seat | None:
        """The seat that gives `role` here, an ordinary one before a deputy's."""
        within = set(line)
        found = [s for s in self.seats if s.role == role and s.holds(on) and s.department_id in within | {None}]
        return min(found, key=lambda s: s.deputy, default=None)


# Those who look after or examine the system read no restricted answers (domain.md 4.2), not by invitation either.
KEPT_APART = frozenset({"administrator", "auditor", "data_protection_officer"})

MEMBERS = frozenset({"head", "coordinator", "activity_owner"})
READERS = MEMBERS | {
    "provider",
    "security_function",
    "committee_secretary",
    "registrar",
    "municipal_director",
    "auditor",
    "data_protection_officer",
    "appointed",
    "invited",
    "exercise_lead",
    "evaluator",
}
# "action_owner", "evaluator": whoever has the title that an action names as responsible for it, or as who verifies it.
# "amender": whoever registers decisions, while the pages that the body changed stand open.

# Actions on one department's plan. Triggers of a step's machine are decided by its definition, not here.
DEPARTMENT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "see_plan": READERS | {"crisis_reader"},
        "see_step": (READERS - {"provider"}) | {"reviewers"},
        "see_answers": MEMBERS
        | {"security_function", "reviewers", "appointed", "invited", "amender", "auditor", "data_protection_officer"},
        "see_restricted": MEMBERS | {"security_function", "appointed", "invited"},
        # The number of a protective security analysis (domain.md V14b): for whoever answers for it; the protective
        # security chief reads it on a page of their own.
        "see_reference": frozenset({"head", "coordinator", "appointed"}),
        # A draft is working material (arbetsmaterial): it is for those who write it and advise on it.
        "take_draft": MEMBERS | {"security_function", "reviewers", "appointed", "invited"},
        "see_dependencies": MEMBERS | {"security_function", "municipal_director", "crisis_reader"},
        "see_document": READERS | {"crisis_reader", "reviewers"},
        "edit_answers": frozenset({"head", "coordinator", "appointed"}),
        "edit_own_rows": frozenset({"activity_owner", "invited"}),
        "invite": frozenset({"head", "coordinator"}),
        "appoint": frozenset({"head"}),
        "comment": frozenset({"security_function", "reviewers"}),
        "answer_comment": frozenset({"head", "coordinator", "appointed"}),
        "reopen": frozenset({"head", "coordinator"}),
        "settle_reopening": frozenset({"head"}),
        "take_over": frozenset({"head"}),
        "move_due": frozenset({"head"}),
        "register_existing": frozenset({"head", "coordinator"}),
        "annex": frozenset({"head", "coordinator"}),
        "assign_number": frozenset({"registrar"}),
        "set_hearing": frozenset({"committee_secretary", "registrar"}),
        "register_decision": frozenset({"committee_secretary", "registrar"}),
        "dispatch": frozenset({"registrar", "committee_secretary"}),
        "see_history": frozenset({"head", "coordinator", "security_function", "auditor", "data_protection_officer"}),
        "see_actions": MEMBERS
        | {
            "security_function",
            "municipal_director",
            "auditor",
            "data_protection_officer",
            "action_owner",
            "evaluator",
        },
        "add_action": frozenset({"head", "coordinator", "security_function"}),
        "answer_demands": frozenset({"provider", "head", "coordinator"}),
        "repeal": frozenset({"head", "committee_secretary", "registrar"}),
    }
)

# Actions that concern the whole municipality.
MUNICIPALITY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "see_board": frozenset({"security_function", "municipal_director", "crisis_reader", "auditor"}),
        "see_follow_up": frozenset({"security_function", "municipal_director", "auditor"}),
        "remind": frozenset({"security_function", "municipal_director"}),
        # Everybody's restricted answers in one place: for those who may have every plan whole.
        "see_analysis": frozenset({"security_function", "municipal_director", "crisis_reader"}),
        "see_demands": frozenset({"provider", "head", "coordinator"}),
        "edit_resources": frozenset({"security_function"}),
        "propose_priority": frozenset({"security_function"}),
        "decide_priority": frozenset({"municipal_director"}),
        "set_direction": frozenset({"security_function"}),
        "see_registry": frozenset({"registrar", "committee_secretary"}),
        "see_special": frozenset({"protective_security_chief"}),
        "administer": frozenset({"administrator"}),
        "start_plan": frozenset({"administrator", "security_function"}),
        "manage_mail": frozenset({"administrator", "security_function"}),
        "publish": frozenset({"administrator"}),
        "edit_templates": frozenset({"administrator", "security_function"}),
        "verify": frozenset({"security_function", "auditor", "administrator"}),
    }
)


def may(action: str, roles: Iterable[str]) -> bool:
    """Whether any of the roles may do this; an action that nobody has listed is denied to all."""
    allowed = DEPARTMENT.get(action) or MUNICIPALITY.get(action) or frozenset()
    return not allowed.isdisjoint(roles)


APART = say(
    "En systemadministratör läser inte sekretessprövade svar, så samma person kan inte ha båda rollerna på samma gång."
    " Avsluta den ena först, eller ge rollen till någon annan."
)


def kept_apart_from(role: str) -> frozenset[str]:
    """The roles that nobody holds beside this one: who looks after the system reads no restricted answers in it."""
    readers = DEPARTMENT["see_restricted"]
    return frozenset({"administrator"} if role in readers else readers if role == "administrator" else ())
