import json
from pathlib import Path

import pytest

from continuity.definitions.canonical import sha256_of
from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.definitions.layers import Key
from continuity.definitions.reader import parse
from continuity.errors import ContentFaulty, NotFound
from tests.support.content_files import change, told, write

WHY = 'why.sv = "Därför."\nwhy.en = "Because."\n'


def overlay(extends: str, rest: str) -> str:
    return f'format = 1\nextends = "{extends}"\n{WHY}{rest}'


def due(days: int) -> str:
    return overlay("pledge", f'[replace]\n"steps.picture.due" = {{ days = {days} }}\n')


def test_sound_content_has_nothing_to_complain_of(content: Path) -> None:
    catalogue, complaints = read_catalogue([content])
    assert complaints == ()
    assert catalogue.names("workflow") == ("pledge",)
    assert catalogue.names("form") == ("evaluation", "picture", "promise")
    assert catalogue.organisation.model.numbers.example == "KS 2027-00214-02"


def test_the_most_specific_layer_has_the_last_word(content: Path, own: Path) -> None:
    write(content, "workflows/variants/small.toml", due(50))
    write(own, "workflows/pledge.toml", due(60))
    write(own, "workflows/departments/KS.toml", due(70))
    catalogue, complaints = read_catalogue([content, own])
    assert complaints == ()

    def days(variant: str = "", department: str = "") -> int | None:
        step = catalogue.workflow("pledge", variant, department).model.steps["picture"]
        return step.due.days if step.due else None

    assert (days(), days("small"), days("", "KS"), days("small", "KS")) == (60, 50, 70, 70)
    assert days("", "UNKNOWN") == 60


def test_an_organisation_may_change_a_variant_that_we_ship(content: Path, own: Path) -> None:
    write(content, "workflows/variants/small.toml", overlay("pledge", '[add]\n"steps.picture.valid_months" = 6\n'))
    write(own, "workflows/variants/small.toml", overlay("pledge", '[replace]\n"steps.picture.valid_months" = 9\n'))
    catalogue, _ = read_catalogue([content, own])
    assert catalogue.workflow("pledge", "small").model.steps["picture"].valid_months == 9


def test_what_nobody_overlays_is_the_same_definition_for_all(content: Path) -> None:
    write(content, "workflows/variants/small.toml", due(50))
    catalogue, _ = read_catalogue([content])
    assert catalogue.form("picture", "small", "KS") is catalogue.form("picture")
    assert catalogue.workflow("pledge").hash != catalogue.workflow("pledge", "small").hash


def test_the_hash_is_of_what_is_said_and_not_of_how_it_is_written(content: Path) -> None:
    before = read_catalogue([content])[0].form("picture")
    change(content, "forms/picture.toml", "minutes = 30\n", "minutes   = 30   # half an hour\n")
    assert read_catalogue([content])[0].form("picture").hash == before.hash
    change(content, "forms/picture.toml", "minutes   = 30", "minutes = 31")
    assert read_catalogue([content])[0].form("picture").hash != before.hash


def test_the_order_of_pages_is_part_of_the_hash(content: Path, own: Path) -> None:
    before = read_catalogue([content])[0].form("picture")
    write(own, "forms/picture.toml", overlay("picture", '[order]\n"pages" = ["survey"]\n'))
    after = read_catalogue([content, own])[0].form("picture")
    assert list(after.model.pages)[:2] == ["survey", "document"]
    assert after.hash != before.hash


def test_a_published_text_reads_back_as_the_same_definition(content: Path) -> None:
    catalogue, _ = read_catalogue([content])
    for item in catalogue.items():
        if item.kind != "template":
            key = Key(item.kind, item.name, item.variant, item.department)
            assert parse(item.kind, json.loads(item.text), "stored") == catalogue.merged(key).model
            assert item.hash == sha256_of(f'{{"kind":"{item.kind}","data":{item.text}}}')


def test_templates_are_published_under_language_and_name_by_the_hash_of_their_bytes(content: Path) -> None:
    write(content, "docx_templates/departments/KS/sv/picture.docx", "own")
    catalogue, _ = read_catalogue([content])
    found = {(one.name, one.department): one.hash for one in catalogue.items() if one.kind == "template"}
    assert found["sv/picture", "KS"] == sha256_of("own")
    assert ("en/picture", "") in found
    assert len(found) == 11


def test_the_most_specific_template_is_used(content: Path, own: Path) -> None:
    folder = "docx_templates"
    write(content, f"{folder}/variants/small/sv/picture.docx", "")
    write(own, f"{folder}/departments/KS/sv/picture.docx", "")
    write(own, f"{folder}/sv/promise.docx", "")
    catalogue, _ = read_catalogue([content, own])
    assert catalogue.template("picture", "sv") == content / folder / "sv/picture.docx"
    assert catalogue.template("picture", "sv", "small") == content / folder / "variants/small/sv/picture.docx"
    assert catalogue.template("picture", "sv", "small", "KS") == own / folder / "departments/KS/sv/picture.docx"
    assert catalogue.template("promise", "sv") == own / folder / "sv/promise.docx"
    with pytest.raises(NotFound):
        catalogue.template("../secret", "sv")


def test_unknown_names_are_not_found(content: Path) -> None:
    catalogue, _ = read_catalogue([content])
    with pytest.raises(NotFound):
        catalogue.workflow("standard")
    with pytest.raises(NotFound):
        catalogue.workflow("pledge", "small")


def test_a_mistake_is_told_of_the_file_that_wrote_it(content: Path, own: Path) -> None:
    write(own, "workflows/pledge.toml", overlay("pledge", '[replace]\n"steps.picture.due" = { dagar = 60 }\n'))
    write(content, "workflows/variants/small.toml", due(50))
    catalogue, complaints = read_catalogue([content, own])
    assert told(complaints) == [("kommun/workflows/pledge.toml", "steps.picture.due.dagar")]
    with pytest.raises(ContentFaulty):
        catalogue.workflow("pledge")


def test_one_mistake_is_told_once_however_many_layers_share_it(content: Path) -> None:
    change(content, "workflows/pledge.toml", 'in_force = "promise"', 'in_force = "promise"\nextra = 1')
    for department in ("A", "B", "C"):
        write(content, f"workflows/departments/{department}.toml", due(50))
    assert told(read_catalogue([content])[1]) == [("workflows/pledge.toml", "extra")]


def test_an_overlay_of_nothing_is_told_with_what_was_meant(content: Path) -> None:
    write(content, "workflows/departments/KS.toml", overlay("pledges", ""))
    (complaint,) = read_catalogue([content])[1]
    assert (complaint.file, complaint.key) == ("workflows/departments/KS.toml", "extends")
    assert "Menade du ”pledge”?" in str(complaint.reason)


def test_a_whole_file_cannot_hide_what_we_ship(content: Path, own: Path) -> None:
    write(own, "forms/picture.toml", (content / "forms/picture.toml").read_text())
    (complaint,) = read_catalogue([content, own])[1]
    assert (complaint.file, complaint.key) == ("kommun/forms/picture.toml", "extends")


def test_content_without_settings_says_so(content: Path) -> None:
    (content / "forms/organisation.toml").unlink()
    assert told(read_catalogue([content])[1]) == [("forms/organisation.toml", "")]


def test_a_variant_and_a_department_that_do_not_fit_are_a_warning_until_they_are_combined(content: Path) -> None:
    write(content, "workflows/variants/small.toml", overlay("pledge", 'drop = ["steps.picture.due"]\n'))
    write(content, "workflows/departments/KS.toml", due(50))
    catalogue, complaints = read_catalogue([content])
    assert [(one.severity, one.file) for one in complaints] == [("warn", "workflows/departments/KS.toml")]
    assert catalogue.workflow("pledge", "", "KS").model.steps["picture"].due
    with pytest.raises(ContentFaulty):
        catalogue.workflow("pledge", "small", "KS")
    assert ("small", "KS") not in {(item.variant, item.department) for item in catalogue.items()}


def test_the_content_that_we_ship_is_found() -> None:
    assert (content_root() / "workflows").is_dir()
    assert (content_root() / "forms" / "organisation.toml").is_file()
