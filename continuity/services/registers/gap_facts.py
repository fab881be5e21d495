"""What checks ask of the registers: promises, what resources need, a department's needs and gaps, and who has left."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.models import Person
from continuity.rules.weak_points import URGENT_CLASSES
from continuity.services.clock import STOCKHOLM
from continuity.services.registers.needs import Need, newest
from continuity.services.registers.picture import Picture, picture


class Facts(Mapping[str, Any]):
    """Facts by name, those known beforehand and the register's; it is read when a check first asks for one of them."""

    def __init__(self, known: Mapping[str, Any], session: Session, department_id: int, on: date) -> None:
        self._known = known
        self._session, self._department, self._on = session, department_id, on
        self._facts: Mapping[str, Callable[[], Any]] = {
            "effective_promises": self._effective_promises,
            "resource_needs": lambda: self._picture.resource_needs,
            "critical_needs": lambda: [_told(need) for need in self._needs if _is_critical(need)],
            "open_gaps": lambda: [_told(need) for need in self._needs if need.is_gap],
            "left_people": lambda: self._left_people,
        }

    def __getitem__(self, name: str) -> Any:
        return self._known[name] if name in self._known else self._facts[name]()

    def __iter__(self) -> Iterator[str]:
        yield from (*self._known, *self._facts)

    def __len__(self) -> int:
        return len(self._known) + len(self._facts)

    @cached_property
    def _picture(self) -> Picture:
        noon = datetime.combine(self._on, time(12), STOCKHOLM)
        return picture(self._session, at=noon, departments=[self._department], proposed=True)

    @cached_property
    def _needs(self) -> tuple[Need, ...]:
        return newest(self._picture.needs)

    @cached_property
    def _left_people(self) -> dict[str, str]:
        """Person id -> name of everybody whose account is closed."""
        gone = self._session.execute(select(Person.id, Person.name).where(~Person.active))
        return {str(row.id): row.name for row in gone}

    def _effective_promises(self) -> dict[str, float]:
        """Resource -> hours at the worst moment of an ordinary week; tested time outranks the promise."""
        return self._picture.effective_promises


def _is_critical(need: Need) -> bool:
    return need.demand.critical and need.priority_class in URGENT_CLASSES


def _told(need: Need) -> dict[str, str]:
    return {"demand": need.row, "resource": need.resource.id, "resource_name": need.resource.name}
