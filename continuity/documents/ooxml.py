"""Names of Word's XML, and the marks that stand in for tags while a part is a tree."""

from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP_NS = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A_NS = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC_NS = "http://schemas.openxmlformats.org/drawingml/2006/picture"
W14_NS = "http://schemas.microsoft.com/office/word/2010/wordml"
VML_NS = "urn:schemas-microsoft-com:vml"
CT_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
RELS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELS = R_NS
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def w(name: str) -> str:
    """The full name of an element or attribute in Word's main namespace."""
    return f"{{{W_NS}}}{name}"


P, R, T, TAB, BR, CR = w("p"), w("r"), w("t"), w("tab"), w("br"), w("cr")
TBL, TR, TC, SDT, SDT_CONTENT = w("tbl"), w("tr"), w("tc"), w("sdt"), w("sdtContent")
PPR, RPR, TCPR, TRPR, TBLPR, TBLGRID = w("pPr"), w("rPr"), w("tcPr"), w("trPr"), w("tblPr"), w("tblGrid")
SECTPR, BODY, VAL, ID, NAME = w("sectPr"), w("body"), w("val"), w("id"), w("name")
BOOKMARK_START, BOOKMARK_END = w("bookmarkStart"), w("bookmarkEnd")
HYPERLINK, FLDCHAR, INSTR, FLDSIMPLE = w("hyperlink"), w("fldChar"), w("instrText"), w("fldSimple")
TRACKED = frozenset({w("ins"), w("del"), w("moveFrom"), w("moveTo")})
RANGE_MARKS = frozenset(w(n) for n in (
    "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart", "permEnd",
    "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
))  # fmt: skip


def mark(number: int) -> Element:
    """A node that stands where tag `number` stands."""
    return etree.ProcessingInstruction("t", str(number))


def is_mark(node: Element) -> bool:
    """Whether a node is a tag's mark; all other processing instructions were taken away first."""
    return isinstance(node, etree._ProcessingInstruction)


def number_of(node: Element) -> int:
    """Which tag a mark stands for."""
    return int(node.text or "0")


def in_attribute(number: int) -> str:
    """The same mark inside an attribute's value: characters that no document may hold."""
    return f"\ufdd0{number}\ufdd1"


def lines_up(node: Element) -> Iterator[Element]:
    """A node and its ancestors, nearest first."""
    at: Element | None = node
    while at is not None:
        yield at
        at = at.getparent()


def nearest(node: Element, name: str) -> Element | None:
    """The nearest ancestor (or the node itself) of that name."""
    return next((at for at in lines_up(node) if at.tag == name), None)


def detach(node: Element) -> None:
    """Take a node out of its tree, leaving what follows it."""
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def own_text(paragraph: Element) -> str:
    """The words of a paragraph, not those of text boxes anchored in it."""
    return "".join(at.text or "" for at in paragraph.iter(T) if nearest(at, P) is paragraph)
