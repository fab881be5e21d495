"""List definitions of our own beside the template's, so that lists in long texts are lists."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from lxml import etree

from continuity.documents import ooxml as x
from continuity.documents.markup import Lists
from continuity.documents.ooxml import Element
from continuity.documents.package import Package
from continuity.documents.styles import Styles


@dataclass(frozen=True)
class Numbering:
    """The numbering part, cut where further lists go in."""

    TYPE: ClassVar[str] = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
    part: str
    new: bool
    before: str
    after: str
    lists: Lists

    def with_lists(self, count: int) -> bytes:
        """The part with `count` numbered lists, each beginning at 1."""
        numbers = range(self.lists.first_num, self.lists.first_num + count)
        added = "".join(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{self.lists.number_abstract}"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            for number in numbers
        )
        return f"{self.before}{added}{self.after}".encode()


def prepare_numbering(package: Package, trees: Mapping[str, Element], styles: Styles) -> Numbering:
    """Add a bullet list and a numbered list to the template's own definitions."""
    part = next(iter(package.of_type("numbering")), "")
    root = trees[part] if part else etree.Element(x.w("numbering"), nsmap={"w": x.W_NS})
    name = part or f"{posixpath.dirname(package.main)}/numbering.xml"
    abstract = 1 + max((int(n.get(x.w("abstractNumId"), "0")) for n in root.iter(x.w("abstractNum"))), default=0)
    number = 1 + max((int(n.get(x.w("numId"), "0")) for n in root.iter(x.w("num"))), default=0)
    _add_after(root, "abstractNum", [_abstract(abstract, "bullet", "•"), _abstract(abstract + 1, "decimal", "%1.")])
    _add_after(root, "num", [_num(number, abstract)])
    lists = Lists(styles.bullet, styles.number, number, abstract + 1, number + 1)
    return Numbering(name, not part, *_cut(root), lists)


def _add_after(root: Element, name: str, nodes: list[Element]) -> None:
    last = max((i for i, child in enumerate(root) if child.tag == x.w(name)), default=None)
    if last is None:
        before = [x.w("numPicBullet")] + ([x.w("abstractNum")] if name == "num" else [])
        last = max((i for i, child in enumerate(root) if child.tag in before), default=-1)
    for at, node in enumerate(nodes, start=last + 1):
        root.insert(at, node)


def _abstract(number: int, form: str, text: str) -> Element:
    return etree.fromstring(
        f'<w:abstractNum xmlns:w="{x.W_NS}" w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="425" w:hanging="425"/></w:pPr></w:lvl></w:abstractNum>'
    )


def _num(number: int, abstract: int) -> Element:
    return etree.fromstring(
        f'<w:num xmlns:w="{x.W_NS}" w:numId="{number}"><w:abstractNumId w:val="{abstract}"/></w:num>'
    )


def _cut(root: Element) -> tuple[str, str]:
    last = max(i for i, child in enumerate(root) if child.tag == x.w("num"))
    root[last].addnext(x.mark(0))
    before, after = (x.XML_HEAD + etree.tostring(root, encoding="unicode")).split("<?t 0?>")
    return before, after
