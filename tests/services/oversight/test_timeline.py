"""Eighteen months ahead: what is on it, what is not, and in which month."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from continuity.errors import Forbidden
from continuity.services.oversight import timeline
from continuity.services.oversight.narrowing import Filter
from continuity.services.oversight.timeline import Kind, Timeline
from tests.support.counting import counted
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def seen(town: Town, *kinds: Kind, chosen: Filter | None = None, by: str = "sakerhetschef") -> Timeline:
    return timeline.timeline(town.session, chosen or Filter(), kinds, by=town.actor(by), at=town.now)


def of(found: Timeline, name: str) -> list[tuple[str, str]]:
    row = next(row for row in found.rows if row.name == name)
    return [(moment.kind, moment.on.isoformat()) for moment in row.moments]


def test_it_begins_this_month_and_has_eighteen(town: Town) -> None:
    months = seen(town).months
    assert (months[0], months[-1], len(months)) == (date(2026, 11, 1), date(2028, 4, 1), 18)


def test_a_department_in_force_has_its_review_exercise_and_validity(town: Town) -> None:
    kinds = of(seen(town), "Socialkontoret")
    plan = town.plan("SN")
    assert ("review", str(plan.review_due)) in kinds
    assert ("step", "2026-11-27") in kinds
    assert kinds == sorted(kinds, key=lambda one: one[1])
    assert len(kinds) == len(set(kinds))


def test_a_meeting_is_there_until_the_body_has_decided(town: Town) -> None:
    assert ("meeting", "2026-12-09") in of(seen(town), "Teknik- och servicekontoret")


def test_what_is_done_or_past_is_not_ahead(town: Town) -> None:
    found = seen(town)
    assert all(moment.on >= date(2026, 11, 23) for row in found.rows for moment in row.moments)
    town.step("KS", "continuity_plan").due = date(2027, 1, 1)
    town.session.flush()
    assert ("step", "2027-01-01") not in of(seen(town), "Kommunledningskontoret")


def test_it_narrows_by_kind_and_by_committee(town: Town) -> None:
    found = seen(town, "meeting")
    assert {moment.kind for row in found.rows for moment in row.moments} == {"meeting"}
    parent = town.plan("SN").department.parent_id
    (row,) = seen(town, chosen=Filter(committee=parent)).rows
    assert (row.name, row.committee) == ("Socialkontoret", "Socialnämnden")


def test_it_is_for_those_who_see_the_board(town: Town) -> None:
    assert seen(town, by="tib").rows
    with pytest.raises(Forbidden):
        seen(town, by="chef.bun")


def test_few_questions_are_asked(town: Town, engine: Engine) -> None:
    actor = town.actor("sakerhetschef")
    town.session.commit()
    with Session(engine) as session, counted(engine) as sent:
        timeline.timeline(session, Filter(), by=actor, at=town.now)
    assert len(sent) <= 15
