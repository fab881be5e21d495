"""Values that are more than text: paragraphs and lists, pictures, page breaks, links and marked omissions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["text", "bullet", "number"]

_BULLET = re.compile(r"\s*[-*•–]\s+(.*)", re.DOTALL)
_NUMBER = re.compile(r"\s*\d{1,3}[.)]\s+(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; `url` (http, https or mailto) makes it a link."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of runs: ordinary text, or an item in a bullet or numbered list."""

    runs: tuple[Run, ...]
    kind: BlockKind = "text"

    @property
    def text(self) -> str:
        """The words without their style."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Several paragraphs and lists; false when there are none."""

    blocks: tuple[Paragraph, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.blocks)

    def __iter__(self) -> Iterator[Paragraph]:
        return iter(self.blocks)

    @property
    def text(self) -> str:
        """The words where no paragraph can begin: a line each, with bullets and numbers as signs."""
        lines, number = [], 0
        for block in self.blocks:
            number = number + 1 if block.kind == "number" else 0
            lines.append({"text": "", "bullet": "• ", "number": f"{number}. "}[block.kind] + block.text)
        return "\n".join(lines)

    @classmethod
    def from_text(cls, text: str) -> "Paragraphs":
        """What people type: a blank line starts a paragraph, `- ` or `1. ` at the start of a line a list item."""
        blocks: list[Paragraph] = []
        open_text = False
        for line in re.split(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", text):
            kind, words = _kind_of(line)
            if not words.strip():
                open_text = False
            elif kind == "text" and open_text:
                blocks[-1] = Paragraph((Run(f"{blocks[-1].text}\n{words.strip()}"),), blocks[-1].kind)
            else:
                blocks.append(Paragraph((Run(words.strip()),), kind))
                open_text = True
        return cls(tuple(blocks))


def _kind_of(line: str) -> tuple[BlockKind, str]:
    if bullet := _BULLET.fullmatch(line):
        return "bullet", bullet.group(1)
    if number := _NUMBER.fullmatch(line):
        return "number", number.group(1)
    return "text", line


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG with its alternative text; give a width or a height in cm, or neither for its own size."""

    data: bytes
    alt: str
    width_cm: float | None = None
    height_cm: float | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page at this point."""


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A link with words of its own; only http, https and mailto."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Omitted:
    """A value left out of this edition: prints its words wherever the value would have stood.

    Anything inside it is the same omission, a loop over it makes one marked row, and a condition on it holds.
    """

    words: str = "[Uppgift utelämnad: sekretess]"

    def __getitem__(self, key: object) -> "Omitted":
        return self

    def __bool__(self) -> bool:
        return True


class LevelWord(str):
    """A level in words (`3 Allvarlig`) that remembers its colour, six hexadecimal digits or empty."""

    __slots__ = ("colour",)
    colour: str

    def __new__(cls, text: str, colour: str = "") -> "LevelWord":
        """The words, with the colour beside them."""
        word = super().__new__(cls, text)
        word.colour = colour
        return word
