"""The table of filters: each over plain values, called with how the document speaks."""

from collections.abc import Callable
from dataclasses import dataclass

from continuity.documents.errors import WrongData
from continuity.documents.speech import Speech
from continuity.documents.values import Omitted
from continuity.errors import say


@dataclass(frozen=True)
class Filter:
    """A filter's function, the most arguments it takes, their names, and whether texts among them name fields."""

    apply: Callable[..., object]
    most: int = 0
    options: tuple[str, ...] = ()
    names_field: bool = False
    takes_nothing: bool = False


FILTERS: dict[str, Filter] = {}
Function = Callable[..., object]


def register(
    *names: str, most: int = 0, options: tuple[str, ...] = (), names_field: bool = False, takes_nothing: bool = False
) -> Callable[[Function], Function]:
    """Put a function into the table under its names."""

    def add(function: Function) -> Function:
        for name in names:
            FILTERS[name] = Filter(function, most, options, names_field, takes_nothing)
        return function

    return add


def apply(speech: Speech, name: str, value: object, *args: object, **options: object) -> object:
    """Run a filter; nothing and omissions pass through untouched, except through those that speak of them."""
    chosen = FILTERS[name]
    if isinstance(value, Omitted) or (value is None and not chosen.takes_nothing):
        return value
    if isinstance(value, list | tuple | str):
        speech.meter.charge(len(value) // (100 if isinstance(value, str) else 1))
    try:
        return chosen.apply(speech, value, *args, **options)
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        raise WrongData(
            say("Filtret {name} kan inte användas på värdet av typen {kind}.", name=name, kind=type(value).__name__)
        ) from None
