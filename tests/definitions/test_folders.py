from pathlib import Path

from continuity.definitions.folders import sources_in, templates_in
from tests.support.content_files import told, write

OVERLAY = 'format = 1\nextends = "{}"\nwhy.sv = "Därför."\nwhy.en = "Because."\n'


def test_each_place_says_what_its_file_is(content: Path, own: Path) -> None:
    write(content, "workflows/variants/small.toml", OVERLAY.format("pledge"))
    write(content, "forms/departments/KS/picture.toml", OVERLAY.format("picture"))
    write(own, "workflows/departments/KS.toml", OVERLAY.format("pledge"))
    write(own, "forms/organisation.toml", OVERLAY.format("organisation"))
    sources, complaints = sources_in([content, own])
    assert complaints == ()
    assert {(one.kind, one.name, one.variant, one.department, one.file) for one in sources if one.overlay} == {
        ("workflow", "pledge", "small", "", "workflows/variants/small.toml"),
        ("form", "picture", "", "KS", "forms/departments/KS/picture.toml"),
        ("workflow", "pledge", "", "KS", "kommun/workflows/departments/KS.toml"),
        ("organisation", "organisation", "", "", "kommun/forms/organisation.toml"),
    }


def test_a_file_in_a_misspelt_folder_is_not_passed_over_in_silence(content: Path) -> None:
    write(content, "workflows/department/KS.toml", OVERLAY.format("pledge"))
    write(content, "forms/variants/picture.toml", OVERLAY.format("picture"))
    _, complaints = sources_in([content])
    assert told(complaints) == [("workflows/department/KS.toml", ""), ("forms/variants/picture.toml", "")]


def test_a_file_that_cannot_be_read_does_not_hide_the_others(content: Path) -> None:
    write(content, "forms/broken.toml", "a = ")
    sources, complaints = sources_in([content])
    assert told(complaints) == [("forms/broken.toml", "")]
    assert {one.name for one in sources} == {"pledge", "organisation", "picture", "promise", "evaluation"}


def test_an_overlay_says_extends_and_a_whole_file_does_not(content: Path, own: Path) -> None:
    write(content, "workflows/departments/KS.toml", "format = 1\n")
    write(content, "forms/second.toml", OVERLAY.format("second"))
    write(own, "forms/organisation.toml", "format = 1\n")
    write(own, "forms/departments/KS/picture.toml", OVERLAY.format("promise"))
    _, complaints = sources_in([content, own])
    assert told(complaints) == [
        ("workflows/departments/KS.toml", "extends"),
        ("forms/second.toml", "extends"),
        ("kommun/forms/organisation.toml", "extends"),
        ("kommun/forms/departments/KS/picture.toml", "extends"),
    ]


def test_templates_are_found_by_language_variant_and_department(tmp_path: Path) -> None:
    for file in (
        "sv/plan.docx",
        "sv/~$plan.docx",
        "xx/plan.docx",
        "departments/KS/en/plan.docx",
        "variants/small/sv/memo.docx",
    ):
        write(tmp_path, f"docx_templates/{file}", "")
    assert {(t.document, t.language, t.variant, t.department) for t in templates_in([tmp_path])} == {
        ("plan", "sv", "", ""),
        ("plan", "en", "", "KS"),
        ("memo", "sv", "small", ""),
    }
