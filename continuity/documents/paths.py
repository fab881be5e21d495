"""Which paths a template uses, loop variables resolved, and whether the forms and registers know them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from jinja2 import nodes

from continuity.documents.blocks import Arm, Assign, Block, Choice, Loop, expressions_of, inner_blocks
from continuity.documents.errors import Place
from continuity.documents.suggestions import nearest_name
from continuity.documents.tags import Tag
from continuity.errors import Complaint, Reason, say

Use = Literal["print", "list", "value"]
FieldKind = Literal["text", "number", "date", "rich", "group", "list", "any"]

_SAME_LIST = frozenset({"sort", "selectattr", "rejectattr", "reverse", "unique"})
_FROM_LIST = (
    frozenset({"join", "list", "listing", "length", "count", "sum", "min", "max", "map", "first", "last"}) | _SAME_LIST
)
_ATTRIBUTE_AT = {
    "join": 1, "list": 1, "listing": 1, "sort": 1, "map": 0, "sum": 0, "min": 0, "max": 0, "unique": 0, "selectattr": 0,
    "rejectattr": 0,
}  # fmt: skip


@dataclass(frozen=True)
class PathUse:
    """One use of a dotted path (`activities[].needs[].name`): how, and in which tag and paragraph."""

    path: str
    use: Use
    part: str
    heading: str
    paragraph: str
    tag: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.part, self.heading, self.paragraph)


@dataclass(frozen=True)
class Field:
    """What is known at a path: its kind, what lies inside it, and whether a template is expected to show it.

    A `group` has its fields as children, a `list` the fields of each of its rows (none for a list of plain values).
    """

    kind: FieldKind = "text"
    children: Mapping[str, "Field"] = field(default_factory=dict)
    expected: bool = True


Schema = Mapping[str, Field]


@dataclass(frozen=True)
class _Found:
    """What an expression is: a path, or a list whose items are at a path, or neither."""

    path: str = ""
    item: str = ""


class _Walker:
    """Follows names through loops and `set`."""

    def __init__(self) -> None:
        self.scopes: list[dict[str, _Found]] = [{}]
        self.uses: list[tuple[Tag, str, Use]] = []
        self.tag = Tag("comment")

    def walk(self, blocks: Iterable[Block]) -> None:
        """Note every path in these blocks."""
        for block in blocks:
            match block:
                case Loop():
                    self._loop(block)
                case Choice():
                    for arm in block.arms:
                        self._arm(arm)
                    self.walk(block.otherwise)
                case Assign():
                    self.tag = block.tag
                    self.scopes[-1][block.target] = self.resolve(block.expression, "value")
                case _:
                    for expression in expressions_of(block):
                        self.tag = block.tag  # type: ignore[union-attr]  # what has expressions has a tag
                        self.resolve(expression, "print" if self.tag.kind == "output" else "value")
                    for body in inner_blocks(block):
                        self.walk(body)

    def _loop(self, block: Loop) -> None:
        self.tag = block.tag
        items = self.resolve(block.items, "list")
        item = items.item or (f"{items.path}[]" if items.path else "")
        self.scopes.append({block.target: _Found(item), "loop": _Found()})
        if block.test is not None:
            self.resolve(block.test, "value")
        self.walk(block.body)
        self.scopes.pop()
        self.walk(block.otherwise)

    def _arm(self, arm: Arm) -> None:
        self.tag = arm.tag
        self.resolve(arm.condition, "value")
        self.walk(arm.body)

    def resolve(self, node: nodes.Node, use: Use) -> _Found:
        """What an expression stands for; paths used inside it are noted on the way."""
        match node:
            case nodes.Name() | nodes.Getattr() | nodes.Getitem():
                found = self._path(node)
                if found.path:
                    self.uses.append((self.tag, found.path, use))
                return found
            case nodes.Filter():
                return self._filter(node, use)
            case nodes.CondExpr():
                self.resolve(node.test, "value")
                branches = [self.resolve(node.expr1, use), *([self.resolve(node.expr2, use)] if node.expr2 else [])]
                return branches[0]
        for child in node.iter_child_nodes():
            self.resolve(child, "print" if isinstance(node, nodes.Concat) else "value")
        return _Found()

    def _path(self, node: nodes.Node) -> _Found:
        if isinstance(node, nodes.Name):
            return next((scope[node.name] for scope in reversed(self.scopes) if node.name in scope), _Found(node.name))
        if isinstance(node, nodes.Getattr):
            return self._inside(node.node, node.attr)
        assert isinstance(node, nodes.Getitem)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._inside(node.node, node.arg.value)
        self.resolve(node.arg, "value")
        if isinstance(node.arg, nodes.Const):
            base = (
                self._path(node.node)
                if isinstance(node.node, nodes.Name | nodes.Getattr | nodes.Getitem)
                else self.resolve(node.node, "list")
            )
            return _Found(base.item or (f"{base.path}[]" if base.path else ""))
        self.resolve(node.node, "value")
        return _Found()

    def _inside(self, holder: nodes.Node, name: str) -> _Found:
        is_path = isinstance(holder, nodes.Name | nodes.Getattr | nodes.Getitem)
        base = self._path(holder) if is_path else self.resolve(holder, "value")
        return _Found(f"{base.path}.{name}") if base.path else _Found()

    def _filter(self, node: nodes.Filter, use: Use) -> _Found:
        assert node.node is not None
        lists = node.name in _FROM_LIST
        base = self.resolve(node.node, "list" if lists and node.name not in ("length", "count") else use)
        for argument in node.args:
            self.resolve(argument, "value")
        for pair in node.kwargs:
            self.resolve(pair.value, "value")
        if not lists:
            return base if node.name in ("default", "d") else _Found()
        item = base.item or (f"{base.path}[]" if base.path else "")
        named = _named_field(node)
        inner = f"{item}.{named}" if named and item else ""
        if inner:
            self.uses.append((self.tag, inner, "print" if node.name in ("join", "list", "listing") else "value"))
        if node.name in _SAME_LIST:
            return base
        if node.name in ("first", "last"):
            return _Found(item)
        return _Found("", inner or item) if node.name == "map" else _Found()


def _named_field(node: nodes.Filter) -> str:
    at = _ATTRIBUTE_AT.get(node.name)
    named = [pair.value for pair in node.kwargs if pair.key == "attribute"]
    placed = [node.args[at]] if at is not None and at < len(node.args) else []
    value = next(iter([*named, *placed]), None)
    return value.value if isinstance(value, nodes.Const) and isinstance(value.value, str) else ""


def note_paths(blocks: list[Block]) -> tuple[PathUse, ...]:
    """Every path these blocks use, in order; each tag remembers its own, for errors while rendering."""
    walker = _Walker()
    walker.walk(blocks)
    for tag, path, _ in walker.uses:
        if path not in tag.paths:
            tag.paths = (*tag.paths, path)
    found = [
        PathUse(path, use, tag.place.part, tag.place.heading, tag.place.paragraph, tag.shown)
        for tag, path, use in walker.uses
    ]
    return tuple(dict.fromkeys(found))


# --- against what is known ---------------------------------------------------------------------------------------


def check_paths(uses: Iterable[PathUse], schema: Schema) -> Iterator[Complaint]:
    """A complaint for each use of a path that is unknown, or used as something it is not."""
    known = [path for path, _ in all_paths(schema)]
    for use in uses:
        found = _find(use.path, schema)
        if found is None:
            yield use.place.complain(_unknown(use, known))
        elif fault := _misused(use, found):
            yield use.place.complain(fault)


def _find(path: str, schema: Schema) -> Field | None:
    inside: Schema = schema
    at = Field("any")
    for step in path.split("."):
        name = step.replace("[]", "")
        if at.kind == "any" and at.children == {} and inside is not schema:
            return at
        if name not in inside:
            return None
        at = inside[name]
        if "[]" in step and at.kind != "any":
            if at.kind != "list":
                return None
            at = Field("group", at.children, at.expected) if at.children else Field("text")
        elif at.kind == "list":
            inside = {}
            continue
        inside = at.children
    return at


def _unknown(use: PathUse, known: list[str]) -> Reason:
    guess = nearest_name(use.path, known)
    if guess:
        return say(
            "Taggen {tag} använder {path}, som inte finns. Menade du {guess}?", tag=use.tag, path=use.path, guess=guess
        )
    return say(
        "Taggen {tag} använder {path}, som inte finns bland frågorna eller registren.", tag=use.tag, path=use.path
    )


def _misused(use: PathUse, found: Field) -> Reason | None:
    if use.use == "list" and found.kind not in ("list", "any"):
        return say("Taggen {tag} upprepar {path}, som inte är en lista.", tag=use.tag, path=use.path)
    if use.use == "print" and found.kind in ("list", "group"):
        return say(
            "Taggen {tag} skriver ut {path}, som är en lista eller grupp. Gå igenom den med for, eller välj en uppgift"
            " i den.",
            tag=use.tag, path=use.path,
        )  # fmt: skip
    return None


def all_paths(schema: Schema, before: str = "") -> Iterator[tuple[str, Field]]:
    """Every path of a schema with its field, outer ones first."""
    for name, known in schema.items():
        path = f"{before}{name}"
        yield path, known
        yield from all_paths(known.children, f"{path}[]." if known.kind == "list" else f"{path}.")


def unshown_paths(uses: Iterable[PathUse], schema: Schema) -> tuple[str, ...]:
    """The innermost expected paths that no tag uses."""
    used = {use.path.removesuffix("[]") for use in uses}
    return tuple(
        path for path, known in all_paths(schema) if known.expected and not known.children and path not in used
    )
