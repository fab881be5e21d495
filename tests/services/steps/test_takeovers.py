"""A new head takes over the plan in force: asked until they have, by a fresh login, and told in the history."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from continuity.errors import Invalid, NotFound, Refused
from continuity.models import Membership, Person, Takeover
from continuity.rules.permissions import Actor
from continuity.services.organisation.people import actor_of
from continuity.services.record import history
from continuity.services.steps import takeovers
from continuity.services.worklist import tasks
from tests.support.people import made_person
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def new_head(town: Town, *, deputy: bool = False) -> Actor:
    """Somebody who became head of Socialkontoret today."""
    unit = town.plan("SN").department_id
    person = made_person(town.session, "ny.chef@malarvik.example", ("head", unit))
    seat = town.session.scalars(select(Membership).where(Membership.person_id == person.id)).one()
    seat.starts, seat.deputy = town.now.date(), deputy
    town.session.commit()
    return actor_of(town.session, person.id, auth_time=town.now)


def asked(town: Town) -> list[str]:
    found = takeovers.waiting(town.session, [town.plan("SN").id], town.now.date())
    return [town.session.get_one(Person, seat.person_id).email for seat in found.values()]


def test_whoever_signed_the_plan_has_nothing_to_take_over(sqlite_town: Town) -> None:
    assert asked(sqlite_town) == []


def test_a_new_head_is_asked_until_the_plan_is_taken_over(sqlite_town: Town) -> None:
    town, plan = sqlite_town, sqlite_town.plan("SN").id
    head = new_head(town)
    assert asked(town) == ["ny.chef@malarvik.example"]
    mine = tasks.my_tasks(town.session, by=head, at=town.now).mine
    assert [(task.kind, task.subject_id) for task in mine if task.kind == "takeover"] == [("takeover", plan)]
    takeovers.take_over(town.session, plan, confirmed=True, by=head, at=town.now)
    assert asked(town) == []
    kept = town.session.scalars(select(Takeover)).one()
    assert (kept.person_id, kept.version) == (head.person_id, "1.0")
    _, body = history.events(town.session, plan_id=plan, limit=1)[0]
    assert body["version"] == "1.0" and body["by"]["name"] == head.name


def test_it_needs_a_fresh_login_and_a_ticked_box(sqlite_town: Town) -> None:
    town, plan = sqlite_town, sqlite_town.plan("SN").id
    head = new_head(town)
    with pytest.raises(Invalid):
        takeovers.take_over(town.session, plan, confirmed=False, by=head, at=town.now)
    town.session.rollback()
    with pytest.raises(Refused):
        takeovers.take_over(town.session, plan, confirmed=True, by=head, at=town.now + timedelta(minutes=10))


def test_a_deputy_and_a_coordinator_take_nothing_over(sqlite_town: Town) -> None:
    town, plan = sqlite_town, sqlite_town.plan("SN").id
    deputy = new_head(town, deputy=True)
    assert asked(town) == []
    with pytest.raises(Refused):
        takeovers.take_over(town.session, plan, confirmed=True, by=deputy, at=town.now)
    town.session.rollback()
    with pytest.raises(NotFound):
        coordinator = town.actor("samordnare.socialkontoret")
        takeovers.take_over(town.session, plan, confirmed=True, by=coordinator, at=town.now)


def test_a_plan_that_is_not_in_force_asks_nobody(sqlite_town: Town) -> None:
    town = sqlite_town
    assert takeovers.waiting(town.session, [town.plan("OFN").id], date(2030, 1, 1)) == {}
