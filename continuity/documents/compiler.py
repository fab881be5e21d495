"""Turning a part's blocks into one Python function that appends strings: no attribute is ever looked up in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from jinja2 import nodes

from continuity.documents import filters, operators
from continuity.documents.blocks import (
    Assign,
    Block,
    CellProperty,
    Choice,
    Chunk,
    Ensure,
    Identity,
    Keep,
    Loop,
    Output,
    Spot,
    expressions_of,
    inner_blocks,
)  # fmt: skip
from continuity.documents.errors import refuse
from continuity.documents.expressions import Expressions, Scope
from continuity.documents.tags import Tag
from continuity.errors import say

MAX_NESTING = 80
DRAIN_AT = 4000
# Most values are plain texts: they are told by their class and signs here, without a call.
PLAIN = (
    "(x if (x := {}).__class__ is str and x.isprintable() and '&' not in x and '<' not in x and '>' not in x"
    " else text(x, {}))"
)


@dataclass
class Program:
    """A compiled part: run it with values and a rendering; `lines` maps its source lines to tags, for errors."""

    part: str
    run: Callable[[Mapping[str, object], object], None]
    lines: dict[int, Tag]


class _Writer(Expressions):
    """Writes the function's source, one value a line so that an error's line tells its tag."""

    def __init__(self) -> None:
        super().__init__()
        self.source: list[str] = []
        self.constants: dict[str, object] = {}
        self.known: dict[object, str] = {}
        self.lines: dict[int, Tag] = {}
        self.depth = 1
        self.items: list[tuple[str, Tag | None]] = []

    # --- source ----------------------------------------------------------------------------------------------

    def line(self, text: str, tag: Tag | None = None) -> None:
        """Write a statement, after the values waiting to be printed."""
        self.flush()
        self._put(text, tag)

    def _put(self, text: str, tag: Tag | None) -> None:
        self.source.append(" " * self.depth + text)
        if tag is not None:
            self.lines[len(self.source)] = tag

    def flush(self) -> None:
        """Print what has been gathered, in one call."""
        if self.items:
            self._put("extend((", None)
            for text, tag in self.items:
                self._put(f"{text},", tag)
            self._put("))", None)
            self.items = []

    def constant(self, value: object, kind: str) -> str:
        """A name for a constant."""
        key = (kind, value)
        if key not in self.known:
            self.known[key] = f"{kind}{len(self.known)}"
            self.constants[self.known[key]] = value
        return self.known[key]

    # --- blocks ----------------------------------------------------------------------------------------------

    def body(self, blocks: list[Block], tag: Tag | None = None) -> None:
        """Write blocks one step further in."""
        self.flush()
        self.depth += 1
        if self.depth > MAX_NESTING:
            assert tag is not None
            raise refuse(
                tag.place, say("Villkoren ligger för djupt i varandra vid {tag}. Förenkla mallen.", tag=tag.shown)
            )
        for block in blocks:
            self.block(block)
        self.flush()
        if not blocks:
            self._put("pass", None)
        self.depth -= 1

    def block(self, block: Block) -> None:
        """Write one block."""
        match block:
            case Chunk():
                self.items.append((self.constant(block.text, "c"), None))
            case Output():
                self.output(block)
            case CellProperty():
                self.cell_property(block)
            case Identity():
                self.items.append((f"identity({block.kind!r}, {self.constant(block.key, 'k')})", None))
            case Assign():
                self.line(f"{self.name(block.target)} = {self.expression(block.expression)}", block.tag)
            case Loop():
                self.loop(block)
            case Choice():
                self.choice(block)
            case Keep():
                self.keep(block)
            case Ensure():
                self.ensure(block)

    def output(self, block: Output) -> None:
        """A value; printing it is told the spot, so that rich values can close and open what stands around."""
        self.items.append((PLAIN.format(self.printed(block.expression), self.spot(block.spot)), block.tag))

    def spot(self, spot: Spot) -> str:
        """The constant for a spot."""
        return self.constant(spot, "s")

    def cell_property(self, block: CellProperty) -> None:
        """A colour or a width in the cell's properties."""
        if block.tag.kind == "span":
            self.items.append((f"cell_span({self.expression(block.expression)})", block.tag))
        elif isinstance(block.expression, nodes.Filter) and block.expression.name == "shade":
            self.items.append((f"cell_colour({self.call('shade_colour', block.expression)})", block.tag))
        else:
            self.items.append((f"cell_colour({self.expression(block.expression)})", block.tag))

    def loop(self, block: Loop) -> None:
        """A bounded loop; the output is passed on whenever much has gathered."""
        items, item, counter = self.new("n"), self.new("v"), self.new("i")
        self.line(f"{items} = rows({self.expression(block.items)})", block.tag)
        if block.test is not None:
            self.scopes.append(Scope({block.target: item}))
            self.line(f"{items} = [{item} for {item} in {items} if {self.expression(block.test)}]", block.tag)
            self.scopes.pop()
        counted = _speaks_of_loop(block.body)
        self.line(f"for {counter}, {item} in enumerate({items}):" if counted else f"for {item} in {items}:")
        self.scopes.append(Scope({block.target: item}, counter if counted else "", items))
        self.depth += 1
        self.prelude(block.body)
        self.depth -= 1
        self.body(block.body, block.tag)
        self.depth += 1
        self.line(f"if len(out) > {DRAIN_AT}: drain()")
        self.depth -= 1
        self.scopes.pop()
        if block.otherwise:
            self.line(f"if not {items}:")
            self.body(block.otherwise, block.tag)

    def choice(self, block: Choice) -> None:
        """Conditions in order."""
        for word, arm in zip(["if", *["elif"] * len(block.arms)], block.arms, strict=False):
            self.line(f"{word} {self.expression(arm.condition)}:", arm.tag)
            self.body(arm.body, arm.tag)
        if block.otherwise:
            self.line("else:")
            self.body(block.otherwise, block.arms[0].tag)

    def keep(self, block: Keep) -> None:
        """Undo the head when the body wrote nothing."""
        self.line("open_keep()")
        for part in block.head:
            self.block(part)
        self.line("open_body()")
        for part in block.body:
            self.block(part)
        self.line("if close_keep():")
        self.body(block.close)

    def ensure(self, block: Ensure) -> None:
        """An empty paragraph when nothing, or a table, came last."""
        before = self.new("m")
        self.line(f"{before} = written()")
        for part in block.body:
            self.block(part)
        self.line(f"end_with_paragraph({before})")

    def prelude(self, blocks: list[Block]) -> None:
        """Names that a `set` gives in this scope begin as what they are outside it, or as nothing."""
        for name in dict.fromkeys(_assigned(blocks)):
            outside = self.name(name)
            variable = self.new("a")
            self.line(f"{variable} = {outside if '[' not in outside else f'values.get({name!r})'}")
            self.scopes[-1].names[name] = variable


def _assigned(blocks: list[Block]) -> Iterator[str]:
    """Names given by `set` here, but not inside further loops, which are scopes of their own."""
    for block in blocks:
        if isinstance(block, Assign):
            yield block.target
        elif not isinstance(block, Loop):
            for body in inner_blocks(block):
                yield from _assigned(body)


def _speaks_of_loop(blocks: list[Block]) -> bool:
    return any(
        any(name.name == "loop" for expression in expressions_of(block) for name in _names(expression))
        or any(_speaks_of_loop(body) for body in inner_blocks(block))
        for block in blocks
    )


def _names(expression: nodes.Expr) -> Iterator[nodes.Name]:
    if isinstance(expression, nodes.Name):
        yield expression
    yield from expression.find_all(nodes.Name)


_HEAD = """def run(values, r):
 out, speech = r.out, r.speech
 extend, text, rows, drain, identity = out.extend, r.text, r.rows, r.drain, r.identity
 written, open_keep, open_body, close_keep = r.written, r.open_keep, r.open_body, r.close_keep
 end_with_paragraph = r.end_with_paragraph
 cell_colour, cell_span = r.cell_colour, r.cell_span"""
_GLOBALS: dict[str, object] = {
    "__builtins__": {"len": len, "enumerate": enumerate, "str": str},
    "apply": filters.apply, "compare": operators.compare, "default_shown": filters.default_shown,
    "shade_colour": filters.shade_colour, "check": operators.check, "item": operators.item,
    "negative": operators.negative, "plus": operators.plus, "concat": operators.concat,
}  # fmt: skip


def compile_part(part: str, blocks: list[Block]) -> Program:
    """The function for a part: run(values, rendering)."""
    writer = _Writer()
    writer.prelude(blocks)
    for block in blocks:
        writer.block(block)
    writer.flush()
    source = "\n".join([_HEAD, *writer.source])
    names: dict[str, object] = {**_GLOBALS, **writer.constants}
    exec(compile(source, f"<{part}>", "exec"), names)  # noqa: S102  # only names and calls written above, and constants
    offset = _HEAD.count("\n") + 1
    run = cast(Callable[[Mapping[str, object], object], None], names["run"])
    return Program(part, run, {at + offset: tag for at, tag in writer.lines.items()})
