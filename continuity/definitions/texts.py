"""Finds texts that lack a language which the organisation writes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from continuity.definitions.folders import Source
from continuity.definitions.layers import Merged
from continuity.definitions.mistakes import Step, dotted
from continuity.definitions.vocabulary import LANGUAGES
from continuity.definitions.words import Definition, Words
from continuity.errors import Complaint, say


def texts_in(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[str, Words]]:
    """Every text in a definition with its dotted key."""
    if isinstance(value, Words):
        yield dotted(path), value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from texts_in(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts_in(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from texts_in(inner, (*path, index))


def lacks(words: Words, language: str) -> bool:
    """True where the text is missing or blank in this language."""
    return not (getattr(words, language, None) or "").strip()


def untranslated(
    merged: Sequence[Merged[Definition]], sources: Sequence[Source], written: Sequence[str]
) -> Iterator[Complaint]:
    """Texts without a language that must be written: both in what we ship, `written` in the organisation's own.

    Where the other language will be shown instead, one warning a file.
    """
    required = {source.file: LANGUAGES if source.root == 0 else tuple(written) for source in sources}
    fallbacks: dict[tuple[str, str], set[str]] = {}
    for file, key, language in _gaps(merged, sources):
        if language in required[file]:
            yield Complaint(file, key, say("Texten saknas på språket {language}. Skriv den.", language=language))
        else:
            fallbacks.setdefault((file, language), set()).add(key)
    for (file, language), keys in fallbacks.items():
        reason = say(
            "{count} texter saknas på språket {language}; det andra språket visas i stället.",
            count=len(keys),
            language=language,
        )
        yield Complaint(file, "", reason, severity="warn")


def _gaps(merged: Sequence[Merged[Definition]], sources: Sequence[Source]) -> Iterator[tuple[str, str, str]]:
    """Every (file, key, language) where a text is missing."""
    for one in merged:
        for key, words in texts_in(one.model):
            for language in LANGUAGES:
                if lacks(words, language):
                    yield one.file_of(key), key, language
    for source in sources:
        for language in LANGUAGES:
            if source.overlay and lacks(source.overlay.why, language):
                yield source.file, "why", language
