"""Reading a .docx with suspicion: sizes, names, content types and relations are checked before any part is used."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from continuity.documents import ooxml as x
from continuity.documents.archive import Stream
from continuity.documents.errors import Place, refuse
from continuity.documents.ooxml import Element
from continuity.errors import Reason, say

MAX_ENTRIES = 1_000
_RATIO_FROM = 1_000_000
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES, ROOT_RELS = "[Content_Types].xml", "_rels/.rels"
_DECLARED = re.compile(r'<\?xml[^>]*?encoding\s*=\s*["\']([\w.-]+)["\']')
_FILE = Place("")


@dataclass(frozen=True)
class Bounds:
    """How large a file may be: its bytes, unpacked, as XML, in elements (400 bytes each once read), and its ratio."""

    file: int
    unpacked: int
    xml: int
    markup: int
    ratio: int


TEMPLATE = Bounds(file=20_000_000, unpacked=40_000_000, xml=12_000_000, markup=200_000, ratio=120)
DOCUMENT = Bounds(file=60_000_000, unpacked=150_000_000, xml=120_000_000, markup=6_000_000, ratio=1_000)


@dataclass(frozen=True)
class Relation:
    """A part's relation to another part, or to an address outside."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class Package:
    """The parts of a Word file, as they lie in it and unpacked."""

    streams: Mapping[str, Stream]
    parts: Mapping[str, bytes]
    types: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def main(self) -> str:
        """The name of the main document part."""
        return next(name for name, kind in self.types.items() if kind == MAIN_TYPE)

    def relations(self, name: str) -> list[Relation]:
        """The relations of a part; "" for those of the whole file."""
        data = self.parts.get(rels_of(name))
        return [] if data is None else read_relations(name, data)

    def of_type(self, ending: str) -> list[str]:
        """The parts whose content type ends so, in order of name."""
        return sorted(name for name, kind in self.types.items() if kind.endswith(f".{ending}+xml"))


def rels_of(name: str) -> str:
    """Where a part's relations are kept."""
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{base}.rels") if name else ROOT_RELS


def read_relations(name: str, data: bytes) -> list[Relation]:
    """The relations in a .rels part of part `name`; targets inside the file are made absolute."""
    found = []
    for node in parse_xml(rels_of(name), data).iter(f"{{{x.RELS_NS}}}Relationship"):
        external = node.get("TargetMode", "Internal") == "External"
        target = node.get("Target", "")
        if not external:
            target = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), target)).lstrip("/")
        found.append(Relation(node.get("Id", ""), node.get("Type", ""), target, external))
    return found


def read_package(source: bytes, bounds: Bounds = TEMPLATE) -> Package:
    """Unpack a Word file; raises `TemplateRefused` before anything large or strange has been taken in."""
    _check_beginning(source, bounds)
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, IndexError):
        raise refuse(
            _FILE,
            say("Filen går inte att öppna som ett Word-dokument. Öppna den i Word och spara den på nytt som .docx."),
        ) from None
    _check_entries(entries, len(source), bounds)
    streams = {entry.filename: _raw(entry, source) for entry in entries if not entry.is_dir()}
    parts = {name: _unpack(name, stream) for name, stream in streams.items()}
    if TYPES not in parts or ROOT_RELS not in parts:
        raise refuse(
            _FILE,
            say("Filen är ett zip-arkiv men inget Word-dokument. Öppna den i Word och spara den på nytt som .docx."),
        )
    _check_xml(parts, bounds)
    types = _read_types(parts)
    return Package(streams, parts, types)


def _check_beginning(source: bytes, bounds: Bounds) -> None:
    if len(source) > bounds.file:
        raise refuse(_FILE, say("Filen är större än {n} MB. Minska bilderna i den.", n=bounds.file // 1_000_000))
    if source[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise refuse(
            _FILE,
            say("Filen är krypterad eller sparad i Words gamla format. Ta bort lösenordet och spara den som .docx."),
        )
    if source[:4] != b"PK\x03\x04":
        raise refuse(_FILE, say("Filen är inget Word-dokument. Öppna den i Word och spara den på nytt som .docx."))


def _check_entries(entries: list[zipfile.ZipInfo], length: int, bounds: Bounds) -> None:
    if len(entries) > MAX_ENTRIES:
        raise refuse(_FILE, say("Filen innehåller fler än {n} delar.", n=MAX_ENTRIES))
    if sum(entry.file_size for entry in entries) > bounds.unpacked:
        raise refuse(_FILE, say("Filen blir större än {n} MB när den packas upp.", n=bounds.unpacked // 1_000_000))
    seen: set[str] = set()
    for entry in entries:
        if fault := _fault_of(entry, bounds):
            raise refuse(Place(entry.filename[:120]), fault)
        if entry.filename.lower() in seen:
            raise refuse(
                Place(entry.filename[:120]), say("Samma del finns två gånger i filen. Spara den på nytt i Word.")
            )
        seen.add(entry.filename.lower())
    _check_overlap(entries, length)


def _fault_of(entry: zipfile.ZipInfo, bounds: Bounds) -> Reason | None:
    name = getattr(entry, "orig_filename", entry.filename)
    if name != entry.filename or _is_strange(name):
        return say("En del i filen har ett otillåtet namn. Spara den på nytt i Word.")
    if entry.flag_bits & 0x41:
        return say("Filen är krypterad. Ta bort lösenordet och spara den på nytt.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return say("En del i filen är packad på ett sätt som Word inte använder. Spara den på nytt i Word.")
    if entry.file_size > _RATIO_FROM and entry.file_size > bounds.ratio * max(entry.compress_size, 1):
        return say("En del i filen är packad onormalt hårt och kan vara en zip-bomb.")
    if (entry.external_attr >> 28) == 0xA:
        return say("En del i filen är en länk till en annan fil. Spara den på nytt i Word.")
    return None


def _is_strange(name: str) -> bool:
    steps = name.rstrip("/").split("/")
    return (
        not name
        or name.startswith("/")
        or any(sign in name for sign in "\\:\0")
        or any(step in ("", ".", "..") for step in steps)
        or any(ord(sign) < 32 for sign in name)
        or len(name) > 250
    )


def _check_overlap(entries: list[zipfile.ZipInfo], length: int) -> None:
    """Entries that share bytes make a small file unpack to a large one."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end or (end == 0 and entry.header_offset != 0):
            raise refuse(
                Place(entry.filename), say("Delarna i filen ligger ovanpå varandra. Spara den på nytt i Word.")
            )
        end = entry.header_offset + 30 + len(entry.filename.encode()) + entry.compress_size
    if end > length:
        raise refuse(_FILE, say("Filen är avklippt. Ladda upp den igen."))


def _raw(entry: zipfile.ZipInfo, source: bytes) -> Stream:
    """The entry as it lies in the file; its own header must agree with the directory."""
    at = entry.header_offset
    head = source[at : at + 30]
    name_length, extra_length = int.from_bytes(head[26:28], "little"), int.from_bytes(head[28:30], "little")
    name = source[at + 30 : at + 30 + name_length]
    start = at + 30 + name_length + extra_length
    data = source[start : start + entry.compress_size]
    if (
        head[:4] != b"PK\x03\x04"
        or name.decode("utf-8", "replace") != entry.filename
        or len(data) != entry.compress_size
    ):
        raise refuse(
            Place(entry.filename),
            say("Filens innehållsförteckning stämmer inte med innehållet. Spara den på nytt i Word."),
        )
    return Stream(data, entry.CRC, entry.file_size, entry.compress_type)


def _unpack(name: str, stream: Stream) -> bytes:
    data = stream.data
    whole = True
    if stream.method == zipfile.ZIP_DEFLATED:
        inflater = zlib.decompressobj(-15)
        try:
            data = inflater.decompress(stream.data, stream.size + 1)
        except zlib.error:
            raise refuse(Place(name), say("Filen är skadad. Öppna den i Word och spara den på nytt.")) from None
        whole = inflater.eof and not inflater.unused_data
    if not whole or len(data) != stream.size or zlib.crc32(data) != stream.crc:
        raise refuse(Place(name), say("Filen är skadad. Öppna den i Word och spara den på nytt."))
    return data


# --- XML ---------------------------------------------------------------------------------------------------------


def is_xml(name: str, data: bytes) -> bool:
    """Whether a part is to be treated as XML, by its name or by how it begins."""
    return (
        name.lower().endswith((".xml", ".rels", ".vml", ".svg"))
        or data.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0")[:1] == b"<"
    )


def _check_xml(parts: Mapping[str, bytes], bounds: Bounds) -> None:
    total = markup = 0
    for name, data in parts.items():
        if is_xml(name, data):
            total += len(data)
            markup += max(data.count(b"<"), data.count(b"=") // 2)
            if total > bounds.xml or markup > bounds.markup:
                raise refuse(
                    Place(name),
                    say("Filens text är för stor: en mall får ha högst omkring 2 000 tabellrader. Dela upp den."),
                )
            _refuse_entities(name, data)


def _refuse_entities(name: str, data: bytes) -> None:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise refuse(Place(name), say("En del i filen har okänd teckenkodning. Spara den på nytt i Word.")) from None
    declared = _DECLARED.match(text[:200])
    if declared and declared.group(1).lower() not in ("utf-8", "utf-16", "us-ascii"):
        raise refuse(Place(name), say("En del i filen har okänd teckenkodning. Spara den på nytt i Word."))
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise refuse(
            Place(name),
            say("En del i filen har en egen dokumenttyp (DTD), vilket Word aldrig skriver. Filen kan vara farlig."),
        )


def parse_xml(name: str, data: bytes) -> Element:
    """The tree of a part; entities are never read and the network never reached."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False,
    )  # fmt: skip
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error  # nothing is wrong with the file
        raise refuse(
            Place(name),
            say("En del i filen är skadad och går inte att läsa. Öppna filen i Word och spara den på nytt."),
        ) from None


def _read_types(parts: Mapping[str, bytes]) -> dict[str, str]:
    root = parse_xml(TYPES, parts[TYPES])
    defaults = {n.get("Extension", "").lower(): n.get("ContentType", "") for n in root.iter(f"{{{x.CT_NS}}}Default")}
    overrides = {
        n.get("PartName", "").lstrip("/"): n.get("ContentType", "") for n in root.iter(f"{{{x.CT_NS}}}Override")
    }
    types = {}
    for name in parts:
        if name != TYPES:
            ending = name.rpartition(".")[2].lower() if "." in posixpath.basename(name) else ""
            types[name] = overrides.get(name, defaults.get(ending, ""))
    return types
