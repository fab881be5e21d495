"""Two people who save the same page: nobody's text is overwritten unseen."""

import pytest
from flask import Flask

from tests.support.everything.stage import Stage, set_stage
from tests.support.form_visitor import FormVisitor


@pytest.fixture
def stage(app: Flask) -> Stage:
    """The step, started."""
    return set_stage(app)


@pytest.fixture
def both(stage: Stage) -> tuple[FormVisitor, FormVisitor]:
    """Two coordinators who have the same page open, with a name saved on it."""
    kim, lo = stage.visitor("kim"), stage.visitor("lo")
    kim.open(stage.path("/s/basics"))
    kim.send({"q_name": "Före", "q_purpose": "Samma"})
    kim.open(stage.path("/s/basics"))
    lo.open(stage.path("/s/basics"))
    return kim, lo


def test_the_conflict_page_shows_mine_theirs_and_before(stage: Stage, both: tuple[FormVisitor, FormVisitor]) -> None:
    kim, lo = both
    kim.send({"q_name": "Kims"})
    lo.send({"q_name": "Los"}, status=409)
    assert "Kim Ek sparade" in lo.text
    sides = [" ".join(side.text_content().split()) for side in lo.page.xpath("//*[@class='conflict-text']")]
    assert sides == ["Los", "Kims", "Före"]
    assert "Varför finns det?" not in lo.text
    assert stage.values("basics")["name"] == "Kims"


@pytest.mark.parametrize(("choice", "expected"), [("mine", "Los"), ("theirs", "Kims")])
def test_the_chosen_answer_is_saved(
    stage: Stage, both: tuple[FormVisitor, FormVisitor], choice: str, expected: str
) -> None:
    kim, lo = both
    kim.send({"q_name": "Kims"})
    lo.send({"q_name": "Los"}, status=409)
    lo.send({"keep-name": choice}, button="go=on")
    assert lo.path == stage.path("/s/figures")
    assert stage.values("basics") == {"name": expected, "purpose": "Samma", "code": None}


def test_answers_to_different_questions_are_both_proposed(stage: Stage, both: tuple[FormVisitor, FormVisitor]) -> None:
    kim, lo = both
    kim.send({"q_name": "Kims"})
    lo.send({"q_purpose": "Los skäl"}, status=409)
    chosen = lo.page.xpath("//input[@type='radio'][@checked]/@id")
    assert chosen == ["keep-name-theirs", "keep-purpose-mine"]
    lo.send({}, button="go=on")
    assert stage.values("basics")["name"] == "Kims"
    assert stage.values("basics")["purpose"] == "Los skäl"


def test_a_choice_that_is_missing_is_asked_for_again_and_nothing_is_lost(
    stage: Stage, both: tuple[FormVisitor, FormVisitor]
) -> None:
    kim, lo = both
    kim.send({"q_name": "Kims"})
    lo.send({"q_name": "Los"}, status=409)
    assert not lo.page.xpath("//input[@type='radio'][@checked]")
    lo.send({}, button="go=on", status=409)
    assert "Välj vilket svar som ska gälla: Vad heter det?" in lo.text
    sides = [" ".join(side.text_content().split()) for side in lo.page.xpath("//*[@class='conflict-text']")]
    assert sides == ["Los", "Kims", "Före"]
    lo.send({"keep-name": "mine"}, button="go=on")
    assert stage.values("basics")["name"] == "Los"


def test_a_third_save_in_between_asks_again(stage: Stage, both: tuple[FormVisitor, FormVisitor]) -> None:
    kim, lo = both
    kim.send({"q_name": "Kims"})
    lo.send({"q_name": "Los"}, status=409)
    kim.open(stage.path("/s/basics"))
    kim.send({"q_name": "Kims igen"})
    lo.send({"keep-name": "mine"}, button="go=on", status=409)
    assert "Kims igen" in lo.text
    lo.send({"keep-name": "mine"}, button="go=on")
    assert stage.values("basics")["name"] == "Los"


def test_whoever_changed_nothing_is_not_asked(stage: Stage, both: tuple[FormVisitor, FormVisitor]) -> None:
    kim, lo = both
    kim.send({"q_name": "Kims"})
    lo.send({}, button="go=on")
    assert lo.path == stage.path("/s/figures")
    assert stage.values("basics")["name"] == "Kims"


def test_sending_the_same_page_twice_is_harmless(stage: Stage, both: tuple[FormVisitor, FormVisitor]) -> None:
    _kim, lo = both
    twin = stage.visitor("lo")
    twin.open(stage.path("/s/basics"))
    lo.send({"q_name": "Los"})
    twin.send({"q_name": "Los"}, button="go=on")
    assert twin.path == stage.path("/s/figures")


def test_the_first_save_of_a_page_is_a_conflict_too(stage: Stage) -> None:
    kim, lo = stage.visitor("kim"), stage.visitor("lo")
    for person in (kim, lo):
        person.open(stage.path("/s/figures"))
    kim.send({"q_amount": "1"})
    lo.send({"q_amount": "2"}, status=409)
    lo.send({"keep-amount": "mine"}, button="go=on")
    assert stage.values("figures")["amount"] == 2


def test_long_and_awkward_text_survives_the_conflict_page(stage: Stage, both: tuple[FormVisitor, FormVisitor]) -> None:
    kim, lo = both
    kim.send({"q_purpose": "Kims"})
    text = "rad ett\n\nrad tre & <b> \"'{{ 7*7 }} 🚒" + "o" * 10_000
    lo.send({"q_purpose": text}, status=409)
    lo.send({"keep-purpose": "mine"}, button="go=on")
    assert stage.values("basics")["purpose"] == text


def test_a_new_name_typed_in_a_conflict_is_added_when_it_is_settled(stage: Stage) -> None:
    kim, lo = stage.visitor("kim"), stage.visitor("lo")
    for person in (kim, lo):
        person.open(stage.path("/s/pointing"))
    kim.send({"q_owner": "r1"})
    lo.send({"q_owner-new": "Ny roll"}, status=409)
    lo.send({"keep-owner": "mine"}, button="go=on")
    lo.open(stage.path("/last"))
    assert "Ny roll" in lo.text


def test_only_the_rows_that_two_saved_are_asked_about(stage: Stage) -> None:
    kim, lo = stage.visitor("kim"), stage.visitor("lo")
    for person in (kim, lo):
        person.open(stage.path("/s/checklist"))
    kim.send({"keys-q_remark": "Kims"}, button="go=on")
    lo.send({"keys-q_remark": "Los", "phones-q_remark": "Laddade"}, button="go=on", status=409)
    assert "Nycklarna finns" in lo.text
    assert "Telefonerna är laddade" not in lo.text
    assert stage.values("checklist", "phones")["remark"] == "Laddade"
    lo.send({"keys-keep-remark": "mine"}, button="go=on")
    assert stage.values("checklist", "keys")["remark"] == "Los"
    assert stage.values("checklist", "phones")["remark"] == "Laddade"


def test_a_form_without_a_version_cannot_overwrite_anything(
    stage: Stage, both: tuple[FormVisitor, FormVisitor]
) -> None:
    _kim, lo = both
    lo.send({"q_name": "Los", "version": "nonsense"}, status=409)
    assert stage.values("basics")["name"] == "Före"
