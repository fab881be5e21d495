import pytest

from continuity.definitions.mistakes import dotted, not_known
from continuity.definitions.reader import parse
from continuity.errors import ContentFaulty


def said(question: dict[str, object]) -> dict[str, str]:
    """What is complained of in one question of a form, by the rest of the key."""
    pages = {"p": {"title": {"sv": "P"}, "questions": {"q": {"kind": "text", "label": {"sv": "F"}, **question}}}}
    with pytest.raises(ContentFaulty) as caught:
        parse("form", {"format": 1, "title": {"sv": "T"}, "pages": pages}, "forms/x.toml")
    assert {complaint.file for complaint in caught.value.complaints} == {"forms/x.toml"}
    start = "pages.p.questions.q"
    return {complaint.key.removeprefix(f"{start}."): str(complaint.reason) for complaint in caught.value.complaints}


@pytest.mark.parametrize(
    ("question", "key", "says"),
    [
        ({"labl": {"sv": "x"}}, "labl", "Menade du ”label”?"),
        ({"qqq": 1}, "qqq", "Här får det stå: kind, label"),
        ({"checks_": []}, "checks_", "Menade du ”checks”?"),
        ({"kind": "txt"}, "kind", "Menade du ”text”?"),
        ({"kind": "zzz"}, "kind", "Välj bland: text, longtext"),
        ({"checks": [{"check": "at_mst"}]}, "checks[0].check", "Menade du ”at_most”?"),
        ({"rule": "tolerable"}, "rule", "finns inte"),
        ({"label": "Namn"}, "label", '{ sv = "…", en = "…" }'),
        ({"label": {"sv": " "}}, "label", "Texten är tom"),
        ({"hint": {"se": "x"}}, "hint.se", "Här får det stå: sv, en"),
        ({"required": "yes"}, "required", "true eller false"),
        ({"required": 1}, "required", "true eller false"),
        ({"motive_from": "3"}, "motive_from", "ett heltal"),
        ({"motive_from": 3.5}, "motive_from", "ett heltal"),
        ({"min": "3"}, "min", "ett tal"),
        ({"pattern": 7}, "pattern", "inom citattecken"),
        ({"checks": {"check": "after"}}, "checks", "en lista"),
        ({"options": ["a", "b"]}, "options", "en tabell"),
        ({"options": {"a": {}}}, "options.a.label", "saknas"),
        ({"default": {"a": 1}}, "default", "en text, ett tal, true, false eller en lista"),
        ({"shown_if": {"question": "x", "is_": ["a"]}}, "shown_if.is_", "Menade du ”is”?"),
    ],
)
def test_a_mistake_names_its_key_and_says_what_to_do(question: dict[str, object], key: str, says: str) -> None:
    complaints = said(question)
    assert list(complaints) == [key]
    assert says in complaints[key]


def test_every_mistake_is_told_at_once() -> None:
    assert set(said({"labl": 1, "required": "no", "min": "x"})) == {"labl", "required", "min"}


def test_an_unknown_role_among_the_keys_is_told() -> None:
    data = {
        "format": 1,
        "role_titles": {"hed": {"sv": "Chef"}},
        "criteria": {"categories": {}, "times_h": [], "levels": {}},
    }
    with pytest.raises(ContentFaulty) as caught:
        parse("organisation", {**data, "numbers": {"pattern": "", "example": ""}}, "o")
    (only,) = caught.value.complaints
    assert only.key == "role_titles.hed"
    assert "Menade du ”head”?" in str(only.reason)


def test_a_long_value_is_shortened() -> None:
    assert len(said({"required": "x" * 500})["required"]) < 150


def test_a_path_is_written_as_people_say_it() -> None:
    assert dotted(("steps", "x", "reviewers", 0, "role")) == "steps.x.reviewers[0].role"


def test_where_nothing_is_known_nothing_is_suggested() -> None:
    assert str(not_known("x", [])) == "Namnet ”x” finns inte. Ta bort det eller lägg till det som saknas."
