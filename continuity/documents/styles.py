"""What a template's styles say: which are headings and lists, and whether they name a language."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from continuity.documents import ooxml as x
from continuity.documents.errors import Place, refuse
from continuity.documents.ooxml import Element
from continuity.documents.package import Package
from continuity.errors import say

LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}


@dataclass(frozen=True)
class Styles:
    """Style ids: headings with their level, list items, links; and the part itself when it lacks a language."""

    part: str
    xml: bytes
    has_language: bool
    headings: Mapping[str, int]
    bullet: str
    number: str
    link: str


def read_styles(package: Package, trees: Mapping[str, Element]) -> Styles:
    """The styles of a template; raises `TemplateRefused` for a file without any."""
    part = next(iter(package.of_type("styles")), "")
    if not part:
        raise refuse(
            Place("word/styles.xml"), say("Filen saknar formatmallar. Öppna den i Word och spara den på nytt.")
        )
    root = trees[part]
    styles = [(_name(style), style) for style in root.iter(x.w("style"))]
    named = dict(styles)
    language = root.find(f"{x.w('docDefaults')}/{x.w('rPrDefault')}/{x.RPR}/{x.w('lang')}")
    has_language = language is not None and bool(language.get(x.VAL))
    return Styles(
        part, b"" if has_language else package.parts[part], has_language, _headings(styles),
        _numbered(named.get("list bullet")), _numbered(named.get("list number")), _id(named.get("hyperlink")),
    )  # fmt: skip


def _name(style: Element) -> str:
    name = style.find(x.NAME)
    return "" if name is None else name.get(x.VAL, "").lower()


def _id(style: Element | None) -> str:
    return "" if style is None else style.get(x.w("styleId"), "")


def _numbered(style: Element | None) -> str:
    """The style's id, if the style makes list items by itself."""
    return _id(style) if style is not None and style.find(f"{x.PPR}/{x.w('numPr')}/{x.w('numId')}") is not None else ""


def _headings(styles: list[tuple[str, Element]]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for name, style in styles:
        outline = style.find(f"{x.PPR}/{x.w('outlineLvl')}")
        if name.startswith("heading ") and name[8:].isdecimal():
            levels[_id(style)] = int(name[8:])
        elif outline is not None and outline.get(x.VAL, "9") in "012345678":
            levels[_id(style)] = int(outline.get(x.VAL, "0")) + 1
    return levels


def with_language(styles: Styles, language: str) -> bytes:
    """The styles part with the document's language among its defaults."""
    root = etree.fromstring(styles.xml)
    defaults = _child(root, "docDefaults", 0)
    properties = _child(_child(defaults, "rPrDefault", 0), "rPr", 0)
    lang = _child(properties, "lang", len(properties))
    lang.set(x.VAL, LANGUAGES.get(language, language))
    return (x.XML_HEAD + etree.tostring(root, encoding="unicode")).encode()


def _child(node: Element, name: str, at: int) -> Element:
    found = node.find(x.w(name))
    if found is None:
        found = etree.Element(x.w(name))
        node.insert(at, found)
    return found
