"""The impact matrix: what it keeps, how later times inherit, and what it means in words."""

from typing import Any

import pytest
from flask import Flask

from tests.support.everything.stage import Stage, set_stage
from tests.support.form_visitor import FormVisitor

CATEGORIES = ("LH", "SF", "LR", "EK", "FT", "ME")


@pytest.fixture
def stage(app: Flask) -> Stage:
    """The step, started."""
    return set_stage(app)


@pytest.fixture
def kim(stage: Stage) -> FormVisitor:
    """The coordinator, on the matrix page of an activity."""
    visitor = stage.visitor("kim")
    visitor.open(stage.path("/s/activities"))
    visitor.send({"around": ""})
    visitor.send({"q_activity_name": "Dela ut läkemedel", "q_analyse": "yes"}, button="go=on")
    return visitor


def levels(**of: dict[str, int]) -> dict[str, str]:
    """The radios chosen; every category gets level 1 at the first time unless it says otherwise."""
    chosen = {f"q_impact.{category}.1": "1" for category in CATEGORIES}
    for category, times in of.items():
        chosen |= {f"q_impact.{category}.{time}": str(level) for time, level in times.items()}
    return chosen


def saved(stage: Stage) -> dict[str, Any]:
    (row,) = stage.rows("activities")
    found: dict[str, Any] = stage.values("impact", row)["impact"]
    return found


def test_an_untouched_time_inherits_the_one_before(stage: Stage, kim: FormVisitor) -> None:
    kim.send(levels(LH={"8": 3}) | {"q_impact.LH.motive": "Någon kan dö."}, button="go=later")
    matrix = saved(stage)
    assert matrix["levels"]["LH"] == {
        "1": 1,
        "4": None,
        "8": 3,
        "24": None,
        "72": None,
        "168": None,
        "336": None,
        "720": None,
    }
    assert matrix["motives"] == {"LH": "Någon kan dö."}
    (row,) = stage.rows("activities")
    kim.open(stage.path(f"/s/impact/{row}"))
    assert "Samma som 1 timme (1)" in kim.text
    assert "Samma som 8 timmar (3)" in kim.text


def test_what_it_means_is_told_in_words_after_saving(stage: Stage, kim: FormVisitor) -> None:
    kim.send(levels(LH={"8": 3}, SF={"8": 4}), button="go=on")
    told = "Efter 8 timmar blir konsekvensen mycket allvarlig för liv och hälsa, samhällets funktionalitet."
    assert f"{told} Ni behöver vara igång inom 4 timmar." in kim.text
    assert "Längsta acceptabla avbrott (MTPD) är 8 timmar, prioritetsklass 2." in kim.text
    kim.open(stage.path("/s/activities"))
    assert "MTPD: 8 timmar" in kim.text


def test_nothing_is_concluded_while_a_category_has_no_first_level(kim: FormVisitor) -> None:
    kim.send({"q_impact.LH.1": "5"}, button="go=on")
    assert "prioritetsklass" not in kim.text


def test_an_impact_that_is_never_unacceptable_gets_the_last_class(kim: FormVisitor) -> None:
    kim.send(levels(), button="go=on")
    assert "Ingen konsekvens blir oacceptabel. Aktiviteten får prioritetsklass 4." in kim.text


def test_one_button_gives_a_category_the_lowest_level_and_saves_the_rest_too(stage: Stage, kim: FormVisitor) -> None:
    kim.send({"q_impact.SF.8": "4", "q_impact.LH.24": "5"}, button="fill=q_impact.LH")
    matrix = saved(stage)
    assert matrix["levels"]["LH"] == {
        "1": 1,
        "4": None,
        "8": None,
        "24": None,
        "72": None,
        "168": None,
        "336": None,
        "720": None,
    }
    assert matrix["levels"]["SF"]["8"] == 4
    assert kim.path.startswith(stage.path("/s/impact/"))


def test_a_level_that_does_not_exist_is_refused_and_the_rest_of_the_page_stands(stage: Stage, kim: FormVisitor) -> None:
    kim.send({"q_impact.LH.1": "9", "q_impact.SF.motive": "Skäl"}, status=422)
    assert "En nivå finns inte" in kim.text
    assert kim.page.xpath("//textarea[@name='q_impact.SF.motive']")[0].text_content().strip() == "Skäl"
    (row,) = stage.rows("activities")
    assert stage.values("impact", row) == {}


def test_a_matrix_may_be_not_known_yet_and_keeps_what_was_chosen(stage: Stage, kim: FormVisitor) -> None:
    kim.send(levels() | {"q_impact-unknown": "1"}, button="go=later")
    matrix = saved(stage)
    assert matrix["unknown"] is True
    assert matrix["kept"]["levels"]["LH"]["1"] == 1


def test_each_category_is_a_fieldset_and_each_time_one_group_of_radios(kim: FormVisitor) -> None:
    groups = kim.page.xpath("//fieldset[@class='matrix-category']")
    assert len(groups) == 6
    for group in groups:
        assert group.find("legend") is not None
        times = group.xpath(".//fieldset[@class='matrix-time']")
        assert len(times) == 8
        assert all(time.find("legend") is not None for time in times)
        assert [len(set(time.xpath(".//input/@name"))) for time in times] == [1] * 8


def test_it_is_read_as_a_real_table_with_number_and_word(stage: Stage, kim: FormVisitor) -> None:
    kim.send(levels(LH={"8": 3}), button="go=later")
    page = kim.open(stage.path("/last"))
    (table,) = page.xpath("//table[contains(@class, 'matrix-table')]")
    assert len(table.xpath(".//thead//th[@scope='col']")) == 9
    assert len(table.xpath(".//tbody//th[@scope='row']")) == 6
    cells = [" ".join(cell.text_content().split()) for cell in table.xpath(".//tbody/tr[1]/td")]
    assert cells == ["1 Mycket begränsad"] * 2 + ["3 Allvarlig"] * 6
    assert table.xpath(".//tbody/tr[1]/td/@class")[2] == "level-3"


def test_a_warning_is_accepted_with_a_motive(stage: Stage, kim: FormVisitor) -> None:
    kim.send(levels(LH={"1": 3, "8": 2}), button="go=later")
    kim.open(stage.path("/kontrollera"))
    assert "Tänk efter (1)" in kim.text
    assert "1 varningar saknar motivering" in kim.text
    kim.send({"motive": "Det värsta är över efter åtta timmar."}, button="Spara motiveringen")
    assert "Motiveringen är sparad" in kim.text
    assert "varningar saknar motivering" not in kim.text
    kim.send({"motive": "x" * 5_001}, button="Spara motiveringen", status=422)
    assert "5001 tecken" in kim.text
