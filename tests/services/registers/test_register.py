"""The register: what is picked is there for all, what is added is added once, and nobody sees another's documents."""

import pytest
from sqlalchemy import select

from continuity.definitions.forms import Question
from continuity.errors import Invalid
from continuity.models import Resource
from continuity.services.registers import register
from continuity.services.steps import moving
from tests.support.town import Town

pytestmark = pytest.mark.stock("demo")
STEP = "business_impact_analysis"


def question(town: Town, kind: str, **more: object) -> Question:
    return Question.model_validate({"kind": kind, "label": {"sv": "F", "en": "Q"}, **more})


def test_a_title_is_added_once_however_it_is_spaced(sqlite_town: Town) -> None:
    by, unit = sqlite_town.actor("samordnare.bun"), sqlite_town.plan("BUN").department_id
    one = register.add_role_title(sqlite_town.session, " Rektor  grundskola ", unit, by=by, at=sqlite_town.now)
    assert register.add_role_title(sqlite_town.session, "Rektor grundskola", unit, by=by, at=sqlite_town.now) == one
    assert register.name_of(sqlite_town.session, "role", one) == "Rektor grundskola"
    with pytest.raises(Invalid):
        register.add_role_title(sqlite_town.session, "  ", unit, by=by, at=sqlite_town.now)


def test_a_departments_titles_are_its_own_and_those_above_it(sqlite_town: Town) -> None:
    by, unit = sqlite_town.actor("samordnare.bun"), sqlite_town.plan("BUN").department_id
    register.add_role_title(sqlite_town.session, "Bara här", unit, by=by, at=sqlite_town.now)
    register.add_role_title(sqlite_town.session, "För alla", None, by=by, at=sqlite_town.now)
    here = [name for _, name in register.role_titles(sqlite_town.session, (unit,))]
    there = [name for _, name in register.role_titles(sqlite_town.session, (sqlite_town.plan("KS").department_id,))]
    assert {"Bara här", "För alla"} <= set(here)
    assert "För alla" in there and "Bara här" not in there


def test_a_resource_added_by_one_is_there_for_all_and_a_merged_one_leads_on(sqlite_town: Town) -> None:
    session, by = sqlite_town.session, sqlite_town.actor("samordnare.bun")
    one = register.add_resource(session, "Omsorgsystem", by=by, at=sqlite_town.now)
    two = register.add_resource(session, "Omsorgssystemet X", by=by, at=sqlite_town.now)
    session.get_one(Resource, one).merged_into_id = two
    session.flush()
    assert register.name_of(session, "resource", one) == "Omsorgssystemet X"
    assert register.add_resource(session, "Omsorgsystem", by=by, at=sqlite_town.now) == two
    assert one not in dict(register.resources(session))


def test_lists_are_in_swedish_order_whatever_the_database_thinks(town: Town) -> None:
    for name in ("Örn", "Ärta", "Ask", "åsna", "zebra"):
        register.add_resource(town.session, name, by=town.actor("samordnare.bun"), at=town.now)
    names = [name for _, name in register.resources(town.session) if name in ("Örn", "Ärta", "Ask", "åsna", "zebra")]
    assert names == ["Ask", "zebra", "åsna", "Ärta", "Örn"]


def test_only_ones_own_documents_and_those_above_can_be_pointed_at(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SBN", STEP, "samordnare.bygg")
    names = [name for _, name in register.choices_for(desk, question(sqlite_town, "document"))]
    assert names
    assert all(name.startswith("SBN_") for name in names)


def test_each_kind_of_reference_has_its_choices_and_other_kinds_have_none(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SBN", STEP, "samordnare.bygg")
    for kind in ("role", "unit", "resource", "person", "document"):
        found = register.choices_for(desk, question(sqlite_town, kind))
        assert found, kind
        assert all(register.name_of(sqlite_town.session, kind, key) for key, _ in found)
    assert register.choices_for(desk, question(sqlite_town, "text")) == []
    rows = register.choices_for(desk, question(sqlite_town, "row", of="activities"))
    assert [key for key, _ in rows] == [row["id"] for row in desk.tree()["activities"]]
    assert all(name for _, name in rows)


def test_a_row_of_another_step_is_the_one_in_force(sqlite_town: Town) -> None:
    desk = sqlite_town.desk("SN", "continuity_plan", "samordnare.socialkontoret")
    rows = register.choices_for(desk, question(sqlite_town, "row", of=f"{STEP}.activities"))
    assert rows and all(name for _, name in rows)
    assert register.choices_for(desk, question(sqlite_town, "row", of="nowhere.activities")) == []


@pytest.mark.parametrize(
    ("kind", "key"), [("role", "gone"), ("resource", "gone"), ("unit", "x"), ("person", "99999"), ("text", "x")]
)
def test_what_is_gone_has_no_name(sqlite_town: Town, kind: str, key: str) -> None:
    assert register.name_of(sqlite_town.session, kind, key) == ""


def test_new_resources_are_marked_by_who_added_them(sqlite_town: Town) -> None:
    by = sqlite_town.actor("samordnare.bun")
    key = register.add_resource(sqlite_town.session, "Ny sak", by=by, at=sqlite_town.now)
    found = sqlite_town.session.scalars(select(Resource).where(Resource.id == key)).one()
    assert (found.added_by_id, found.added_at) == (by.person_id, sqlite_town.now)


def test_whoever_leads_is_in_the_list_when_the_first_step_begins(sqlite_town: Town) -> None:
    step, by = sqlite_town.step("OFN", "governing_document").id, sqlite_town.actor("chef.overformyndare")
    moving.start(sqlite_town.session, step, by=by, at=sqlite_town.now)
    line = sqlite_town.desk("OFN", "governing_document", "chef.overformyndare").line
    listed = [title for _, title in register.role_titles(sqlite_town.session, line)]
    assert listed == ["Biträdande överförmyndarchef", "Kontinuitetssamordnare", "Överförmyndarchef"]


def test_resources_of_the_kind_asked_for_stand_first(sqlite_town: Town) -> None:
    by, at = sqlite_town.actor("samordnare.bun"), sqlite_town.now
    register.add_resource(sqlite_town.session, "Östra skolan", kind="premises", by=by, at=at)
    register.add_resource(sqlite_town.session, "Av okänt slag", by=by, at=at)
    asked = question(sqlite_town, "resource", of_kind="premises")
    desk = sqlite_town.desk("BUN", STEP, "samordnare.bun")
    names = [name for _, name in register.choices_for(desk, asked)]
    known = [name for name in names if name in ("Östra skolan", "Av okänt slag", "Omsorgssystem")]
    assert known == ["Östra skolan", "Av okänt slag", "Omsorgssystem"]
    assert sorted(names) == sorted(name for _, name in register.resources(sqlite_town.session))
