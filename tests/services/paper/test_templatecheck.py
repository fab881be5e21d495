"""Every template is proved against its form, and every question that a document leaves out is told."""

import shutil
from pathlib import Path

import pytest

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.definitions.rounds import rounds
from continuity.documents import compile_template
from continuity.errors import Complaint
from continuity.services.paper.templatecheck import check_all
from continuity.services.paper.templatefields import known_paths, question_paths, schema

HEAD = 'format = 1\nextends = "{name}"\nwhy.sv = "Prov"\nwhy.en = "Test"\n'
OWN_CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "kommun"
    folder.mkdir()
    return folder


def complaints(own: Path) -> list[Complaint]:
    return list(check_all([content_root(), own])[1])


def test_what_we_ship_and_what_the_tests_keep_has_no_mistake() -> None:
    for root in (content_root(), OWN_CONTENT):
        assert [str(one) for one in check_all([root])[1] if one.severity == "error"] == []


def test_a_question_that_no_template_shows_is_told_as_a_warning(own: Path) -> None:
    (own / "forms").mkdir()
    label = '{ sv = "Ord", en = "Words" }'
    (own / "forms" / "maintenance.toml").write_text(
        HEAD.format(name="maintenance")
        + f'[add]\n"pages.extra" = {{ title = {label}, '
        + f'questions = {{ never_shown = {{ kind = "text", label = {label} }} }} }}\n',
        encoding="utf-8",
    )
    found = complaints(own)
    assert [one for one in found if one.severity == "error"] == []
    left_out = {(one.file, one.key) for one in found if one.key == "answers.never_shown"}
    assert {file for file, _ in left_out} >= {
        f"docx_templates/{language}/maintenance.docx" for language in ("sv", "en")
    }


def test_a_department_s_own_template_is_checked_and_named_by_its_folder(own: Path) -> None:
    folder = own / "docx_templates" / "departments" / "SN" / "sv"
    folder.mkdir(parents=True)
    shutil.copy(content_root() / "docx_templates" / "sv" / "exercise.docx", folder / "continuity_plan.docx")
    wrong = [one for one in complaints(own) if one.severity == "error"]
    assert wrong
    assert {one.file for one in wrong} == {"kommun/docx_templates/departments/SN/sv/continuity_plan.docx"}
    assert any("Menade du" in str(one.reason) for one in wrong)


def test_every_path_that_the_shipped_templates_use_is_among_the_fields() -> None:
    catalogue, _ = read_catalogue([content_root()])
    for round_ in rounds(catalogue):
        for step_id, step in round_.workflow.model.steps.items():
            form = round_.form_of(step_id)
            assert form is not None
            known = {one.path for one in known_paths(form)} | {f"{one.path}[]" for one in known_paths(form)}
            path = catalogue.template(step.document, "sv", round_.key.variant, round_.key.department)
            used = {use.path for use in compile_template(path.read_bytes()).paths}
            assert used - known == set(), path


def test_every_question_but_notes_has_one_path_and_a_place_in_the_schema() -> None:
    catalogue, _ = read_catalogue([content_root()])
    for name in catalogue.names("form"):
        form = catalogue.form(name).model
        paths = [path for path, _ in question_paths(form)]
        assert len(paths) == len(set(paths)) == sum(q.kind != "note" for *_, q in form.questions())
        for path in paths:
            at = schema(form)
            for part in path.removesuffix("[]").split("."):
                assert part.removesuffix("[]") in at, path
                at = at[part.removesuffix("[]")].children
