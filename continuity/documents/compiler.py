"""Turning a part's blocks into one Python function that appends strings: no attribute is ever looked up in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
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


@dataclass
class _Scope:
    """Names that a loop or a `set` has made, each with the local variable that holds it."""

    names: dict[str, str] = field(default_factory=dict)
    counter: str = ""
    items: str = ""


class _Writer:
    """Writes the function's source, one value a line so that an error's line tells its tag."""

    def __init__(self) -> None:
        self.source: list[str] = []
        self.constants: dict[str, object] = {}
        self.known: dict[object, str] = {}
        self.lines: dict[int, Tag] = {}
        self.scopes: list[_Scope] = [_Scope()]
        self.depth = 1
        self.fresh = 0
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

    def new(self, letter: str) -> str:
        """A local variable no one else has."""
        self.fresh += 1
        return f"{letter}{self.fresh}"

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
            self.scopes.append(_Scope({block.target: item}))
            self.line(f"{items} = [{item} for {item} in {items} if {self.expression(block.test)}]", block.tag)
            self.scopes.pop()
        counted = _speaks_of_loop(block.body)
        self.line(f"for {counter}, {item} in enumerate({items}):" if counted else f"for {item} in {items}:")
        self.scopes.append(_Scope({block.target: item}, counter if counted else "", items))
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

    # --- expressions -----------------------------------------------------------------------------------------

    def printed(self, node: nodes.Expr) -> str:
        """An expression that is printed: in a draft, `default` lets unanswered questions show."""
        if isinstance(node, nodes.Filter) and node.node is not None:
            name = "default_shown" if node.name in ("default", "d") else ""
            return self.call(name, node, shown=True)
        return self.expression(node)

    def call(self, name: str, node: nodes.Filter, *, shown: bool = False) -> str:
        """A filter; `name` overrides the function in the table."""
        assert isinstance(node.node, nodes.Expr)
        value = self.printed(node.node) if shown else self.expression(node.node)
        given = [self.expression(argument) for argument in node.args]
        given += [f"{pair.key}={self.expression(pair.value)}" for pair in node.kwargs]
        arguments = ", ".join([value, *given])
        return f"{name}(speech, {arguments})" if name else f"apply(speech, {node.name!r}, {arguments})"

    def expression(self, node: nodes.Node) -> str:
        """The source of an expression: each kind of node in the language has its line here, and no other has."""
        match node:
            case nodes.Name():
                return self.name(node.name)
            case nodes.Const():
                return repr(node.value)
            case nodes.Getattr():
                return self.field(node.node, node.attr)
            case nodes.Getitem() if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
                return self.field(node.node, node.arg.value)
            case nodes.Getitem():
                return f"item({self.expression(node.node)}, {self.expression(node.arg)})"
            case nodes.Filter():
                return self.call("", node)
            case nodes.Test():
                return f"check({node.name!r}, {self.expression(node.node)})"
            case nodes.Compare():
                return self.comparison(node)
            case nodes.And() | nodes.Or():
                word = "and" if isinstance(node, nodes.And) else "or"
                return f"({self.expression(node.left)} {word} {self.expression(node.right)})"
            case nodes.Not():
                return f"(not {self.expression(node.node)})"
            case nodes.Neg():
                return f"negative({self.expression(node.node)})"
            case nodes.Add() | nodes.Sub():
                sign = "+" if isinstance(node, nodes.Add) else "-"
                return f"plus({self.expression(node.left)}, {sign!r}, {self.expression(node.right)})"
            case nodes.Concat():
                return f"concat(speech, ({', '.join(self.expression(part) for part in node.nodes)},))"
            case nodes.CondExpr():
                other = "None" if node.expr2 is None else self.expression(node.expr2)
                return f"({self.expression(node.expr1)} if {self.expression(node.test)} else {other})"
            case nodes.List() | nodes.Tuple():
                return f"[{', '.join(self.expression(part) for part in node.items)}]"
        raise AssertionError(type(node))

    def name(self, name: str) -> str:
        """A loop variable, a `set`, or a value by its name."""
        for scope in reversed(self.scopes):
            if name in scope.names:
                return scope.names[name]
        return f"values[{name!r}]"

    def field(self, holder: nodes.Node, name: str) -> str:
        """A field of a mapping; a field of nothing is nothing."""
        if isinstance(holder, nodes.Name):
            if holder.name == "loop" and (found := self.loop_word(name)):
                return found
            if (row := self.name(holder.name)).startswith("v") and row[1:].isdecimal():
                return f"{row}[{name!r}]"  # a loop's row is never nothing, and this is where the time goes
        step = self.new("t")
        return f"(None if ({step} := {self.expression(holder)}) is None else {step}[{name!r}])"

    def loop_word(self, name: str) -> str:
        """What a loop says of itself."""
        scope = next((scope for scope in reversed(self.scopes) if scope.counter), None)
        if scope is None:
            return ""
        i, n = scope.counter, f"len({scope.items})"
        return {
            "index": f"({i} + 1)", "index0": i, "first": f"({i} == 0)", "length": n, "last": f"({i} + 1 == {n})",
            "revindex": f"({n} - {i})",
        }[name]  # fmt: skip

    def comparison(self, node: nodes.Compare) -> str:
        """Comparisons in a row, each through the function that never fails."""
        parts, left = [], node.expr
        for operand in node.ops:
            parts.append(f"compare({operand.op!r}, {self.expression(left)}, {self.expression(operand.expr)})")
            left = operand.expr
        return f"({' and '.join(parts)})"


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
