"""Bjud in: a page or a row handed to a colleague, who may write there and nowhere else."""

from datetime import date, timedelta

import pytest

from continuity.errors import Forbidden, Invalid, NotFound, Refused
from continuity.services.answers import inviting, listing
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
STEP, WHO, GUEST = "business_impact_analysis", "samordnare.bun", "it-chef"


def invite(town: Town, page: str, row: str = "", *, who: str = WHO, guest: str = GUEST, days: int = 7) -> int:
    due = town.now.date() + timedelta(days=days)
    made = inviting.invite(
        town.session,
        town.step("BUN", STEP).id,
        page,
        row,
        town.actor(guest).person_id,
        due,
        " Fyll i. ",
        by=town.actor(who),
        at=town.now,
    )
    return made.id


def rows(town: Town) -> list[dict[str, object]]:
    found: list[dict[str, object]] = town.desk("BUN", STEP, WHO).tree()["activities"]
    return found


def test_an_outsider_sees_the_step_only_while_invited(sqlite_town: Town) -> None:
    with pytest.raises(NotFound):
        sqlite_town.desk("BUN", STEP, GUEST)
    made = invite(sqlite_town, "conclusions")
    desk = sqlite_town.desk("BUN", STEP, GUEST)
    assert desk.lock_reason("conclusions") is None
    assert "bjuda in" in str(desk.lock_reason("basis"))
    inviting.finish(sqlite_town.session, made, by=sqlite_town.actor(GUEST), at=sqlite_town.now)
    with pytest.raises(NotFound):
        sqlite_town.desk("BUN", STEP, GUEST)


def test_an_invitation_to_a_row_covers_everything_asked_in_it_lists_too(sqlite_town: Town) -> None:
    first, second = (str(row["id"]) for row in rows(sqlite_town))
    invite(sqlite_town, "activities", first)
    step, by = sqlite_town.step("BUN", STEP).id, sqlite_town.actor(GUEST)
    need = listing.add_row(sqlite_town.session, step, "needs", parent_row=first, by=by, at=sqlite_town.now)
    desk = sqlite_town.desk("BUN", STEP, GUEST)
    assert desk.lock_reason("need", need) is None
    assert desk.lock_reason("activity", first) is None
    assert desk.lock_reason("activity", second) is not None
    other = sqlite_town.desk("BUN", STEP, WHO)
    foreign = listing.add_row(
        sqlite_town.session, step, "needs", parent_row=second, by=sqlite_town.actor(WHO), at=sqlite_town.now
    )
    assert other.lock_reason("need", foreign) is None
    assert desk.lock_reason("need", foreign) is not None


def test_an_invitation_to_a_list_covers_all_its_rows(sqlite_town: Town) -> None:
    invite(sqlite_town, "activities")
    desk = sqlite_town.desk("BUN", STEP, GUEST)
    assert all(desk.lock_reason("activity", str(row["id"])) is None for row in rows(sqlite_town))


def test_inviting_again_moves_the_date_and_makes_no_second_invitation(sqlite_town: Town) -> None:
    first = invite(sqlite_town, "conclusions")
    assert invite(sqlite_town, "conclusions", days=14) == first
    ((invitation, person),) = inviting.invitations(sqlite_town.desk("BUN", STEP, WHO))
    assert (invitation.due, invitation.note, person.email) == (
        date(2026, 12, 7), "Fyll i.", "it-chef@malarvik.example",
    )  # fmt: skip


def test_an_invitation_needs_a_page_a_row_a_person_and_a_day_to_come(sqlite_town: Town) -> None:
    step, by = sqlite_town.step("BUN", STEP).id, sqlite_town.actor(WHO)
    guest, day = sqlite_town.actor(GUEST).person_id, sqlite_town.now.date()
    for page, row in (("nowhere", ""), ("activities", "gone")):
        with pytest.raises(NotFound):
            inviting.invite(sqlite_town.session, step, page, row, guest, day, by=by, at=sqlite_town.now)
        sqlite_town.session.rollback()
    for person, due in ((None, day), (guest, None), (guest, day - timedelta(days=1)), (99_999, day)):
        with pytest.raises(Invalid):
            inviting.invite(sqlite_town.session, step, "conclusions", "", person, due, by=by, at=sqlite_town.now)
        sqlite_town.session.rollback()


def test_only_the_coordinator_and_the_head_invite_and_only_while_answers_may_change(sqlite_town: Town) -> None:
    with pytest.raises(Forbidden):
        invite(sqlite_town, "conclusions", who="beredskap")
    sqlite_town.session.rollback()
    step = sqlite_town.step("SBN", STEP)
    with pytest.raises(Refused, match="medan svaren kan ändras"):
        inviting.invite(
            sqlite_town.session,
            step.id,
            "conclusions",
            "",
            sqlite_town.actor(GUEST).person_id,
            sqlite_town.now.date(),
            by=sqlite_town.actor("samordnare.bygg"),
            at=sqlite_town.now,
        )


def test_nobody_else_finishes_an_invitation(sqlite_town: Town) -> None:
    made = invite(sqlite_town, "conclusions")
    with pytest.raises(NotFound):
        inviting.finish(sqlite_town.session, made, by=sqlite_town.actor("chef.bygg"), at=sqlite_town.now)
    with pytest.raises(NotFound):
        inviting.finish(sqlite_town.session, 99_999, by=sqlite_town.actor(WHO), at=sqlite_town.now)


def test_ten_working_days_are_proposed(sqlite_town: Town) -> None:
    assert inviting.default_due(sqlite_town.desk("BUN", STEP, WHO)) == date(2026, 12, 7)


@pytest.mark.parametrize("guest", ["admin", "revisor", "dataskyddsombud"])
def test_who_may_not_read_restricted_answers_is_not_invited_to_them(sqlite_town: Town, guest: str) -> None:
    with pytest.raises(Invalid, match="sekretessprövade"):
        invite(sqlite_town, "conclusions", guest=guest)
