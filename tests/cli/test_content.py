"""`continuity check` and `publish`: every mistake with file and key, and what is published."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.definitions.catalogue import content_root
from continuity.models import Publication, make_engine
from tests.support.terminal import Run

OWN = Path(__file__).parents[1] / "content"
WRONG = """
format = 1
extends = "organisation"
why.sv = "Prov"
why.en = "Test"
[replace]
"criteria.no_such" = 1
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A municipality's own folder of content, with a mistake in it."""
    folder = tmp_path / "kommun"
    (folder / "forms").mkdir(parents=True)
    (folder / "forms" / "organisation.toml").write_text(WRONG, encoding="utf-8")
    return folder


def test_what_we_ship_is_in_order(run: Run) -> None:
    said = run("check")
    assert said.code == 0, said.out
    assert "Innehållet är i ordning" in said.err


def test_a_folder_that_is_complete_in_itself_is_read_alone(run: Run) -> None:
    said = run("check", OWN)
    assert said.code == 0, said.out
    assert "1 arbetsflöden" in said.err


def test_a_mistake_names_file_and_key(run: Run, own: Path) -> None:
    said = run("check", own)
    assert said.code == 1
    (mistake,) = (line for line in said.lines if "varning" not in line)
    assert mistake.startswith("kommun/forms/organisation.toml: ")
    assert "criteria.no_such" in mistake
    assert "fel" in said.err


def test_the_organisation_s_folder_is_read_where_the_setting_names_it(
    run: Run, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTINUITY_CONTENT", str(own))
    assert run("check").code == 1


def test_a_tag_that_no_question_answers_is_found_in_a_template(run: Run, tmp_path: Path) -> None:
    """The exercise's template in the analysis's place: it asks for what the analysis does not have."""
    folder = tmp_path / "kommun" / "docx_templates" / "sv"
    folder.mkdir(parents=True)
    shutil.copy(content_root() / "docx_templates" / "sv" / "exercise.docx", folder / "maintenance.docx")
    said = run("check", tmp_path / "kommun")
    assert said.code == 1
    wrong = [line for line in said.lines if "varning" not in line]
    assert all(line.startswith("kommun/docx_templates/sv/maintenance.docx: word/") for line in wrong)
    assert any("som inte finns" in line and "Under rubriken" in line for line in wrong)


def test_a_template_that_is_no_word_file_is_found(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "kommun" / "docx_templates" / "en"
    folder.mkdir(parents=True)
    (folder / "exercise.docx").write_bytes(b"hello")
    said = run("check", tmp_path / "kommun")
    assert said.code == 1
    assert any(line.startswith("kommun/docx_templates/en/exercise.docx") for line in said.lines)


def test_a_folder_that_does_not_exist_is_wrong_use(run: Run, tmp_path: Path) -> None:
    said = run("check", tmp_path / "nowhere")
    assert (said.code, said.out) == (2, "")


def test_show_prints_what_a_department_sees(run: Run) -> None:
    common = run("check", "--show", "XYZ")
    assert common.code == 0
    assert "XYZ har inget eget innehåll" in common.err
    small = run("check", "--show", "XYZ", "--variant", "liten_forvaltning")
    assert common.out.startswith("# organisation (")
    assert "# workflow standard (" in small.out
    assert small.out != common.out


def test_schemas_are_written_for_editors(run: Run, tmp_path: Path) -> None:
    said = run("check", "--schemas", tmp_path / "schemas")
    assert said.code == 0
    for line in said.lines:
        assert json.loads(Path(line).read_text(encoding="utf-8"))["$schema"]
    assert len(said.lines) == 5


# --- publish --------------------------------------------------------------------------------------------------------


def published(url: str) -> int:
    engine = make_engine(url)
    with Session(engine) as session:
        count = session.scalar(select(func.count()).select_from(Publication)) or 0
    engine.dispose()
    return count


def test_publishing_twice_publishes_once(with_database: Run, sqlite_url: str) -> None:
    first = with_database("publish")
    assert (first.code, published(sqlite_url)) == (0, 1), first.err
    second = with_database("publish")
    assert (second.code, published(sqlite_url)) == (0, 1)
    assert second.lines[-1] == first.lines[-1]
    assert "redan publicerat" in second.err


def test_faulty_content_is_not_published(
    with_database: Run, sqlite_url: str, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTINUITY_CONTENT", str(own))
    said = with_database("publish")
    assert (said.code, published(sqlite_url)) == (1, 0)
    assert "Inget är publicerat" in said.err


@pytest.mark.parametrize(
    ("replaced", "value", "key"),
    [
        ('"ladders.valid_to.rungs"', '[{ at = -30, to = ["chief"] }]', "ladders.valid_to.rungs[0].to[0]"),
        ('"ladders.valid_to.rungs"', '[{ at = -30, to = ["head"] }, { at = -60, to = ["head"] }]', "rungs[1].at"),
        ('"ladders.advice.rungs"', '[{ at = -5, to = ["asked"] }]', "ladders.advice.rungs[0].at"),
        ('"ladders.valid_to.rungs"', "[{ at = 0 }]", "ladders.valid_to.rungs[0].to"),
        ('"ladders.valid_to.rungs"', "[]", "ladders.valid_to.rungs"),
        ("holidays", '"XX"', "holidays"),
        ("reminder_cap", "0", "reminder_cap"),
    ],
)
def test_a_rule_of_reminders_that_does_not_hold_names_file_and_key(
    run: Run, own: Path, replaced: str, value: str, key: str
) -> None:
    (own / "forms" / "organisation.toml").write_text(
        WRONG.replace('"criteria.no_such" = 1', f"{replaced} = {value}"), encoding="utf-8"
    )
    said = run("check", own)
    assert said.code == 1
    assert [line for line in said.lines if key in line and "organisation.toml" in line], said.out
