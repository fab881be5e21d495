"""Filters over lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from continuity.documents.errors import WrongData
from continuity.documents.operators import TESTS, compare
from continuity.documents.registry import register
from continuity.documents.speech import MAX_TEXT, Speech, bounded_text
from continuity.documents.values import Omitted, Paragraphs
from continuity.errors import say


@register("join", most=2, options=("d", "attribute"), names_field=True)
def join(speech: Speech, value: object, d: object = "", attribute: object = None) -> object:
    """The items after each other with a text between; unanswered items are left out."""
    words = [bounded_text(speech, item) for item in _fields(value, attribute) if item is not None]
    return _bounded(bounded_text(speech, d), words)


@register("list", "listing", most=2, options=("word", "attribute"), names_field=True)
def listing(speech: Speech, value: object, word: object = None, attribute: object = None) -> object:
    """a, b och c - with the language's own and, or a word of one's own."""
    words = [bounded_text(speech, item) for item in _fields(value, attribute) if item is not None]
    last = speech.word("och", "and") if word is None else bounded_text(speech, word)
    return _bounded(", ", words) if len(words) < 2 else f"{_bounded(', ', words[:-1])} {last} {words[-1]}"


@register("length", "count")
def length(speech: Speech, value: object) -> object:
    """How many."""
    return len(value if isinstance(value, str) else _items(value))


@register("first")
def first(speech: Speech, value: object) -> object:
    """The first item, or none."""
    items = _items(value)
    return items[0] if items else None


@register("last")
def last(speech: Speech, value: object) -> object:
    """The last item, or none."""
    items = _items(value)
    return items[-1] if items else None


@register("reverse")
def reverse(speech: Speech, value: object) -> object:
    """The other way round."""
    return list(reversed(_items(value)))


@register("sort", most=2, options=("reverse", "attribute"), names_field=True)
def sort(speech: Speech, value: object, reverse: object = False, attribute: object = None) -> object:
    """In order, of the items or of one field of each; unanswered last."""
    items = list(zip(_fields(value, attribute), _items(value), strict=True))
    answered = sorted(
        (pair for pair in items if pair[0] is not None), key=lambda pair: _order(pair[0]), reverse=bool(reverse)
    )
    return [item for _, item in answered] + [item for key, item in items if key is None]


@register("unique", most=1, options=("attribute",), names_field=True)
def unique(speech: Speech, value: object, attribute: object = None) -> object:
    """The first of each."""
    kept: dict[object, object] = {}
    for key, item in zip(_fields(value, attribute), _items(value), strict=True):
        kept.setdefault(_order(key), item)
    return list(kept.values())


@register("map", most=1, options=("attribute",), names_field=True)
def mapped(speech: Speech, value: object, attribute: object = None) -> object:
    """One field of each item."""
    return _fields(value, attribute)


@register("sum", most=1, options=("attribute",), names_field=True)
def total(speech: Speech, value: object, attribute: object = None) -> object:
    """The sum; unanswered count as nothing."""
    return sum(item for item in _fields(value, attribute) if item is not None)  # type: ignore[misc]


@register("min", most=1, options=("attribute",), names_field=True)
def least(speech: Speech, value: object, attribute: object = None) -> object:
    """The least of the answered, or none."""
    return min((item for item in _fields(value, attribute) if item is not None), key=_order, default=None)


@register("max", most=1, options=("attribute",), names_field=True)
def most(speech: Speech, value: object, attribute: object = None) -> object:
    """The greatest of the answered, or none."""
    return max((item for item in _fields(value, attribute) if item is not None), key=_order, default=None)


@register("selectattr", most=3, names_field=True)
def selectattr(speech: Speech, value: object, attribute: object, test: object = None, wanted: object = None) -> object:
    """The items whose field holds, or compares with a value by "==", "!=", ">=", "<=", ">", "<" or "in"."""
    return [
        item for key, item in zip(_fields(value, attribute), _items(value), strict=True) if _holds(key, test, wanted)
    ]


@register("rejectattr", most=3, names_field=True)
def rejectattr(speech: Speech, value: object, attribute: object, test: object = None, wanted: object = None) -> object:
    """The items that `selectattr` would leave out."""
    return [
        item
        for key, item in zip(_fields(value, attribute), _items(value), strict=True)
        if not _holds(key, test, wanted)
    ]


def _holds(key: object, test: object, wanted: object) -> bool:
    if test is None:
        return bool(key)
    if test in TESTS:
        return TESTS[str(test)](key)
    return compare(_SIGNS.get(str(test), ""), key, wanted)


_SIGNS = {
    "==": "eq", "equalto": "eq", "eq": "eq", "!=": "ne", "ne": "ne", ">": "gt", ">=": "gteq", "<": "lt", "<=": "lteq",
    "in": "in",
}  # fmt: skip


def _items(value: object) -> Sequence[object]:
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, Paragraphs):
        return value.blocks
    raise TypeError


def _fields(value: object, attribute: object) -> list[object]:
    if attribute is None:
        return list(_items(value))
    return [field_of(item, str(attribute)) for item in _items(value)]


def field_of(item: object, path: str) -> object:
    """A field of a mapping by dotted path; nothing and omissions stay themselves."""
    for name in path.split("."):
        if item is None or isinstance(item, Omitted):
            return item
        if not isinstance(item, Mapping) or name not in item:
            raise WrongData(say("Uppgiften {path} saknas i underlaget.", path=path), path=path)
        item = item[name]
    return item


def _order(key: object) -> Any:
    return key.casefold() if isinstance(key, str) else repr(key) if isinstance(key, Omitted | dict | list) else key


def _bounded(between: str, words: list[str]) -> str:
    if sum(map(len, words)) + len(between) * len(words) > MAX_TEXT:
        raise ValueError("too long")
    return between.join(words)
