"""One department's demand beside the owner's promise: judged, with the dialogue about it and what the plan does."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, cast

from continuity.models import DemandAnswer
from continuity.rules import gaps
from continuity.rules.dependencies import Assessment, Demand, Reserve, circular_demands, effective_promise, judge
from continuity.rules.due import add_months, red_days
from continuity.rules.gaps import Answer, Dialogue, Escalation
from continuity.rules.plan_checks import all_needed
from continuity.rules.windows import Window, closed_gap, closed_gap_between, read_window, with_margin
from continuity.services.clock import local_date
from continuity.services.registers.activities import ActivityNow, ids, key_of, number
from continuity.services.registers.handlings import Handling
from continuity.services.registers.register_rows import DemandRow, ResourceRow, RowKey, merged

YEAR = timedelta(days=364)


@dataclass(frozen=True)
class Need:
    """A demand on a resource and what the owner promises; hours from the outage.

    `assessment` is for an ordinary week, as `continuity analyse` judges it; `holidays` for the longest closed stretch
    of the coming year, red days counted. In both tested evidence outranks a promise. `activity` is None while the
    register lacks it. `state` is in_force or proposed. `reserve_resources` are what the reserve takes, by name.
    """

    id: str
    demand_id: int
    row: str
    department_id: int
    department: str
    activity: ActivityNow | None
    resource: ResourceRow
    state: str
    demand: Demand
    quantity_min: str
    reserve_resources: tuple[str, ...]
    asked_on: date
    on: date
    days_off: Collection[date]
    assessment: Assessment
    holidays: Assessment
    handling: Handling | None
    answer: Answer | None

    @property
    def activity_name(self) -> str:
        """What the activity is called."""
        return self.activity.name if self.activity else ""

    @property
    def priority_class(self) -> int | None:
        """The class of the activity that needs it."""
        return self.activity.priority_class if self.activity else None

    @cached_property
    def dialogue(self) -> Dialogue:
        """How the two parties stand."""
        return gaps.dialogue(self.answer, self.assessment, self.asked_on, self.on, self.days_off)

    @cached_property
    def is_gap(self) -> bool:
        """Whether there is a gap, whatever is done about it."""
        return gaps.is_open(self.assessment, self.asked_on, self.on, self.days_off)

    @property
    def is_unresolved(self) -> bool:
        """Whether there is a gap that no plan in force meets or accepts today."""
        handled = self.handling is not None and (self.handling.is_met or self.handling.accepts(self.on))
        return self.is_gap and not handled

    @property
    def escalation(self) -> Escalation | None:
        """Since when nobody has solved it, and who takes it up; None when it is no open gap."""
        if not self.is_unresolved:
            return None
        ended = self.handling.accepted_until if self.handling else None
        since = max(self.asked_on, ended + timedelta(days=1)) if ended else self.asked_on
        return gaps.escalation(since, self.on)

    @property
    def must_be_reconfirmed(self) -> bool:
        """Whether the promise is more than a year old."""
        given = self.resource.promised_at
        return given is not None and add_months(local_date(given), gaps.RECONFIRM_MONTHS) <= self.on


@dataclass
class Judging:
    """What all needs are judged with: the day, the resources and who delivers them."""

    on: date
    days_off: Collection[date]
    resources: dict[str, ResourceRow]
    provided_by: Mapping[str, str]  # resource id -> activity id
    resource_needs: Mapping[str, Collection[str]]
    activities: Mapping[str, ActivityNow]
    answers: Mapping[RowKey, DemandAnswer]
    handlings: Mapping[RowKey, Handling]  # department and resource
    closed: dict[Window, float] = field(default_factory=dict)

    def needs(self, stored: Iterable[DemandRow]) -> tuple[Need, ...]:
        """Every need judged, in the order given; rows without a resource or a time ask for nothing yet."""
        known = [
            (row, resource, self._demand(row, resource))
            for row in stored
            if (resource := merged(self.resources, row.resource_id)) is not None
            and number(row.values.get("required_within_h")) is not None
        ]
        circular = circular_demands(demand for _, _, demand in known)
        return tuple(self._need(row, resource, demand, circular) for row, resource, demand in known)

    def _demand(self, row: DemandRow, resource: ResourceRow) -> Demand:
        answer = self._answer(row, resource)
        offered = answer.offered_h if answer is not None and answer.reply == "counter_offer" else None
        return Demand(
            id=key_of(row.department_id, row.row, row.state),
            activity=key_of(row.department_id, row.activity_row, row.state),
            resource=resource.name,
            required_within_h=number(row.values.get("required_within_h")) or 0,
            promised_h=offered if resource.promised_h is None else resource.promised_h,
            window=read_window(resource.service_window),
            reserve=reserve_of(row.values, resource.id, self.resources, self.resource_needs),
            provided_by=self.provided_by.get(resource.id),
            critical=row.values.get("dep_criticality", "critical") == "critical",
            tested_h=resource.tested_h,
            tested_on=resource.tested_on,
        )

    def _need(self, row: DemandRow, resource: ResourceRow, demand: Demand, circular: Collection[str]) -> Need:
        closed = self.closed_h(demand.window)
        assessment = judge(demand, on=self.on, tests_count=True, circular=demand.id in circular)
        return Need(
            id=demand.id,
            demand_id=row.id,
            row=row.row,
            department_id=row.department_id,
            department=row.department,
            activity=self.activities.get(demand.activity),
            resource=resource,
            state=row.state,
            demand=demand,
            quantity_min=str(row.values.get("quantity_min", "")),
            reserve_resources=self._reserve_resources(row),
            asked_on=local_date(row.asked_at),
            on=self.on,
            days_off=self.days_off,
            assessment=assessment,
            holidays=assessment
            if closed == closed_gap(demand.window)
            else judge(demand, on=self.on, tests_count=True, circular=demand.id in circular, closed_h=closed),
            handling=self.handlings.get((row.department_id, resource.id)),
            answer=self._answer(row, resource),
        )

    def _reserve_resources(self, row: DemandRow) -> tuple[str, ...]:
        taken = (merged(self.resources, one) for one in ids(row.values.get("reserve_depends_on")))
        return tuple(dict.fromkeys(resource.name for resource in taken if resource is not None))

    def _answer(self, row: DemandRow, resource: ResourceRow) -> Answer | None:
        """The owner's own answer to this demand, while the need is the one that was answered."""
        stored = self.answers.get((row.department_id, row.row))
        if stored is None or stored.resource_id != resource.id:
            return None
        reply = cast(gaps.Reply, stored.answer)
        answer = Answer(reply, stored.required_within_h, local_date(stored.at), stored.offered_h, stored.text)
        return answer if answer.is_about(number(row.values.get("required_within_h")) or 0) else None

    def closed_h(self, window: Window) -> float:
        """Hours of the window's longest closed stretch in the coming year."""
        if window not in self.closed:
            first, last = self.on, self.on + YEAR
            red = red_days(*with_margin(first, last), extra=self.days_off)
            self.closed[window] = closed_gap_between(window, first, last, red)
        return self.closed[window]


def promise_h(one: ResourceRow) -> float | None:
    """What is promised of a resource at the worst moment of an ordinary week, a slower test counted; hours."""
    window = read_window(one.service_window)
    promised = Demand("", "", one.name, 0, one.promised_h, window, tested_h=one.tested_h)
    return effective_promise(promised, tests_count=True)


def reserve_of(
    values: Mapping[str, Any],
    resource_id: str,
    resources: dict[str, ResourceRow],
    resource_needs: Mapping[str, Collection[str]],
) -> Reserve | None:
    """The reserve of a demand's row; without both a description and a start it cannot be used."""
    name = str(values.get("reserve_desc", "")).strip()
    leans_on = {found.id for one in ids(values.get("reserve_depends_on")) if (found := merged(resources, one))}
    shared = resource_id in all_needed(leans_on, resource_needs)
    if not name and not shared:
        return None
    unlimited = values.get("reserve_unlimited") in ("yes", True)
    endurance = None if unlimited else number(values.get("reserve_endurance_h"))
    start = number(values.get("reserve_activation_h"))
    usable = bool(name) and (unlimited or endurance is not None)
    return Reserve(start if usable else None, endurance, shared, name)


def newest(found: tuple[Need, ...]) -> tuple[Need, ...]:
    """Of one department's needs those proposed, else those in force."""
    proposed = tuple(need for need in found if need.state == "proposed")
    return proposed or found
