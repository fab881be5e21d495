"""Core and custom properties: what a document says of itself, given by the caller and never by the clock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from lxml import etree

from continuity.documents import ooxml as x
from continuity.documents.errors import WrongData
from continuity.documents.markup import attribute
from continuity.documents.package import DOCUMENT, parse_xml, read_package
from continuity.errors import say

CORE, CUSTOM, APP = "docProps/core.xml", "docProps/custom.xml", "docProps/app.xml"
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
CORE_KIND = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
CUSTOM_KIND = f"{x.OFFICE_RELS}/custom-properties"
_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_CUSTOM_NS = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VT_NS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_NAME = re.compile(r"[^\x00-\x1f<>]{1,255}")

CustomValue = str | int | bool


@dataclass(frozen=True)
class CoreProperties:
    """Title, author and times of a document; times without a zone count as UTC."""

    title: str = ""
    creator: str = ""
    subject: str = ""
    description: str = ""
    keywords: str = ""
    category: str = ""
    identifier: str = ""
    version: str = ""
    language: str = ""
    last_modified_by: str = ""
    created: datetime | date | None = None
    modified: datetime | date | None = None


def core_xml(core: CoreProperties, language: str) -> str:
    """docProps/core.xml."""
    texts = [
        ("dc:title", core.title), ("dc:subject", core.subject), ("dc:creator", core.creator),
        ("cp:keywords", core.keywords), ("dc:description", core.description),
        ("cp:lastModifiedBy", core.last_modified_by or core.creator),
        ("cp:category", core.category), ("dc:identifier", core.identifier), ("cp:version", core.version),
        ("dc:language", core.language or {"sv": "sv-SE", "en": "en-GB"}.get(language, language)),
    ]  # fmt: skip
    pieces = [f"<{name}>{attribute(text)}</{name}>" for name, text in texts if text]
    pieces += [
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{_w3c(time)}</dcterms:{name}>'
        for name, time in (("created", core.created), ("modified", core.modified or core.created))
        if time is not None
    ]
    return (
        f'{x.XML_HEAD}<cp:coreProperties xmlns:cp="{_CP}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{''.join(pieces)}</cp:coreProperties>"
    )


def _w3c(time: datetime | date) -> str:
    if not isinstance(time, datetime):
        return f"{time.isoformat()}T00:00:00Z"
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if time.tzinfo else time.strftime("%Y-%m-%dT%H:%M:%SZ")


def custom_xml(custom: Mapping[str, CustomValue]) -> str:
    """docProps/custom.xml, in order of name."""
    pieces = []
    for number, name in enumerate(sorted(custom), start=2):
        if not _NAME.fullmatch(name):
            raise WrongData(say("Egenskapen {name} har ett namn som inte går att använda.", name=name[:80]))
        pieces.append(
            f'<property fmtid="{_FORMAT}" pid="{number}" name="{attribute(name)}">{_variant(custom[name])}</property>'
        )
    return f'{x.XML_HEAD}<Properties xmlns="{_CUSTOM_NS}" xmlns:vt="{_VT_NS}">{"".join(pieces)}</Properties>'


def _variant(value: CustomValue) -> str:
    if isinstance(value, bool):
        return f"<vt:bool>{str(value).lower()}</vt:bool>"
    if isinstance(value, int) and abs(value) < 2**31:
        return f"<vt:i4>{value}</vt:i4>"
    return f"<vt:lpwstr>{attribute(str(value))}</vt:lpwstr>"


def read_custom_properties(docx: bytes) -> dict[str, str | int | bool]:
    """The custom properties of a Word file; raises `TemplateRefused` for a file that cannot be read."""
    data = read_package(docx, DOCUMENT).parts.get(CUSTOM)
    if data is None:
        return {}
    found: dict[str, str | int | bool] = {}
    for node in parse_xml(CUSTOM, data):
        if len(node):
            found[node.get("name", "")] = _read_variant(node[0])
    return found


def _read_variant(node: x.Element) -> str | int | bool:
    kind, text = etree.QName(node).localname, node.text or ""
    if kind == "bool":
        return text == "true"
    return int(text) if kind in ("i4", "int", "i2", "i8") and re.fullmatch(r"-?\d{1,18}", text) else text
