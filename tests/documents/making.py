"""Small Word files for tests, built by code, and what it takes to read documents back and prove them valid."""

import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as DocxDocument
from lxml import etree
from openxml_audit import OpenXmlValidator

from continuity.documents import compile_template, lint

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DECLARED = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def word(*paragraphs: str, build: Callable[[DocxDocument], object] | None = None) -> bytes:
    """A Word file with these paragraphs, or with what `build` puts in it."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if build is not None:
        build(document)
    return saved(document)


def saved(document: DocxDocument) -> bytes:
    """The bytes of a document."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def table(*rows: tuple[str, ...]) -> bytes:
    """A Word file with one table, and a paragraph after it."""

    def build(document: DocxDocument) -> None:
        fill_table(document.add_table(len(rows), len(rows[0])), rows)
        document.add_paragraph("Efter tabellen")

    return word(build=build)


def fill_table(made: object, rows: tuple[tuple[str, ...], ...]) -> None:
    """Put texts into a table's cells; a line break in a text starts a new paragraph."""
    for row, texts in zip(made.rows, rows, strict=True):  # type: ignore[attr-defined]
        for cell, text in zip(row.cells, texts, strict=True):
            first, *others = text.split("\n")
            cell.paragraphs[0].text = first
            for other in others:
                cell.add_paragraph(other)


def body(xml: str) -> bytes:
    """A Word file whose body begins with this XML."""

    def build(document: DocxDocument) -> None:
        section = document.element.body[-1]
        for node in etree.fromstring(f"<root {DECLARED}>{xml}</root>"):
            section.addprevious(node)

    return word(build=build)


BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def r(text: str) -> str:
    """A run as XML."""
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*runs: str) -> str:
    """A paragraph as XML, one run for each text."""
    return f"<w:p>{''.join(map(r, runs))}</w:p>"


def code(text: str) -> str:
    """A run with a field's code."""
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def control(inner: str) -> str:
    """A content control as XML."""
    return f'<w:sdt><w:sdtPr><w:id w:val="7"/><w:tag w:val="t"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'


def repacked(
    source: bytes,
    changes: Mapping[str, bytes | str | None] | None = None,
    edit: Callable[[str, str], str] | None = None,
) -> bytes:
    """A Word file with parts exchanged, added, taken away (None) or edited as text."""
    changes = dict(changes or {})
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data: bytes | str | None = changes.pop(name, old.read(name))
            if edit is not None and isinstance(data, bytes) and name.endswith((".xml", ".rels")):
                data = edit(name, data.decode())
            if data is not None:
                new.writestr(name, data)
        for name, added in changes.items():
            if added is not None:
                new.writestr(name, added)
    return file.getvalue()


def render(source: bytes, values: Mapping[str, object] | None = None, **options: object) -> bytes:
    """The document made of a template."""
    return compile_template(source, name="mall.docx").render(values or {}, **options)  # type: ignore[arg-type]


def texts(docx: bytes) -> list[str]:
    """The words of each paragraph in the body, read back by python-docx, tables included."""
    return [
        "".join(node.text or "" for node in paragraph.iter(f"{{{W}}}t")) for paragraph in xml(docx).iter(f"{{{W}}}p")
    ]


def rows(docx: bytes, at: int = 0) -> list[list[str]]:
    """The cells' words in one of the tables."""
    return [[cell.text for cell in row.cells] for row in Document(io.BytesIO(docx)).tables[at].rows]


def xml(docx: bytes, part: str = "word/document.xml") -> etree._Element:
    """The tree of a part."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return etree.fromstring(archive.read(part))


def names(docx: bytes) -> list[str]:
    """The names of the parts."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.namelist()


def everything(docx: bytes) -> str:
    """All parts and names, unpacked, as one text to search in."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return "\n".join(f"{name}\n{archive.read(name).decode('utf-8', 'replace')}" for name in archive.namelist())


def assert_valid(docx: bytes, *, audit: bool = True) -> None:
    """Opens, has nothing that Word would repair, and (with `audit`) passes the port of Microsoft's validator."""
    Document(io.BytesIO(docx))
    assert [str(fault) for fault in lint(docx, finished=True) if fault.severity == "error"] == []
    if audit:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "document.docx"
            path.write_bytes(docx)
            assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


def png(width: int = 3, height: int = 2) -> bytes:
    """A picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = b"".join(b"\0" + b"\x20\x60\xa0" * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
