"""`fields`, `lint`, `render` and `analyse`: Word and the pure rules without a server, settings or database."""

import json
from pathlib import Path
from typing import Any

import pytest

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.documents import content_sha256, lint, read_custom_properties, read_text
from continuity.services.paper import examples
from continuity.services.paper.municipalfields import SCHEMAS
from tests.support.terminal import Run

DOCUMENTS = ("governing_document", "business_impact_analysis", "continuity_plan", "exercise", "maintenance")
MALARVIK = Path(__file__).parents[1] / "rules" / "malarvik.json"


@pytest.fixture
def snapshot(run: Run, tmp_path: Path) -> Path:
    """The example snapshot of the exercise, in a file."""
    path = tmp_path / "exercise.json"
    path.write_text(run("render", "exercise", "--example").out, encoding="utf-8")
    return path


def test_fields_names_every_path_with_kind_label_and_example(run: Run) -> None:
    said = run("fields", "business_impact_analysis")
    assert said.code == 0
    found = {line.split()[0]: line.split()[1] for line in said.lines}
    assert found["document.title"] == "text"
    assert found["answers.activities"] == "list"
    assert found["answers.activities[].impact"] == "matrix"
    assert found["answers.activities[].impact.rows[].cells[].word"] == "text"
    named = next(line for line in said.lines if line.startswith("answers.activities[].activity_name "))
    assert "Vad gör ni" in named and "(" in named


def test_fields_speaks_english_where_the_terminal_does(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    swedish = run("fields", "exercise").out
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert run("fields", "exercise").out != swedish


def test_every_path_of_every_shipped_template_is_among_the_fields(run: Run) -> None:
    """The same list that `check` proves templates by."""
    said = run("fields", "questions")
    assert any(line.startswith("sections[].rows[].answer ") for line in said.lines)


def test_fields_names_the_paths_of_a_document_that_no_form_fills(run: Run) -> None:
    said = run("fields", "priority_order")
    assert {line.split()[0] for line in said.lines} >= {"document.title", "order", "order[].rank", "restore[].resource"}


def test_an_unknown_document_is_wrong_use_and_says_which_there_are(run: Run) -> None:
    said = run("fields", "nonsense")
    assert (said.code, said.out) == (2, "")
    assert "continuity_plan" in said.err


# --- render ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", [*DOCUMENTS, "committee_memo", "questions", *SCHEMAS])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_document_is_built_from_its_own_example(run: Run, tmp_path: Path, document: str, language: str) -> None:
    data, out = tmp_path / "a.json", tmp_path / "a.docx"
    data.write_text(run("render", document, "--example", "--language", language).out, encoding="utf-8")
    said = run("render", document, "--data", data, "--language", language, "--out", out)
    assert (said.code, said.out) == (0, ""), said.err
    assert [fault for fault in lint(out.read_bytes(), finished=True) if fault.severity == "error"] == []
    expected = "municipality" if document in SCHEMAS else "Exempelförvaltningen"
    assert any(expected in line for line in read_text(out.read_bytes()))


def test_an_example_answers_every_question_that_is_asked() -> None:
    catalogue, _ = read_catalogue([content_root()])
    papers = examples.papers(catalogue, "business_impact_analysis")
    answers = examples.snapshot(papers)["answers"]
    row: dict[str, Any] = answers["activities"][0]
    assert row["activity_name"]
    assert row["impact"]["levels"]


def test_the_same_snapshot_gives_the_same_bytes(run: Run, snapshot: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        run("render", "exercise", "--data", snapshot, "--out", tmp_path / f"{name}.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_an_open_extract_leaves_out_what_is_restricted(run: Run, tmp_path: Path) -> None:
    data, full, extract = (tmp_path / name for name in ("a.json", "full.docx", "open.docx"))
    data.write_text(run("render", "business_impact_analysis", "--example").out, encoding="utf-8")
    run("render", "business_impact_analysis", "--data", data, "--out", full)
    run("render", "business_impact_analysis", "--data", data, "--edition", "open", "--out", extract)
    assert content_sha256(full.read_bytes()) != content_sha256(extract.read_bytes())
    assert any("[Uppgift utelämnad: sekretess]" in line for line in read_text(extract.read_bytes()))
    assert not any("[Uppgift utelämnad: sekretess]" in line for line in read_text(full.read_bytes()))


def test_another_template_can_be_tried(run: Run, snapshot: Path, tmp_path: Path) -> None:
    template = content_root() / "docx_templates" / "en" / "exercise.docx"
    said = run("render", "exercise", "--data", snapshot, "--template", template, "--out", tmp_path / "a.docx")
    assert said.code == 0
    assert read_custom_properties((tmp_path / "a.docx").read_bytes()) == {}


def test_a_template_of_another_document_says_which_path_is_missing(run: Run, snapshot: Path, tmp_path: Path) -> None:
    template = content_root() / "docx_templates" / "sv" / "maintenance.docx"
    said = run("render", "exercise", "--data", snapshot, "--template", template, "--out", tmp_path / "a.docx")
    assert said.code == 1
    assert "answers." in said.err
    assert not (tmp_path / "a.docx").exists()


@pytest.mark.parametrize("text", ["hello", "[]", '{"order": 3}', '{"order": [3]}', '{"document": {"date": "i går"}}'])
def test_values_of_another_shape_for_a_document_of_the_municipality_are_refused(
    run: Run, tmp_path: Path, text: str
) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    said = run("render", "priority_order", "--data", tmp_path / "a.json", "--out", tmp_path / "a.docx")
    assert (said.code, (tmp_path / "a.docx").exists()) == (2, False)
    assert run("render", "priority_order", "--out", tmp_path / "a.docx").code == 2


@pytest.mark.parametrize("text", ["hello", "[]", "{}", '{"format": 1}', '{"format": 1, "answers": [], "step": "x"}'])
def test_a_file_that_is_no_snapshot_is_refused(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    said = run("render", "exercise", "--data", tmp_path / "a.json", "--out", tmp_path / "a.docx")
    assert (said.code, said.out) == (1, "")
    assert said.err


def test_answers_of_another_shape_are_refused(run: Run, snapshot: Path, tmp_path: Path) -> None:
    data = json.loads(snapshot.read_text(encoding="utf-8"))
    date = next(name for name, value in data["answers"].items() if isinstance(value, str) and value[:3] == "202")
    data["answers"][date] = "i går"
    snapshot.write_text(json.dumps(data), encoding="utf-8")
    said = run("render", "exercise", "--data", snapshot, "--out", tmp_path / "a.docx")
    assert said.code == 1
    assert "passar inte formuläret" in said.err


def test_a_missing_file_could_not_be_done_and_a_missing_option_is_wrong_use(run: Run, tmp_path: Path) -> None:
    assert run("render", "exercise", "--data", tmp_path / "no.json", "--out", tmp_path / "a.docx").code == 3
    assert run("render", "exercise").code == 2
    assert run("lint", tmp_path / "no.docx").code == 3
    assert run("analyse", tmp_path / "no.json").code == 3


# --- lint -----------------------------------------------------------------------------------------------------------


def test_a_shipped_template_has_nothing_against_it(run: Run) -> None:
    template = content_root() / "docx_templates" / "sv" / "exercise.docx"
    said = run("lint", template, "--document", "exercise")
    assert (said.code, said.out) == (0, "")


def test_lint_finds_what_is_no_word_file_and_what_the_document_does_not_have(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"hello")
    assert run("lint", tmp_path / "a.docx").code == 1
    template = content_root() / "docx_templates" / "sv" / "maintenance.docx"
    said = run("lint", template, "--document", "exercise")
    assert said.code == 1
    assert "som inte finns" in said.out


# --- analyse --------------------------------------------------------------------------------------------------------


def test_the_worked_example_comes_out_as_it_says(run: Run) -> None:
    said = run("analyse", MALARVIK)
    assert said.code == 0
    given = json.loads(MALARVIK.read_text(encoding="utf-8"))
    found = json.loads(said.out)
    for kind in ("activities", "dependencies"):
        assert found[kind] == [{"id": one["id"], "expected": one["expected"]} for one in given[kind]]


def test_a_file_that_windows_has_marked_as_utf_8_is_read_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(MALARVIK.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert run("analyse", tmp_path / "a.json").code == 0


HALF_A_CHARACTER = MALARVIK.read_text(encoding="utf-8").replace('"SA1"', '"SA\\ud800"')


@pytest.mark.parametrize("text", ["hello", "[]", '{"activities": 3}', "[" * 100_000, HALF_A_CHARACTER])
def test_a_file_of_another_shape_is_wrong_use(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    said = run("analyse", tmp_path / "a.json")
    assert (said.code, said.out) == (2, "")
    assert said.err
