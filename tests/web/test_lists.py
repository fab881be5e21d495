"""Lists and lists in lists: one row a page, or all rows on one screen."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from continuity.models import AnswerPart
from tests.support.everything.stage import Stage, set_stage
from tests.support.form_visitor import FormVisitor


@pytest.fixture
def stage(app: Flask) -> Stage:
    """The step, started."""
    return set_stage(app)


@pytest.fixture
def kim(stage: Stage) -> FormVisitor:
    """The coordinator, logged in."""
    return stage.visitor("kim")


def add_activity(stage: Stage, kim: FormVisitor, name: str, analyse: str = "no") -> str:
    """One activity with its name; gives its id."""
    kim.open(stage.path("/s/activities"))
    kim.send({"around": ""})
    kim.send({"q_activity_name": name, "q_analyse": analyse}, button="go=on")
    return stage.rows("activities")[-1]


def names(kim: FormVisitor) -> list[str]:
    return [" ".join(heading.text_content().split()) for heading in kim.page.xpath("//*[@class='row-head']/h2")]


def test_a_row_is_added_named_and_listed(stage: Stage, kim: FormVisitor) -> None:
    row = add_activity(stage, kim, "Dela ut läkemedel")
    assert kim.path == stage.path(f"/s/needs/{row}")
    kim.open(stage.path("/s/activities"))
    assert names(kim) == ["Dela ut läkemedel"]
    assert "1 rad" in kim.text


def test_a_row_page_tells_which_row_of_how_many(stage: Stage, kim: FormVisitor) -> None:
    add_activity(stage, kim, "Ett")
    row = add_activity(stage, kim, "Två")
    kim.open(stage.path(f"/s/activity/{row}"))
    assert "Aktiviteter, 2 av 2: Två" in kim.text


def test_rows_are_moved_by_buttons(stage: Stage, kim: FormVisitor) -> None:
    for name in ("Ett", "Två", "Tre"):
        add_activity(stage, kim, name)
    kim.open(stage.path("/s/activities"))
    kim.send({"do": "down"}, button="Ner Ett")
    assert names(kim) == ["Två", "Ett", "Tre"]
    kim.send({"do": "up"}, button="Upp Tre")
    assert names(kim) == ["Två", "Tre", "Ett"]


def test_a_row_is_copied_with_everything_in_it(stage: Stage, kim: FormVisitor) -> None:
    row = add_activity(stage, kim, "Ett")
    kim.open(stage.path(f"/s/needs/{row}"))
    kim.send({"around": row})
    kim.send({"q_resource_name": "El", "q_required_within_h": "4 h"}, button="go=on")
    kim.open(stage.path("/s/activities"))
    kim.send({"do": "copy"}, button="Kopiera Ett")
    assert names(kim) == ["Ett", "Ett"]
    copied = stage.rows("activities")[-1]
    kim.open(stage.path(f"/s/needs/{copied}"))
    assert names(kim) == ["El"]


def test_a_removed_row_is_confirmed_and_can_be_put_back(stage: Stage, kim: FormVisitor) -> None:
    row = add_activity(stage, kim, "Ett")
    add_activity(stage, kim, "Två")
    kim.open(stage.path(f"/rader/activities/{row}/ta-bort"))
    assert "Ta bort Ett?" in kim.text
    kim.send({}, button="Ta bort")
    assert names(kim) == ["Två"]
    assert "Borttaget" in kim.text
    kim.open(stage.path(f"/s/activity/{row}"), status=404)
    kim.open(stage.path("/s/activities"))
    kim.send({}, button="Ångra Ett")
    assert names(kim) == ["Ett", "Två"]


def test_removing_twice_is_harmless(stage: Stage, kim: FormVisitor) -> None:
    row = add_activity(stage, kim, "Ett")
    path = stage.path(f"/rader/activities/{row}/ta-bort")
    kim.open(path)
    kim.send({}, button="Ta bort")
    kim.open(path)
    assert kim.path == stage.path("/s/activities")


def test_a_save_on_a_row_that_was_removed_meanwhile_loses_nothing_typed(stage: Stage, kim: FormVisitor) -> None:
    row = add_activity(stage, kim, "Ett")
    lo = stage.visitor("lo")
    lo.open(stage.path(f"/s/activity/{row}"))
    kim.open(stage.path(f"/rader/activities/{row}/ta-bort"))
    kim.send({}, button="Ta bort")
    lo.send({"q_activity_name": "Något långt och viktigt"}, status=404)
    assert "Något långt och viktigt" in lo.text
    assert "Raden finns inte längre" in lo.text


def test_a_full_list_says_so_and_takes_no_more(stage: Stage, kim: FormVisitor) -> None:
    late = stage.visitor("lo")
    late.open(stage.path("/s/activities"))
    for name in ("Ett", "Två", "Tre", "Fyra"):
        add_activity(stage, kim, name)
    kim.open(stage.path("/s/activities"))
    assert "Listan är full: högst 4 rader." in kim.text
    late.send({"around": ""}, status=413)
    assert "Listan är full" in late.text
    assert len(stage.rows("activities")) == 4


@pytest.mark.parametrize(
    "path", ["/rader/activities/unheard-of/ta-bort", "/rader/basics/x/ta-bort", "/rader/nothing/x/ta-bort"]
)
def test_a_row_that_does_not_exist_is_not_found(stage: Stage, kim: FormVisitor, path: str) -> None:
    kim.open(stage.path(path), status=404)


def test_two_people_change_different_rows_without_a_conflict(stage: Stage, kim: FormVisitor) -> None:
    first, second = add_activity(stage, kim, "Ett"), add_activity(stage, kim, "Två")
    lo = stage.visitor("lo")
    kim.open(stage.path(f"/s/activity/{first}"))
    lo.open(stage.path(f"/s/activity/{second}"))
    kim.send({"q_activity_name": "Ett nytt"}, button="go=on")
    lo.send({"q_activity_name": "Två nytt"}, button="go=on")
    lo.open(stage.path("/s/activities"))
    assert names(lo) == ["Ett nytt", "Två nytt"]


def test_a_list_stands_in_a_row_and_leads_back_to_it(stage: Stage, kim: FormVisitor) -> None:
    row = add_activity(stage, kim, "Ett", analyse="yes")
    assert kim.path == stage.path(f"/s/impact/{row}")
    kim.send({}, button="go=on")
    assert kim.path == stage.path(f"/s/needs/{row}")
    kim.send({"around": row})
    need = stage.rows("needs", row)[0]
    assert kim.path == stage.path(f"/s/need/{need}")
    kim.send({"q_resource_name": "El", "q_required_within_h": "2 dygn"}, button="go=on")
    assert kim.path == stage.path(f"/s/needs/{row}")
    assert names(kim) == ["El"]
    assert stage.values("need", need) == {"resource_name": "El", "required_within_h": 48}


def test_the_check_page_shows_rows_within_rows_with_links_that_come_back(stage: Stage, kim: FormVisitor) -> None:
    row = add_activity(stage, kim, "Ett")
    kim.open(stage.path(f"/s/needs/{row}"))
    kim.send({"around": row})
    need = stage.rows("needs", row)[0]
    kim.send({"q_resource_name": "El"}, button="go=later")
    page = kim.open(stage.path("/kontrollera"))
    link = page.xpath("//section[@id='kvar']//a[.='Hur snart?']/@href")[0]
    assert link == stage.path(f"/s/need/{need}?retur=kontrollera#q_required_within_h")
    kim.open(link)
    kim.send({"q_required_within_h": "4 h"}, button="go=on")
    assert kim.path.startswith(stage.path("/kontrollera"))


# --- lists on one screen --------------------------------------------------------------------------------------------


def test_a_fixed_list_is_answered_on_one_screen(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/checklist"))
    assert "Nycklarna finns" in kim.text and "Telefonerna är laddade" in kim.text
    kim.send(
        {"keys-q_checked": "yes", "phones-q_checked": "?", "phones-q_remark": "Laddaren är trasig"}, button="go=on"
    )
    assert stage.values("checklist", "keys")["checked"] == "yes"
    assert stage.values("checklist", "phones") == {"checked": {"unknown": True}, "remark": "Laddaren är trasig"}


def test_rows_on_one_screen_are_added_moved_and_removed_and_what_is_typed_is_saved_first(
    stage: Stage, kim: FormVisitor
) -> None:
    kim.open(stage.path("/s/triage"))
    kim.send({}, button="do=add")
    (first,) = stage.rows("triage")
    kim.send({f"{first}-q_task": "Ett"}, button="do=add")
    assert stage.values("triage", first)["task"] == "Ett"
    second = stage.rows("triage")[1]
    kim.send({f"{second}-q_task": "Två", f"{second}-q_standstill": "4 h"}, button=f"do=up:{second}")
    assert stage.rows("triage") == [second, first]
    kim.send({}, button=f"do=copy:{first}")
    assert len(stage.rows("triage")) == 3
    kim.send({}, button=f"do=remove:{first}")
    assert "Ta bort Ett?" in kim.text
    kim.send({}, button="Ta bort")
    assert first not in stage.rows("triage")
    assert "Borttaget" in kim.text


def test_a_wrong_row_on_one_screen_is_named_in_the_summary_and_the_others_are_saved(
    stage: Stage, kim: FormVisitor
) -> None:
    kim.open(stage.path("/s/triage"))
    kim.send({}, button="do=add")
    kim.send({}, button="do=add")
    first, second = stage.rows("triage")
    page = kim.send(
        {f"{first}-q_standstill": "abc", f"{first}-q_task": "Ett", f"{second}-q_task": "Två"},
        button="go=on",
        status=422,
    )
    assert page.xpath("//*[@class='error-summary']//a/@href") == [f"#{first}-q_standstill"]
    assert stage.values("triage", first)["task"] == "Ett"
    assert stage.values("triage", second)["task"] == "Två"


def test_rows_that_nobody_touched_are_not_saved_anew(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/checklist"))
    kim.send({"keys-q_checked": "yes"}, button="go=on")
    kim.open(stage.path("/s/checklist"))
    kim.send({"phones-q_checked": "yes"}, button="go=on")
    with stage.session() as session:
        query = select(AnswerPart.row, AnswerPart.version).where(AnswerPart.page == "checklist")
        assert dict(session.execute(query).all()) == {"keys": 2, "phones": 3}


def test_a_locked_list_on_one_screen_is_read_among_the_answers(stage: Stage, kim: FormVisitor) -> None:
    kim.open(stage.path("/s/checklist"))
    kim.send({"keys-q_remark": "Hänger i skåpet"}, button="go=on")
    noor = stage.visitor("noor")
    noor.open(stage.path("/s/checklist"))
    assert noor.path == stage.path("/last")
    assert "Hänger i skåpet" in noor.text
    assert "Samordnaren kan bjuda in dig" in noor.text


def test_a_page_in_a_row_in_a_row_names_both(stage: Stage, kim: FormVisitor) -> None:
    row = add_activity(stage, kim, "Larm")
    kim.open(stage.path(f"/s/needs/{row}"))
    kim.send({"around": row})
    kim.send({"q_resource_name": "El"}, button="go=on")
    need = stage.rows("needs", row)[0]
    kim.open(stage.path(f"/s/need/{need}"))
    assert "Allt på en gång – Larm – Vad ni behöver, 1 av 1: El" in kim.text


def test_a_long_list_on_one_screen_is_shown_in_parts(stage: Stage, kim: FormVisitor) -> None:
    for _ in range(26):
        kim.open(stage.path("/s/triage"))
        kim.send({}, button="do=add")
    page = kim.open(stage.path("/s/triage"))
    assert len(page.xpath("//fieldset[@class='table-row']")) == 25
    kim.send({}, button="go=on")
    assert kim.path == stage.path("/s/triage?nr=2")
    assert len(kim.page.xpath("//fieldset[@class='table-row']")) == 1
    last = stage.rows("triage")[-1]
    kim.send({f"{last}-q_task": "Sist"}, button="go=on")
    assert stage.values("triage", last)["task"] == "Sist"
    assert kim.path == stage.path("/kontrollera")
    with stage.session() as session:
        assert session.scalar(select(func.count()).where(AnswerPart.page == "triage")) == 26
