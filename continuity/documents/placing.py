"""Deciding what a loop or a condition repeats - runs, paragraphs, cells or rows - and moving its marks there."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from continuity.documents import ooxml as x
from continuity.documents.cutting import Tags
from continuity.documents.errors import refuse
from continuity.documents.ooxml import Element
from continuity.documents.tags import CLOSERS, OPENERS, Tag
from continuity.errors import say

_UNITS = {"p": x.P, "tr": x.TR, "tc": x.TC}
_STATEMENTS = frozenset({"for", "endfor", "if", "elif", "else", "endif", "set"})
_SOLID = frozenset(x.w(n) for n in (
    "drawing", "pict", "object", "sym", "fldChar", "fldSimple", "footnoteReference", "endnoteReference", "ptab",
    "ruby", "sectPr", "pgNum",
)) | {"{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"}  # fmt: skip


@dataclass
class Unit:
    """Something that is repeated or left out whole, and the tags that do it."""

    node: Element
    tags: list[Tag] = field(default_factory=list)


def place_tags(root: Element, tags: Tags) -> None:
    """Move every statement's mark so that its group stands among siblings; raises `TemplateRefused` when it cannot."""
    order = [tags.all[x.number_of(node)] for node in root.iter(etree.PI)]
    statements = [tag for tag in order if tag.kind in _STATEMENTS]
    units: dict[Element, Unit] = {}
    for group in _groups(statements):
        for tag, node in zip(group, _nodes(group, tags), strict=True):
            if node is not None:
                units.setdefault(node, Unit(node)).tags.append(tag)
    position = {tag.number: at for at, tag in enumerate(order)}
    for unit in units.values():
        unit.tags.sort(key=lambda tag: position[tag.number])
    for unit in units.values():
        _settle(unit, units, tags)
    for tag in statements:
        _refuse_crossing(tag, tags)


def _groups(statements: list[Tag]) -> list[list[Tag]]:
    """Each opening tag with its middle and closing tags; a `set` is a group of its own."""
    groups: list[list[Tag]] = []
    open_groups: list[list[Tag]] = []
    for tag in statements:
        if tag.kind in OPENERS or tag.kind == "set":
            tag.group = [tag]
            groups.append(tag.group)
            if tag.kind in OPENERS:
                open_groups.append(tag.group)
            continue
        _check_pair(tag, open_groups[-1] if open_groups else None)
        tag.group = open_groups[-1]
        tag.group.append(tag)
        if tag.kind in CLOSERS:
            open_groups.pop()
    if open_groups:
        tag = open_groups[-1][0]
        closing = f"{{% end{tag.kind} %}}"
        raise refuse(
            tag.place,
            say("Taggen {tag} avslutas aldrig. Lägg till {closing} där delen slutar.", tag=tag.shown, closing=closing),
        )
    return groups


def _check_pair(tag: Tag, group: list[Tag] | None) -> None:
    if group is None:
        raise refuse(
            tag.place,
            say("Taggen {tag} har ingen början. Ta bort den, eller lägg till for eller if före.", tag=tag.shown),
        )
    opener = group[0]
    wanted = CLOSERS.get(tag.kind, "if" if tag.kind == "elif" else opener.kind)
    ended = group[-1].kind == "else" and tag.kind not in CLOSERS
    if wanted != opener.kind or ended:
        raise refuse(tag.place, say(
            "Taggen {tag} korsar {other}, som inte är avslutad. Avsluta den inre delen först.",
            tag=tag.shown, other=opener.shown,
        ))  # fmt: skip


def _nodes(group: list[Tag], tags: Tags) -> list[Element | None]:
    """For each tag the row, cell or paragraph that it stands for, or None where it works inside a paragraph."""
    level = next((tag.level for tag in group if tag.level), "")
    if level == "r":
        return [None] * len(group)
    if level:
        return [_explicit(tag, level, tags) for tag in group]
    homes = [tags.homes[tag.number] for tag in group]
    if all(home is homes[0] for home in homes):
        whole = group[0].kind == "set" and not _content(homes[0], {tag.number for tag in group}, tags, loose=True)
        return [homes[0] if whole else None] * len(group)
    return _shared(group, homes)


def _explicit(tag: Tag, level: str, tags: Tags) -> Element:
    node = x.nearest(tags.homes[tag.number], _UNITS[level])
    if node is None:
        raise refuse(
            tag.place,
            say("Taggen {tag} ska stå i en tabell. Flytta den dit eller ta bort {level}.", tag=tag.shown, level=level),
        )
    return node


def _shared(group: list[Tag], homes: list[Element]) -> list[Element | None]:
    chains = [list(x.lines_up(home)) for home in homes]
    common = next(node for node in chains[0] if all(node in chain for chain in chains[1:]))
    if common.tag == x.TR:
        return [common] * len(group)
    nodes: list[Element | None] = []
    for tag, chain in zip(group, chains, strict=True):
        at = chain.index(common)
        node = chain[at - 1] if at else common
        if node.tag not in (x.P, x.TR, x.SDT) or node is common:
            raise refuse(tag.place, say(
                "{first} och {tag} står på olika håll: den ena i en tabell, ruta eller cell och den andra utanför."
                " Flytta dem så att båda står på samma håll.", first=group[0].shown, tag=tag.shown,
            ))  # fmt: skip
        nodes.append(node)
    return nodes


def _settle(unit: Unit, units: dict[Element, Unit], tags: Tags) -> None:
    """Move the unit's marks before or after it, or put them in its place when nothing else stands in it."""
    numbers = {tag.number for tag in unit.tags}
    content = _content(unit.node, numbers, tags)
    counts = {id(tag.group): sum(1 for t in unit.tags if t.group is tag.group) for tag in unit.tags}
    contained = any(counts[id(tag.group)] == len(tag.group) and len(tag.group) > 1 for tag in unit.tags)
    marks = [tags.marks[tag.number] for tag in unit.tags]
    if not content and not contained:
        _replace(unit.node, marks)
        return
    sides = [_side(tag, unit.node, content, tags) for tag in unit.tags]
    for mark, side in zip(marks, sides, strict=True):
        if side == "before":
            unit.node.addprevious(mark)
    last = unit.node
    for mark, side in zip(marks, sides, strict=True):
        if side == "after":
            last.addnext(mark)
            last = mark


def _content(unit: Element, own: set[int], tags: Tags, *, loose: bool = False) -> list[Element]:
    """What a reader would see in a unit, beside the given tags; `loose` also overlooks all other statements."""
    return [node for node in unit.iter() if _is_content(node, own, tags, loose)]


def _is_content(node: Element, own: set[int], tags: Tags, loose: bool) -> bool:
    if x.is_mark(node):
        number = x.number_of(node)
        kind = tags.all[number].kind
        return number not in own and kind != "shade" and kind != "span" and not (loose and kind in _STATEMENTS)
    if node.tag == x.T:
        return bool((node.text or "").strip())
    if node.tag == x.BR:
        return node.get(x.w("type")) in ("page", "column")
    return node.tag in _SOLID


def _side(tag: Tag, unit: Element, content: list[Element], tags: Tags) -> str:
    mark = tags.marks[tag.number]
    inside = list(unit.iter())
    at = inside.index(mark)
    before = [node for node in content if inside.index(node) < at]
    if not content:
        return "before" if tag.kind in OPENERS or tag.kind == "set" else "after"
    if not before:
        return "before"
    if len(before) == len(content):
        return "after"
    raise refuse(tag.place, say(
        "Taggen {tag} står mitt i en text som ska upprepas eller döljas som helhet. Sätt den först eller sist, eller på"
        " en egen rad.", tag=tag.shown,
    ))  # fmt: skip


def _replace(node: Element, marks: list[Element]) -> None:
    """Put marks where a unit stood; bookmarks that began or ended in it stay, as its siblings."""
    kept = list(node.iter(*x.RANGE_MARKS))
    for child in (*kept, *marks):
        node.addprevious(child)
    x.detach(node)


def _refuse_crossing(tag: Tag, tags: Tags) -> None:
    parents = {tags.marks[other.number].getparent() for other in tag.group}
    if len(parents) > 1:
        raise refuse(tag.place, say(
            "{first} och {tag} står inte på samma nivå, till exempel den ena i en länk eller tabellcell och den andra"
            " utanför. Flytta dem så att de omger hela delen.", first=tag.group[0].shown, tag=tag.shown,
        ))  # fmt: skip


def blocks_around(root: Element, tags: Tags) -> Iterator[tuple[Element, tuple[Tag, ...]]]:
    """Every node below `root` in document order, with the opening or middle tags whose stretch it stands in."""
    open_tags: list[Tag] = []
    for node in root.iter():
        if x.is_mark(node):
            tag = tags.all[x.number_of(node)]
            if tag.kind in ("elif", "else") or tag.kind in CLOSERS:
                open_tags.pop()
            if tag.kind in OPENERS or tag.kind in ("elif", "else"):
                open_tags.append(tag)
        yield node, tuple(open_tags)
