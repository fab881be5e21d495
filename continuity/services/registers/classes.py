"""The gravest priority class among the activities that each department has in force, asked of the database itself."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, func, null, select
from sqlalchemy.orm import Session

from continuity.models import Activity, StepRevision
from continuity.services import publishing

RULE = "priority_class"  # the computed rule that gives an activity its class, 1 the gravest
GRAVE = 2  # classes 1 and 2 are what must be planned and exercised first


def gravest(session: Session) -> Mapping[int, int]:
    """Department id to the gravest class in force there; a department without analysed activities is missing."""
    found = class_of_activity(session)
    query = select(Activity.department_id, func.min(found).label("gravest")).where(
        Activity.state == "in_force", found.is_not(None)
    )
    return {row.department_id: row.gravest for row in session.execute(query.group_by(Activity.department_id))}


def class_of_activity(session: Session) -> ColumnElement[int | None]:
    """An activity's class as part of a query, whatever its form calls the question."""
    hashes = session.scalars(select(StepRevision.form_hash).join(Activity).distinct())
    names = {
        name
        for text in hashes
        for _, _, name, question in publishing.form(session, text).questions()
        if question.rule == RULE
    }
    asked: list[ColumnElement[Any]] = [Activity.values[name].as_integer() for name in sorted(names)]
    return reduce(func.coalesce, asked) if asked else cast(null(), Integer)
