"""The drawing of a machine: every state and way is in it, the live one marked, and all of it said in words."""

from flask import Flask
from lxml import etree

from continuity.definitions.workflows import Machine
from continuity.web.drawing import Drawing, draw

SVG = "{http://www.w3.org/2000/svg}"
MACHINE = Machine.model_validate(
    {
        "states": {
            "begun": {"label": {"sv": "Påbörjad <&>", "en": "Begun"}, "initial": True},
            "waiting": {"label": {"sv": "Väntar på ett mycket långt besked från nämnden", "en": "Waiting"}},
            "ended": {"label": {"sv": "Slut", "en": "Ended"}, "final": True},
        },
        "transitions": {
            "go": {"from": ["begun"], "to": "waiting"},
            "back": {"from": ["waiting"], "to": "begun"},
            "end": {"from": ["waiting"], "to": "ended"},
            "note": {"from": ["waiting"]},
        },
    }
)


def drawn(app: Flask, state: str = "waiting", language: str = "sv") -> Drawing:
    with app.test_request_context():
        return draw(MACHINE, state, language, name="m1")


def parsed(drawing: Drawing) -> etree._Element:
    return etree.fromstring(str(drawing.svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def test_the_picture_holds_every_state_and_every_way_between_two(app: Flask) -> None:
    picture = parsed(drawn(app))
    assert len(picture.findall(f"{SVG}g")) == 3
    assert len([path for path in picture.findall(f"{SVG}path") if "machine-way" in path.get("class", "")]) == 3


def test_only_the_live_state_is_marked(app: Flask) -> None:
    marked = [g for g in parsed(drawn(app)).findall(f"{SVG}g") if "machine-here" in g.get("class", "")]
    (state,) = marked
    assert "Väntar" in "".join(state.itertext())


def test_the_picture_has_a_title_and_says_where_the_step_is(app: Flask) -> None:
    picture = parsed(drawn(app, "begun"))
    assert picture.get("role") == "img"
    ids = [child.get("id") for child in picture if child.tag in (f"{SVG}title", f"{SVG}desc")]
    assert picture.get("aria-labelledby") == " ".join(str(one) for one in ids)
    assert "Påbörjad <&>" in "".join(picture.find(f"{SVG}desc").itertext())  # type: ignore[union-attr]


def test_the_list_says_the_same_in_order(app: Flask) -> None:
    assert drawn(app, language="en").states == (
        ("Begun", False, ("Waiting",)),
        ("Waiting", True, ("Begun", "Ended")),
        ("Ended", False, ()),
    )


def test_a_long_label_is_broken_and_whole(app: Flask) -> None:
    texts = ["".join(text.itertext()) for text in parsed(drawn(app)).iter(f"{SVG}text")]
    assert " ".join(texts[1:-1]) == "Väntar på ett mycket långt besked från nämnden"
    assert all(len(text) <= 19 for text in texts)


def test_a_state_that_the_machine_has_lost_marks_nothing(app: Flask) -> None:
    assert not any(here for _, here, _ in drawn(app, "gone").states)
