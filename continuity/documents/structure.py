"""Faults that make Word repair or refuse a file, and that schema validators do not see."""

from collections import Counter
from collections.abc import Iterator, Mapping

from continuity.documents import ooxml as x
from continuity.documents.errors import Place
from continuity.documents.ooxml import Element
from continuity.documents.package import Package, rels_of
from continuity.errors import Complaint, Reason, say

_BLOCKS = frozenset({x.P, x.TBL, x.SDT})
_RELATED = frozenset({f"{{{x.R_NS}}}{name}" for name in ("id", "embed", "link", "pict")})
_STYLED = (x.w("pStyle"), x.w("rStyle"), x.w("tblStyle"))
_LONGEST_NAME = 64


def structure_faults(package: Package, trees: Mapping[str, Element]) -> Iterator[Complaint]:
    """Complaints about each part of a document or template."""
    styles = _ids(trees, package.of_type("styles"), "style", "styleId")
    numbers = _ids(trees, package.of_type("numbering"), "num", "numId")
    for name, root in trees.items():
        if package.types.get(name, "").startswith("application/vnd.openxmlformats-officedocument.wordprocessingml"):
            related = {relation.id for relation in package.relations(name)}
            for fault in _faults(root, styles, numbers, related):
                yield Place(name).complain(fault)
            if name == package.main:
                yield from (Place(name).complain(fault) for fault in _repeated(root))
    yield from _unrelated(package)


def _ids(trees: Mapping[str, Element], parts: list[str], node: str, attribute: str) -> set[str]:
    return {n.get(x.w(attribute), "") for part in parts if part in trees for n in trees[part].iter(x.w(node))}


def _faults(root: Element, styles: set[str], numbers: set[str], related: set[str]) -> Iterator[Reason]:
    yield from _tables(root)
    yield from _bookmarks(root)
    for node in root.iter(*_STYLED):
        if node.get(x.VAL) not in styles:
            yield say("Formatmallen {name} används men finns inte.", name=node.get(x.VAL, ""))
    for node in root.iterfind(f".//{x.PPR}/{x.w('numPr')}/{x.w('numId')}"):
        if node.get(x.VAL) not in numbers | {"0"}:
            yield say("En lista hänvisar till en numrering som inte finns ({number}).", number=node.get(x.VAL, ""))
    for node in root.iter(x.w("tag"), x.w("alias")):
        if len(node.get(x.VAL, "")) > _LONGEST_NAME:
            yield say("En innehållskontroll har ett namn som är längre än {n} tecken.", n=_LONGEST_NAME)
    missing = {
        v
        for node in root.iter()
        if isinstance(node.tag, str)
        for k, v in node.attrib.items()
        if k in _RELATED and v not in related
    }
    for number in sorted(missing - {""}):
        yield say("En bild eller länk hänvisar till något som inte finns i filen ({number}).", number=number)


def _tables(root: Element) -> Iterator[Reason]:
    for table in root.iter(x.TBL):
        if next(table.iter(x.TR), None) is None:
            yield say("En tabell saknar rader.")
    for row in root.iter(x.TR):
        if next(row.iter(x.TC), None) is None:
            yield say("En tabellrad saknar celler.")
    for cell in root.iter(x.TC, x.w("txbxContent"), x.w("hdr"), x.w("ftr")):
        blocks = [child for child in cell if child.tag in _BLOCKS]
        if not blocks or blocks[-1].tag == x.TBL:
            yield say(
                "En cell, ruta eller ett sidhuvud slutar inte med ett stycke: {text}",
                text="".join(cell.itertext())[:60],
            )


def _bookmarks(root: Element) -> Iterator[Reason]:
    starts, ends = list(root.iter(x.BOOKMARK_START)), list(root.iter(x.BOOKMARK_END))
    for name, count in Counter(node.get(x.NAME, "").lower() for node in starts).items():
        if count > 1:
            yield say("Bokmärket {name} finns {count} gånger.", name=name, count=count)
    for number, count in (Counter(n.get(x.ID, "") for n in starts) - Counter(n.get(x.ID, "") for n in ends)).items():
        yield say(
            "Ett bokmärke börjar men slutar inte, eller har samma nummer som ett annat ({number}, {count}).",
            number=number,
            count=count,
        )


def _repeated(root: Element) -> Iterator[Reason]:
    drawings = Counter(node.get("id", "") for node in root.iter(f"{{{x.WP_NS}}}docPr"))
    controls = Counter(node.get(x.VAL, "") for node in root.iterfind(f".//{x.w('sdtPr')}/{x.ID}"))
    paragraphs = Counter(number for node in root.iter(x.P, x.TR) if (number := node.get(f"{{{x.W14_NS}}}paraId")))
    for what, counts in ((say("bild"), drawings), (say("innehållskontroll"), controls), (say("stycke"), paragraphs)):
        for number, count in counts.items():
            if count > 1:
                yield say("Numret {number} används av {count} ({what}).", number=number, count=count, what=what)


def _unrelated(package: Package) -> Iterator[Complaint]:
    targets = {
        r.target
        for name in ["", *package.parts]
        for r in (package.relations(name) if not name.endswith(".rels") else [])
    }
    for name in package.parts:
        if name not in targets and not name.endswith(".rels") and name != "[Content_Types].xml":
            yield Place(name).complain(say("Delen används inte av något i filen."), severity="warning")
        if name.endswith(".rels") and name != rels_of(""):
            folder, _, base = name.rpartition("_rels/")
            if folder + base.removesuffix(".rels") not in package.parts:
                yield Place(name).complain(say("Delen hör till något som inte finns i filen."), severity="warning")
