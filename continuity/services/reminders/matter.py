"""One thing that somebody has to do, as reminders see it, and what the sources of such things share."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from continuity.definitions.vocabulary import Matter as Kind
from continuity.definitions.words import Words
from continuity.definitions.workflows import Workflow
from continuity.errors import Reason
from continuity.models import Department, Plan
from continuity.services import publishing

# What every query about a plan asks for.
PLAN = (Plan.id, Plan.cycle, Plan.department_id, Plan.workflow_hash, Department.name)


@dataclass(frozen=True)
class Matter:
    """One thing that somebody has to do, as reminders see it; `subject` names it, `day` is what its ladder counts from.

    `text` says it in words, `late` what holds once the day has passed. `asked` is the role in `asked_in` (a
    department) that a rung means by "asked". `body` says that a political body decides. `counted` says that the ladder
    counts from `day`, which is then no date to be kept.
    """

    ladder: Kind
    subject: str
    plan_id: int
    department_id: int
    department: str
    cycle: int
    day: date
    text: Reason
    path: str
    late: Reason | None = None
    body: bool = False
    asked: str = ""
    asked_in: int | None = None
    counted: bool = False

    @property
    def key(self) -> tuple[str, str, date]:
        """What makes it this matter and no other: a new day is a new matter."""
        return self.ladder, self.subject, self.day


class Sources:
    """The plans in question (None: all) and their workflows, shared by the sources."""

    def __init__(self, session: Session, plan_ids: Collection[int] | None, today: date) -> None:
        self.session, self.today = session, today
        self._plan_ids = plan_ids
        self._workflows: dict[str, Workflow] = {}

    def of_plans(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The query, for living plans of open departments; it has joined Plan and Department."""
        query = query.where(Plan.repealed_at.is_(None), Department.closed_on.is_(None))
        return query if self._plan_ids is None else query.where(Plan.id.in_(self._plan_ids))

    def workflow(self, digest: str) -> Workflow:
        """A workflow, read once."""
        if digest not in self._workflows:
            self._workflows[digest] = publishing.workflow(self.session, digest)
        return self._workflows[digest]

    def title(self, digest: str, step: str) -> Words:
        """A step's name."""
        parameters = self.workflow(digest).steps.get(step)
        return parameters.title if parameters else Words(sv=step)


def of_plan(row: Any, ladder: Kind, subject: str, day: date, text: Reason, path: str, **more: Any) -> Matter:
    """A matter of the plan that the row is about; the row has what `PLAN` asks for."""
    return Matter(
        ladder=ladder,
        subject=subject,
        plan_id=row.id,
        department_id=row.department_id,
        department=row.name,
        cycle=row.cycle,
        day=day,
        text=text,
        path=path,
        **more,
    )
