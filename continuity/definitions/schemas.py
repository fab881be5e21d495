"""JSON Schemas of the content files, so that an editor completes keys and marks mistakes while they are typed."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from continuity.definitions.reader import MODELS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Schema(GenerateJsonSchema):
    """Knows that our read-only mappings are tables."""

    def encode_default(self, dft: Any) -> Any:
        return dict(dft) if isinstance(dft, MappingProxyType) else super().encode_default(dft)


def schemas() -> Mapping[str, Mapping[str, Any]]:
    """Kind of file (form, workflow, organisation, scenario, overlay) -> its JSON Schema."""
    return {
        kind: {"$schema": DIALECT, **model.model_json_schema(by_alias=True, schema_generator=_Schema)}
        for kind, model in MODELS.items()
    }


def write_schemas(folder: Path) -> tuple[Path, ...]:
    """Writes `<kind>.schema.json` for each kind into the folder, made where it is missing; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind, schema in schemas().items():
        path = folder / f"{kind}.schema.json"
        path.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        written.append(path)
    return tuple(written)
