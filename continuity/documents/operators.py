"""What the operators of the template language do, bounded and without surprises."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from continuity.documents.errors import WrongData
from continuity.documents.speech import MAX_TEXT, Speech, as_text
from continuity.documents.values import Omitted, Paragraphs
from continuity.errors import say

_HUGE = 10**30
_MAY_BE_EMPTY = (str, list, tuple, Paragraphs)
TESTS: dict[str, Callable[[object], bool]] = {
    "none": lambda value: value is None,
    "defined": lambda value: value is not None,
    "answered": lambda value: value is not None and not (isinstance(value, _MAY_BE_EMPTY) and not value),
    "omitted": lambda value: isinstance(value, Omitted),
    "even": lambda value: isinstance(value, int) and value % 2 == 0,
    "odd": lambda value: isinstance(value, int) and value % 2 == 1,
    "number": lambda value: isinstance(value, int | float | Decimal) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
}


def check(name: str, value: object) -> bool:
    """`value is name`; an omission is anything one asks for, except nothing."""
    return name != "none" if isinstance(value, Omitted) else TESTS[name](value)


def item(holder: object, key: object) -> object:
    """`holder[key]`: a mapping's field, or a list's item by its number."""
    if holder is None or key is None:
        return None
    if isinstance(holder, Omitted) or isinstance(key, Omitted):
        return holder if isinstance(holder, Omitted) else key
    if isinstance(holder, Mapping) and isinstance(key, str | int):
        if key in holder or str(key) in holder:
            return holder[key] if key in holder else holder[str(key)]
        raise WrongData(say("Uppgiften {path} saknas i underlaget.", path=str(key)[:80]), path=str(key))
    if isinstance(holder, Sequence) and not isinstance(holder, str) and isinstance(key, int):
        return holder[key] if -len(holder) <= key < len(holder) else None
    raise WrongData(
        say(
            "Det går inte att slå upp {key} i ett värde av typen {kind}.", key=str(key)[:80], kind=type(holder).__name__
        )
    )


def negative(value: object) -> object:
    """`-value`."""
    return plus(0, "-", value)


def plus(left: object, sign: str, right: object) -> object:
    """Sums and differences of numbers; nothing in, nothing out."""
    for value in (left, right):
        if value is None or isinstance(value, Omitted):
            return value
    if not _is_number(left) or not _is_number(right):
        raise WrongData(say("+ och - räknar bara med tal. Sätt ihop texter med ~."))
    if isinstance(left, Decimal) != isinstance(right, Decimal):
        left, right = Decimal(str(left)), Decimal(str(right))
    result = left + right if sign == "+" else left - right  # type: ignore[operator]
    if abs(result) > _HUGE:
        raise WrongData(say("Talet blev för stort."))
    return result


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def concat(speech: Speech, parts: Sequence[object]) -> object:
    """`a ~ b`: texts put together; with an omission among them it is all omitted."""
    omitted = next((part for part in parts if isinstance(part, Omitted)), None)
    if omitted is not None:
        return omitted
    words = [as_text(speech, part) for part in parts]
    if sum(map(len, words)) > MAX_TEXT:
        raise WrongData(say("En text blev längre än {n} tecken.", n=MAX_TEXT))
    return "".join(words)


def compare(sign: str, left: object, right: object) -> bool:
    """A comparison that never fails: with an omission it holds, and nothing is neither more nor less than anything."""
    if isinstance(left, Omitted) or isinstance(right, Omitted):
        return True
    if sign in ("eq", "ne"):
        return (left == right) == (sign == "eq")
    if sign in ("in", "notin"):
        return _contains(left, right) == (sign == "in")
    if left is None or right is None:
        return False
    try:
        return _ORDERS[sign](left, right)
    except (TypeError, KeyError):
        raise WrongData(
            say("Värdena {left} och {right} går inte att jämföra.", left=str(left)[:40], right=str(right)[:40])
        ) from None


_ORDERS: dict[str, Callable[[object, object], bool]] = {
    "gt": lambda a, b: a > b,  # type: ignore[operator]
    "gteq": lambda a, b: a >= b,  # type: ignore[operator]
    "lt": lambda a, b: a < b,  # type: ignore[operator]
    "lteq": lambda a, b: a <= b,  # type: ignore[operator]
}


def _contains(item: object, holder: object) -> bool:
    if isinstance(holder, str):
        return isinstance(item, str) and item in holder
    return isinstance(holder, list | tuple | Mapping) and item in holder
