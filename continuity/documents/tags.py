"""Finding tags in a paragraph's text, and reading what kind of tag each one is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from continuity.documents.errors import Place, refuse
from continuity.errors import Reason, say

Level = Literal["", "r", "p", "tr", "tc"]
Kind = Literal[
    "output", "for", "endfor", "if", "elif", "else", "endif", "set", "shade", "span", "comment",
    "keep", "keep_body", "keep_close", "keep_end", "ensure", "ensure_end", "id", "mark", "name",
]  # fmt: skip

OPENERS = frozenset({"for", "if"})
CLOSERS = {"endfor": "for", "endif": "if"}
_DOUBLE, _SINGLE = '"“”„‟«»', "'‘’‚‛"
_INSIDE = f"(?:[{_DOUBLE}][^{_DOUBLE}]*[{_DOUBLE}]|[{_SINGLE}][^{_SINGLE}]*[{_SINGLE}]"
_TAG = re.compile(
    rf"\{{\{{(?P<output>{_INSIDE}|(?!\}}\}}|\{{[{{%#])[^{_DOUBLE}{_SINGLE}])*)\}}\}}"
    rf"|\{{%(?P<statement>{_INSIDE}|(?!%\}}|\{{[{{%#])[^{_DOUBLE}{_SINGLE}])*)%\}}"
    r"|\{#(?P<comment>.*?)#\}",
    re.DOTALL,
)
_STRAY = re.compile(r"\{[{%#]|[}%#]\}")
_QUOTED = re.compile(rf"[{_DOUBLE}]([^{_DOUBLE}]*)[{_DOUBLE}]|[{_SINGLE}]([^{_SINGLE}]*)[{_SINGLE}]")
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200d\u202f\u2060\ufeff\u00ad]+")
_STATEMENT = re.compile(r"(?:(tr|tc|p|r) +)?([A-Za-z_]+)(?: +(.*))?$", re.DOTALL)
_PREFIXED = re.compile(r"([pr]) +(?!(?:if|is|in|and|or|not|else)\b)([A-Za-z\"'(\[].*)$", re.DOTALL)
_KINDS: dict[str, Kind] = {
    "for": "for", "endfor": "endfor", "if": "if", "elif": "elif", "else": "else", "endif": "endif",
    "set": "set", "cellbg": "shade", "colspan": "span",
}  # fmt: skip
_BARE = frozenset({"endfor", "else", "endif"})


@dataclass(eq=False)
class Tag:
    """One tag of a template: what it is, at which level, its expression, and the words as they stand in Word."""

    kind: Kind
    code: str = ""
    shown: str = ""
    place: Place = field(default_factory=lambda: Place(""))
    level: Level = ""
    number: int = -1
    group: "list[Tag]" = field(default_factory=list)
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """A tag and the stretch of the paragraph's text that it takes up."""

    start: int
    end: int
    tag: Tag


def may_hold_tags(text: str) -> bool:
    """Whether any tag begins or ends here."""
    return _STRAY.search(text) is not None


def find_tags(text: str, place: Place) -> list[Span]:
    """Every tag of a paragraph, in order; raises `TemplateRefused` for one that is not closed or not known."""
    spans = [Span(found.start(), found.end(), _read(found, place)) for found in _TAG.finditer(text)]
    for stretch in _between(text, spans):
        if stray := _STRAY.search(stretch):
            raise refuse(place, _unpaired(stray.group(), stretch[stray.start() : stray.start() + 40]))
    return spans


def _unpaired(sign: str, near: str) -> Reason:
    if sign[0] == "{":
        return say(
            "En tagg börjar med {sign} men avslutas inte i samma stycke (”{near}”). Skriv klart taggen, med lika många"
            " citattecken i början som i slutet.", sign=sign, near=near,
        )  # fmt: skip
    return say(
        "Tecknen {sign} står utan att en tagg har börjat (”{near}”). Ta bort dem eller skriv hela taggen.",
        sign=sign,
        near=near,
    )


def _between(text: str, spans: list[Span]) -> Iterator[str]:
    at = 0
    for span in spans:
        yield text[at : span.start]
        at = span.end
    yield text[at:]


def _read(found: re.Match[str], place: Place) -> Tag:
    shown = _SPACES.sub(" ", found.group())
    if found.group("comment") is not None:
        return Tag("comment", "", shown, place)
    if (inner := found.group("output")) is not None:
        return _read_output(_straighten(inner), shown, place)
    return _read_statement(_straighten(found.group("statement")), shown, place)


def _straighten(inner: str) -> str:
    """Spaces and quotation marks as Word likes them, turned into those of the language; texts in quotes stay."""
    pieces: list[str] = []
    at = 0
    for quoted in _QUOTED.finditer(inner):
        words = quoted.group(1) if quoted.group(1) is not None else quoted.group(2)
        pieces += [
            _SPACES.sub(" ", inner[at : quoted.start()]),
            '"',
            words.replace("\\", "\\\\").replace('"', '\\"'),
            '"',
        ]
        at = quoted.end()
    return "".join([*pieces, _SPACES.sub(" ", inner[at:])])


def _read_output(inner: str, shown: str, place: Place) -> Tag:
    prefixed = _PREFIXED.match(inner)
    level: Level = "" if prefixed is None else "p" if prefixed.group(1) == "p" else "r"
    code = (inner if prefixed is None else prefixed.group(2)).strip(" -+")
    if not code:
        raise refuse(place, say("Taggen {tag} är tom. Skriv vad som ska visas, eller ta bort den.", tag=shown))
    return Tag("output", code, shown, place, level)


def _read_statement(inner: str, shown: str, place: Place) -> Tag:
    found = _STATEMENT.match(inner.strip(" -+"))
    kind = _KINDS.get(found.group(2)) if found else None
    if found is None or kind is None:
        raise refuse(place, say(
            "Taggen {tag} finns inte i mallspråket. De som finns är for, if, elif, else, set, endfor, endif, cellbg och"
            " colspan.", tag=shown,
        ))  # fmt: skip
    code = (found.group(3) or "").strip()
    if bool(code) == (kind in _BARE):
        raise refuse(place, say("Taggen {tag} är inte färdigskriven eller har ord för mycket.", tag=shown))
    level: Level = found.group(1) or ""  # type: ignore[assignment]  # the pattern allows only these
    return Tag(kind, code, shown, place, level)
