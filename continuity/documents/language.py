"""The closed language of templates: what may stand in a tag, and nothing that could reach Python's objects."""

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser

from continuity.documents.errors import refuse
from continuity.documents.filters import FILTERS
from continuity.documents.operators import TESTS
from continuity.documents.suggestions import nearest_name
from continuity.documents.tags import Tag
from continuity.errors import Reason, say

MAX_CODE = 600
_ALLOWED = (
    nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Concat, nodes.Add, nodes.Sub, nodes.Neg, nodes.CondExpr, nodes.Filter, nodes.Test, nodes.List, nodes.Tuple,
    nodes.Keyword,
)  # fmt: skip
_LOOP_WORDS = frozenset({"index", "index0", "revindex", "first", "last", "length"})
_environment = Environment(autoescape=False)  # noqa: S701  # only its grammar is used; nothing is rendered by it


@dataclass(frozen=True)
class ForHead:
    """`for target in items if test`."""

    target: str
    items: nodes.Expr
    test: nodes.Expr | None


def read_expression(tag: Tag) -> nodes.Expr:
    """The expression of an output, a condition or a colour; raises `TemplateRefused` for what the language lacks."""
    node = _parse(tag, tag.code)
    _check(node, tag)
    return node


def read_for(tag: Tag) -> ForHead:
    """The head of a loop, with one loop variable."""
    parts = _parse_statement(tag, f"{{% for {tag.code} %}}{{% endfor %}}")
    if not isinstance(parts, nodes.For) or not isinstance(parts.target, nodes.Name) or parts.recursive:
        raise refuse(tag.place, say("Skriv slingan {tag} som: for rad in lista.", tag=tag.shown))
    _check_target(parts.target.name, tag)
    _check(parts.iter, tag)
    if parts.test is not None:
        _check(parts.test, tag)
    assert isinstance(parts.iter, nodes.Expr)
    return ForHead(parts.target.name, parts.iter, parts.test if isinstance(parts.test, nodes.Expr) else None)


def read_set(tag: Tag) -> tuple[str, nodes.Expr]:
    """The name and the expression of a `set`."""
    parts = _parse_statement(tag, f"{{% set {tag.code} %}}")
    if not isinstance(parts, nodes.Assign) or not isinstance(parts.target, nodes.Name):
        raise refuse(tag.place, say("Skriv {tag} som: set namn = värde.", tag=tag.shown))
    _check_target(parts.target.name, tag)
    _check(parts.node, tag)
    assert isinstance(parts.node, nodes.Expr)
    return parts.target.name, parts.node


def _check_target(name: str, tag: Tag) -> None:
    if name.startswith("_") or name == "loop":
        raise refuse(
            tag.place, say("Namnet {name} i {tag} går inte att använda. Välj ett annat.", name=name, tag=tag.shown)
        )


def _parse(tag: Tag, code: str) -> nodes.Expr:
    _check_length(tag)
    try:
        parser = Parser(_environment, code, state="variable")
        node = parser.parse_expression() if tag.kind != "for" else parser.parse_tuple()
        if not parser.stream.eos:
            raise TemplateSyntaxError("words left over", 1)
    except (TemplateSyntaxError, RecursionError):
        raise refuse(tag.place, _not_understood(tag)) from None
    assert isinstance(node, nodes.Expr)
    return node


def _parse_statement(tag: Tag, source: str) -> nodes.Node:
    _check_length(tag)
    try:
        body = _environment.parse(source).body
    except (TemplateSyntaxError, RecursionError):
        raise refuse(tag.place, _not_understood(tag)) from None
    if len(body) != 1:
        raise refuse(tag.place, _not_understood(tag))
    return body[0]


def _check_length(tag: Tag) -> None:
    if len(tag.code) > MAX_CODE:
        raise refuse(tag.place, say("En tagg är längre än {n} tecken. Förenkla den.", n=MAX_CODE))


def _not_understood(tag: Tag) -> Reason:
    return say("Taggen {tag} går inte att förstå. Kontrollera parenteser, citattecken och stavning.", tag=tag.shown)


def _check(node: nodes.Node, tag: Tag) -> None:
    for part in _with_children(node):
        if not isinstance(part, _ALLOWED):
            raise refuse(tag.place, _forbidden(part, tag))
        if isinstance(part, nodes.Name):
            _check_name(part.name, tag)
        elif isinstance(part, nodes.Getattr):
            _check_attribute(part, tag)
        elif isinstance(part, nodes.Getitem):
            _check_item(part, tag)
        elif isinstance(part, nodes.Filter):
            _check_filter(part, tag)
        elif isinstance(part, nodes.Test) and part.name not in TESTS:
            raise refuse(tag.place, say(
                "Villkoret ”is {name}” i {tag} finns inte. De som finns är {known}.",
                name=part.name, tag=tag.shown, known=", ".join(sorted(TESTS)),
            ))  # fmt: skip


def _with_children(node: nodes.Node) -> Iterator[nodes.Node]:
    waiting = [node]
    while waiting:
        at = waiting.pop()
        yield at
        waiting.extend(at.iter_child_nodes())


def _forbidden(node: nodes.Node, tag: Tag) -> Reason:
    if isinstance(node, nodes.Call):
        return say(
            "Taggen {tag} anropar en funktion. Det går inte i mallar; använd ett filter, till exempel ”| date”.",
            tag=tag.shown,
        )
    return say(
        "Taggen {tag} använder något som inte finns i mallspråket ({name}). Jämför, räkna med + och -, eller använd"
        " filter.",
        tag=tag.shown, name=type(node).__name__.lower(),
    )  # fmt: skip


def _check_name(name: str, tag: Tag) -> None:
    if name.startswith("_") or "__" in name:
        raise refuse(
            tag.place,
            say(
                "Namnet {name} i {tag} får inte börja med eller innehålla dubbla understreck.", name=name, tag=tag.shown
            ),
        )


def _check_attribute(node: nodes.Getattr, tag: Tag) -> None:
    _check_name(node.attr, tag)
    if isinstance(node.node, nodes.Name) and node.node.name == "loop" and node.attr not in _LOOP_WORDS:
        raise refuse(
            tag.place,
            say(
                "loop.{name} finns inte. De som finns är {known}.", name=node.attr, known=", ".join(sorted(_LOOP_WORDS))
            ),
        )


def _check_item(node: nodes.Getitem, tag: Tag) -> None:
    if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        _check_name(node.arg.value, tag)


def _check_filter(node: nodes.Filter, tag: Tag) -> None:
    if node.name not in FILTERS:
        guess = nearest_name(node.name, FILTERS)
        hint = (
            say("Menade du {guess}?", guess=guess)
            if guess
            else say("De som finns är {known}.", known=", ".join(sorted(FILTERS)))
        )
        raise refuse(
            tag.place, say("Filtret {name} i {tag} finns inte. {hint}", name=node.name, tag=tag.shown, hint=hint)
        )
    if node.node is None or node.dyn_args is not None or node.dyn_kwargs is not None:
        raise refuse(tag.place, _not_understood(tag))
    for pair in node.kwargs:
        if pair.key not in FILTERS[node.name].options:
            raise refuse(
                tag.place,
                say("Filtret {name} i {tag} tar inte emot {key}.", name=node.name, tag=tag.shown, key=pair.key),
            )
    if len(node.args) > FILTERS[node.name].most:
        raise refuse(
            tag.place,
            say("Filtret {name} i {tag} har för många värden inom parentesen.", name=node.name, tag=tag.shown),
        )
    _check_named_paths(node, tag)


def _check_named_paths(node: nodes.Filter, tag: Tag) -> None:
    """A field named in quotation marks follows the same rule as one after a dot."""
    for value in (*node.args, *(pair.value for pair in node.kwargs)):
        if isinstance(value, nodes.Const) and isinstance(value.value, str) and FILTERS[node.name].names_field:
            for name in value.value.split("."):
                _check_name(name, tag)
