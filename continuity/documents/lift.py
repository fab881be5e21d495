"""From a part's XML tree to its blocks: tags cut out, placed, guarded, and their surroundings remembered."""

import re
from collections.abc import Mapping

from lxml import etree

from continuity.documents import ooxml as x
from continuity.documents.blocks import Block, Spot, read_blocks
from continuity.documents.cutting import Tags, cut_tags
from continuity.documents.errors import Place, refuse
from continuity.documents.guards import guard, tidy
from continuity.documents.ooxml import Element
from continuity.documents.placing import place_tags
from continuity.documents.tags import may_hold_tags
from continuity.errors import say

_DECLARATIONS = re.compile(r' xmlns(?::\w+)?="[^"]*"')


def lift(root: Element, part: str, headings: Mapping[str, int]) -> list[Block]:
    """The blocks of a part; `headings` are the ids of heading styles. Raises `TemplateRefused`."""
    tidy(root)
    tags = cut_tags(root, part, headings)
    if tags.all:
        place_tags(root, tags)
        guard(root, tags)
    _refuse_leftovers(root, part)
    spots = {tag.number: _spot(tags.marks[tag.number], tags) for tag in tags.all if tag.kind == "output"}
    xml = x.XML_HEAD + etree.tostring(root, encoding="unicode")
    return read_blocks(xml, tags.all, spots)


def _spot(mark: Element, tags: Tags) -> Spot:
    text = mark.getparent()
    run = text.getparent() if text is not None else None
    assert run is not None
    paragraph = x.nearest(run, x.P)
    assert paragraph is not None
    direct = run.getparent() is paragraph
    properties = paragraph.find(x.PPR)
    section = properties is not None and properties.find(x.SECTPR) is not None
    inner = list(paragraph)
    alone = direct and not section and all(child is run or child.tag == x.PPR for child in inner)
    return Spot(
        paragraph=f"<w:p>{_xml(_without_section(properties))}",
        run=f"<w:r>{_xml(run.find(x.RPR))}",
        alone=alone and len(run.findall(x.T)) == 1,
        splits=direct and not section and not _inside_block(run, paragraph, tags),
        links=direct,
    )


def _inside_block(run: Element, paragraph: Element, tags: Tags) -> bool:
    """Whether loops or conditions work inside this paragraph: a new paragraph would cut them, or a field, in half."""
    return any(x.is_mark(child) and tags.all[x.number_of(child)].kind != "output" for child in paragraph) or (
        next(paragraph.iter(x.FLDCHAR), None) is not None
    )


def _without_section(properties: Element | None) -> Element | None:
    return properties if properties is None or properties.find(x.SECTPR) is None else None


def _xml(node: Element | None) -> str:
    return "" if node is None else _DECLARATIONS.sub("", etree.tostring(node, encoding="unicode", with_tail=False))


def _refuse_leftovers(root: Element, part: str) -> None:
    """Tags where none can work: in a field's code, an equation, a picture's text or a name."""
    for node in root.iter(etree.Element):
        texts = [node.text or "", *node.attrib.values()]
        if any("{" in text and may_hold_tags(text) for text in texts):
            found = next(text for text in texts if may_hold_tags(text))
            raise refuse(Place(part), say(
                "En tagg står där den inte fungerar, till exempel i en fältkod, ekvation eller bildtext: {text}. Flytta"
                " den till vanlig text.", text=found[:80],
            ))  # fmt: skip
