"""Writes merged definitions as TOML, for a person who wants to see what all the layers come to."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from continuity.definitions.catalogue import Catalogue

BARE = re.compile(r"[A-Za-z0-9_-]+")
WIDTH = 100  # a table that fits into this many characters stands on one line


def show(catalogue: Catalogue, department: str, variant: str = "") -> str:
    """The settings, workflows and forms as this department sees them, each under a line with its name and hash."""
    merged: list[tuple[str, str, Mapping[str, Any]]] = [
        ("organisation", catalogue.organisation.hash, catalogue.organisation.data)
    ]
    for name in catalogue.names("workflow"):
        workflow = catalogue.workflow(name, variant, department)
        merged.append((f"workflow {name}", workflow.hash, workflow.data))
    for name in catalogue.names("form"):
        form = catalogue.form(name, variant, department)
        merged.append((f"form {name}", form.hash, form.data))
    return "\n".join(f"# {title} ({digest[:12]})\n\n{as_toml(data)}" for title, digest, data in merged)


def as_toml(data: Mapping[str, Any]) -> str:
    """Data as TOML that reads back as the same data (a None is left out), key order kept within each table."""
    return "\n".join(_lines(data, ())) + "\n"


def _lines(table: Mapping[str, Any], path: Sequence[str]) -> Iterator[str]:
    below = {key: value for key, value in table.items() if isinstance(value, Mapping) and not _short(key, value)}
    for key, value in table.items():
        if key not in below and value is not None:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in below.items():
        inner = (*path, key)
        yield ""
        yield f"[{'.'.join(_key(part) for part in inner)}]"
        yield from _lines(value, inner)


def _short(key: str, value: Mapping[str, Any]) -> bool:
    return len(key) + len(_value(value)) <= WIDTH


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _text(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items() if one is not None)
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    return repr(value)


def _text(text: str) -> str:
    """JSON writes text as TOML does, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
