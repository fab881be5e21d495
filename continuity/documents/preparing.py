"""Everything that is done once for a template: parts compiled, unchanging parts kept as they lie in the file."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from continuity.documents import ooxml as x
from continuity.documents.archive import Stream, deflate
from continuity.documents.blocks import Block, is_fixed
from continuity.documents.compiler import Program, compile_part
from continuity.documents.errors import Place, refuse
from continuity.documents.lift import lift
from continuity.documents.markup import attribute
from continuity.documents.numbering import Numbering, prepare_numbering
from continuity.documents.ooxml import Element
from continuity.documents.package import ROOT_RELS, TYPES, Package, parse_xml, read_package, rels_of
from continuity.documents.paths import PathUse, note_paths
from continuity.documents.properties import CORE, CORE_KIND, CORE_TYPE, CUSTOM, CUSTOM_KIND, CUSTOM_TYPE
from continuity.documents.rendering import House, Rendering
from continuity.documents.safety import check_package
from continuity.documents.styles import Styles, read_styles, with_language
from continuity.errors import say

FILLED = ("header", "footer", "footnotes", "endnotes")


@dataclass(frozen=True)
class Prepared:
    """A template in the form that rendering needs."""

    programs: tuple[Program, ...]
    uses: tuple[PathUse, ...]
    house: House
    streams: Mapping[str, Stream]
    relations: Mapping[str, tuple[str, str]]  # .rels part -> the text before and after what is added
    numbering: Numbering
    styles: Styles
    types: str
    root_rels: str
    _languages: dict[str, dict[str, Stream]] = field(default_factory=dict)

    def fixed(self, language: str) -> Mapping[str, Stream]:
        """The parts that are the same in every document of a language."""
        if language not in self._languages:
            self._languages[language] = self._in_language(language)
        return self._languages[language]

    def _in_language(self, language: str) -> dict[str, Stream]:
        streams = dict(self.streams)
        if not self.styles.has_language:
            streams[self.styles.part] = deflate(with_language(self.styles, language), 6)
        return streams

    def additions(self, rendering: Rendering, *, custom: bool) -> dict[str, Stream]:
        """The parts that depend on which values were printed: pictures, relations, list numbers, the table of parts."""
        added = {f"{_folder(self.programs)}{name}": stream for name, stream in rendering.attachments.media.items()}
        for part, relations in rendering.attachments.relations.items():
            if relations:
                before, after = self.relations.get(rels_of(part), _NO_RELATIONS)
                nodes = "".join(
                    _relation_xml(r.id, f"{x.OFFICE_RELS}/{r.kind}", r.target, r.external) for r in relations.values()
                )
                added[rels_of(part)] = deflate(f"{before}{nodes}{after}".encode(), rendering.level)
        if rendering.numbered_lists:
            added[self.numbering.part] = deflate(self.numbering.with_lists(rendering.numbered_lists), rendering.level)
        added[TYPES], added[ROOT_RELS] = _tables(self.types, self.root_rels, custom)
        return added


_NO_RELATIONS = (f'{x.XML_HEAD}<Relationships xmlns="{x.RELS_NS}">', "</Relationships>")


def _folder(programs: tuple[Program, ...]) -> str:
    return f"{posixpath.dirname(programs[0].part)}/"


def _relation_xml(number: str, kind: str, target: str, external: bool) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{number}" Type="{kind}" Target="{attribute(target)}"{mode}/>'


@lru_cache(maxsize=128)
def _tables(types: str, root_rels: str, custom: bool) -> tuple[Stream, Stream]:
    """The list of content types and the relations of the whole file, with or without custom properties."""
    more = f'<Override PartName="/{CUSTOM}" ContentType="{CUSTOM_TYPE}"/>' if custom else ""
    relation = _relation_xml("addedCustom", CUSTOM_KIND, CUSTOM, False) if custom else ""
    return deflate(types.replace("</Types>", f"{more}</Types>").encode(), 6), deflate(
        root_rels.replace("</Relationships>", f"{relation}</Relationships>").encode(), 6
    )


def prepare(source: bytes) -> Prepared:
    """Read, check and compile; raises `TemplateRefused`."""
    package = read_package(source)
    trees = check_package(package)
    styles = read_styles(package, trees)
    numbering = prepare_numbering(package, trees, styles)
    names = [package.main, *(name for ending in FILLED for name in package.of_type(ending))]
    blocks: dict[str, list[Block]] = {}
    uses: list[PathUse] = []
    programs = []
    for name in names:
        _check_namespace(trees[name], name)
        blocks[name] = lift(trees[name], name, styles.headings)
        uses += note_paths(blocks[name])
        programs.append(compile_part(name, blocks[name]))
    fixed_parts = {n for n in names if n != package.main and is_fixed(blocks[n])}
    return Prepared(
        programs=tuple(p for p in programs if p.part not in fixed_parts),
        uses=tuple(uses),
        house=House(numbering.lists, styles.link, _first_id(trees[package.main])),
        streams=_streams(package, numbering),
        relations=_relations(package, numbering),
        numbering=numbering,
        styles=styles,
        types=_types(package, numbering),
        root_rels=_root_rels(package),
    )


def _check_namespace(root: Element, name: str) -> None:
    if root.nsmap.get("w") != x.W_NS:
        raise refuse(
            Place(name),
            say(
                "Mallen är sparad i en ovanlig form av Word-dokument. Öppna den i Word och spara den som ”Word-dokument"
                " (.docx)”."
            ),
        )


def _first_id(root: Element) -> int:
    """A number above those of bookmarks and drawings that stand in the template."""
    texts = [node.get(x.ID, "") for node in root.iter(x.BOOKMARK_START)]
    texts += [node.get("id", "") for node in root.iter(f"{{{x.WP_NS}}}docPr", f"{{{x.PIC_NS}}}cNvPr")]
    return 1000 + max((int(text) for text in texts if text.isdecimal() and len(text) < 9), default=0)


def _streams(package: Package, numbering: Numbering) -> dict[str, Stream]:
    """Parts kept just as they lie in the template, but for those written anew."""
    gone = {TYPES, ROOT_RELS, CORE, CUSTOM, *_useless(package)}
    streams = {name: stream for name, stream in package.streams.items() if name not in gone}
    streams |= {numbering.part: deflate(numbering.with_lists(0), 6)}
    before, after = _relations(package, numbering)[rels_of(package.main)]
    streams[rels_of(package.main)] = deflate(f"{before}{after}".encode(), 6)
    return streams


def _useless(package: Package) -> set[str]:
    """A picture of the template's first page, and styles for Word 2010 that no one keeps up."""
    thumbnails = {relation.target for relation in package.relations("") if relation.kind.endswith("/thumbnail")}
    return thumbnails | {name for name, kind in package.types.items() if kind.endswith("stylesWithEffects+xml")}


def _relations(package: Package, numbering: Numbering) -> dict[str, tuple[str, str]]:
    found = {}
    for name in package.parts:
        if name.endswith(".rels") and name != ROOT_RELS:
            found[name] = _opened(parse_xml(name, package.parts[name]), "/stylesWithEffects")
    main = rels_of(package.main)
    before, after = found.get(main, _NO_RELATIONS)
    if numbering.new:
        before += _relation_xml(
            "addedNumbering", f"{x.OFFICE_RELS}/numbering", posixpath.basename(numbering.part), False
        )
    found[main] = (before, after)
    return found


def _opened(root: Element, *dropped: str) -> tuple[str, str]:
    nodes = [
        _relation_xml(n.get("Id", ""), n.get("Type", ""), n.get("Target", ""), n.get("TargetMode") == "External")
        for n in root.iter(f"{{{x.RELS_NS}}}Relationship")
        if not n.get("Type", "").endswith(dropped or ("/nothing",))
    ]
    return f"{_NO_RELATIONS[0]}{''.join(nodes)}", _NO_RELATIONS[1]


def _types(package: Package, numbering: Numbering) -> str:
    """The content types of what a document will hold, without custom properties."""
    root = parse_xml(TYPES, package.parts[TYPES])
    gone = {f"/{name}" for name in (CUSTOM, CORE, *_useless(package))}
    for node in list(root):
        if node.get("PartName") in gone:
            root.remove(node)
    endings = {node.get("Extension", "").lower() for node in root.iter(f"{{{x.CT_NS}}}Default")}
    for ending in ("png", "jpeg"):
        if ending not in endings:
            root.insert(
                0, etree.Element(f"{{{x.CT_NS}}}Default", {"Extension": ending, "ContentType": f"image/{ending}"})
            )
    more = [(CORE, CORE_TYPE)] + ([(numbering.part, numbering.TYPE)] if numbering.new else [])
    for name, kind in more:
        etree.SubElement(root, f"{{{x.CT_NS}}}Override", {"PartName": f"/{name}", "ContentType": kind})
    return x.XML_HEAD + etree.tostring(root, encoding="unicode")


def _root_rels(package: Package) -> str:
    root = parse_xml(ROOT_RELS, package.parts[ROOT_RELS])
    before, after = _opened(root, "/custom-properties", "/core-properties", "/thumbnail")
    return f"{before}{_relation_xml('addedCore', CORE_KIND, CORE, False)}{after}"
