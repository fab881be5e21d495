"""Cutting tags out of paragraphs, however Word has split them over runs, and leaving a mark where each stood."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from continuity.documents import ooxml as x
from continuity.documents.errors import Place, refuse
from continuity.documents.ooxml import Element
from continuity.documents.tags import Span, Tag, find_tags, may_hold_tags
from continuity.errors import say

_BLANKS = frozenset({x.TAB, x.BR, x.CR, x.w("noBreakHyphen"), x.w("softHyphen")})
_SHADED = re.compile(r"\|\s*shade\b")


@dataclass
class Tags:
    """The tags of one part, numbered in the order they were found, and the mark of each."""

    part: str
    all: list[Tag] = field(default_factory=list)
    marks: list[Element] = field(default_factory=list)
    homes: dict[int, Element] = field(default_factory=dict)  # tag number -> the paragraph it was found in

    def add(self, tag: Tag) -> Element:
        """Number a tag and make its mark."""
        tag.number = len(self.all)
        self.all.append(tag)
        self.marks.append(x.mark(tag.number))
        return self.marks[-1]


def cut_tags(root: Element, part: str, headings: Mapping[str, int]) -> Tags:
    """Replace every tag under `root` by a mark; `headings` are the style ids that are headings."""
    tags = Tags(part)
    heading = ""
    for paragraph, atoms in _paragraphs(root):
        text = "".join(_words(atom) for atom in atoms)
        if _style_of(paragraph) in headings and text.strip():
            heading = _shorten(text)
        if may_hold_tags(text):
            place = Place(part, heading, _shorten(text))
            _cut_paragraph(paragraph, atoms, find_tags(text, place), tags)
    return tags


def _paragraphs(root: Element) -> Iterator[tuple[Element, list[Element]]]:
    """Each paragraph with its own texts, in the order of the document."""
    found: dict[Element, list[Element]] = {}
    for node in root.iter(x.T, *_BLANKS):
        paragraph = x.nearest(node, x.P)
        run = node.getparent()
        if paragraph is not None and run is not None and run.tag == x.R:
            found.setdefault(paragraph, []).append(node)
    yield from found.items()


def _words(atom: Element) -> str:
    return (atom.text or "") if atom.tag == x.T else " "


def _style_of(paragraph: Element) -> str:
    style = paragraph.find(f"{x.PPR}/{x.w('pStyle')}")
    return "" if style is None else style.get(x.VAL, "")


def _shorten(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 90 else f"{words[:88]} …"


def _cut_paragraph(paragraph: Element, atoms: list[Element], spans: list[Span], tags: Tags) -> None:
    starts, at = [], 0
    for atom in atoms:
        starts.append(at)
        at += len(_words(atom))
    for span in spans:
        _refuse_tracked(paragraph, [a for a, s in zip(atoms, starts, strict=True) if _overlaps(a, s, span)], span.tag)
        if span.tag.kind != "comment":
            tags.add(span.tag)
            tags.homes[span.tag.number] = paragraph
    for span in reversed(spans):
        _cut_span([(a, s) for a, s in zip(atoms, starts, strict=True) if _overlaps(a, s, span)], span, tags)
        _shade_cell(paragraph, span.tag, tags)


def _overlaps(atom: Element, start: int, span: Span) -> bool:
    return start < span.end and span.start < start + len(_words(atom))


def _refuse_tracked(paragraph: Element, touched: list[Element], tag: Tag) -> None:
    inside = any(at.tag in x.TRACKED for atom in touched for at in x.lines_up(atom) if at is not paragraph)
    between = False
    if len(touched) > 1 and not inside:
        nodes = list(paragraph.iter())
        stretch = nodes[nodes.index(touched[0]) : nodes.index(touched[-1])]
        between = any(node.tag in x.TRACKED for node in stretch)
    if inside or between:
        raise refuse(tag.place, say(
            "Taggen {tag} har spårade ändringar. Godkänn eller avvisa ändringarna i Word och ladda upp mallen igen.",
            tag=tag.shown,
        ))  # fmt: skip


def _cut_span(touched: list[tuple[Element, int]], span: Span, tags: Tags) -> None:
    """Take the tag's words away and put its mark in their place; later spans of the paragraph are already cut."""
    first, start = touched[0]
    run = first.getparent()
    assert run is not None
    after = _split_run(run, first, span.end - start if len(touched) == 1 else None)
    first.text = (first.text or "")[: span.start - start]
    first.set(x.SPACE, "preserve")  # what is left may begin or end with a space
    for atom, at in touched[1:]:
        if atom.tag == x.T:
            atom.text = (atom.text or "")[span.end - at :]
            atom.set(x.SPACE, "preserve")
        else:
            x.detach(atom)
    if span.tag.kind != "comment":
        run.addnext(
            _output_run(run, tags.marks[span.tag.number]) if span.tag.kind == "output" else tags.marks[span.tag.number]
        )
    for piece in {run, after, *(atom.getparent() for atom, _ in touched)} - {None}:
        _drop_if_empty(piece)


def _split_run(run: Element, atom: Element, keep_from: int | None) -> Element | None:
    """Move what follows the tag within its first run into a run of its own, and return that run."""
    rest = list(atom.itersiblings())
    tail = (atom.text or "")[keep_from:] if keep_from is not None and atom.tag == x.T else ""
    if not rest and not tail:
        return None
    after = etree.Element(x.R)
    style = run.find(x.RPR)
    if style is not None:
        after.append(deepcopy(style))
    if tail:
        etree.SubElement(after, x.T).text = tail
    after.extend(rest)
    run.addnext(after)
    for text in after.iter(x.T):
        text.set(x.SPACE, "preserve")
    return after


def _output_run(run: Element, mark: Element) -> Element:
    fresh = etree.Element(x.R)
    style = run.find(x.RPR)
    if style is not None:
        fresh.append(deepcopy(style))
    text = etree.SubElement(fresh, x.T)
    text.set(x.SPACE, "preserve")
    text.append(mark)
    return fresh


def _drop_if_empty(run: Element | None) -> None:
    if run is None or run.tag != x.R:
        return
    for text in [node for node in run.iterchildren(x.T) if not node.text and not len(node)]:
        run.remove(text)
    if all(child.tag == x.RPR for child in run):
        x.detach(run)


def _shade_cell(paragraph: Element, tag: Tag, tags: Tags) -> None:
    """A colour or a width belongs to the cell: its mark moves into the cell's properties."""
    if tag.kind in ("shade", "span"):
        mark = tags.marks[tag.number]
        x.detach(mark)
    elif tag.kind == "output" and _SHADED.search(tag.code):
        mark = tags.add(Tag("shade", tag.code, tag.shown, tag.place))
    else:
        return
    cell = x.nearest(paragraph, x.TC)
    if cell is None:
        raise refuse(
            tag.place, say("Taggen {tag} hör hemma i en tabellcell. Flytta den dit eller ta bort den.", tag=tag.shown)
        )
    kind = tags.all[x.number_of(mark)].kind
    if any(
        x.is_mark(node) and tags.all[x.number_of(node)].kind == kind
        for properties in cell.iterchildren(x.TCPR)
        for node in properties
    ):
        raise refuse(
            tag.place, say("Cellen får två färger eller två bredder. Behåll en av taggarna, {tag}.", tag=tag.shown)
        )
    _into_properties(cell, mark, "gridSpan" if kind == "span" else "shd")


_CELL_ORDER = tuple(x.w(n) for n in (
    "cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "textDirection",
    "tcFitText", "vAlign", "hideMark",
))  # fmt: skip


def _into_properties(cell: Element, mark: Element, name: str) -> None:
    properties = cell.find(x.TCPR)
    if properties is None:
        properties = etree.Element(x.TCPR)
        cell.insert(0, properties)
    old = properties.find(x.w(name))
    if old is not None:
        old.addprevious(mark)
        properties.remove(old)
    else:
        before = _CELL_ORDER[: _CELL_ORDER.index(x.w(name))]
        at = sum(1 for child in properties if child.tag in before or x.is_mark(child))
        properties.insert(at, mark)
