from pathlib import Path

import pytest

from continuity.definitions.catalogue import content_root
from continuity.errors import ContentFaulty
from continuity.rules.content import check_content
from tests.support.content_files import change, copied_content, told, write

OVERLAY = 'format = 1\nextends = "pledge"\nwhy = { sv = "D", en = "B" }\n'


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return copied_content(tmp_path / "shipped")


def test_the_test_content_is_sound(content: Path) -> None:
    assert check_content([content])[1] == ()


def test_what_we_ship_is_sound() -> None:
    assert [str(complaint) for complaint in check_content([content_root()])[1]] == []


def test_reading_fitting_and_soundness_are_told_together(content: Path) -> None:
    change(
        content, "forms/evaluation.toml", 'title = { sv = "Hur det gick", en = "How it went" }', 'title = { sv = "x" }'
    )
    change(
        content,
        "forms/picture.toml",
        'rows = { min = 1, max = 10, named_by = "place" }',
        'rows = { named_by = "plce" }',
    )
    change(content, "workflows/pledge.toml", "ends_cycle = true", "ends_cycle = false")
    found = told(check_content([content])[1])
    assert set(found) == {
        ("forms/evaluation.toml", "pages.results.title"),
        ("forms/picture.toml", "pages.places.rows.named_by"),
        ("workflows/pledge.toml", "steps.evaluation.ends_cycle"),
    }


def test_an_unsound_overlay_is_told_by_its_own_file(content: Path) -> None:
    overlay = '[replace]\n"machines.report.transitions.submit.by" = ["head"]\n'
    write(content, "workflows/departments/KS.toml", OVERLAY + overlay)
    complaints = check_content([content])[1]
    assert {complaint.key for complaint in complaints} == {
        "machines.report.states.gathering.ball",
        "steps.picture.signers",
        "steps.evaluation.signers",
    }
    assert {complaint.severity for complaint in complaints} == {"error"}


def test_a_combination_that_is_unsound_is_a_warning_and_refused(content: Path) -> None:
    by = '[replace]\n"machines.report.transitions.{}.by" = ["{}"]\n'
    write(
        content,
        "workflows/variants/small.toml",
        OVERLAY + by.format("submit", "appointed") + '"machines.report.states.gathering.ball" = "nobody"\n',
    )
    complaints = check_content([content])[1]
    assert {complaint.severity for complaint in complaints} == {"error"}

    small = '[replace]\n"steps.picture.reviewers" = [{ role = "auditor" }]\n"steps.picture.machine" = "agreement"\n'
    write(content, "workflows/variants/small.toml", OVERLAY + small)
    write(content, "workflows/departments/KS.toml", OVERLAY + '[replace]\n"steps.picture.machine" = "report"\n')
    catalogue, complaints = check_content([content])
    assert complaints and {complaint.severity for complaint in complaints} == {"warn"}
    assert catalogue.workflow("pledge", "small").model.steps["picture"].machine == "agreement"
    with pytest.raises(ContentFaulty):
        catalogue.workflow("pledge", "small", "KS")
