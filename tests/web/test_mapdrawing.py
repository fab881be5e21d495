"""The drawing of a map: every box and arrow is in it with words, nothing overlaps, and hostile names are inert."""

from itertools import combinations

import pytest
from flask import Flask
from lxml import etree

from continuity.services.analysis.dependencymap import Arrow, Box, DependencyMap
from continuity.web.mapdrawing import draw_map

SVG = "{http://www.w3.org/2000/svg}"
CARE = Box("a", "activity", "Hemtjänst <script>alert(1)</script> & planerade insatser", "2")
SYSTEM, HALL, POWER = (
    Box(name, "resource", name, "IT-enheten") for name in ("Omsorgssystem", "Datahall", "Reservkraft")
)


def arrow(source: Box, target: Box, hours: float = 4) -> Arrow:
    return Arrow(source, target, hours, "delvis_tackt", critical=True, needs=1)


CHAIN = (arrow(CARE, SYSTEM), arrow(SYSTEM, HALL), arrow(CARE, HALL, 61.5))
CIRCLE = (arrow(HALL, POWER), arrow(POWER, HALL))


def drawn(app: Flask, arrows: tuple[Arrow, ...], language: str = "sv") -> etree._Element:
    boxes = dict.fromkeys(box for one in arrows for box in (one.source, one.target))
    with app.test_request_context(headers={"Accept-Language": language}):
        svg = str(draw_map(DependencyMap(tuple(boxes), arrows), name="m"))
    return etree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@pytest.mark.parametrize("arrows", [CHAIN, CIRCLE, CHAIN + CIRCLE])
def test_every_box_and_arrow_is_drawn_and_no_two_boxes_overlap(app: Flask, arrows: tuple[Arrow, ...]) -> None:
    picture = drawn(app, arrows)
    boxes = [
        tuple(float(rect.get(name, "0")) for name in ("x", "y", "width", "height"))
        for rect in picture.iter(f"{SVG}rect")
    ]
    assert len(boxes) == len({box for one in arrows for box in (one.source, one.target)})
    for (x1, y1, w1, h1), (x2, y2, w2, h2) in combinations(boxes, 2):
        assert x1 + w1 <= x2 or x2 + w2 <= x1 or y1 + h1 <= y2 or y2 + h2 <= y1
    assert len([path for path in picture.iter(f"{SVG}path") if "map-way" in path.get("class", "")]) == len(arrows)
    width, height = float(picture.get("width", "0")), float(picture.get("height", "0"))
    assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in boxes)


def test_every_arrow_says_how_soon_and_how_it_stands_at_a_place_of_its_own(app: Flask) -> None:
    labels = [text for text in drawn(app, CHAIN + CIRCLE).iter(f"{SVG}text") if text.get("class") == "map-label"]
    assert sorted(str(label.text) for label in labels) == ["4 h: delvis täckt"] * 4 + ["61,5 h: delvis täckt"]
    places = [(label.get("x"), label.get("y")) for label in labels]
    assert len(set(places)) == len(places)


def test_it_has_a_title_and_a_description_and_names_are_inert(app: Flask) -> None:
    picture = drawn(app, CHAIN)
    assert picture.findtext(f"{SVG}title") == "Beroendekarta"
    assert picture.findtext(f"{SVG}desc")
    assert list(picture.iter(f"{SVG}script")) == []
    assert "<script>alert(1)" in "".join(picture.itertext())


def test_nothing_is_drawn_without_arrows(app: Flask) -> None:
    with app.test_request_context():
        assert draw_map(DependencyMap((), ()), name="m") == ""
