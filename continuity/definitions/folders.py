"""Which files a content folder holds, and what each of them is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from continuity.definitions.overlays import Overlay
from continuity.definitions.reader import parse, read_toml
from continuity.definitions.vocabulary import LANGUAGES
from continuity.errors import Complaint, ContentFaulty, Reason, say

Kind = Literal["form", "workflow", "organisation", "scenario"]
ORGANISATION = "organisation"


@dataclass(frozen=True)
class Source:
    """One file of definitions; `overlay` is None where the file is a whole definition."""

    kind: Kind
    name: str
    variant: str
    department: str
    root: int
    file: str
    data: Mapping[str, Any]
    overlay: Overlay | None


@dataclass(frozen=True)
class TemplateFile:
    """One Word template."""

    document: str
    language: str
    variant: str
    department: str
    root: int
    file: str
    path: Path


@dataclass(frozen=True)
class _Found:
    """A TOML file and what its place in the folder says about it; `name` is "" where the file itself says it."""

    kind: Kind
    name: str
    variant: str
    department: str
    path: Path


def sources_in(roots: Sequence[Path]) -> tuple[tuple[Source, ...], tuple[Complaint, ...]]:
    """Every definition file below the roots (the first is what we ship), and every file that could not be read."""
    sources: list[Source] = []
    complaints: list[Complaint] = []
    for number, root in enumerate(roots):
        for found in _found(root):
            try:
                sources.append(_read(found, number, label(roots, number, found.path)))
            except ContentFaulty as faulty:
                complaints.extend(faulty.complaints)
        complaints.extend(_misplaced(roots, number))
    return tuple(sources), tuple(complaints)


def templates_in(roots: Sequence[Path]) -> tuple[TemplateFile, ...]:
    """Every Word template below the roots; Word's own lock files are left out."""
    return tuple(
        TemplateFile(path.stem, language, variant, department, number, label(roots, number, path), path)
        for number, root in enumerate(roots)
        for language in LANGUAGES
        for variant, department, folder in _template_folders(root / "docx_templates", language)
        for path in sorted(folder.glob("*.docx"))
        if not path.name.startswith("~$")
    )


def label(roots: Sequence[Path], number: int, path: Path) -> str:
    """How complaints name a file: `forms/x.toml` in what we ship, with its folder's name in the organisation's own."""
    inside = path.relative_to(roots[number]).as_posix()
    return inside if number == 0 else f"{roots[number].name}/{inside}"


def _found(root: Path) -> Iterator[_Found]:
    for path in sorted((root / "workflows").glob("*.toml")):
        yield _Found("workflow", path.stem, "", "", path)
    for path in sorted((root / "workflows" / "variants").glob("*.toml")):
        yield _Found("workflow", "", path.stem, "", path)
    for path in sorted((root / "workflows" / "departments").glob("*.toml")):
        yield _Found("workflow", "", "", path.stem, path)
    for path in sorted((root / "forms").glob("*.toml")):
        yield _Found("organisation" if path.stem == ORGANISATION else "form", path.stem, "", "", path)
    for path in sorted((root / "forms" / "variants").glob("*/*.toml")):
        yield _Found("form", path.stem, path.parent.name, "", path)
    for path in sorted((root / "forms" / "departments").glob("*/*.toml")):
        yield _Found("form", path.stem, "", path.parent.name, path)
    for path in sorted((root / "scenarios").glob("*.toml")):
        yield _Found("scenario", path.stem, "", "", path)


def _misplaced(roots: Sequence[Path], number: int) -> Iterator[Complaint]:
    """TOML files that nothing reads: a misspelt folder would otherwise be silence."""
    known = {found.path for found in _found(roots[number])}
    for folder in ("workflows", "forms", "scenarios"):
        for path in sorted((roots[number] / folder).rglob("*.toml")):
            if path not in known:
                reason = say(
                    "Filen ligger där ingen läser den. Flytta den till rätt mapp: se README.md i {folder}.",
                    folder=folder,
                )
                yield Complaint(label(roots, number, path), "", reason)


def _read(found: _Found, root: int, file: str) -> Source:
    data = read_toml(found.path, file)
    overlay = parse("overlay", data, file) if "extends" in data else None
    name = found.name or (overlay.extends if overlay else "")
    reason = _wrong_place(found, root, overlay)
    if reason:
        raise ContentFaulty((Complaint(file, "extends", reason),))
    return Source(found.kind, name, found.variant, found.department, root, file, data, overlay)


def _wrong_place(found: _Found, root: int, overlay: Overlay | None) -> Reason | None:
    layered = bool(found.variant or found.department)
    if overlay is None:
        if layered:
            return say("Nyckeln saknas. En fil här är en överlagring: skriv extends och why överst.")
        if found.kind == "organisation" and root > 0:
            return say(
                'Nyckeln saknas. Skriv extends = "organisation" och bara det som skiljer er från det levererade.'
            )
        return None
    if found.name and overlay.extends != found.name:
        return say('Filens namn säger att den överlagrar ”{name}”. Skriv extends = "{name}".', name=found.name)
    if root == 0 and not layered:
        return say("En fil här ska vara hel och kan inte överlagra något. Ta bort extends.")
    return None


def _template_folders(base: Path, language: str) -> Iterator[tuple[str, str, Path]]:
    yield "", "", base / language
    for folder in sorted((base / "variants").glob("*")):
        yield folder.name, "", folder / language
    for folder in sorted((base / "departments").glob("*")):
        yield "", folder.name, folder / language
