"""The order of priority: computed as the example says, moved with a reason, proposed, decided, and never rewritten."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from continuity.definitions.canonical import canonical_json, sha256_of
from continuity.errors import ContinuityError, Forbidden, Invalid, NotFound, Refused
from continuity.models import Activity, Event, PriorityMove, PriorityOrder
from continuity.rules.permissions import Actor
from continuity.services import publishing
from continuity.services.analysis import deciding, priorities
from continuity.services.analysis.priorities import Body
from tests.services.registers.test_picture import EXAMPLE, Register
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
DAY = date(2026, 11, 20)


class Order:
    """The worked example in the register, and those who order it."""

    def __init__(self, town: Town) -> None:
        Register(town).load()
        town.session.commit()
        self.town, self.session = town, town.session
        self.chief, self.director = town.actor("sakerhetschef"), town.actor("kommundirektor")
        self.department = town.plan("SN").department_id

    def body(self) -> Body:
        return priorities.standing(self.session, by=self.chief, at=self.town.now).body

    def rows(self) -> list[str]:
        return [line["row"] for line in self.body()["activities"]]

    def move(self, row: str, place: int | None, reason: str = "Vintern är svårare.", by: Actor | None = None) -> None:
        deciding.move(
            self.session, self.department, row, place, reason, by=by or self.chief, at=self.town.later(minutes=1)
        )

    def propose(self) -> PriorityOrder:
        return deciding.propose(self.session, by=self.chief, at=self.town.later(minutes=1))

    def decide(self, order: PriorityOrder, on: date | None = DAY, paragraph: str = "") -> PriorityOrder:
        at = self.town.later(minutes=1)
        by = replace(self.director, auth_time=at)  # newly logged in
        return deciding.decide(self.session, order.id, on, paragraph, by=by, at=at)

    def fresh(self, order: PriorityOrder) -> PriorityOrder:
        """As the database has it: what was not committed is not there."""
        self.session.rollback()
        return self.session.get_one(PriorityOrder, order.id)


@pytest.fixture
def order(town: Town) -> Order:
    return Order(town)


def test_the_order_is_the_examples_in_ordinary_times_and_at_peaks(order: Order) -> None:
    body = order.body()
    assert [line["row"] for line in body["activities"]] == EXAMPLE["priority_list"]
    names = [line["activity"] for line in body["peaks"]]
    assert names == EXAMPLE["priority_list_peak"]  # the register of the example names activities by their ids
    needed = {line["resource"].removeprefix("Exempel: "): line["required_h"] for line in body["resources"]}
    assert list(needed.items()) == list(EXAMPLE["resource_order_h"].items())
    first = body["activities"][0]
    assert (first["priority_class"], first["mtpd_h"], first["rto_h"], first["driving"]) == (1, 1, 0.5, ["LH"])
    assert first["resources"] == ["Exempel: Larmmottagning", "Exempel: Mobilnät"]


def test_a_moved_activity_stands_at_its_place_with_the_reason_until_it_is_put_back(order: Order) -> None:
    order.move("SA6", 1)
    order.move("SA6", 2, "Nytt skäl.")
    line = next(line for line in order.body()["activities"] if line["row"] == "SA6")
    assert (order.rows()[1], line["proposed"], line["reason"]) == ("SA6", 6, "Nytt skäl.")
    kept = order.session.scalars(select(PriorityMove).order_by(PriorityMove.id)).all()
    assert [one.ended_at is None for one in kept] == [False, True]  # the earlier move is history
    deciding.put_back(order.session, order.department, "SA6", by=order.chief, at=order.town.later(minutes=1))
    assert order.rows() == EXAMPLE["priority_list"]
    with pytest.raises(NotFound):
        deciding.put_back(order.session, order.department, "SA6", by=order.chief, at=order.town.now)


@pytest.mark.parametrize(
    ("row", "place", "reason", "error"),
    [
        ("SA1", None, "x", Invalid), ("SA1", 0, "x", Invalid), ("SA1", 7, "x", Invalid), ("SA1", 2, " ", Invalid),
        ("SA1", 2, "x" * 2001, Invalid), ("nobody", 2, "x", NotFound),
    ],
)  # fmt: skip
def test_a_move_needs_a_place_in_the_list_and_a_reason(
    order: Order, row: str, place: int | None, reason: str, error: type[ContinuityError]
) -> None:
    with pytest.raises(error):
        order.move(row, place, reason)
    order.session.rollback()
    assert order.rows() == EXAMPLE["priority_list"]


def test_a_proposal_is_frozen_under_its_hash_and_decided_with_a_day(order: Order) -> None:
    proposed = order.propose()
    assert order.fresh(proposed).sha256 == sha256_of(proposed.body) == sha256_of(canonical_json(order.body()))
    decided = order.fresh(order.decide(proposed, paragraph=" §  12 "))
    assert (decided.decided_by, decided.decided_on, decided.paragraph) == ("municipal_director", DAY, "§ 12")
    standing = priorities.standing(order.session, by=order.chief, at=order.town.now)
    assert standing.in_force is not None and standing.in_force.id == decided.id
    assert (standing.waiting, standing.changed) == (None, False)
    kinds = order.session.scalars(select(Event.kind).order_by(Event.seq.desc()).limit(2)).all()
    assert list(kinds) == ["priority_decided", "priority_proposed"]


def test_what_was_decided_stays_as_it_was_when_the_analyses_change(order: Order) -> None:
    first = order.decide(order.propose())
    before = order.fresh(first).body
    activity = order.session.scalars(select(Activity).where(Activity.row == "SA1")).one()
    activity.name = "Något helt annat"
    order.session.commit()
    second = order.propose()
    assert (second.version, order.fresh(first).body) == (2, before)
    assert "Något helt annat" in second.body
    standing = priorities.standing(order.session, by=order.chief, at=order.town.now)
    assert [one.version for one in standing.versions] == [2, 1]
    assert standing.in_force is not None and standing.in_force.version == 1


def test_a_newer_proposal_takes_the_place_of_one_that_waits(order: Order) -> None:
    first = order.propose()
    order.move("SA6", 1)
    second = order.propose()
    assert order.fresh(first).returned_reason == deciding.REPLACED
    with pytest.raises(Refused):
        order.decide(first)
    order.session.rollback()
    assert order.decide(second).version == 2


def test_nothing_new_is_nothing_to_propose(order: Order) -> None:
    order.propose()
    with pytest.raises(Refused):
        order.propose()


def test_a_proposal_can_go_back_with_a_reason_and_is_then_decided_no_more(order: Order) -> None:
    proposed = order.propose()
    with pytest.raises(Invalid):
        deciding.send_back(order.session, proposed.id, " ", by=order.director, at=order.town.now)
    order.session.rollback()
    deciding.send_back(order.session, proposed.id, "Se över larmet.", by=order.director, at=order.town.now)
    assert order.fresh(proposed).returned_reason == "Se över larmet."
    with pytest.raises(Refused):
        order.decide(proposed)


@pytest.mark.parametrize("on", [None, date(2027, 1, 1)])
def test_a_decision_has_a_day_that_has_been(order: Order, on: date | None) -> None:
    proposed = order.propose()
    with pytest.raises(Invalid):
        order.decide(proposed, on)
    order.session.rollback()
    assert order.fresh(proposed).decided_at is None


def test_where_the_executive_board_decides_the_paragraph_must_be_there(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = publishing.settings(order.session).model_copy(update={"priority_decided_by": "executive_board"})
    monkeypatch.setattr(publishing, "settings", lambda session: settings)
    proposed = order.propose()
    with pytest.raises(Invalid):
        order.decide(proposed)
    order.session.rollback()
    assert order.decide(proposed, paragraph="§ 121").decided_by == "executive_board"


def moving(order: Order, by: Actor) -> None:
    order.move("SA1", 2, by=by)


def proposing(order: Order, by: Actor) -> None:
    deciding.propose(order.session, by=by, at=order.town.now)


def deciding_it(order: Order, by: Actor) -> None:
    deciding.decide(order.session, order.propose().id, DAY, "", by=by, at=order.town.now)


@pytest.mark.parametrize(
    ("who", "verb"),
    [
        ("kommundirektor", moving), ("kommundirektor", proposing), ("sakerhetschef", deciding_it),
        ("tib", proposing), ("tib", deciding_it), ("chef.socialkontoret", moving), ("admin", deciding_it),
    ],
)  # fmt: skip
def test_the_security_function_proposes_and_the_director_decides(
    order: Order, who: str, verb: Callable[[Order, Actor], Any]
) -> None:
    with pytest.raises(Forbidden):
        verb(order, order.town.actor(who))


def test_nothing_analysed_is_nothing_to_order(town: Town) -> None:
    for activity in town.session.scalars(select(Activity)):
        activity.state = "ended"
    town.session.commit()
    with pytest.raises(Refused):
        deciding.propose(town.session, by=town.actor("sakerhetschef"), at=town.now)


def test_the_body_is_plain_json(order: Order) -> None:
    assert json.loads(canonical_json(order.body())) == order.body()


def test_a_decision_is_not_taken_on_an_old_login(sqlite_town: Town) -> None:
    order = Order(sqlite_town)
    proposed, at = order.propose(), sqlite_town.later(minutes=6)
    with pytest.raises(Refused, match="logga in på nytt"):
        deciding.decide(order.session, proposed.id, DAY, "", by=order.director, at=at)
    assert order.fresh(proposed).decided_at is None
