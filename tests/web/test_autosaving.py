"""A page that saves itself while somebody types: the answer to its script, and what is never saved that way."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.extensions import db
from continuity.models import Resource, StepRevision, TimeSpent, writing
from tests.support.everything.stage import STARTED, Stage, set_stage
from tests.support.form_visitor import FormVisitor


@pytest.fixture
def stage(app: Flask) -> Stage:
    """The step, started."""
    return set_stage(app)


@pytest.fixture
def kim(stage: Stage) -> FormVisitor:
    """The coordinator, with the first page open."""
    kim = stage.visitor("kim")
    kim.open(stage.path("/s/basics"))
    return kim


def test_the_answer_has_the_new_version_and_the_time(stage: Stage, kim: FormVisitor) -> None:
    told = kim.save_while_typing({"q_name": "Hemtj"})
    assert told["text"].startswith("Sparat ")
    assert told["versions"] == {"version": "1"}
    assert stage.values("basics")["name"] == "Hemtj"
    again = kim.save_while_typing({"q_name": "Hemtjänst", "version": "1", "shown": told["shown"]})
    assert again["versions"] == {"version": "2"}
    kim.send({"q_name": "Hemtjänst", "version": "2"})
    assert kim.path == stage.path("/s/figures")


def test_what_is_half_written_is_left_and_the_rest_is_saved(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/figures"))
    told = kim.save_while_typing({"q_amount": "fem", "q_outage": "4 h"})
    assert "utom det som inte går att tolka än: Hur många berörs?" in told["text"]
    assert stage.values("figures")["outage"] == 4
    assert "amount" not in stage.values("figures")


def test_whoever_comes_second_is_told_and_overwrites_nothing(stage: Stage, kim: FormVisitor) -> None:
    lo = stage.visitor("lo")
    lo.open(stage.path("/s/basics"))
    lo.send({"q_name": "Los"})
    told = kim.save_while_typing({"q_name": "Kims"}, status=409)
    assert told["text"].startswith("Lo Berg har sparat sidan medan du skrev.")
    assert told["versions"] == {}
    assert stage.values("basics")["name"] == "Los"
    kim.send({"q_name": "Kims"}, button="go=on", status=409)
    assert "Lo Berg sparade" in kim.text


def test_the_same_person_in_two_windows_is_told_so(stage: Stage, kim: FormVisitor) -> None:
    other = stage.visitor("kim")
    other.open(stage.path("/s/basics"))
    other.save_while_typing({"q_name": "I det andra"})
    told = kim.save_while_typing({"q_name": "I det här"}, status=409)
    assert told["text"].startswith("Du har sparat sidan i ett annat fönster.")


def test_a_page_that_is_locked_by_now_says_why(stage: Stage, kim: FormVisitor) -> None:
    noor = stage.visitor("noor")
    noor.open(stage.path("/s/basics"))
    assert "data-autosave" not in noor.answer.text  # type: ignore[union-attr]
    with Session(writing(db.engine_of(stage.app))) as session:
        session.scalars(select(StepRevision)).one().state = "frozen"
        session.commit()
    told = kim.save_while_typing({"q_name": "För sent"}, status=409)
    assert told["text"].startswith("Inte sparat: ")
    assert stage.values("basics").get("name") != "För sent"


def test_a_half_typed_name_does_not_reach_the_common_register(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/pointing"))
    kim.save_while_typing({"q_system-new": "Omsorgssy"})
    with stage.session() as session:
        assert session.scalar(select(func.count()).where(Resource.name == "Omsorgssy")) == 0
    assert not stage.values("pointing").get("system")


def test_answers_that_act_at_once_wait_for_the_button(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/security"))
    assert "data-autosave" not in kim.answer.text  # type: ignore[union-attr]
    told = kim.save_while_typing({"q_asset": "Kartor"}, status=409)
    assert "Spara och fortsätt" in told["text"]
    assert stage.values("security") == {}


def test_each_row_of_a_list_on_one_screen_gets_its_own_version(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/checklist"))
    second = stage.rows("checklist")[1]
    remark = kim.page.xpath(f"//fieldset[@id='rad-{second}']//*[contains(@name, 'q_remark')]/@name")[0]
    told = kim.save_while_typing({remark: "Sett"})
    assert all(name.endswith("version") for name in told["versions"])
    assert stage.values("checklist", second)["remark"] == "Sett"


def test_whoever_is_logged_out_gets_no_page_to_land_on(stage: Stage, kim: FormVisitor) -> None:
    answer = stage.app.test_client().post(
        stage.path("/s/basics"), headers={"Accept": "application/json", "X-Requested-With": "fetch"}
    )
    assert answer.status_code == 401


def test_time_is_counted_once_however_often_the_page_saves_itself(stage: Stage) -> None:
    with time_machine.travel(STARTED, tick=False) as clock:
        kim = stage.visitor("kim")
        kim.open(stage.path("/s/basics"))
        clock.shift(60)
        told = kim.save_while_typing({"q_name": "Ett"})
        clock.shift(60)
        kim.save_while_typing({"q_name": "Två", "version": "1", "shown": told["shown"]})
    with stage.session() as session:
        assert session.scalar(select(func.sum(TimeSpent.seconds))) == 120
