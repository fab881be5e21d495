"""Expressions of the template language as the source of Python ones: no name or field reaches Python's own objects."""

from dataclasses import dataclass, field

from jinja2 import nodes


@dataclass
class Scope:
    """Names that a loop or a `set` has made, each with the local variable that holds it."""

    names: dict[str, str] = field(default_factory=dict)
    counter: str = ""
    items: str = ""


class Expressions:
    """Writes expressions, and knows which local variable holds each name."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = [Scope()]
        self.fresh = 0

    def new(self, letter: str) -> str:
        """A local variable no one else has."""
        self.fresh += 1
        return f"{letter}{self.fresh}"

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
