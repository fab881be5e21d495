"""What a Word file may not hold: programs, embedded files, references to other places, fields that fetch."""

import re
from collections.abc import Iterator

from lxml import etree

from continuity.documents import ooxml as x
from continuity.documents.errors import Place, TemplateRefused
from continuity.documents.fields import fault_of_fields
from continuity.documents.ooxml import Element
from continuity.documents.package import MAIN_TYPE, ROOT_RELS, TYPES, Package, is_xml, parse_xml, read_relations
from continuity.errors import Complaint, Reason, say

_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = re.compile(
    rf"{re.escape(_OFFICE)}\.wordprocessingml\.(?:document\.main|document\.glossary|styles|settings|webSettings|fontTable"
    r"|numbering|footnotes|endnotes|header|footer|comments|commentsExtended|commentsIds|commentsExtensible|people)\+xml"
    rf"|{re.escape(_OFFICE)}\.(?:theme|themeOverride|extended-properties|custom-properties|customXmlProperties"
    r"|drawingml\.chart|drawingml\.chartshapes|drawingml\.diagram(?:Data|Layout|Style|Colors))\+xml"
    rf"|{re.escape(_OFFICE)}\.obfuscatedFont"
    r"|application/vnd\.openxmlformats-package\.(?:relationships|core-properties)\+xml"
    r"|application/vnd\.ms-word\.stylesWithEffects\+xml|application/vnd\.ms-office\.(?:chartstyle|chartcolorstyle"
    r"|drawingml\.diagramDrawing|classificationlabels)\+xml|application/xml|application/x-fontdata"
    r"|image/(?:png|jpeg|jpg|gif|bmp|tiff|x-emf|x-wmf|svg\+xml)",
    re.IGNORECASE,
)
_SIGNATURES = {
    "image/png": (b"\x89PNG\r\n\x1a\n",), "image/jpeg": (b"\xff\xd8\xff",), "image/jpg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF8",), "image/bmp": (b"BM",), "image/tiff": (b"II*\0", b"MM\0*"),
}  # fmt: skip
_HIDDEN_FILES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf")
_FORBIDDEN_RELATIONS = {
    "attachedTemplate": say("en annan mall"), "oleObject": say("ett inbäddat objekt (OLE)"),
    "package": say("en inbäddad fil"), "aFChunk": say("ett infogat dokument (altChunk)"),
    "control": say("en ActiveX-kontroll"), "frame": say("en ram från en annan plats"),
    "subDocument": say("ett underdokument"), "vbaProject": say("makron"), "wordVbaData": say("makron"),
    "mailMergeSource": say("en datakälla för koppling"), "mailMergeHeaderSource": say("en datakälla för koppling"),
    "recipientData": say("en datakälla för koppling"), "attachedToolbars": say("egna verktygsfält"),
    "keyMapCustomizations": say("egna kortkommandon"), "extensibility": say("egna menyer"),
    "activeXControlBinary": say("en ActiveX-kontroll"), "transform": say("en omvandling från en annan plats"),
}  # fmt: skip
_FORBIDDEN_NODES = {
    "altChunk": say("ett infogat dokument (altChunk)"), "OLEObject": say("ett inbäddat objekt (OLE)"),
    "object": say("ett inbäddat objekt (OLE)"), "control": say("en ActiveX-kontroll"),
    "subDoc": say("ett underdokument"), "attachedTemplate": say("en annan mall"),
    "mailMerge": say("en datakälla för koppling"), "frameset": say("ramar från andra platser"),
    "webVideoPr": say("en inbäddad film"), "script": say("ett program"),
}  # fmt: skip
_FORBIDDEN_NAMES = tuple(f"{{*}}{name}" for name in _FORBIDDEN_NODES)
_MAY_LINK = re.compile(rb"(?:src|href)\s*=")  # most parts hold none, and looking at every attribute takes long
_LINKING = frozenset({"src", "href", "althref"})
_LOADED = frozenset({"imagedata", "fill", "stroke"})
_OUTSIDE = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


def check_package(package: Package) -> dict[str, Element]:
    """The tree of every XML part; raises `TemplateRefused` with everything that a template may not hold."""
    faults = list(_type_faults(package))
    trees: dict[str, Element] = {}
    for name, data in package.parts.items():
        if is_xml(name, data) or package.types.get(name, "").endswith("xml"):
            trees[name] = parse_xml(name, data)
    for name, data in package.parts.items():
        if name.endswith(".rels"):
            faults += _relation_faults(name, data, package)
    for name, root in trees.items():
        faults += [Place(name).complain(fault) for fault in _node_faults(root, package.parts[name])]
    if faults:
        raise TemplateRefused(faults)
    return trees


def _type_faults(package: Package) -> Iterator[Complaint]:
    mains = [name for name, kind in package.types.items() if kind == MAIN_TYPE]
    starts = [r.target for r in package.relations("") if r.kind.endswith("/officeDocument")]
    if len(mains) != 1 or starts != mains:
        yield Place(TYPES).complain(say(
            "Filen är inget vanligt Word-dokument. Mallar med makron (.docm, .dotm) och Word-mallar (.dotx) tas inte"
            " emot; spara som ”Word-dokument (.docx)”.",
        ))  # fmt: skip
    for name, kind in package.types.items():
        data = package.parts[name]
        if not _TYPES.fullmatch(kind):
            yield Place(name).complain(say(
                "Filen innehåller en del av typen ”{kind}”, som inte får finnas i en mall. Ta bort den i Word.",
                kind=kind or "okänd",
            ))  # fmt: skip
        elif data.startswith(_HIDDEN_FILES) or not data.startswith(_SIGNATURES.get(kind.lower(), (b"",))):
            yield Place(name).complain(say("En del i filen är något annat än den utger sig för. Ta bort den i Word."))


def _relation_faults(name: str, data: bytes, package: Package) -> Iterator[Complaint]:
    folder, _, base = name.rpartition("_rels/")
    source = "" if name == ROOT_RELS else folder + base.removesuffix(".rels")
    for relation in read_relations(source, data):
        kind = relation.kind.rpartition("/")[2]
        if kind in _FORBIDDEN_RELATIONS:
            yield Place(name).complain(_holds(_FORBIDDEN_RELATIONS[kind]))
        elif relation.external and not (kind == "hyperlink" and _OUTSIDE.match(relation.target)):
            yield Place(name).complain(say(
                "Mallen hänvisar till något utanför filen: {target}. Bara länkar till http, https och mailto är"
                " tillåtna; infoga bilder i stället för att länka dem.", target=relation.target[:120],
            ))  # fmt: skip
        elif not relation.external and kind != "hyperlink" and relation.target not in package.parts:
            yield Place(name).complain(
                say(
                    "Filen saknar delen {target}. Öppna den i Word och spara den på nytt.", target=relation.target[:120]
                )
            )


def _holds(what: Reason) -> Reason:
    return say(
        "Mallen innehåller {what}, vilket inte är tillåtet. Ta bort det i Word och ladda upp mallen igen.", what=what
    )


def _node_faults(root: Element, data: bytes) -> Iterator[Reason]:
    for node in root.iter(*_FORBIDDEN_NAMES):
        name = etree.QName(node).localname
        if not _is_harmless(node, name):
            yield _holds(_FORBIDDEN_NODES[name])
    if _MAY_LINK.search(data) or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield from _link_faults(root)
    yield from fault_of_fields(root)


def _link_faults(root: Element) -> Iterator[Reason]:
    svg = isinstance(root.tag, str) and etree.QName(root).namespace == "http://www.w3.org/2000/svg"
    for node in root.iter(etree.Element):
        for attribute, value in node.attrib.items():
            linking = str(attribute).rpartition("}")[2] in _LINKING
            if linking and not _may_point(etree.QName(node).localname, str(value), svg):
                yield say(
                    "En bild eller form hämtas från {target}. Infoga den i mallen i stället.", target=str(value)[:120]
                )


def _is_harmless(node: Element, name: str) -> bool:
    """`control` and `object` are dangerous in Word's own namespace only."""
    return name in ("control", "object", "frameset") and etree.QName(node).namespace != x.W_NS


def _may_point(node: str, value: str, svg: bool) -> bool:
    if not value or value.startswith("#") or (svg and value.startswith("data:image/")):
        return True
    return node not in _LOADED and not svg and _OUTSIDE.match(value) is not None
