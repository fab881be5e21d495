"""What the operators of the template language do, bounded and without surprises."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from continuity.documents.errors import WrongData
from continuity.documents.filters import MAX_TEXT, TESTS, Speech, as_text
from continuity.documents.values import Omitted
from continuity.errors import say

_HUGE = 10**30


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
    raise WrongData(say("Det går inte att slå upp {key} i ett värde av typen {kind}.", key=str(key)[:80], kind=type(holder).__name__))


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
    return result  # type: ignore[no-any-return]


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
