"""Everything the organisation has written, merged layer by layer and looked up by name, variant and department."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast

from continuity.definitions.canonical import canonical_json, sha256_of
from continuity.definitions.folders import ORGANISATION, Kind, Source, TemplateFile, sources_in, templates_in
from continuity.definitions.forms import Form
from continuity.definitions.layers import Key, Merged, applies, merge_layers
from continuity.definitions.mistakes import not_known
from continuity.definitions.organisation import Organisation
from continuity.definitions.texts import untranslated
from continuity.definitions.vocabulary import LANGUAGES
from continuity.definitions.words import Definition
from continuity.definitions.workflows import Workflow
from continuity.errors import Complaint, ContentFaulty, NotFound, say


@dataclass(frozen=True)
class Item:
    """One thing to publish: a merged definition (`data`) or a Word template (`path`), whose name is `sv/exercise`."""

    kind: Literal["form", "workflow", "organisation", "scenario", "template"]
    name: str
    variant: str
    department: str
    hash: str
    data: Mapping[str, Any] | None = None
    path: Path | None = None

    @property
    def text(self) -> str:
        """A definition's merged data as canonical JSON; "" for a template."""
        return canonical_json(self.data) if self.data is not None else ""


class Catalogue:
    """What was read once from the content folders; definitions are merged when first asked for, then kept."""

    def __init__(
        self, sources: Sequence[Source], templates: Sequence[TemplateFile], refused: Mapping[Key, ContentFaulty]
    ) -> None:
        self._sources = tuple(sources)
        self._templates = {(t.document, t.language, t.variant, t.department): t for t in templates}
        self._refused = dict(refused)
        self._merged: dict[Key, Merged[Definition]] = {}

    @property
    def organisation(self) -> Merged[Organisation]:
        """The organisation's own settings."""
        return cast(Merged[Organisation], self.merged(self.key("organisation", ORGANISATION, "", "")))

    def workflow(self, name: str, variant: str = "", department: str = "") -> Merged[Workflow]:
        """A workflow as this department runs it; raises `NotFound`, or `ContentFaulty` where the layers do not fit."""
        return cast(Merged[Workflow], self.merged(self.key("workflow", name, variant, department)))

    def form(self, name: str, variant: str = "", department: str = "") -> Merged[Form]:
        """A form as this department fills it; raises `NotFound`, or `ContentFaulty` where the layers do not fit."""
        return cast(Merged[Form], self.merged(self.key("form", name, variant, department)))

    def template(self, document: str, language: str, variant: str = "", department: str = "") -> Path:
        """The most specific Word template: the department's, the variant's, the common one; raises `NotFound`."""
        own = [("", department)] if department else []
        chosen = [(variant, "")] if variant else []
        for place in (*own, *chosen, ("", "")):
            found = self._templates.get((document, language, *place))
            if found:
                return found.path
        raise NotFound(
            say(
                "Det finns ingen dokumentmall för ”{document}” på språket {language}.",
                document=document,
                language=language,
            )
        )

    def names(
        self, kind: Literal["form", "workflow", "organisation", "scenario", "template", "variant", "department"]
    ) -> tuple[str, ...]:
        """The names of this kind, in alphabetical order."""
        if kind == "template":
            return tuple(sorted({document for document, *_ in self._templates}))
        if kind in ("variant", "department"):
            things: list[Source | TemplateFile] = [*self._sources, *self._templates.values()]
            return tuple(sorted({getattr(thing, kind) for thing in things} - {""}))
        return tuple(sorted({source.name for source in self._sources if source.kind == kind and not source.overlay}))

    def definitions(self) -> Iterator[Key]:
        """Every distinct merged definition, combinations of a variant and a department included."""
        for kind in ("organisation", "form", "workflow", "scenario"):
            for name in self.names(kind):
                ours = [source for source in self._sources if (source.kind, source.name) == (kind, name)]
                for variant in sorted({source.variant for source in ours} | {""}):
                    for department in sorted({source.department for source in ours} | {""}):
                        yield Key(kind, name, variant, department)

    def items(self) -> Iterator[Item]:
        """Everything to publish; what was refused is left out."""
        for key in self.definitions():
            if key not in self.refused:
                merged = self.merged(key)
                yield Item(key.kind, key.name, key.variant, key.department, merged.hash, data=merged.data)
        for template in self._templates.values():
            yield Item(
                "template",
                f"{template.language}/{template.document}",
                template.variant,
                template.department,
                sha256_of(template.path.read_bytes()),
                path=template.path,
            )

    def merged(self, key: Key) -> Merged[Definition]:
        """The definition of exactly this key."""
        if key in self._refused:
            raise self._refused[key]
        if key not in self._merged:
            self._merged[key] = merge_layers(key, [source for source in self._sources if applies(source, key)])
        return self._merged[key]

    @property
    def refused(self) -> frozenset[Key]:
        """The definitions that cannot be used."""
        return frozenset(self._refused)

    def without(self, refused: Mapping[Key, ContentFaulty]) -> "Catalogue":
        """The same catalogue where these definitions answer with what is wrong with them."""
        copy = Catalogue(self._sources, tuple(self._templates.values()), {**self._refused, **refused})
        copy._merged = self._merged
        return copy

    def key(self, kind: Kind, name: str, variant: str, department: str) -> Key:
        """Which merged definition answers for this variant and department; raises `NotFound`."""
        if name not in self.names(kind):
            raise NotFound(say("Det finns inget innehåll som heter ”{name}”.", name=name))
        if variant and variant not in self.names("variant"):
            raise NotFound(say("Det finns ingen variant som heter ”{name}”.", name=variant))
        ours = [source for source in self._sources if (source.kind, source.name) == (kind, name)]
        return Key(
            kind,
            name,
            variant if any(source.variant == variant for source in ours) else "",
            department if any(source.department == department for source in ours) else "",
        )


def content_root() -> Path:
    """The folder of what we ship: inside the installed package, else the checkout's top folder."""
    package = Path(__file__).resolve().parent.parent
    packaged = package / "content"
    return packaged if (packaged / "workflows").is_dir() else package.parent


def read_catalogue(roots: Sequence[Path]) -> tuple[Catalogue, tuple[Complaint, ...]]:
    """The content below the roots (ours first, then the organisation's own) and every mistake in its files."""
    sources, unread = sources_in(roots)
    complaints = [*unread, *_strays(sources)]
    catalogue = Catalogue(sources, templates_in(roots), {})
    refused: dict[Key, ContentFaulty] = {}
    for key in catalogue.definitions():
        try:
            catalogue.merged(key)
        except ContentFaulty as faulty:
            refused[key] = faulty
            complaints.extend(softened(key, faulty.complaints))
    catalogue = catalogue.without(refused)
    if ORGANISATION not in catalogue.names("organisation"):
        complaints.append(
            Complaint(
                "forms/organisation.toml",
                "",
                say("Filen saknas. Den säger vad organisationen bestämt en gång för alla."),
            )
        )
    merged = [catalogue.merged(key) for key in catalogue.definitions() if key not in refused]
    complaints.extend(untranslated(merged, sources, _written(catalogue)))
    return catalogue, without_repeats(complaints)


def softened(key: Key, complaints: Sequence[Complaint]) -> Iterator[Complaint]:
    """A combination that does not fit stops nobody until a department chooses it: then it is a warning."""
    for complaint in complaints:
        yield replace(complaint, severity="warn") if key.combined else complaint


def without_repeats(complaints: Sequence[Complaint]) -> tuple[Complaint, ...]:
    """Each mistake once, errors before warnings of the same thing: layers share what they do not change."""
    unique: dict[tuple[str, str, str], Complaint] = {}
    for complaint in sorted(complaints, key=lambda complaint: complaint.severity):
        unique.setdefault((complaint.file, complaint.key, str(complaint.reason)), complaint)
    return tuple(unique.values())


def _strays(sources: Sequence[Source]) -> Iterator[Complaint]:
    """Overlays that extend nothing, and whole files that hide what we ship."""
    whole: dict[tuple[str, str], Source] = {}
    for source in sources:
        if source.overlay:
            continue
        first = whole.setdefault((source.kind, source.name), source)
        if first is not source:
            reason = say(
                "”{name}” finns redan i {file}. Skriv en överlagring med extends, eller byt filens namn.",
                name=source.name,
                file=first.file,
            )
            yield Complaint(source.file, "extends", reason)
    for source in sources:
        if source.overlay and (source.kind, source.name) not in whole:
            known = [name for kind, name in whole if kind == source.kind]
            yield Complaint(source.file, "extends", not_known(source.overlay.extends, known))


def _written(catalogue: Catalogue) -> tuple[str, ...]:
    """The languages that the organisation writes; both, while its own file is missing or faulty."""
    try:
        return catalogue.organisation.model.languages
    except (ContentFaulty, NotFound):
        return LANGUAGES
