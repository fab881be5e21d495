"""Answers find their place in another version of a form, or the reason why not is said."""

from typing import Any

import pytest

from continuity.definitions.forms import Form
from continuity.definitions.reader import parse
from continuity.rules.answers import UNKNOWN, Part
from continuity.rules.moves import Moves, work_out

WORDS = {"sv": "Ord", "en": "Words"}


def form(**pages: dict[str, Any]) -> Form:
    found = parse("form", {"format": 1, "title": WORDS, "pages": pages}, "test")
    assert isinstance(found, Form)
    return found


def page(of: str | None = None, rows: dict[str, Any] | None = None, **questions: Any) -> dict[str, Any]:
    asked = {
        name: {"label": WORDS, **(one if isinstance(one, dict) else {"kind": one})} for name, one in questions.items()
    }
    placed: dict[str, Any] = {"of": of} if of else {}
    listed: dict[str, Any] = {"rows": rows} if rows is not None else {}
    return {"title": WORDS, "questions": asked, **placed, **listed}


def part(name: str, row: str = "", **values: Any) -> Part:
    return Part(name, row, values=values)


def said(moves: Moves) -> str:
    return " | ".join(str(reason) for reason in moves.reasons)


OLD = form(
    first=page(aim="text", day="date"),
    things=page(rows={"max": 5}, thing="text"),
    detail=page(of="things", size="number"),
)


def test_the_same_form_leaves_everything_in_its_place() -> None:
    moves = work_out(
        OLD, OLD, [part("first", aim="A"), part("things", "r1", thing="T"), part("detail", "r1", size=3)], {}
    )
    assert moves.reasons == []
    assert moves.values == {
        ("first", ""): {"aim": "A"},
        ("things", "r1"): {"thing": "T"},
        ("detail", "r1"): {"size": 3},
    }


def test_an_answer_follows_its_question_to_another_page() -> None:
    new = form(first=page(day="date"), second=page(aim="longtext"))
    moves = work_out(OLD, new, [part("first", aim="A", day="2026-01-01")], {})
    assert moves.reasons == []
    assert moves.values == {("first", ""): {"day": "2026-01-01"}, ("second", ""): {"aim": "A"}}


@pytest.mark.parametrize("mapping", [{"aim": "goal"}, {"aim": "any.path.goal"}])
def test_a_renamed_question_takes_its_answer_with_it(mapping: dict[str, str]) -> None:
    new = form(first=page(goal="text"))
    assert work_out(OLD, new, [part("first", aim="A")], mapping).values == {("first", ""): {"goal": "A"}}


def test_a_question_in_a_list_is_mapped_by_its_path() -> None:
    new = form(things=page(rows={"max": 5}, thing="text"), detail=page(of="things", length="number"))
    parts = [part("things", "r1"), part("detail", "r1", size=3)]
    assert "things[].size" in said(work_out(OLD, new, parts, {}))
    moves = work_out(OLD, new, parts, {"things[].size": "things[].length"})
    assert moves.values[("detail", "r1")] == {"length": 3}


def test_a_renamed_list_takes_its_rows_and_what_is_asked_in_them() -> None:
    new = form(items=page(rows={"max": 5}, thing="text"), detail=page(of="items", size="number"))
    parts = [part("things", "r1", thing="T"), part("detail", "r1", size=3)]
    assert "things" in said(work_out(OLD, new, parts, {}))
    moves = work_out(OLD, new, parts, {"things": "items"})
    assert moves.reasons == []
    assert moves.values == {("items", "r1"): {"thing": "T"}, ("detail", "r1"): {"size": 3}}
    assert moves.pages["things"] == "items"


@pytest.mark.parametrize("value", [None])
def test_what_nobody_answered_needs_no_place(value: object) -> None:
    assert work_out(OLD, form(first=page(day="date")), [part("first", aim=value)], {}).reasons == []


def test_an_answered_question_without_a_place_is_named_once() -> None:
    new = form(things=page(rows={"max": 5}, thing="text"), detail=page(of="things", other="text"))
    parts = [part("things", row) for row in ("a", "b")] + [part("detail", row, size=1) for row in ("a", "b")]
    assert len(work_out(OLD, new, parts, {}).reasons) == 1


def test_not_known_yet_is_an_answer_that_needs_a_place_too() -> None:
    assert work_out(OLD, form(first=page(day="date")), [part("first", aim=dict(UNKNOWN))], {}).reasons


def test_a_place_in_another_list_is_no_place() -> None:
    new = form(first=page(size="number"), things=page(rows={"max": 5}, thing="text"))
    moves = work_out(OLD, new, [part("things", "r1"), part("detail", "r1", size=3)], {})
    assert "things[].size" in said(moves)


def test_an_answer_of_another_kind_or_number_is_refused() -> None:
    assert "annat slag" in said(work_out(OLD, form(first=page(aim="date")), [part("first", aim="A")], {}))
    one, many = (form(first=page(who={"kind": "role", **extra})) for extra in ({}, {"many": True}))
    assert "annat antal" in said(work_out(one, many, [part("first", who="r1")], {}))


def test_a_choice_that_is_gone_is_refused_and_one_that_stays_is_not() -> None:
    options = {name: {"label": WORDS} for name in ("a", "b", "c")}
    old = form(first=page(pick={"kind": "choice", "options": options}, many={"kind": "choices", "options": options}))
    fewer = {name: options[name] for name in ("a", "b")}
    new = form(first=page(pick={"kind": "choice", "options": fewer}, many={"kind": "choices", "options": fewer}))
    assert work_out(old, new, [part("first", pick="a", many=["a", "b"])], {}).reasons == []
    assert "c" in said(work_out(old, new, [part("first", pick="c")], {}))
    assert "c" in said(work_out(old, new, [part("first", many=["a", "c"])], {}))
    assert work_out(old, new, [part("first", pick=dict(UNKNOWN))], {}).reasons == []


def test_a_fixed_row_that_is_gone_is_refused() -> None:
    fixed = dict.fromkeys(("one", "two"), WORDS)
    old = form(things=page(rows={"fixed": fixed}, thing="text"))
    new = form(things=page(rows={"fixed": {"one": WORDS}}, thing="text"))
    assert "two" in said(work_out(old, new, [part("things", "two", thing="T")], {}))
    assert work_out(old, new, [part("things", "one", thing="T")], {}).reasons == []
