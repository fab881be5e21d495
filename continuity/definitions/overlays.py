"""What an overlay file may say, and how it changes the data of the definition it extends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

from continuity.definitions.words import NOTHING, Definition, Frozen, Words
from continuity.errors import Complaint, ContentFaulty, Reason, say

Data = Mapping[str, Any]
Table = dict[str, Any]


class Overlay(Definition):
    """Differences from a definition, by quoted dotted path; applied in the order drop, replace, add, after, order."""

    format: Literal[1]
    extends: str
    why: Words
    drop: tuple[str, ...] = ()
    replace: Frozen[str, Any] = NOTHING
    add: Frozen[str, Any] = NOTHING
    after: Frozen[str, str] = NOTHING
    order: Frozen[str, tuple[str, ...]] = NOTHING


@dataclass
class _Merging:
    """Data under change, and the mistakes met on the way."""

    file: str
    data: Table
    complaints: list[Complaint] = field(default_factory=list)

    def complain(self, key: str, reason: Reason) -> None:
        self.complaints.append(Complaint(self.file, key, reason))


def merge(data: Data, overlay: Overlay, file: str) -> Table:
    """`data` as the overlay changes it, itself untouched; raises `ContentFaulty` with every path that does not fit."""
    merging = _Merging(file, _copied(data))
    _refuse_contradictions(merging, overlay)
    if not merging.complaints:
        _apply(merging, overlay)
    if merging.complaints:
        raise ContentFaulty(tuple(merging.complaints))
    return merging.data


def _apply(merging: _Merging, overlay: Overlay) -> None:
    for path in overlay.drop:
        _drop(merging, path)
    for path, value in overlay.replace.items():
        _replace(merging, path, value)
    for path, value in overlay.add.items():
        _add(merging, path, value)
    for path, sibling in overlay.after.items():
        _place_after(merging, path, sibling)
    for path, first in overlay.order.items():
        _order(merging, path, first)


def touched(overlay: Overlay) -> Iterator[str]:
    """The paths whose values the overlay wrote: a mistake at or below them is the overlay's."""
    yield from overlay.replace
    yield from overlay.add


def _refuse_contradictions(merging: _Merging, overlay: Overlay) -> None:
    """One overlay says one thing about a path: which of two would win must not depend on the order of sections."""
    seen: dict[str, str] = {}
    for section, paths in (("drop", overlay.drop), ("replace", overlay.replace), ("add", overlay.add)):
        for path in paths:
            if path in seen:
                other = seen[path]
                merging.complain(
                    f"{section}.{path}",
                    say("Sökvägen står också under {other}. Behåll den på ett ställe.", other=other),
                )
            seen[path] = section
    _refuse_nested(merging, overlay)


def _refuse_nested(merging: _Merging, overlay: Overlay) -> None:
    whole = [*overlay.drop, *overlay.replace]
    for path in whole:
        for outer in whole:
            if path.startswith(outer + "."):
                merging.complain(
                    f"replace.{path}" if path in overlay.replace else f"drop.{path}",
                    say(
                        "Sökvägen ligger inuti ”{outer}”, som redan byts ut eller tas bort. Ta bort den ena.",
                        outer=outer,
                    ),
                )


def _drop(merging: _Merging, path: str) -> None:
    table, last = _parent(merging, "drop", path)
    if table is not None and _exists(merging, "drop", path, table, last):
        del table[last]


def _replace(merging: _Merging, path: str, value: object) -> None:
    table, last = _parent(merging, "replace", path)
    if table is not None and _exists(merging, "replace", path, table, last):
        table[last] = _copied(value)


def _add(merging: _Merging, path: str, value: object) -> None:
    table, last = _parent(merging, "add", path)
    if table is None:
        return
    if last in table:
        merging.complain(f"add.{path}", say("Det finns redan ett värde här. Skriv sökvägen under [replace] i stället."))
    else:
        table[last] = _copied(value)


def _place_after(merging: _Merging, path: str, sibling: str) -> None:
    table, last = _parent(merging, "after", path)
    if table is None or not _exists(merging, "after", path, table, last):
        return
    if sibling == last or sibling not in table:
        merging.complain(f"after.{path}", _missing(sibling, list(table)))
        return
    keys = [key for key in table if key != last]
    keys.insert(keys.index(sibling) + 1, last)
    _arrange(table, keys)


def _order(merging: _Merging, path: str, first: Sequence[str]) -> None:
    parent, last = _parent(merging, "order", path)
    if parent is None or not _exists(merging, "order", path, parent, last):
        return
    table = parent[last]
    if not isinstance(table, dict):
        merging.complain(f"order.{path}", say("Bara tabeller kan ordnas om. Byt ut hela listan under [replace]."))
        return
    for key in first:
        if key not in table:
            merging.complain(f"order.{path}", _missing(key, list(table)))
    if len(set(first)) < len(first):
        merging.complain(f"order.{path}", say("Samma namn står flera gånger. Behåll det en gång."))
    named = [key for key in dict.fromkeys(first) if key in table]
    _arrange(table, [*named, *(key for key in table if key not in named)])


def _arrange(table: Table, keys: Sequence[str]) -> None:
    for key in keys:
        table[key] = table.pop(key)


def _parent(merging: _Merging, section: str, path: str) -> tuple[Table | None, str]:
    """The table that the path's last name stands in, or None after a complaint."""
    *names, last = path.split(".")
    table: Any = merging.data
    for depth, name in enumerate(names):
        if name not in table:
            merging.complain(
                f"{section}.{path}", _missing(".".join(names[: depth + 1]), _siblings(table, names[:depth]))
            )
            return None, last
        table = table[name]
        if not isinstance(table, dict):
            here = ".".join(names[: depth + 1])
            merging.complain(
                f"{section}.{path}", say("”{here}” är ingen tabell. Byt ut hela värdet under [replace].", here=here)
            )
            return None, last
    return table, last


def _exists(merging: _Merging, section: str, path: str, table: Table, last: str) -> bool:
    if last in table:
        return True
    parents = path.split(".")[:-1]
    reason = _missing(path, _siblings(table, parents))
    if section == "replace" and "meant" not in reason.params:
        reason = say("Sökvägen ”{path}” finns inte. Skriv den under [add] om värdet är nytt.", path=path)
    merging.complain(f"{section}.{path}", reason)
    return False


def _siblings(table: Table, parents: Sequence[str]) -> list[str]:
    return [".".join([*parents, key]) for key in table]


def _missing(path: str, known: Sequence[str]) -> Reason:
    close = get_close_matches(path, known, n=1, cutoff=0.8)
    if close:
        return say("”{path}” finns inte. Menade du ”{meant}”?", path=path, meant=close[0])
    return say("”{path}” finns inte i det som överlagras. Se efter vad det heter där.", path=path)


def _copied(value: Any) -> Any:
    """A deep copy as plain dicts and lists, so that no overlay can change what another one extends."""
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list | tuple) else value
