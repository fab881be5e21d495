"""Reads one TOML file, or data stored from one, into a frozen model; every mistake is told, not only the first."""

import datetime as dt
import tomllib
from collections.abc import Callable, Mapping
from math import isfinite
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, overload

from pydantic import ValidationError

from continuity.definitions.canonical import canonical_json
from continuity.definitions.forms import Form
from continuity.definitions.mistakes import complaints_of
from continuity.definitions.organisation import Organisation
from continuity.definitions.overlays import Overlay
from continuity.definitions.scenarios import Scenario
from continuity.definitions.words import Definition
from continuity.definitions.workflows import Workflow
from continuity.errors import Complaint, ContentFaulty, Reason, say

Data = Mapping[str, Any]
DefinitionKind = Literal["form", "workflow", "organisation", "scenario", "overlay"]
M = TypeVar("M", bound=Definition)

FORMAT = 1
MODELS: Mapping[DefinitionKind, type[Definition]] = {
    "form": Form,
    "workflow": Workflow,
    "organisation": Organisation,
    "scenario": Scenario,
    "overlay": Overlay,
}
# Format number -> what turns data of that format into the next one. Format 1 is the first.
UPGRADERS: Mapping[int, Callable[[str, Data], Data]] = {}


class NotANumber(Exception):
    """TOML can write nan and inf; JSON, and so the hash, cannot."""


def read_toml(path: Path, file: str = "") -> dict[str, Any]:
    """The file as plain data (dates as text, key order kept); raises `ContentFaulty`, naming `file` or the path."""
    try:
        return cast(dict[str, Any], _plain(tomllib.loads(path.read_text(encoding="utf-8-sig"))))
    except tomllib.TOMLDecodeError as error:
        reason = say("Filen går inte att läsa som TOML: {error}. Rätta raden som nämns.", error=error)
    except UnicodeDecodeError:
        reason = say("Filen är inte sparad som UTF-8. Spara om den med kodningen UTF-8.")
    except NotANumber:
        reason = say("Filen innehåller ”nan” eller ”inf”. Skriv ett vanligt tal.")
    except OSError as error:
        reason = say("Filen går inte att öppna: {error}.", error=error.strerror)
    raise ContentFaulty((Complaint(file or str(path), "", reason),))


@overload
def parse(kind: Literal["form"], data: Data, file: str) -> Form: ...
@overload
def parse(kind: Literal["workflow"], data: Data, file: str) -> Workflow: ...
@overload
def parse(kind: Literal["organisation"], data: Data, file: str) -> Organisation: ...
@overload
def parse(kind: Literal["scenario"], data: Data, file: str) -> Scenario: ...
@overload
def parse(kind: Literal["overlay"], data: Data, file: str) -> Overlay: ...
@overload
def parse(kind: DefinitionKind, data: Data, file: str) -> Definition: ...
def parse(kind: DefinitionKind, data: Data, file: str) -> Definition:
    """The frozen model of data of this kind, of the present format or an older one; raises `ContentFaulty`."""
    return parse_as(MODELS[kind], upgraded(kind, data, file), file)


def parse_as(model: type[M], data: Data, file: str) -> M:
    """`data` of the present format as this model; strict, so that "yes" is not true and "3" is not three."""
    try:
        return model.model_validate_json(canonical_json(data), strict=True, by_alias=True, by_name=False)
    except ValidationError as error:
        raise ContentFaulty(tuple(complaints_of(error, model, file))) from error


def upgraded(
    kind: str, data: Data, file: str, *, upgraders: Mapping[int, Callable[[str, Data], Data]] = UPGRADERS
) -> Data:
    """`data` in the present format; raises `ContentFaulty` where the format is missing, strange or from the future."""
    given = data.get("format")
    while type(data.get("format")) is not int or data["format"] != FORMAT:
        upgrade = upgraders.get(data["format"]) if type(data.get("format")) is int else None
        if upgrade is None:
            raise ContentFaulty((Complaint(file, "format", _strange(given)),))
        data = upgrade(kind, data)
    return data


def _strange(given: object) -> Reason:
    if given is None:
        return say("Nyckeln saknas. Skriv format = {format} överst i filen.", format=FORMAT)
    if type(given) is int and given > FORMAT:
        return say("Filen är skriven för en nyare version av programmet (format {given}). Uppgradera.", given=given)
    return say("{given} är inget format. Skriv format = {format} överst i filen.", given=repr(given), format=FORMAT)


def _plain(value: object) -> object:
    """TOML's own dates and times as the text they were written as."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, float) and not isfinite(value):
        raise NotANumber
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
