"""What owners answer: promises that replace each other, answers to one demand, and who is told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from continuity.errors import Invalid, NotFound, Refused
from continuity.models import Demand, DemandAnswer, PendingReopening, Promise, Resource
from continuity.services.registers import demands_on_us, our_needs, promising
from continuity.services.registers.needs import Need
from continuity.services.registers.promising import Offer
from continuity.services.worklist import tasks
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")


def resource(town: Town, name: str) -> str:
    return town.session.scalars(select(Resource.id).where(Resource.name == name)).one()


def demand(town: Town, name: str, code: str = "SN") -> int:
    department = town.plan(code).department_id
    query = select(Demand.id).where(
        Demand.resource_id == resource(town, name), Demand.department_id == department, Demand.state != "ended"
    )
    return town.session.scalars(query).one()


def need(town: Town, name: str, code: str = "SN") -> Need:
    found = our_needs.current_needs(town.session, town.plan(code).department_id, at=town.now)
    return next(one for one in found if one.resource.name == name)


def promise(town: Town, name: str, who: str, offer: Offer) -> None:
    promising.promise(town.session, resource(town, name), offer, by=town.actor(who), at=town.now)


def test_a_new_promise_is_in_force_at_once_and_the_old_one_is_kept(town: Town) -> None:
    promise(town, "Omsorgssystem", "it-chef", Offer(4, " 24/7 ", "agreement", 6, date(2026, 10, 1)))
    query = select(Promise).where(Promise.resource_id == resource(town, "Omsorgssystem")).order_by(Promise.id)
    before, after = town.session.scalars(query).all()
    assert (before.promised_h, before.valid_to) == (24, town.now)
    assert (after.promised_h, after.service_window, after.valid_to) == (4, "24/7", None)
    assert need(town, "Omsorgssystem").assessment.effective_promise_h == 6  # the test outranks the promise


@pytest.mark.parametrize(
    ("offer", "field"),
    [
        (Offer(None), "promised_h"),
        (Offer(4, "ibland"), "service_window"),
        (Offer(4, "24/7", "rykte"), "basis"),
        (Offer(4, tested_h=3), "tested_on"),
        (Offer(4, tested_on=date(2026, 1, 1)), "tested_h"),
        (Offer(4, tested_h=3, tested_on=date(2027, 1, 1)), "tested_on"),
    ],
)
def test_what_cannot_be_promised_is_told_beside_its_field(sqlite_town: Town, offer: Offer, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        promise(sqlite_town, "Omsorgssystem", "it-chef", offer)
    assert list(refused.value.errors) == [field]


def test_a_longer_time_proposes_to_those_who_lean_on_it_that_they_look_again(sqlite_town: Town) -> None:
    town = sqlite_town
    open_ones = select(PendingReopening.reason_text).where(PendingReopening.reason == "promise_lowered")
    promise(town, "Omsorgssystem", "it-chef", Offer(20, "vardag 07-17"))
    assert town.session.scalars(open_ones).all() == []
    promise(town, "Omsorgssystem", "it-chef", Offer(20, "vardag 08-16"))  # the same hours, a longer weekend
    asked = town.session.scalars(select(PendingReopening).where(PendingReopening.reason == "promise_lowered")).all()
    assert [(one.plan_id, one.step_name, one.proposal) for one in asked] == [(town.plan("SN").id, "maintenance", True)]


def test_only_those_who_answer_for_a_resource_see_it(sqlite_town: Town) -> None:
    for who in ("hr-chef", "chef.socialkontoret", "sakerhetschef", "chef.kultur"):
        with pytest.raises(NotFound):
            promise(sqlite_town, "Omsorgssystem", who, Offer(4))
    promise(sqlite_town, "Omsorgssystem", "chef.ledning", Offer(4))  # IT is part of Kommunledningskontoret


def test_an_owner_sees_one_list_the_tightest_first_and_of_own_resources_alone(sqlite_town: Town) -> None:
    found = demands_on_us.demands_on_us(sqlite_town.session, by=sqlite_town.actor("it-chef"), at=sqlite_town.now)
    assert [(one.demand.required_within_h, one.resource.name) for one in found.needs][:4] == [
        (0.5, "Mobilnät"),
        (0.5, "Digital nyckelhantering"),
        (1, "Telefoni socialjour"),
        (2, "Driftpersonal"),
    ]
    assert {one.resource.owner for one in found.needs} == {"IT-enheten"}
    assert "Fordon" not in {one.name for one in found.resources}


def test_what_is_proposed_stands_in_the_list_until_it_is_taken_back(sqlite_town: Town) -> None:
    found = demands_on_us.demands_on_us(sqlite_town.session, by=sqlite_town.actor("it-chef"), at=sqlite_town.now)
    assert [one.state for one in found.needs if one.resource.name == "Kartsystem"] == ["proposed"]


def test_a_counter_offer_is_what_the_demand_is_judged_by_while_nothing_is_promised(sqlite_town: Town) -> None:
    town, actor = sqlite_town, sqlite_town.actor("it-chef")
    asked = demand(town, "Kartsystem", "SBN")
    promising.counter_offer(town.session, asked, 24, "Ingen jour.", by=actor, at=town.now)
    found = need(town, "Kartsystem", "SBN")
    assert (found.dialogue, found.assessment.effective_promise_h) == ("counter_offer", 24)
    assert found.answer is not None
    assert found.answer.text == "Ingen jour."


def test_an_answer_is_kept_when_another_is_given(sqlite_town: Town) -> None:
    town, actor = sqlite_town, sqlite_town.actor("it-chef")
    asked = demand(town, "Omsorgssystem")
    promising.decline(town.session, asked, "Nej.", by=actor, at=town.now)
    assert need(town, "Omsorgssystem").dialogue == "declined"
    promise(town, "Omsorgssystem", "it-chef", Offer(2))
    promising.confirm(town.session, asked, by=actor, at=town.now)
    assert need(town, "Omsorgssystem").dialogue == "confirmed"
    assert town.session.scalars(select(DemandAnswer.answer).order_by(DemandAnswer.id)).all() == [
        "declined",
        "confirmed",
    ]


def test_an_answer_does_not_count_for_another_need_than_the_one_answered(sqlite_town: Town) -> None:
    town = sqlite_town
    asked = demand(town, "Omsorgssystem")
    promising.decline(town.session, asked, "Nej.", by=town.actor("it-chef"), at=town.now)
    row = town.session.get_one(Demand, asked)
    row.values = {**row.values, "required_within_h": 24}
    assert need(town, "Omsorgssystem").dialogue == "counter_offer"


def test_what_is_promised_must_reach_the_need_that_is_confirmed(sqlite_town: Town) -> None:
    with pytest.raises(Refused):
        promising.confirm(
            sqlite_town.session,
            demand(sqlite_town, "Omsorgssystem"),
            by=sqlite_town.actor("it-chef"),
            at=sqlite_town.now,
        )


def test_a_no_needs_a_reason_and_an_offer_a_time(sqlite_town: Town) -> None:
    asked, actor = demand(sqlite_town, "Omsorgssystem"), sqlite_town.actor("it-chef")
    with pytest.raises(Invalid):
        promising.decline(sqlite_town.session, asked, " ", by=actor, at=sqlite_town.now)
    with pytest.raises(Invalid):
        promising.counter_offer(sqlite_town.session, asked, None, by=actor, at=sqlite_town.now)


def kinds(town: Town, who: str) -> dict[str, int]:
    found = tasks.my_tasks(town.session, by=town.actor(who), at=town.now)
    return {one.kind: one.count for one in found.mine if one.kind in ("demands", "promises")}


def test_an_owner_has_a_task_until_each_demand_is_answered(sqlite_town: Town) -> None:
    town = sqlite_town
    assert kinds(town, "it-chef")["demands"] == 3  # Mobilnät, Kartsystem, Ärendesystem
    for name in ("Mobilnät", "Kartsystem", "Ärendesystem"):
        promise(town, name, "it-chef", Offer(24))
    assert "demands" not in kinds(town, "it-chef")


def test_a_promise_older_than_a_year_is_to_be_confirmed_and_then_holds_another(sqlite_town: Town) -> None:
    town = sqlite_town
    name = "Lönesystem"
    old = kinds(town, "it-chef")["promises"]  # those of June 2025
    promising.reconfirm(town.session, resource(town, name), by=town.actor("it-chef"), at=town.now)
    assert kinds(town, "it-chef")["promises"] == old - 1 > 0
    town.later(days=364)
    assert not need(town, name, "KS").must_be_reconfirmed
    town.now += timedelta(days=2)
    assert need(town, name, "KS").must_be_reconfirmed


def test_nothing_can_be_confirmed_that_is_not_promised(sqlite_town: Town) -> None:
    with pytest.raises(Refused):
        promising.reconfirm(
            sqlite_town.session, resource(sqlite_town, "Mobilnät"), by=sqlite_town.actor("it-chef"), at=sqlite_town.now
        )
