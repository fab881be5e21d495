"""Every path that the template of a document of the whole municipality may use, and an example made of the paths."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from continuity.documents import Field, Schema
from continuity.errors import NotFound, say
from continuity.services.paper.templatefields import DATE, NUMBER, TEXT, Known, walk

DAY = date(2026, 6, 3)
ROWS = 2


def _texts(names: str) -> dict[str, Field]:
    return dict.fromkeys(names.split(), TEXT)


def _list(names: str, *, numbers: str = "") -> Field:
    fields = _texts(names) | dict.fromkeys(numbers.split(), NUMBER)
    return Field("list", fields, expected=False)


# What all of them know; the names are those that a step's documents use for the same things.
FRONT: Schema = {
    "document": Field(
        "group",
        _texts("title type municipality status version snapshot language marking") | {"date": DATE},
        expected=False,
    ),
    "meta": _list("label value"),
}
SCHEMAS: Mapping[str, Schema] = MappingProxyType(
    {
        "dependency_analysis": {
            **FRONT,
            "summary": Field("list", expected=False),
            "gaps": _list(
                "resource owner activity department required promised effective tested uncovered reserve status flags"
                " proposal cost decided_by due accepted",
                numbers="number priority_class",
            ),
            "resources": _list("resource owner tightest activities status", numbers="needs"),
            "single_points": _list("resource owner tightest activities", numbers="needs"),
            "overbooked": _list("resource claimed capacity claims"),
            "chains": _list("activity department chain decided_by back rto mtpd verdict"),
        },
        "priority_order": {
            **FRONT,
            "order": _list(
                "activity department mtpd rto mbco driving resources gap owner", numbers="rank priority_class"
            ),
            "peaks": _list("activity department periods rto", numbers="rank priority_class"),
            "restore": _list("resource owner required activities", numbers="rank"),
            "moves": _list("activity reason", numbers="proposed rank"),
            "versions": _list("version decided_by decided_on paragraph status"),
        },
        "status_report": {
            **FRONT,
            "as_of": DATE,
            "summary": Field("list", expected=False),
            "steps": _list("title", numbers="units done share late"),
            "departments": _list("department committee in_force review_due under_way"),
            "late": _list("department what due", numbers="priority_class days"),
            "escalated": _list("department committee what due since text", numbers="days"),
            "years": _list("exercised days in_force done", numbers="year signed late_actions"),
        },
    }
)


def known_paths(document: str) -> Iterator[Known]:
    """Every path with its kind, for people."""
    return walk(SCHEMAS[document])


def example(document: str) -> dict[str, Any]:
    """Values for each path, as JSON: a text says its own path's last name, a list has two rows.

    :raise NotFound: there is no such document of the municipality.
    """
    if document not in SCHEMAS:
        raise NotFound(say("Kommunen har inget gemensamt dokument som heter ”{name}”.", name=document))
    return {name: _example(name, field) for name, field in SCHEMAS[document].items()}


def _example(name: str, field: Field) -> Any:
    match field.kind:
        case "group":
            return {below: _example(below, one) for below, one in field.children.items()}
        case "list" if field.children:
            return [{below: _example(below, one) for below, one in field.children.items()} for _ in range(ROWS)]
        case "list":
            return [f"{name} {number}" for number in range(1, ROWS + 1)]
        case "number":
            return 4
        case "date":
            return DAY.isoformat()
        case _:
            return name


def values(document: str, written: Mapping[str, Any]) -> dict[str, Any]:
    """What a template sees of values that were written as JSON: days are days again; what is missing is nothing."""
    return _group(SCHEMAS[document], written)


def _group(schema: Schema, written: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(field, written.get(name)) for name, field in schema.items()}


def _value(field: Field, written: Any) -> Any:
    match field.kind:
        case "group":
            return _group(field.children, written or {})
        case "list":
            return [_group(field.children, row) if field.children else row for row in written or ()]
        case "date" if isinstance(written, str):
            return date.fromisoformat(written)
        case _:
            return written
