"""The organisation's tree asked in one question each way: who stands above, who stands below."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Integer, Label, Select, literal_column, select
from sqlalchemy.orm import Session, aliased

from continuity.models import Department

DEEPEST = 12  # a tree that bites its own tail must not spin


@dataclass(frozen=True)
class Unit:
    """One unit on the way up from a department."""

    id: int
    name: str
    level: str


def below(roots: Iterable[int]) -> Select[int]:
    """A query for the ids of these departments and every unit under them, to use inside another query."""
    depth: Label[int] = literal_column("0", Integer).label("depth")
    start = (
        select(Department.id, depth).where(Department.id.in_(list(roots))).cte(recursive=True)
    )  # without a name: two may stand in one query
    child = aliased(Department)
    whole = start.union(
        select(child.id, start.c.depth + 1).where(child.parent_id == start.c.id, start.c.depth < DEEPEST)
    )
    return select(whole.c.id)


def lines(session: Session, department_ids: Collection[int]) -> Mapping[int, tuple[Unit, ...]]:
    """For each department the way up, itself first."""
    if not department_ids:
        return {}
    depth: Label[int] = literal_column("0", Integer).label("depth")
    columns = (Department.id, Department.parent_id, Department.name, Department.level)
    start = (
        select(Department.id.label("foot"), *columns, depth)
        .where(Department.id.in_(list(department_ids)))
        .cte("line", recursive=True)
    )
    above = aliased(Department)
    whole = start.union(
        select(start.c.foot, above.id, above.parent_id, above.name, above.level, start.c.depth + 1).where(
            above.id == start.c.parent_id, start.c.depth < DEEPEST
        )
    )
    found: dict[int, list[Unit]] = {}
    for row in session.execute(select(whole).order_by(whole.c.foot, whole.c.depth)):
        units = found.setdefault(row.foot, [])
        if all(unit.id != row.id for unit in units):
            units.append(Unit(row.id, row.name, row.level))
    return {foot: tuple(units) for foot, units in found.items()}


def committee_of(line: Iterable[Unit]) -> Unit | None:
    """The nearest committee on the way up."""
    return next((unit for unit in line if unit.level == "committee"), None)
