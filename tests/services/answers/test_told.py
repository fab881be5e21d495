"""What the registers tell a yearly review: shown as it stands, frozen, printed, and moved forward in the register."""

import io
from datetime import date
from typing import Any

import docx
import pytest
from sqlalchemy import select

from continuity.definitions.vocabulary import FACTS
from continuity.errors import NotFound
from continuity.models import Action, ActionEntry, Promise, Resource
from continuity.rules.answers import Row
from continuity.services.answers import answering, listing, snapshots, told
from continuity.services.paper import rendering
from continuity.services.registers import actions, promising
from continuity.services.registers.actions import New
from continuity.services.steps import plans
from continuity.services.steps.desk import open_desk
from tests.support.town import Town
from tests.support.walk import Walk

pytestmark = pytest.mark.stock("demo")
REVIEW = "maintenance"
LATE = "Öva säker stängning"  # the one action of Kultur- och fritidskontoret, due 2025-12-15


def action(town: Town, text: str = LATE) -> Action:
    town.session.expire_all()
    return town.session.scalars(select(Action).where(Action.text == text)).one()


def entries(town: Town, one: Action, kind: str = "extended") -> list[ActionEntry]:
    query = select(ActionEntry).where(ActionEntry.action_id == one.id, ActionEntry.kind == kind)
    return list(town.session.scalars(query))


def shown(town: Town) -> Row:
    return town.desk("KFN", REVIEW, "samordnare.kultur").tree()


def say(town: Town, values: dict[str, Any], one: Action | None = None) -> None:
    """Types in the action's row of the review, as the page does."""
    answering.save_page(
        town.session, town.step("KFN", REVIEW).id, "actions_status", values, row=str((one or action(town)).id),
        version=0, by=town.actor("samordnare.kultur"), at=town.now,
    )  # fmt: skip


def sent_in(town: Town) -> Walk:
    walk = Walk(town, "KFN")
    walk.fill(REVIEW, "base/maintenance", "ks/maintenance")
    walk.submit(REVIEW)
    return walk


def add(town: Town, text: str, due: date) -> Action:
    department = town.plan("KFN").department_id
    new = New(text, "Badmästare", due)
    return actions.add(town.session, department, new, by=town.actor("samordnare.kultur"), at=town.now)


LONGER = {"extend": "yes", "new_due": "2027-03-01", "reason": "Badet var stängt."}


def test_every_fact_has_one_function_that_tells_it(sqlite_town: Town) -> None:
    assert set(told.FIGURES) | set(told.LISTS) == {name.partition("[].")[0] for name in FACTS}
    about = told.About(sqlite_town.session, sqlite_town.plan("KFN").department_id, sqlite_town.now)
    for name, find in told.LISTS.items():
        fields = {f"{name}[].{field}" for row in find(about) for field in row if field != "id"}
        assert fields == {fact for fact in FACTS if fact.startswith(f"{name}[].")}


# --- as it stands ---------------------------------------------------------------------------------------------------


def test_the_open_actions_stand_in_the_review_the_most_urgent_first(town: Town) -> None:
    add(town, "Ny skylt", date(2027, 2, 1))
    first, second = shown(town)["actions_status"]
    assert first == {
        "id": str(action(town).id), "action": LATE, "owner": "Badmästare", "due": "2025-12-15", "late": "yes",
        "extensions": 0,
    }  # fmt: skip
    assert (second["action"], second["late"]) == ("Ny skylt", "no")


def test_an_action_that_is_done_leaves_the_list_and_what_was_said_of_it_counts_no_longer(sqlite_town: Town) -> None:
    town, head = sqlite_town, sqlite_town.actor("chef.kultur")
    say(town, {"extend": "yes"})
    assert [one.question for one in town.desk("KFN", REVIEW, "samordnare.kultur").findings()
            if one.page == "actions_status"] == ["new_due", "reason"]  # fmt: skip
    actions.finish(town.session, action(town).id, "Övat den 3 november.", by=head, at=town.now)
    assert shown(town)["actions_status"] == []
    found = town.desk("KFN", REVIEW, "samordnare.kultur").findings()
    assert "actions_status" not in {one.page for one in found}


def test_each_resource_says_whether_its_owner_has_confirmed_within_the_year(sqlite_town: Town) -> None:
    rows = {row["resource"]: row for row in shown(sqlite_town)["dependency_reconfirmation"]}
    assert {name: (row["owner"], row["confirmed_on"], row["confirmed"]) for name, row in rows.items()} == {
        "Bibliotekssystem": ("IT-enheten", "2025-06-12", "no"),
        "El och reservkraft": ("Fastighetsenheten", "2026-03-02", "yes"),
    }
    library = sqlite_town.session.scalars(select(Resource.id).where(Resource.name == "Bibliotekssystem")).one()
    promising.reconfirm(sqlite_town.session, library, by=sqlite_town.actor("it-chef"), at=sqlite_town.now)
    row = next(row for row in shown(sqlite_town)["dependency_reconfirmation"] if row["id"] == library)
    assert (row["confirmed_on"], row["confirmed"]) == ("2026-11-23", "yes")


def test_a_resource_without_a_promise_has_not_been_confirmed(sqlite_town: Town) -> None:
    sqlite_town.session.query(Promise).delete()
    rows = shown(sqlite_town)["dependency_reconfirmation"]
    assert [(row.get("confirmed_on"), row["confirmed"]) for row in rows] == [(None, "no"), (None, "no")]


def test_the_figures_are_counted_in_the_registers(sqlite_town: Town) -> None:
    tree = shown(sqlite_town)
    assert {name: tree.get(name) for name in ("kpi_exercised", "kpi_open_gaps", "kpi_late_actions")} == {
        "kpi_exercised": 100, "kpi_open_gaps": 0, "kpi_late_actions": 1,
    }  # fmt: skip
    add(sqlite_town, "Redan sen", date(2026, 11, 1))
    assert shown(sqlite_town)["kpi_late_actions"] == 2


def test_a_department_without_urgent_activities_or_with_an_old_exercise_is_told_so(sqlite_town: Town) -> None:
    about = told.About(sqlite_town.session, sqlite_town.plan("KFN").department_id, sqlite_town.now)
    long_after = told.About(about.session, about.department_id, sqlite_town.later(days=900))
    nothing = told.About(about.session, sqlite_town.plan("OFN").department_id, about.at)
    assert (told.exercised_percent(about), told.exercised_percent(long_after)) == (100, 0)
    assert told.exercised_percent(nothing) is None


# --- nobody types it ------------------------------------------------------------------------------------------------


def test_nobody_adds_or_removes_rows_that_the_register_tells(sqlite_town: Town) -> None:
    town, by = sqlite_town, sqlite_town.actor("samordnare.kultur")
    step = town.step("KFN", REVIEW).id
    with pytest.raises(NotFound):
        listing.add_row(town.session, step, "actions_status", by=by, at=town.now)
    with pytest.raises(NotFound):
        say(town, LONGER, town.session.scalars(select(Action).where(Action.text == "Ny loggblankett")).one())
    say(town, LONGER)
    with pytest.raises(NotFound):
        listing.copy_row(town.session, step, "actions_status", str(action(town).id), by=by, at=town.now)


@pytest.mark.parametrize(
    ("new_due", "says"), [("2025-12-20", "framåt i tiden"), ("2026-11-23", "framåt i tiden"), ("2027-03-01", "")]
)
def test_a_new_date_lies_ahead_and_has_a_reason(sqlite_town: Town, new_due: str, says: str) -> None:
    say(sqlite_town, {"extend": "yes", "new_due": new_due})
    found = sqlite_town.desk("KFN", REVIEW, "samordnare.kultur").findings()
    told_of = {one.question: one.reason.text for one in found if one.page == "actions_status"}
    assert "reason" in told_of
    assert says in told_of.get("new_due", "")
    assert bool(says) == ("new_due" in told_of)


# --- frozen, printed, moved -----------------------------------------------------------------------------------------


def test_from_the_freeze_on_it_says_what_was_true_then_and_the_document_prints_it(sqlite_town: Town) -> None:
    town = sqlite_town
    say(town, LONGER)
    walk = sent_in(town)
    walk.advise(REVIEW)
    walk.number(REVIEW)
    walk.clear(REVIEW)
    before = shown(town)
    add(town, "Kom efteråt", date(2026, 11, 1))
    after = shown(town)
    assert (after["kpi_late_actions"], after["actions_status"]) == (1, before["actions_status"])
    walk.sign(REVIEW, "samordnare")
    walk.sign(REVIEW, "chef")
    frozen = snapshots.of_revision(town.step("KFN", REVIEW).in_force_revision, town.session)  # type: ignore[arg-type]
    assert frozen is not None
    assert snapshots.answers_of(frozen)["kpi_late_actions"] == 1
    tables = printed(town)
    assert ["Öva säker stängning", "Badmästare", "2025-12-15", "Ja", "0", "2027-03-01", "Badet var stängt."] in tables
    assert ["Bibliotekssystem", "IT-enheten", "2025-06-12", "Nej"] in tables
    assert ["Klass 1–2 med övad plan", "100 %"] in tables
    assert (["Öppna gap", "0"] in tables, ["Försenade åtgärder", "1"] in tables) == (True, True)


def printed(town: Town) -> list[list[str]]:
    """The rows of every table in the review's final document."""
    revision = town.step("KFN", REVIEW).in_force_revision
    assert revision is not None
    desk = open_desk(town.session, revision.step_id, by=town.actor("chef.kultur"), at=town.now, revision_id=revision.id)
    final = rendering.final_copy(desk)
    assert final is not None
    _, data = rendering.bytes_of(desk, final.id)
    return [[cell.text for cell in row.cells] for table in docx.Document(io.BytesIO(data)).tables for row in table.rows]


def test_a_completed_review_moves_the_date_in_the_register_with_its_reason(town: Town) -> None:
    say(town, LONGER)
    sent_in(town).adopt(REVIEW)
    one = action(town)
    assert (one.due, one.extensions) == (date(2027, 3, 1), 1)
    (entry,) = entries(town, one)
    assert (entry.old_due, entry.new_due, entry.text) == (date(2025, 12, 15), date(2027, 3, 1), "Badet var stängt.")


def test_what_was_done_or_moved_further_while_the_review_was_signed_stays(sqlite_town: Town) -> None:
    town = sqlite_town
    say(town, LONGER)
    walk = sent_in(town)
    actions.extend(town.session, action(town).id, date(2027, 6, 1), "Ny bassäng.", by=walk.who("chef"), at=town.now)
    walk.adopt(REVIEW)
    one = action(town)
    assert (one.due, one.extensions, len(entries(town, one))) == (date(2027, 6, 1), 1, 1)


def test_the_next_review_begins_without_what_was_said_last_time(sqlite_town: Town) -> None:
    town = sqlite_town
    say(town, LONGER)
    walk = sent_in(town)
    walk.adopt(REVIEW)
    plans.open_now(town.session, walk.id(REVIEW), by=walk.who("chef"), at=town.now)
    walk.start(REVIEW)
    (row,) = shown(town)["actions_status"]
    assert (row["due"], row["extensions"]) == ("2027-03-01", 1)
    assert not {"extend", "new_due", "reason"} & set(row)
