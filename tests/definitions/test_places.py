from continuity.definitions.forms import Form, Page, Question
from continuity.definitions.places import find, scope_of_questions, step_path, visible_from
from continuity.definitions.reader import parse

T = {"sv": "T", "en": "T"}


def page(*questions: str, **keys: object) -> dict[str, object]:
    return {"title": T, "questions": {name: {"kind": "text", "label": T} for name in questions}, **keys}


FORM: Form = parse(
    "form",
    {
        "format": 1,
        "title": T,
        "pages": {
            "top": page("purpose"),
            "activities": page("short_name", rows={"named_by": "name"}),
            "activity": page("name", of="activities"),
            "needs": page(of="activities", rows={"named_by": "resource"}),
            "need": page("resource", "name", of="needs"),
        },
    },
    "x",
)


def test_a_question_is_asked_in_the_rows_of_the_lists_around_it() -> None:
    assert scope_of_questions(FORM, "top") == ()
    assert scope_of_questions(FORM, "activity") == ("activities",)
    assert scope_of_questions(FORM, "need") == ("activities", "needs")


def test_a_question_on_a_lists_own_page_is_asked_in_its_rows() -> None:
    assert scope_of_questions(FORM, "activities") == ("activities",)


def test_what_can_be_read_from_a_row_is_its_own_and_what_stands_around_it() -> None:
    assert set(visible_from(FORM, ())) == {"purpose", "activities"}
    inner = visible_from(FORM, ("activities", "needs"))
    assert set(inner) == {"purpose", "activities", "short_name", "name", "needs", "resource"}
    assert inner["name"] is FORM.pages["need"].questions["name"]


def test_a_whole_path_names_a_question_or_a_list() -> None:
    assert isinstance(find(FORM, "purpose"), Question)
    assert find(FORM, "activities[].needs[].resource") is FORM.pages["need"].questions["resource"]
    assert isinstance(find(FORM, "activities[].needs"), Page)
    assert find(FORM, "needs") is None
    assert find(FORM, "activities[].resource") is None
    assert find(FORM, "") is None


def test_a_path_into_a_step_is_told_from_a_path_within_the_form() -> None:
    assert step_path("exercise.findings[].severity") == ("exercise", "findings[].severity")
    assert step_path("findings[].severity") is None
    assert step_path("purpose") is None
