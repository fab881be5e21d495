"""Keeping every rendering valid: no emptied table or cell, no identity twice, no field or bookmark cut in half."""

from collections.abc import Callable
from functools import partial

from lxml import etree

from continuity.documents import ooxml as x
from continuity.documents.cutting import Tags
from continuity.documents.errors import Place, refuse
from continuity.documents.ooxml import Element
from continuity.documents.placing import blocks_around
from continuity.documents.tags import CLOSERS, OPENERS, Kind, Tag
from continuity.errors import say

_NOT_ROWS = frozenset({x.TBLPR, x.TBLGRID, x.TRPR, x.w("tblPrEx")}) | x.RANGE_MARKS
_BEGIN, _END = OPENERS | {"keep"}, frozenset(CLOSERS) | {"keep_end"}
_NEEDS_PARAGRAPH = frozenset({x.TC, x.BODY, *(x.w(n) for n in ("hdr", "ftr", "txbxContent", "footnote", "endnote"))})
_DROPPED_ATTRIBUTES = frozenset({
    *(x.w(n) for n in ("rsidR", "rsidRPr", "rsidP", "rsidRDefault", "rsidTr", "rsidSect", "rsidDel")),
    f"{{{x.W14_NS}}}paraId", f"{{{x.W14_NS}}}textId",
})  # fmt: skip
_DROPPED_NODES = (x.w("proofErr"), x.w("lastRenderedPageBreak"))
_DRAWING_IDS = (f"{{{x.WP_NS}}}docPr", f"{{{x.PIC_NS}}}cNvPr")
_COMMENTED = frozenset(x.w(n) for n in ("commentReference", "commentRangeStart", "commentRangeEnd"))
_SHAPES = tuple(f"{{{x.VML_NS}}}{n}" for n in ("shape", "rect", "roundrect", "oval", "line", "polyline", "group"))


def tidy(root: Element) -> None:
    """Take away what Word writes for itself and what would be repeated with a row: revision marks, edit ids, spaces."""
    for node in list(root.iter()):
        if not isinstance(node.tag, str):
            _drop(node)
            continue
        node.tail = None
        if len(node) and node.tag != x.T:
            node.text = None
        for name in _DROPPED_ATTRIBUTES.intersection(node.attrib):
            del node.attrib[name]
    for node in list(root.iter(*_DROPPED_NODES)):
        _drop(node)
    for node in list(root.iterfind(f".//{x.w('sdtPr')}/{x.ID}")):
        _drop(node)
    _tidy_bookmarks(root)


def _drop(node: Element) -> None:
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:
        previous = node.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
        node.tail = None
    parent.remove(node)


def _tidy_bookmarks(root: Element) -> None:
    """Each bookmark whole, with a number and a name of its own; Word's own mark of the last edit goes."""
    waiting: dict[str, Element] = {}
    pairs: list[tuple[Element, Element]] = []
    for node in list(root.iter(x.BOOKMARK_START, x.BOOKMARK_END)):
        start = waiting.pop(node.get(x.ID, ""), None)
        if node.tag == x.BOOKMARK_START:
            waiting[node.get(x.ID, "")] = node
            lost = start
        elif start is not None:
            pairs.append((start, node))
            lost = None
        else:
            lost = node
        if lost is not None:
            _drop(lost)
    for start in waiting.values():
        _drop(start)
    _number_bookmarks(pairs)


def _number_bookmarks(pairs: list[tuple[Element, Element]]) -> None:
    seen = {"_goback"}
    for number, (start, end) in enumerate(pairs):
        name = start.get(x.NAME, "").lower()
        for node in (start, end):
            if name in seen:
                _drop(node)
            else:
                node.set(x.ID, str(number))
        seen.add(name)


def guard(root: Element, tags: Tags) -> None:
    """Add the marks that keep structure and identities valid whatever the data."""
    _guard_identities(root, tags)
    for grid in list(root.iter(x.TBLGRID)):
        _fit_grid(grid, tags)
    for node in reversed(
        list(root.iter(x.TR, x.TBL, x.SDT))
    ):  # inner ones first: a row that may go makes a table that may
        _guard_rows(node, tags)
    for node in list(root.iter(*_NEEDS_PARAGRAPH, x.SDT_CONTENT)):
        _guard_paragraph(node, tags)


def _add(tags: Tags, kind: Kind, code: str = "") -> Element:
    return tags.add(Tag(kind, code, place=Place(tags.part)))


def _static_children(node: Element, tags: Tags) -> list[Element]:
    """Children that are there in every rendering: outside loops and conditions."""
    depth, found = 0, []
    for child in node:
        if x.is_mark(child):
            kind = tags.all[x.number_of(child)].kind
            depth += (kind in _BEGIN) - (kind in _END)
        elif depth == 0:
            found.append(child)
    return found


def _has_statements(node: Element, tags: Tags) -> bool:
    return any(x.is_mark(child) and tags.all[x.number_of(child)].kind in _BEGIN for child in node)


def _guard_rows(node: Element, tags: Tags) -> None:
    """A table, row or control whose rows or cells may all be left out is then left out itself."""
    inner = node.find(x.SDT_CONTENT) if node.tag == x.SDT else node
    if (
        inner is None
        or not _has_statements(inner, tags)
        or any(c.tag not in _NOT_ROWS for c in _static_children(inner, tags))
    ):
        return
    if node.tag == x.SDT and inner.find(x.TR) is None and inner.find(x.TC) is None:
        return
    first = next(i for i, child in enumerate(inner) if child.tag not in _NOT_ROWS)
    inner.insert(first, _add(tags, "keep_body"))
    inner.append(_add(tags, "keep_close"))
    node.addprevious(_add(tags, "keep"))
    node.addnext(_add(tags, "keep_end"))


def _guard_paragraph(node: Element, tags: Tags) -> None:
    """A cell, header or text box whose last paragraph may be left out gets an empty one when it needs it."""
    if not _has_statements(node, tags) or (node.tag == x.SDT_CONTENT and not _holds_paragraphs(node)):
        return
    static = [
        child for child in _static_children(node, tags) if child.tag != x.SECTPR and child.tag not in x.RANGE_MARKS
    ]
    last = next((c for c in reversed(node) if c.tag != x.SECTPR and c.tag not in x.RANGE_MARKS), None)
    if last is not None and static and last is static[-1] and last.tag == x.P:
        return
    section = node.find(x.SECTPR)
    first = 1 if len(node) and node[0].tag == x.TCPR else 0
    node.insert(first, _add(tags, "ensure"))
    end = _add(tags, "ensure_end")
    if section is not None:
        section.addprevious(end)
    else:
        node.append(end)


def _holds_paragraphs(content: Element) -> bool:
    return content.find(x.P) is not None or content.find(x.TBL) is not None


def _fit_grid(grid: Element, tags: Tags) -> None:
    """Repeated columns repeat in the table's grid too, or the grid is left for Word to work out."""
    table = grid.getparent()
    assert table is not None
    rows = [row for row in table.iter(x.TR) if x.nearest(row, x.TBL) is table and _has_statements(row, tags)]
    if not rows:
        return
    widths = [column.get(x.w("w"), "") for column in grid]
    for column in list(grid):
        grid.remove(column)
    row = next((row for row in rows if row in _static_children(table, tags)), None)
    if row is not None:
        grid.extend(_columns(row, widths, tags))


def _columns(row: Element, widths: list[str], tags: Tags) -> list[Element]:
    columns: list[Element] = []
    waiting = iter(widths)
    for child in row:
        if x.is_mark(child):
            columns.append(_copy_mark(child, tags))
        elif child.tag == x.TC:
            span = child.find(f"{x.TCPR}/{x.w('gridSpan')}")
            for _ in range(int(span.get(x.VAL, "1")) if span is not None else 1):
                width = next(waiting, widths[-1] if widths else "")
                columns.append(etree.Element(x.w("gridCol"), {x.w("w"): width} if width else {}))
    return columns


def _copy_mark(node: Element, tags: Tags) -> Element:
    tag = tags.all[x.number_of(node)]
    return tags.add(Tag(tag.kind, tag.code, tag.shown, tag.place))


def _guard_identities(root: Element, tags: Tags) -> None:
    """Bookmarks, drawings and shapes in a loop get new identities; a field that a tag would cut in half is refused."""
    fields: list[tuple[Tag, ...]] = []
    starts: dict[str, tuple[Element, tuple[Tag, ...]]] = {}
    changes: list[Callable[[], None]] = []
    for node, around in blocks_around(root, tags):
        looped = any(tag.group[0].kind == "for" for tag in around)
        if node.tag == x.FLDCHAR:
            _follow_field(node.get(x.w("fldCharType"), ""), around, fields, tags)
        elif node.tag == x.BOOKMARK_START:
            starts[node.get(x.ID, "")] = (node, around)
        elif node.tag == x.BOOKMARK_END:
            start, begun = starts.pop(node.get(x.ID, ""), (None, ()))
            changes.append(partial(_name_anew, start, node, begun == around, looped, tags))
        elif looped and node.tag in _COMMENTED:
            changes.append(partial(_drop, node))
        elif looped:
            _renew(node, around[-1], tags)
    for change in changes:
        change()
    for start, _ in starts.values():
        _drop(start)


def _follow_field(step: str, around: tuple[Tag, ...], fields: list[tuple[Tag, ...]], tags: Tags) -> None:
    if step == "begin":
        fields.append(around)
        return
    begun = fields[-1] if fields else ()
    if begun != around:
        tag = (around or begun)[-1]
        raise refuse(
            tag.place,
            say(
                "Taggen {tag} delar ett fält (till exempel en innehållsförteckning) på mitten. Flytta den utanför.",
                tag=tag.shown,
            ),
        )
    if step == "end" and fields:
        fields.pop()


def _name_anew(start: Element | None, end: Element, same: bool, looped: bool, tags: Tags) -> None:
    if start is None or not same:
        for node in (start, end):
            if node is not None:
                _drop(node)
    elif looped:
        key = start.get(x.ID, "")
        for node, kind, name in ((start, "id", x.ID), (start, "name", x.NAME), (end, "mark", x.ID)):
            code = start.get(x.NAME, "") if kind == "name" else key
            _add(tags, kind, code)  # type: ignore[arg-type]
            node.set(name, x.in_attribute(len(tags.all) - 1))


def _renew(node: Element, tag: Tag, tags: Tags) -> None:
    if node.tag in _DRAWING_IDS or node.tag in _SHAPES:
        shape = node.tag in _SHAPES
        _add(tags, "id")
        node.set("id", ("_shape" if shape else "") + x.in_attribute(len(tags.all) - 1))
    elif node.tag in (x.w("footnoteReference"), x.w("endnoteReference")):
        raise refuse(
            tag.place,
            say("En fotnot står i en del som upprepas av {tag}. Skriv texten i löptexten i stället.", tag=tag.shown),
        )
