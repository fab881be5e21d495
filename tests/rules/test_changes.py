"""What differs between two versions: fields, rows, what does not apply any longer, and words inside texts."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from continuity.rules import changes
from continuity.rules.answers import UNKNOWN, visible
from tests.support.small_form import small_form

FORM = small_form()


def tree(**more: Any) -> dict[str, Any]:
    return {
        "purpose": "Trygghet i vardagen",
        "further": "no",
        "activities": [
            {"id": "a1", "name": "Larm", "analyse": "yes", "rto_h": 4, "needs": [{"id": "n1", "resource": "El"}]},
            {"id": "a2", "name": "Mat", "analyse": "no", "rto_h": 8},
        ],
        "checks": [{"id": "phones", "status": "ok"}],
        **more,
    }


def different(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    found = changes.changed(changes.compare(FORM, visible(FORM, old), FORM, visible(FORM, new)))
    return [(one.kind, one.page_id, one.row, one.question_id) for one in found]


def test_answers_that_are_the_same_are_all_told_as_the_same() -> None:
    found = list(changes.compare(FORM, visible(FORM, tree()), FORM, visible(FORM, tree())))
    assert {one.kind for one in found} == {"same"}
    assert {one.question_id for one in found} >= {"purpose", "name", "resource", "status"}


def test_a_field_is_added_changed_or_removed() -> None:
    assert different(tree(), tree(purpose="Trygghet")) == [("changed", "about", "", "purpose")]
    assert different(tree(), tree(extra="Mer")) == [("added", "about", "", "extra")]
    assert different(tree(extra="Mer"), tree(extra="")) == [("removed", "about", "", "extra")]


def test_not_known_yet_is_an_answer_that_can_be_changed() -> None:
    assert different(tree(extra=dict(UNKNOWN)), tree(extra="Mer")) == [("changed", "about", "", "extra")]
    assert different(tree(), tree(extra=dict(UNKNOWN))) == [("added", "about", "", "extra")]


def test_a_row_that_came_or_went_is_one_difference_with_all_that_is_in_it() -> None:
    fewer, more = tree(), tree()
    del fewer["activities"][0]
    more["activities"].append({"id": "a3", "name": "Jour", "analyse": "no"})
    assert different(tree(), fewer) == [("removed", "activities", "a1", "")]
    assert different(tree(), more) == [("added", "activities", "a3", "")]


def test_a_field_in_a_row_within_a_row_is_found_by_its_row() -> None:
    new = tree()
    new["activities"][0]["needs"][0]["resource"] = "Vatten"
    (one,) = changes.changed(changes.compare(FORM, visible(FORM, tree()), FORM, visible(FORM, new)))
    assert (one.row, one.question_id, one.before, one.after) == ("n1", "resource", "El", "Vatten")
    assert [row.get("id") for row in one.chain] == [None, "a1", "n1"]


def test_rows_that_only_changed_places_are_the_same() -> None:
    assert different(tree(), tree(activities=tree()["activities"][::-1])) == []


def test_what_does_not_apply_any_longer_says_so_and_is_not_called_empty() -> None:
    old = tree(further="yes", because="Större", secret="Källaren")
    found = {one.question_id: one for one in changes.changed(changes.compare(FORM, old, FORM, visible(FORM, tree())))}
    assert (found["because"].kind, found["because"].asked_now) == ("removed", False)
    assert (found["secret"].before, found["secret"].asked_now) == ("Källaren", False)
    back = {one.question_id: one for one in changes.compare(FORM, visible(FORM, tree()), FORM, old)}
    assert (back["because"].kind, back["because"].asked_before) == ("added", False)


def test_a_list_that_is_not_asked_any_longer_says_that_its_rows_do_not_apply() -> None:
    new = tree()
    new["activities"][0]["analyse"] = "no"
    found = changes.changed(changes.compare(FORM, visible(FORM, tree()), FORM, visible(FORM, new)))
    gone = next(one for one in found if one.of_row)
    assert (gone.kind, gone.row, gone.asked_now) == ("removed", "n1", False)


def test_a_question_that_an_older_form_asked_is_still_shown() -> None:
    asked = FORM.pages["about"].questions
    page = FORM.pages["about"].model_copy(update={"questions": {k: q for k, q in asked.items() if k != "extra"}})
    shorter = FORM.model_copy(update={"pages": {**FORM.pages, "about": page}})
    (one,) = changes.changed(changes.compare(FORM, tree(extra="Mer"), shorter, tree()))
    assert (one.kind, one.question_id, one.asked_now) == ("removed", "extra", False)


def test_words_taken_out_and_put_in_stand_in_their_text() -> None:
    found = changes.pieces("Ring jouren inom en timme.", "Ring chefen inom två timmar.")
    assert [(piece.kind, piece.text) for piece in found if piece.kind != "same"] == [
        ("removed", "jouren"), ("added", "chefen"), ("removed", "en"), ("added", "två"),
        ("removed", "timme"), ("added", "timmar"),
    ]  # fmt: skip


WORDS = st.text(st.sampled_from("ab åÖ.,\n"), max_size=60)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_out_of_the_pieces(before: str, after: str) -> None:
    found = changes.pieces(before, after)
    assert "".join(piece.text for piece in found if piece.kind != "added") == before
    assert "".join(piece.text for piece in found if piece.kind != "removed") == after


def test_a_very_long_text_is_not_compared_word_by_word() -> None:
    long = "ord " * changes.MANY_WORDS
    assert [piece.kind for piece in changes.pieces(long, long + "till")] == ["removed", "added"]


def test_an_excerpt_keeps_what_differs_and_a_little_around_it() -> None:
    around = " ".join(f"ord{n}" for n in range(60))
    old, new = changes.excerpt(f"{around} här {around}", f"{around} där {around}")
    assert " här " in old and " där " in new
    assert old.startswith("…") and old.endswith("…") and len(old) < len(around)
    assert changes.excerpt("Ja.", "Nej.") == ("Ja.", "Nej.")
