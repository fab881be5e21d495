"""An activity as the register has it, read with the organisation's criteria of today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from continuity.rules.chains import Link
from continuity.rules.computed import assessed_of, levels_of, targets_of
from continuity.rules.impact import Criteria, Impact, Peak, Targets
from continuity.rules.priority import Ranked
from continuity.services.registers.register_rows import ActivityRow


@dataclass(frozen=True)
class ActivityNow:
    """One activity; hours, None where nothing is said. `impact` is None when it was not analysed further.

    `levels` is category -> level for each time column, `worst` the highest of any category. `state` is in_force or
    proposed.
    """

    id: str
    row: str
    department_id: int
    department: str
    name: str
    owner: str
    state: str
    impact: Impact | None
    targets: Targets
    societally_important: bool
    affected: float
    mbco: str
    mbco_percent: float | None
    levels: Mapping[str, tuple[int | None, ...]]
    delivers: tuple[str, ...]
    since: datetime

    @property
    def worst(self) -> tuple[int | None, ...]:
        """The highest level of any category for each time column."""
        columns = zip(*self.levels.values(), strict=True)
        return tuple(max((level for level in column if level is not None), default=None) for column in columns)

    @property
    def priority_class(self) -> int | None:
        """1 (most urgent) and up; None when it was not analysed."""
        return self.impact.priority_class if self.impact else None

    @property
    def mtpd_h(self) -> float | None:
        """The tolerable outage in ordinary times, adjusted where the department did so."""
        return self.impact.base_mtpd_h if self.impact else None

    @property
    def eff_mtpd_h(self) -> float | None:
        """The shortest tolerable outage, peaks counted."""
        return self.impact.eff_mtpd_h if self.impact else None

    @property
    def rto_h(self) -> float | None:
        """When it should be running."""
        return self.targets.rto_h

    @property
    def wrt_h(self) -> float:
        """Catching up."""
        return self.targets.wrt_h

    @property
    def driving(self) -> tuple[str, ...]:
        """The categories that become unacceptable first."""
        return self.impact.driving if self.impact else ()

    @property
    def peaks(self) -> tuple[Peak, ...]:
        """Periods with values of their own."""
        return self.targets.peaks

    @property
    def link(self) -> Link:
        """The activity in a chain of dependencies, in ordinary times."""
        return Link(self.id, self.name, self.rto_h, self.mtpd_h)

    def ranked(self) -> Ranked | None:
        """The activity as the priority list needs it; None when it was not analysed."""
        if self.impact is None:
            return None
        return Ranked(
            id=self.id,
            priority_class=self.impact.priority_class,
            rto_h=self.rto_h,
            driving=self.driving,
            societally_important=self.societally_important,
            eff_mtpd_h=self.eff_mtpd_h,
            affected=self.affected,
            peaks=self.peaks,
        )


def key_of(department_id: int, row: str, state: str) -> str:
    """What an activity or need is called in the picture: a proposed one stands beside the one in force."""
    return f"{department_id}:{row}" + (":proposed" if state == "proposed" else "")


def activity(
    stored: ActivityRow, criteria: Criteria, titles: Mapping[str, str], delivers: Sequence[str]
) -> ActivityNow:
    """The activity of one row of the register; `delivers` are the resources that it says it delivers."""
    values = stored.values
    levels = levels_of(values.get("impact"), criteria)
    inputs = {
        "override": values.get("mtpd_override_h"),
        "peaks": values.get("critical_periods"),
        "rto": values.get("rto_h"),
        "wrt": values.get("wrt_h"),
    }
    return ActivityNow(
        id=key_of(stored.department_id, stored.row, stored.state),
        row=stored.row,
        department_id=stored.department_id,
        department=stored.department,
        name=stored.name,
        owner=titles.get(str(values.get("activity_owner", "")), ""),
        state=stored.state,
        impact=assessed_of(levels, inputs, criteria),
        targets=targets_of(inputs),
        societally_important=values.get("societal_importance") in ("yes", True),
        affected=number(values.get("volume")) or 0,
        mbco=str(values.get("mbco_text", "")),
        mbco_percent=number(values.get("mbco_percent")),
        levels=levels,
        delivers=tuple(delivers),
        since=stored.valid_from,
    )


def number(value: object) -> float | None:
    """A stored number; anything else is none."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def ids(value: Any) -> tuple[str, ...]:
    """The ids of a stored reference, one or several."""
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
