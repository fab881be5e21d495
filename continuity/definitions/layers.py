"""Merges the layers of one definition: what we ship, the organisation's own, a variant's, a department's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from continuity.definitions.canonical import canonical_json, sha256_of
from continuity.definitions.folders import Kind, Source
from continuity.definitions.overlays import merge, touched
from continuity.definitions.reader import parse, upgraded
from continuity.definitions.words import Definition
from continuity.errors import ContentFaulty

T = TypeVar("T", bound=Definition)


class Key(NamedTuple):
    """Which merged definition; variant and department are "" where nothing of theirs applies."""

    kind: Kind
    name: str
    variant: str = ""
    department: str = ""

    @property
    def combined(self) -> bool:
        """True for a department's overlay upon a variant's: needed only if that department chose that variant."""
        return bool(self.variant and self.department)


@dataclass(frozen=True)
class Merged(Generic[T]):
    """One definition with all its layers applied; `writers` says which file wrote the value at a path."""

    hash: str
    model: T
    data: Mapping[str, Any]
    writers: Mapping[str, str]

    def file_of(self, key: str) -> str:
        """The file that wrote the value at this dotted key: the most specific path decides."""
        return _writer(self.writers, key)


def applies(source: Source, key: Key) -> bool:
    """True where the file is one of this definition's layers."""
    return (source.kind, source.name) == (key.kind, key.name) and (
        not (source.variant or source.department)
        or (source.variant != "" and source.variant == key.variant)
        or (source.department != "" and source.department == key.department)
    )


def merge_layers(key: Key, layers: Sequence[Source]) -> Merged[Definition]:
    """The layers upon each other, most general first; raises `ContentFaulty` naming the file that wrote each fault."""
    ordered = sorted(layers, key=lambda source: (source.department != "", source.variant != "", source.root))
    base, *overlays = ordered
    data = upgraded(key.kind, base.data, base.file)
    writers = {"": base.file}
    for source in overlays:
        if source.overlay:
            data = merge(data, source.overlay, source.file)
            writers.update(dict.fromkeys(touched(source.overlay), source.file))
    try:
        model = parse(key.kind, data, base.file)
    except ContentFaulty as faulty:
        raise ContentFaulty(
            tuple(replace(one, file=_writer(writers, one.key)) for one in faulty.complaints)
        ) from faulty
    digest = sha256_of(canonical_json({"kind": key.kind, "data": data}))
    return Merged(digest, model, MappingProxyType(dict(data)), MappingProxyType(writers))


def _writer(writers: Mapping[str, str], key: str) -> str:
    """The file of the longest written path that `key` stands at or below."""
    at = max((path for path in writers if _below(key, path)), key=len)
    return writers[at]


def _below(key: str, path: str) -> bool:
    return not path or (key.startswith(path) and key[len(path) : len(path) + 1] in ("", ".", "["))
