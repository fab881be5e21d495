"""Proving a template before it is used, and a document after: safe, valid, accessible, and true to what is known."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from continuity.documents import ooxml as x
from continuity.documents.accessibility import accessibility_faults
from continuity.documents.archive import manifest_sha256
from continuity.documents.errors import Place, TemplateRefused
from continuity.documents.package import DOCUMENT, TEMPLATE, parse_xml, read_package
from continuity.documents.paths import Schema, check_paths, unshown_paths
from continuity.documents.safety import check_package
from continuity.documents.structure import structure_faults
from continuity.documents.styles import read_styles
from continuity.documents.template import Template, compile_template
from continuity.errors import Complaint, say


def lint(source: bytes, *, name: str = "", finished: bool = False) -> tuple[Complaint, ...]:
    """Everything to say about a Word file; severity "error" means that it may not be used.

    With `finished` the file is a document rather than a template, and text that looks like a tag is only text.
    """
    try:
        faults = list(_look(source, finished))
    except TemplateRefused as refused:
        faults = list(refused.complaints)
    return tuple(replace(fault, file=name) for fault in _once(faults))


def _once(faults: Iterable[Complaint]) -> Iterator[Complaint]:
    """One of each: the same fault on every page is said once."""
    seen: set[tuple[str, str]] = set()
    for fault in faults:
        key = (fault.key, str(fault.reason))
        if key not in seen:
            seen.add(key)
            yield fault


def _look(source: bytes, finished: bool) -> Iterator[Complaint]:
    package = read_package(source, DOCUMENT if finished else TEMPLATE)
    trees = check_package(package)
    yield from structure_faults(package, trees)
    yield from accessibility_faults(package, trees, read_styles(package, trees))
    if finished:
        core = next(
            (trees[n] for n, kind in package.types.items() if kind.endswith("core-properties+xml") and n in trees), None
        )
        if core is None or not (core.findtext("{http://purl.org/dc/elements/1.1/}title") or "").strip():
            yield Place("docProps/core.xml").complain(
                say("Dokumentet har ingen titel i sina egenskaper."), severity="warning"
            )
    else:
        del package, trees  # compiling reads the file anew, and both at once would take twice the memory
        compile_template(source)


def check(template: Template, schema: Schema, *, report_unshown: bool = True) -> tuple[Complaint, ...]:
    """A template against what is known: errors for unknown or misused paths, warnings for what it never shows."""
    faults = list(check_paths(template.paths, schema))
    if report_unshown:
        for path in unshown_paths(template.paths, schema):
            faults.append(
                Complaint("", path, say("Frågan {path} visas inte någonstans i mallen.", path=path), "warning")
            )
    return tuple(replace(fault, file=template.name) for fault in _once(faults))


def content_sha256(docx: bytes) -> str:
    """A hash of a Word file's unpacked parts: the same whatever program or level compressed it."""
    return manifest_sha256(read_package(docx, DOCUMENT).parts)


def read_text(docx: bytes) -> list[str]:
    """The words of each paragraph of the main document, in order; line breaks and tabs as such."""
    package = read_package(docx, DOCUMENT)
    root = parse_xml(package.main, package.parts[package.main])
    return ["".join(_signs(paragraph)) for paragraph in root.iter(x.P)]


def _signs(paragraph: x.Element) -> Iterator[str]:
    for node in paragraph.iter(x.T, x.TAB, x.BR, x.CR):
        parent = node.getparent()
        if x.nearest(node, x.P) is paragraph and parent is not None and parent.tag == x.R:
            yield (node.text or "") if node.tag == x.T else "\t" if node.tag == x.TAB else "\n"
