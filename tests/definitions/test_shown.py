import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.definitions.shown import as_toml, show
from tests.support.content_files import CONTENT, write

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_what_is_shown_reads_back_the_same(data: dict[str, Any]) -> None:
    assert tomllib.loads(as_toml(data)) == data


@pytest.mark.parametrize("root", [CONTENT, content_root()], ids=["test content", "shipped"])
def test_all_content_reads_back_the_same(root: Path) -> None:
    catalogue, _ = read_catalogue([root])
    for key in catalogue.definitions():
        data = dict(catalogue.merged(key).data)
        assert tomllib.loads(as_toml(data)) == data


def test_a_department_sees_what_its_layers_come_to(content: Path) -> None:
    overlay = (
        'format = 1\nextends = "pledge"\nwhy = { sv = "D", en = "B" }\n[replace]\n"steps.picture.due" = { days = 77 }\n'
    )
    write(content, "workflows/departments/KS.toml", overlay)
    catalogue, _ = read_catalogue([content])
    assert "due = { days = 77 }" in show(catalogue, "KS")
    assert "due = { days = 45 }" in show(catalogue, "LS")
    assert f"# workflow pledge ({catalogue.workflow('pledge').hash[:12]})" in show(catalogue, "")
