"""One step laid on the table: its revision, its definitions, who is asking, and what they may do."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from continuity.definitions.forms import Form
from continuity.definitions.organisation import Organisation
from continuity.definitions.vocabulary import VERBS
from continuity.definitions.workflows import Machine, State, Workflow, WorkflowStep
from continuity.errors import NotFound, Reason, Refused, say
from continuity.models import (
    AnswerPart,
    Comment,
    Department,
    Invitation,
    Plan,
    Step,
    StepRevision,
)
from continuity.rules import lifecycle, permissions
from continuity.rules.answers import Row
from continuity.rules.computed import criteria_of
from continuity.rules.confirming import Carried
from continuity.rules.findings import Finding
from continuity.rules.guards import GUARDS, SLOT_ROLES
from continuity.rules.impact import Criteria
from continuity.rules.permissions import Actor
from continuity.rules.told import Told
from continuity.services import publishing
from continuity.services.answers import carrying, reading, told
from continuity.services.clock import local_date
from continuity.services.steps.facts import Facts

SYSTEM = Actor(person_id=0, name="")  # whoever acts when nobody does: a sweep, or what follows from a verb


def line_of(session: Session, department_id: int) -> tuple[int, ...]:
    """A department's id and those of the units above it, nearest first."""
    line: list[int] = []
    here: int | None = department_id
    while here is not None and here not in line:
        line.append(here)
        here = session.scalar(select(Department.parent_id).where(Department.id == here))
    return tuple(line)


@dataclass
class Desk:
    """Everything a verb or page needs of one step; definitions are those its revision was made with."""

    session: Session
    plan: Plan
    step: Step
    revision: StepRevision
    by: Actor
    at: datetime
    line: tuple[int, ...]
    kept: list[dict[str, str]] = field(default_factory=list)
    _told: dict[int | None, Told] = field(default_factory=dict)  # by the snapshot that it was read from

    def keep(self, kind: str, sha256: str) -> None:
        """Notes what the verb stored for good; its line of history names it, so that a later change is found."""
        self.kept.append({"kind": kind, "sha256": sha256})

    @property
    def department(self) -> Department:
        """The department whose plan it is."""
        return self.plan.department

    @property
    def today(self) -> date:
        """The Swedish date."""
        return local_date(self.at)

    @cached_property
    def workflow(self) -> Workflow:
        """The workflow this revision runs on."""
        return publishing.workflow(self.session, self.revision.workflow_hash)

    @property
    def parameters(self) -> WorkflowStep:
        """The step's parameters."""
        return self.workflow.steps[self.step.name]

    @property
    def machine(self) -> Machine:
        """The machine this revision runs on."""
        return self.workflow.machine_of(self.step.name)

    @cached_property
    def form(self) -> Form:
        """The form this revision is filled in with."""
        return publishing.form(self.session, self.revision.form_hash)

    @cached_property
    def settings(self) -> Organisation:
        """The organisation's settings when the revision was opened."""
        return publishing.settings(self.session, self.revision.organisation_hash)

    @cached_property
    def criteria(self) -> Criteria:
        """The criteria model, times in hours."""
        return criteria_of(self.settings)

    @property
    def state(self) -> State:
        """The state the revision stands in."""
        return self.machine.states[self.revision.state]

    def title(self, language: str | None = None) -> str:
        """The step's name for people."""
        return self.parameters.title.in_(language or self.by.language)

    @cached_property
    def held(self) -> frozenset[str]:
        """The roles that the person's seats give here."""
        return self.by.roles(self.line, self.today)

    @property
    def roles(self) -> frozenset[str]:
        """The roles held, and those that follow from this very revision."""
        return self.held | self._derived()

    def _derived(self) -> frozenset[str]:
        revision, person = self.revision, self.by.person_id
        found: set[str] = {"system"} if person == SYSTEM.person_id else set()
        if revision.submitted_by_id == person:
            found.add("submitter")
        personal = permissions.KEPT_APART.isdisjoint(self.held)  # whoever got such a role later, too
        if personal and revision.appointed_id == person:
            found.add("appointed")
        if {reviewer.role for reviewer in self.parameters.reviewers} & self.held:
            found.add("reviewers")
        if any((self.held | found) & SLOT_ROLES[slot] for slot in self.parameters.signers):
            found.add("signers")
        if personal and self._invited():
            found.add("invited")
        if revision.amended_pages and permissions.may("register_decision", self.held):
            found.add("amender")
        return frozenset(found)

    def _invited(self) -> bool:
        query = select(Invitation.id).where(
            Invitation.revision_id == self.revision.id,
            Invitation.person_id == self.by.person_id,
            Invitation.done_at.is_(None),
        )
        return self.session.scalar(query.limit(1)) is not None

    @property
    def facts(self) -> Facts:
        """What the guards ask, worked out anew: a verb changes things between two questions."""
        return Facts(self)

    def tree(self) -> Row:
        """The answers that count: hidden ones left out, computed ones filled in."""
        return reading.whole_tree(
            self.session, self.revision.id, self.form, self.settings,
            told=self.told(), elsewhere=self.handled_elsewhere,
        )  # fmt: skip

    def told(self) -> Told:
        """What the registers tell the form: as they stand now, and from the freeze on as they stood then."""
        frozen = self.revision.snapshot_id
        if frozen not in self._told:
            self._told[frozen] = told.told(self.session, self.department.id, self.form, frozen, at=self.at)
        return self._told[frozen]

    @property
    def handled_elsewhere(self) -> bool:
        """Whether the department's restricted pages are handled elsewhere for now (domain.md V14b)."""
        return self.department.special_handling_since is not None

    def findings(self) -> tuple[Finding, ...]:
        """What is missing, unknown, wrong, not looked at or worth a thought among the answers."""
        found = reading.look(
            self.session, self.revision.id, self.form, self.settings, self.department, self.today, told=self.told()
        )
        return (*found, *carrying.findings(self.carried()))

    def carried(self) -> tuple[Carried, ...]:
        """The pages and rows with answers from the version before, and whether somebody has looked at them."""
        if not carrying.applies(self.revision):
            return ()
        return carrying.carried(self.session, self.revision, self.form, self.tree())

    def may(self, action: str) -> bool:
        """Whether the person may do this in this department."""
        return permissions.may(action, self.roles)

    def triggers(self) -> tuple[str, ...]:
        """The triggers of this state that the person's roles allow, whether or not the guards hold."""
        roles = self.roles
        if self.revision.kind == "annex":
            return ()  # an annex has its own verbs
        return tuple(
            name
            for name in lifecycle.triggers_from(self.machine, self.revision.state)
            if not roles.isdisjoint(self.machine.transitions[name].by)
        )

    def own_triggers(self) -> tuple[str, ...]:
        """The buttons of an organisation's own making: triggers that no verb of the product fires."""
        return tuple(name for name in self.triggers() if name not in VERBS)

    def trigger_label(self, trigger: str) -> str:
        """What a trigger's button says, in the person's language."""
        label = self.machine.transitions[trigger].label
        return label.in_(self.by.language) if label else trigger

    def reasons_against(self, trigger: str) -> tuple[Reason, ...]:
        """Why a button is off; empty when it is on."""
        return lifecycle.reasons_against(self.machine, self.revision.state, trigger, self.facts, GUARDS, reason=None)

    def lock_reason(self, page: str, row: str = "") -> Reason | None:
        """Why this person may not save this page now, or None."""
        if not self._page_is_theirs(page, row):
            return say("Du kan läsa den här sidan men inte ändra den. Samordnaren kan bjuda in dig.")
        if self.handled_elsewhere and page in self.form.special_pages():
            return say(
                "Sidan hanteras i särskild ordning och kan inte ändras förrän säkerhetsskyddschefen har antecknat att"
                " avgränsningen är klar. Det som är obesvarat räknas som besvarat, så ni kan gå vidare med resten."
            )
        if self.step.open_revision_id != self.revision.id:
            return say("Den här versionen är låst. Ändringar görs i en ny version.")
        if self.revision.kind == "annex" and page not in self.annex_pages():
            return say("Här ändras bara kontaktbilagan. Resten gäller som det är undertecknat.")
        if self.state.editable:
            return None
        if self.state.review and page in self._commented():
            return None
        if page in self.revision.amended_pages:
            return None
        if self.state.initial:
            return say("Steget är inte påbörjat. Starta det först.")
        label = self.state.label.in_(self.by.language).lower()
        return say("Svaren är låsta medan steget är i läget ”{state}”.", state=label)

    def annex_pages(self) -> frozenset[str]:
        """The pages of the step's annex: those named, and those asked in their rows."""
        named = set(self.parameters.annex)
        return frozenset(p for p in self.form.pages if p in named or named & set(self.form.scope_of(p)))

    def _page_is_theirs(self, page: str, row: str) -> bool:
        roles = self.roles
        if page in self.revision.amended_pages and "amender" in roles:
            return True
        if permissions.may("edit_answers", roles):
            return True
        if not permissions.may("edit_own_rows", roles):
            return False
        invited = self.session.execute(
            select(Invitation.page, Invitation.row).where(
                Invitation.revision_id == self.revision.id,
                Invitation.person_id == self.by.person_id,
                Invitation.done_at.is_(None),
            )
        ).all()
        return any(self._covers(p, r, page, row) for p, r in invited)

    def _covers(self, invited_page: str, invited_row: str, page: str, row: str) -> bool:
        """An invitation to a page covers it, to a list all its rows, to a row everything asked in that row."""
        scope = (*self.form.scope_of(page), page) if page in self.form.pages else (page,)
        return invited_page in scope and (not invited_row or invited_row in self._rows_around(row))

    def _rows_around(self, row: str) -> frozenset[str]:
        """A row's id and those of the rows that it stands in."""
        found: set[str] = set()
        while row and row not in found:
            found.add(row)
            query = select(AnswerPart.parent_row).where(
                AnswerPart.revision_id == self.revision.id, AnswerPart.row == row, AnswerPart.parent_row != ""
            )
            row = self.session.scalar(query.limit(1)) or ""
        return frozenset(found)

    def commented(self, page: str, row: str) -> frozenset[str]:
        """The questions of a page (in a row) with a comment that waits for an answer; "" is the whole page."""
        query = select(Comment.question).where(
            Comment.revision_id == self.revision.id,
            Comment.answer == "",
            Comment.page == page,
            Comment.row.in_((row, "")),
        )
        return frozenset(self.session.scalars(query))

    def _commented(self) -> frozenset[str]:
        return frozenset(
            self.session.scalars(
                select(Comment.page).where(Comment.revision_id == self.revision.id, Comment.answer == "")
            )
        )


def open_desk(
    session: Session,
    step_id: int,
    *,
    by: Actor,
    at: datetime,
    action: str | None = "see_step",
    lock: bool = False,
    alone: bool = False,
    revision_id: int | None = None,
) -> Desk:
    """Loads a step with its open revision (else the one in force, else `revision_id`), locked for a verb.

    `action` is what the person must be allowed to do to see that the step exists; None for the system itself.
    `lock` takes the plan and the revision, always in that order; `alone` leaves the plan to others, for verbs that
    write nothing but this revision's answers.

    :raise NotFound: there is no such step, or it is not this person's to see.
    :raise Refused: nothing has been opened in it yet.
    """
    step = session.get(Step, step_id)
    if step is None:
        raise NotFound
    chosen = revision_id or step.open_revision_id or step.in_force_revision_id
    if lock and chosen is not None:
        if not alone:
            lock_plan(session, step.plan_id)
        _lock(session, chosen)
        session.refresh(step)
    line = line_of(session, step.plan.department_id)
    revision = session.get(StepRevision, chosen) if chosen is not None else None
    if revision is None or revision.step_id != step.id:
        if revision is None and (action is None or permissions.may(action, by.roles(line, local_date(at)))):
            raise Refused(say("Steget har inte öppnats än. Det öppnas när det är dags, se enhetens sida."))
        raise NotFound
    desk = Desk(session, step.plan, step, revision, by, at, line)
    if action is not None and not desk.may(action):
        raise NotFound
    return desk


def lock_plan(session: Session, plan_id: int) -> Plan | None:
    """The plan, locked: a verb that moves a step writes the plan and its other steps too, and so takes this first.

    Here and below the lock lets others point at the row (`key_share`): every event points at its plan, and whoever
    holds the chain's head would wait for us while we wait for the head.
    """
    _lock_row(session, select(Plan.id).where(Plan.id == plan_id))
    return session.get(Plan, plan_id)


def _lock(session: Session, revision_id: int) -> None:
    """Every verb on a step locks its revision, saving a page too."""
    _lock_row(session, select(StepRevision.id).where(StepRevision.id == revision_id))


def _lock_row(session: Session, query: Select[int]) -> None:
    """Waits for the row; what was read before, answers and other steps too, may be old by then and is read anew."""
    session.flush()
    session.execute(query.with_for_update(key_share=True))
    session.expire_all()
