"""Turns what pydantic found wrong into sentences for the person who wrote the file."""

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from continuity.definitions.words import Words
from continuity.errors import Complaint, Reason, say

Step = str | int
SHOWN = 60  # characters of a faulty value that a sentence repeats


@dataclass(frozen=True)
class _Place:
    """Where a value stands, the type wanted there, and the type of what it stands in."""

    path: tuple[Step, ...]
    wanted: Any
    around: Any


def complaints_of(error: ValidationError, model: type[BaseModel], file: str) -> Iterator[Complaint]:
    """One complaint a place, however many ways the value there is wrong."""
    seen: set[str] = set()
    for found in error.errors(include_url=False):
        place = _place(model, found["loc"])
        key = dotted(place.path)
        if key not in seen:
            seen.add(key)
            yield Complaint(file, key, _sentence(found["type"], found["input"], place))


def dotted(path: Sequence[Step]) -> str:
    """`("steps", "x", "reviewers", 0)` as `steps.x.reviewers[0]`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def keys_of(model: type[BaseModel]) -> dict[str, Any]:
    """The keys a table may hold, as they are written in files, and the type of each."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def not_known(word: str, known: Sequence[str]) -> Reason:
    """The sentence for a name outside a closed set, with the name that was probably meant."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return say("Namnet ”{word}” finns inte. Menade du ”{meant}”?", word=word, meant=close[0])
    if not known:
        return say("Namnet ”{word}” finns inte. Ta bort det eller lägg till det som saknas.", word=word)
    return say("Namnet ”{word}” finns inte. Välj bland: {known}.", word=word, known=", ".join(known))


def _place(model: type[BaseModel], loc: tuple[Step, ...]) -> _Place:
    """The place of an error; pydantic's own marks (members of a union, keys) are left out of its path."""
    around: Any = None
    wanted: Any = model
    for index, step in enumerate(loc):
        if step == "[key]":
            return _Place(loc[:index], get_args(around)[0], around)
        if len(_members(wanted)) > 1:
            return _Place(loc[:index], wanted, around)
        around, wanted = wanted, _bare(_inside(wanted, step))
    return _Place(loc, wanted, around)


def _bare(annotation: Any) -> Any:
    """The annotation without `Annotated` and without `None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    members = _members(annotation)
    return _bare(members[0]) if len(members) == 1 and members[0] is not annotation else annotation


def _members(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(member for member in get_args(annotation) if member is not type(None))
    return (annotation,)


def _inside(annotation: Any, step: Step) -> Any:
    """The type of what stands at `step` in a value of this type; None where nothing may."""
    if _is_model(annotation):
        return keys_of(annotation).get(str(step))
    arguments = get_args(annotation)
    if get_origin(annotation) is tuple:
        return arguments[0]
    return arguments[1] if len(arguments) > 1 else None


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _sentence(kind: str, value: object, place: _Place) -> Reason:
    if kind == "extra_forbidden":
        return _unknown_key(str(place.path[-1]), tuple(keys_of(place.around)))
    if kind == "missing":
        return say("Nyckeln saknas. Lägg till den.")
    if kind == "no_words":
        return say("Texten är tom. Skriv den på varje språk.")
    if get_origin(place.wanted) is Literal:
        return _outside(value, get_args(place.wanted))
    return _wrong_type(place.wanted, _short(value))


def _unknown_key(word: str, known: Sequence[str]) -> Reason:
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return say("Nyckeln ”{word}” finns inte. Menade du ”{meant}”?", word=word, meant=close[0])
    return say("Nyckeln ”{word}” finns inte. Här får det stå: {known}.", word=word, known=", ".join(known))


def _outside(value: object, allowed: tuple[Any, ...]) -> Reason:
    if isinstance(value, str) and all(isinstance(one, str) for one in allowed):
        return not_known(value, allowed)
    known = ", ".join(str(one) for one in allowed)
    return say("{value} går inte här. Välj bland: {known}.", value=_short(value), known=known)


def _wrong_type(wanted: Any, value: str) -> Reason:
    if len(_members(wanted)) > 1:
        return say("{value} går inte här. Skriv en text, ett tal, true, false eller en lista av sådana.", value=value)
    if wanted is Words:
        return say('{value} ska vara en text på varje språk, till exempel {{ sv = "…", en = "…" }}.', value=value)
    if _is_model(wanted) or get_origin(wanted) is Mapping:
        return say("{value} ska vara en tabell med nycklar och värden.", value=value)
    if get_origin(wanted) is tuple:
        return say("{value} ska vara en lista inom hakparenteser, även om den har ett enda värde.", value=value)
    return _wrong_scalar(wanted, value)


def _wrong_scalar(wanted: Any, value: str) -> Reason:
    if wanted is bool:
        return say("{value} ska vara true eller false, utan citattecken.", value=value)
    if wanted is int:
        return say("{value} ska vara ett heltal, utan citattecken.", value=value)
    if wanted is float:
        return say("{value} ska vara ett tal, utan citattecken.", value=value)
    return say("{value} ska vara en text inom citattecken.", value=value)


def _short(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
