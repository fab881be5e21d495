"""A resource that was made one with another is read as what it is now, wherever a form names it."""

from continuity.definitions.forms import Form
from continuity.rules.merging import answers_as_now, as_now, names_resources

WORDS = {"sv": "x", "en": "x"}


def question(kind: str, **more: object) -> dict[str, object]:
    return {"kind": kind, "label": WORDS, **more}


def form(*, resources: bool = True) -> Form:
    kind = "resource" if resources else "text"
    return Form.model_validate(
        {
            "format": 1,
            "title": WORDS,
            "pages": {
                "front": {"title": WORDS, "questions": {"main": question(kind), "note": question("text")}},
                "needs": {"title": WORDS, "rows": {"named_by": "lost"}},
                "need": {
                    "title": WORDS,
                    "of": "needs",
                    "questions": {"lost": question(kind), "leans_on": question(kind, many=True)},
                },
                "parts": {
                    "title": WORDS,
                    "of": "needs",
                    "rows": {"named_by": "part"},
                    "questions": {"part": question(kind)},
                },
            },
        }
    )


TREE = {
    "main": "old",
    "note": "old",
    "needs": [
        {"id": "old", "lost": "old", "leans_on": ["old", "new", "other"], "parts": [{"id": "1", "part": "old"}]},
        {"id": "2", "lost": {"unknown": True}},
    ],
}


def test_every_reference_is_the_one_that_it_is_now_and_nothing_else_is_touched() -> None:
    assert as_now(form(), TREE, {"old": "new"}) == {
        "main": "new",
        "note": "old",
        "needs": [
            {"id": "old", "lost": "new", "leans_on": ["new", "other"], "parts": [{"id": "1", "part": "new"}]},
            {"id": "2", "lost": {"unknown": True}},
        ],
    }
    assert TREE["main"] == "old"


def test_where_nothing_was_merged_the_answers_are_the_same() -> None:
    assert as_now(form(), TREE, {}) is TREE


def test_one_page_is_read_by_its_own_questions() -> None:
    page = form().pages["front"]
    assert answers_as_now(page.questions, {"main": "old", "gone": "old"}, {"old": "new"}) == {
        "main": "new",
        "gone": "old",
    }


def test_a_form_says_whether_it_names_resources() -> None:
    assert names_resources(form())
    assert not names_resources(form(resources=False))
