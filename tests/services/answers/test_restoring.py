"""Draft history: earlier versions of a page, and one of them put back."""

import pytest

from continuity.errors import NotFound, Refused, Stale
from continuity.services.answers import answering, restoring
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
PAGE, WHO = "basics", "samordnare.socialkontoret"


def save(town: Town, text: str, who: str = WHO) -> None:
    step = town.step("SN", "continuity_plan").id
    stored = answering.part(town.desk("SN", "continuity_plan", who), PAGE)
    assert stored is not None
    answering.save_page(
        town.session, step, PAGE, {"plan_objective": text}, version=stored.version, by=town.actor(who), at=town.now
    )


def test_an_earlier_version_comes_back_as_a_new_one_and_nothing_is_lost(sqlite_town: Town) -> None:
    town = sqlite_town
    first = town.desk("SN", "continuity_plan", WHO).tree()["plan_objective"]
    save(town, "Andra")
    save(town, "Tredje", "chef.socialkontoret")
    step = town.step("SN", "continuity_plan").id
    number = restoring.restore(town.session, step, PAGE, "", 1, by=town.actor(WHO), at=town.now)
    found = restoring.versions(town.desk("SN", "continuity_plan", WHO), PAGE, "")
    assert [one.values["plan_objective"] for one in found] == [first, "Tredje", "Andra", first]
    assert (found[0].number, found[0].current) == (number, True)
    assert found[1].who != found[0].who


def test_saves_close_together_by_the_same_person_are_one_version_to_look_at(sqlite_town: Town) -> None:
    town = sqlite_town
    for number in range(5):
        town.later(minutes=1)
        save(town, f"Kim {number}")
    town.later(minutes=1)
    save(town, "Chefen", "chef.socialkontoret")
    for number in range(2):
        town.later(minutes=15)
        save(town, f"Kim igen {number}")
    kept = restoring.versions(town.desk("SN", "continuity_plan", WHO), PAGE, "")
    shown = [one.values["plan_objective"] for one in restoring.sittings(kept)]
    assert shown[:4] == ["Kim igen 1", "Kim igen 0", "Chefen", "Kim 4"]
    assert "Kim 3" not in shown and len(kept) > len(shown)


def test_a_version_that_is_not_kept_or_a_page_that_is_locked_is_not_put_back(sqlite_town: Town) -> None:
    town = sqlite_town
    save(town, "Andra")
    step = town.step("SN", "continuity_plan").id
    with pytest.raises(NotFound):
        restoring.restore(town.session, step, PAGE, "", 7, by=town.actor(WHO), at=town.now)
    town.session.rollback()
    with pytest.raises(Refused):
        restoring.restore(town.session, step, PAGE, "", 1, by=town.actor("beredskap"), at=town.now)


def test_a_save_from_ones_own_other_window_says_so(sqlite_town: Town) -> None:
    town = sqlite_town
    save(town, "Andra")
    step = town.step("SN", "continuity_plan").id

    def late(who: str) -> Stale:
        with pytest.raises(Stale) as found:
            answering.save_page(
                town.session, step, PAGE, {"plan_objective": "X"}, version=1, by=town.actor(who), at=town.now
            )
        town.session.rollback()
        return found.value

    assert late(WHO).own and "ett annat fönster" in str(late(WHO))
    assert not late("chef.socialkontoret").own
