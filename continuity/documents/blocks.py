"""A part of a template as a tree of constant XML, outputs, loops and conditions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from jinja2 import nodes

from continuity.documents.errors import refuse
from continuity.documents.language import read_expression, read_for, read_set
from continuity.documents.tags import Kind, Tag
from continuity.errors import say

MAX_LOOPS = 3
PARAGRAPH_END = "</w:t></w:r></w:p>"
_MARKS = re.compile(r"<\?t (\d+)\?>|\ufdd0(\d+)\ufdd1")


@dataclass(frozen=True)
class Spot:
    """What stands around an output, as XML, so that a rich value can close it and open it again.

    `paragraph` and `run` open a paragraph with its properties and a run with its own; `alone` when the tag is all that
    the paragraph holds, and then the output writes the paragraph itself; `splits` when a new paragraph may begin here.
    """

    paragraph: str = "<w:p>"
    run: str = "<w:r>"
    alone: bool = False
    splits: bool = True
    links: bool = True

    @property
    def head(self) -> str:
        """From the paragraph's beginning to its text, as it stands before an output that is alone."""
        return f'{self.paragraph}{self.run}<w:t xml:space="preserve">'


@dataclass
class Chunk:
    """XML that is the same in every rendering."""

    text: str


@dataclass
class Output:
    """A printed value."""

    tag: Tag
    expression: nodes.Expr
    spot: Spot


@dataclass
class CellProperty:
    """A cell's colour or width."""

    tag: Tag
    expression: nodes.Expr


@dataclass
class Identity:
    """A number or name that must be new in each repetition."""

    kind: Kind
    key: str


@dataclass
class Assign:
    """A name for a value."""

    tag: Tag
    target: str
    expression: nodes.Expr


@dataclass
class Loop:
    """A body for each item, or another body when there are none."""

    tag: Tag
    target: str
    items: nodes.Expr
    test: nodes.Expr | None
    body: "list[Block]" = field(default_factory=list)
    otherwise: "list[Block]" = field(default_factory=list)


@dataclass
class Arm:
    """One condition and what it shows."""

    tag: Tag
    condition: nodes.Expr
    body: "list[Block]" = field(default_factory=list)


@dataclass
class Choice:
    """The first arm whose condition holds, or what stands otherwise."""

    arms: list[Arm] = field(default_factory=list)
    otherwise: "list[Block]" = field(default_factory=list)


@dataclass
class Keep:
    """A table, row or control written only if something is written inside it."""

    head: "list[Block]" = field(default_factory=list)
    body: "list[Block]" = field(default_factory=list)
    close: "list[Block]" = field(default_factory=list)


@dataclass
class Ensure:
    """A cell or header that gets an empty paragraph when nothing else ends it."""

    body: "list[Block]" = field(default_factory=list)


Block: TypeAlias = Chunk | Output | CellProperty | Identity | Assign | Loop | Choice | Keep | Ensure


class _Reader:
    """Reads the stream of XML and marks; every opening mark is known to have its closing one among its siblings."""

    def __init__(self, xml: str, tags: list[Tag], spots: dict[int, Spot]) -> None:
        self.pieces = _MARKS.split(xml)
        self.tags, self.spots = tags, spots
        self.body: list[Block] = []
        self.outer: list[tuple[Block, list[Block]]] = []
        self.loops = 0

    def read(self) -> list[Block]:
        """The tree."""
        for at in range(0, len(self.pieces) - 1, 3):
            self._add_chunk(self.pieces[at])
            number = int(self.pieces[at + 1] or self.pieces[at + 2])
            self._take(self.tags[number], at)
        self._add_chunk(self.pieces[-1])
        return self.body

    def _add_chunk(self, text: str) -> None:
        if text:
            self.body.append(Chunk(text))

    def _open(self, block: Block, body: list[Block]) -> None:
        self.outer.append((block, self.body))
        self.body = body

    def _close(self) -> None:
        block, self.body = self.outer.pop()
        self.body.append(block)

    def _take(self, tag: Tag, at: int) -> None:
        match tag.kind:
            case "output":
                self._take_output(tag, at)
            case "shade" | "span":
                self.body.append(CellProperty(tag, read_expression(tag)))
            case "id" | "mark" | "name":
                self.body.append(Identity(tag.kind, tag.code))
            case "set":
                self.body.append(Assign(tag, *read_set(tag)))
            case "for":
                self._open_loop(tag)
            case "if":
                arm = Arm(tag, read_expression(tag))
                self._open(Choice([arm]), arm.body)
            case _:
                self._take_inner(tag)

    def _take_inner(self, tag: Tag) -> None:
        block = self.outer[-1][0] if self.outer else None
        if tag.kind == "elif" and isinstance(block, Choice):
            arm = Arm(tag, read_expression(tag))
            block.arms.append(arm)
            self.body = arm.body
        elif tag.kind == "else" and isinstance(block, Choice | Loop):
            self.body = block.otherwise
            self.loops -= isinstance(block, Loop)
        elif tag.kind in ("endif", "endfor"):
            self.loops -= isinstance(block, Loop) and self.body is block.body
            self._close()
        elif tag.kind == "keep":
            keep = Keep()
            self._open(keep, keep.head)
        elif tag.kind in ("keep_body", "keep_close") and isinstance(block, Keep):
            self.body = block.body if tag.kind == "keep_body" else block.close
        elif tag.kind == "ensure":
            ensure = Ensure()
            self._open(ensure, ensure.body)
        else:
            self._close()

    def _open_loop(self, tag: Tag) -> None:
        head = read_for(tag)
        self.loops += 1
        if self.loops > MAX_LOOPS:
            raise refuse(
                tag.place,
                say(
                    "Slingan {tag} ligger i fler än {n} andra slingor. Förenkla mallen.", tag=tag.shown, n=MAX_LOOPS - 1
                ),
            )
        loop = Loop(tag, head.target, head.items, head.test)
        self._open(loop, loop.body)

    def _take_output(self, tag: Tag, at: int) -> None:
        spot = self.spots[tag.number]
        if spot.alone:
            chunk, following = self.body[-1], self.pieces[at + 3]
            assert isinstance(chunk, Chunk)
            start = max(chunk.text.rfind("<w:p>"), chunk.text.rfind("<w:p "))
            chunk.text = chunk.text[:start] + spot.head
            self.pieces[at + 3] = PARAGRAPH_END + following[following.index("</w:p>") + 6 :]
        self.body.append(Output(tag, read_expression(tag), spot))


def read_blocks(xml: str, tags: list[Tag], spots: dict[int, Spot]) -> list[Block]:
    """The tree of a part's XML with marks; raises `TemplateRefused` for a tag outside the language."""
    return _Reader(xml, tags, spots).read()


def inner_blocks(block: Block) -> Iterator[list[Block]]:
    """The bodies of a block."""
    match block:
        case Loop():
            yield from (block.body, block.otherwise)
        case Choice():
            yield from (arm.body for arm in block.arms)
            yield block.otherwise
        case Keep():
            yield from (block.head, block.body, block.close)
        case Ensure():
            yield block.body
        case _:
            return


def expressions_of(block: Block) -> list[nodes.Expr]:
    """The expressions of a block itself, not of its bodies."""
    match block:
        case Output() | CellProperty() | Assign():
            return [block.expression]
        case Loop():
            return [block.items] if block.test is None else [block.items, block.test]
        case Choice():
            return [arm.condition for arm in block.arms]
        case _:
            return []


def is_fixed(blocks: list[Block]) -> bool:
    """Whether there is nothing to fill in."""
    return all(isinstance(block, Chunk) for block in blocks)
