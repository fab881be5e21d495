import json
from pathlib import Path
from typing import get_args

from continuity.definitions.schemas import schemas, write_schemas
from continuity.definitions.vocabulary import Guard, Kind


def test_there_is_a_schema_for_every_kind_of_file() -> None:
    assert set(schemas()) == {"form", "workflow", "organisation", "scenario", "overlay"}


def test_a_schema_knows_the_vocabulary_and_refuses_unknown_keys() -> None:
    question = schemas()["form"]["$defs"]["Question"]
    assert question["properties"]["kind"]["enum"] == list(get_args(Kind))
    assert question["additionalProperties"] is False
    transition = schemas()["workflow"]["$defs"]["Transition"]
    assert transition["properties"]["guards"]["items"]["enum"] == list(get_args(Guard))


def test_keys_are_named_as_they_are_written_in_files() -> None:
    transition = schemas()["workflow"]["$defs"]["Transition"]["properties"]
    assert "from" in transition and "from_" not in transition
    assert "is" in schemas()["form"]["$defs"]["Condition"]["properties"]


def test_the_schemas_are_written_as_files(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "new")
    assert [path.name for path in written] == [
        "form.schema.json",
        "workflow.schema.json",
        "organisation.schema.json",
        "scenario.schema.json",
        "overlay.schema.json",
    ]
    assert json.loads(written[0].read_text(encoding="utf-8")) == schemas()["form"]
