from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from continuity.definitions.forms import Form
from continuity.definitions.reader import parse, read_toml, upgraded
from continuity.errors import ContentFaulty

FORM = {"format": 1, "title": {"sv": "T"}, "pages": {"p": {"title": {"sv": "P"}}}}


def complaint(path: Path) -> str:
    with pytest.raises(ContentFaulty) as caught:
        read_toml(path)
    (only,) = caught.value.complaints
    assert only.file == str(path)
    return str(only.reason)


def test_a_file_reads_with_its_key_order_and_its_dates_as_text(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("b = 2026-12-24\na = [2026-12-24T08:00:00Z, 07:30:00]\n")
    assert read_toml(path) == {"b": "2026-12-24", "a": ["2026-12-24T08:00:00+00:00", "07:30:00"]}
    assert list(read_toml(path)) == ["b", "a"]


def test_a_byte_order_mark_from_a_windows_editor_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\n")
    assert read_toml(path) == {"a": 1}


def test_a_file_that_is_not_toml_says_which_line(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("a = 1\nb = yes\n")
    assert "line 2" in complaint(path)


def test_a_key_written_twice_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("a = 1\na = 2\n")
    assert "TOML" in complaint(path)


def test_a_file_in_another_encoding_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes("a = 'å'".encode("latin-1"))
    assert "UTF-8" in complaint(path)


@pytest.mark.parametrize("number", ["nan", "inf", "[1.0, -inf]"])
def test_a_number_that_is_none_is_refused(tmp_path: Path, number: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(f"a = {number}")
    assert "vanligt tal" in complaint(path)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    assert "öppna" in complaint(tmp_path / "missing.toml")


def test_the_same_data_becomes_a_frozen_form() -> None:
    form = parse("form", FORM, "forms/x.toml")
    assert isinstance(form, Form)
    with pytest.raises(TypeError):
        form.pages["q"] = form.pages["p"]  # type: ignore[index]  # that it refuses is the point
    with pytest.raises(ValueError, match="frozen"):
        form.minutes = 5


@pytest.mark.parametrize(
    ("given", "says"),
    [(None, "format = 1"), (2, "nyare version"), (0, "inget format"), ("1", "inget format"), (True, "inget format")],
)
def test_a_format_that_is_not_ours_says_what_to_do(given: object, says: str) -> None:
    data = {**FORM, "format": given} if given is not None else {"title": {"sv": "T"}}
    with pytest.raises(ContentFaulty) as caught:
        parse("form", data, "forms/x.toml")
    (only,) = caught.value.complaints
    assert (only.file, only.key) == ("forms/x.toml", "format")
    assert says in str(only.reason)


def test_older_formats_are_upgraded_one_at_a_time() -> None:
    def add(kind: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**data, "format": data["format"] + 1, "seen": [*data.get("seen", ()), (kind, data["format"])]}

    data = upgraded("form", {"format": -1}, "x", upgraders={-1: add, 0: add})
    assert data == {"format": 1, "seen": [("form", -1), ("form", 0)]}
