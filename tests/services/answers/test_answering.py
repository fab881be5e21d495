"""Saving answers: drafts are never refused, nothing is overwritten unseen, rows keep their ids."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.errors import Invalid, NotFound, Refused, Stale, TooMany
from continuity.models import AnswerPart
from continuity.services.answers import answering, listing, progress
from continuity.services.steps import moving, reviewing
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
STEP = "business_impact_analysis"
WHO = "samordnare.bun"


def save(town: Town, values: dict[str, object], version: int | None = None, page: str = "conclusions") -> int:
    desk = town.desk("BUN", STEP, WHO)
    part = answering.part(desk, page)
    seen = version if version is not None else (part.version if part else 0)
    return answering.save_page(town.session, desk.step.id, page, values, version=seen, by=town.actor(WHO), at=town.now)


def test_a_saved_answer_is_there_for_the_next_reader(town: Town, fresh_session: Session) -> None:
    save(town, {"conclusions": "Tillsynen tål minst."})
    assert Town(fresh_session).desk("BUN", STEP, WHO).tree()["conclusions"] == "Tillsynen tål minst."


def test_the_first_change_makes_a_returned_step_a_draft(town: Town) -> None:
    assert town.step("BUN", STEP).state == "returned"
    save(town, {"conclusions": "Ny text."})
    assert town.step("BUN", STEP).state == "draft"


def test_a_second_save_from_the_same_version_shows_mine_theirs_and_before(town: Town) -> None:
    before = town.desk("BUN", STEP, WHO).tree()["conclusions"]
    version = save(town, {"conclusions": "Deras."}) - 1
    with pytest.raises(Stale) as stale:
        save(town, {"conclusions": "Min."}, version=version)
    assert stale.value.mine["conclusions"] == "Min."
    assert stale.value.theirs["conclusions"] == "Deras."
    assert stale.value.before["conclusions"] == before
    assert stale.value.who == "Kontinuitetssamordnare, Barn- och utbildningskontoret"


def test_an_answer_that_was_not_sent_keeps_what_it_was(town: Town) -> None:
    save(town, {"assumptions": "Nya utgångspunkter."}, page="basis")
    tree = town.desk("BUN", STEP, WHO).tree()
    assert tree["assumptions"] == "Nya utgångspunkter."
    assert tree["bia_from"] == "2026-08-24"


def test_a_question_that_is_not_on_the_page_is_refused(town: Town) -> None:
    with pytest.raises(Invalid):
        save(town, {"rto_h": 4})


def test_a_frozen_step_takes_no_answer(town: Town) -> None:
    step = town.step("TSN", "governing_document")
    with pytest.raises(Refused, match="låsta"):
        by = town.actor("samordnare.teknik")
        answering.save_page(town.session, step.id, "own_ways", {"deviations": "x"}, version=1, by=by, at=town.now)


def test_an_unknown_page_and_an_unknown_row_are_not_found(town: Town) -> None:
    step = town.step("BUN", STEP)
    by = town.actor(WHO)
    with pytest.raises(NotFound):
        answering.save_page(town.session, step.id, "nowhere", {}, version=0, by=by, at=town.now)
    with pytest.raises(NotFound):
        answering.save_page(town.session, step.id, "activity", {}, row="gone", version=0, by=by, at=town.now)


def test_another_departments_step_does_not_exist(town: Town) -> None:
    with pytest.raises(NotFound):
        town.desk("SN", STEP, WHO)


def rows(town: Town) -> list[str]:
    return [row["id"] for row in town.desk("BUN", STEP, WHO).tree()["activities"]]


def test_a_row_is_added_last_moved_removed_and_put_back_where_it_was(town: Town) -> None:
    step = town.step("BUN", STEP).id
    by = town.actor(WHO)
    before = rows(town)
    made = listing.add_row(town.session, step, "activities", by=by, at=town.now)
    assert rows(town) == [*before, made]
    listing.move_row(town.session, step, "activities", made, "up", by=by, at=town.now)
    assert rows(town) == [before[0], made, before[1]]
    listing.remove_row(town.session, step, "activities", made, by=by, at=town.now)
    assert rows(town) == before
    assert [part.row for part in listing.removed_rows(town.desk("BUN", STEP, WHO), "activities")] == [made]
    listing.restore_row(town.session, step, "activities", made, by=by, at=town.now)
    assert rows(town) == [before[0], made, before[1]]


def test_a_copy_has_everything_the_row_has_lists_inside_too(town: Town) -> None:
    step = town.step("BUN", STEP).id
    original = rows(town)[0]
    made = listing.copy_row(town.session, step, "activities", original, by=town.actor(WHO), at=town.now)
    first, copied = (
        next(row for row in town.desk("BUN", STEP, WHO).tree()["activities"] if row["id"] == one)
        for one in (original, made)
    )
    assert copied["activity_name"] == first["activity_name"]
    assert copied["impact"] == first["impact"]
    assert [need["resource"] for need in copied["needs"]] == [need["resource"] for need in first["needs"]]
    assert {need["id"] for need in copied["needs"]}.isdisjoint(need["id"] for need in first["needs"])


def test_a_full_list_says_so(town: Town) -> None:
    step = town.step("BUN", STEP).id
    by = town.actor(WHO)
    activity = rows(town)[0]
    for _ in range(12):
        listing.add_row(town.session, step, "critical_periods", parent_row=activity, by=by, at=town.now)
    with pytest.raises(TooMany, match=r"högst 12 rader"):
        listing.add_row(town.session, step, "critical_periods", parent_row=activity, by=by, at=town.now)


def test_a_fixed_row_cannot_be_removed(town: Town) -> None:
    step = town.step("KFN", "maintenance").id
    with pytest.raises(Refused, match="hör till formuläret"):
        listing.remove_row(
            town.session, step, "check_items", "contacts", by=town.actor("samordnare.kultur"), at=town.now
        )


def test_a_warning_is_accepted_with_a_motive_and_taken_back_without(town: Town) -> None:
    step = town.step("BUN", STEP).id
    by = town.actor(WHO)
    answering.accept_warning(town.session, step, "check path", "Därför.", by=by, at=town.now)
    assert town.desk("BUN", STEP, WHO).revision.warnings["check path"] == "Därför."
    answering.accept_warning(town.session, step, "check path", " ", by=by, at=town.now)
    assert "check path" not in town.desk("BUN", STEP, WHO).revision.warnings


def test_the_task_list_says_how_far_each_page_has_come(town: Town) -> None:
    step = town.step("BUN", STEP).id
    lines = {line.page_id: line for line in progress.task_list(town.desk("BUN", STEP, WHO))}
    assert lines["requirements"].status if "requirements" in lines else True
    assert lines["activities"].count == 2
    assert lines["conclusions"].status == "done"
    listing.add_row(town.session, step, "activities", by=town.actor(WHO), at=town.now)
    lines = {line.page_id: line for line in progress.task_list(town.desk("BUN", STEP, WHO))}
    assert lines["activities"].status == "in_progress"


def test_a_page_that_only_the_system_has_filled_in_is_not_done(town: Town) -> None:
    coordinator, step = town.actor("samordnare.overformyndare"), town.step("OFN", "governing_document").id
    moving.start(town.session, step, by=coordinator, at=town.now)
    desk = town.desk("OFN", "governing_document", "samordnare.overformyndare")
    filled = set(town.session.scalars(select(AnswerPart.page).where(AnswerPart.revision_id == desk.revision.id)))
    lines = {line.page_id: line.status for line in progress.task_list(desk) if line.kind == "page"}
    assert filled & set(lines)
    assert set(lines.values()) == {"not_started"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_whatever_is_typed_comes_back_letter_by_letter(town: Town, text: str) -> None:
    save(town, {"conclusions": text})
    assert town.desk("BUN", STEP, WHO).tree().get("conclusions", "") == text


def test_while_advice_is_given_rows_come_and_go_only_in_a_list_that_is_commented_on_as_a_whole(
    sqlite_town: Town,
) -> None:
    town, step = sqlite_town, sqlite_town.step("SBN", "business_impact_analysis").id
    kim, adviser = town.actor("samordnare.bygg"), town.actor("beredskap")
    row = town.desk("SBN", "business_impact_analysis", "samordnare.bygg").tree()["activities"][0]["id"]
    reviewing.comment(town.session, step, "activities", row, "activity_name", "Vad menas?", by=adviser, at=town.now)
    for verb in (listing.copy_row, listing.remove_row):
        with pytest.raises(Refused, match="som helhet"):
            verb(town.session, step, "activities", row, by=kim, at=town.now)
        town.session.rollback()
    with pytest.raises(Refused, match="som helhet"):
        listing.add_row(town.session, step, "activities", by=kim, at=town.now)
    town.session.rollback()
    reviewing.comment(town.session, step, "activities", "", "", "Bygglov saknas.", by=adviser, at=town.now)
    assert listing.add_row(town.session, step, "activities", by=kim, at=town.now)
