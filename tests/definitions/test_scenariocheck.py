"""Scenarios are content like the rest: read, laid upon each other, and faulted with file and key."""

from pathlib import Path

import pytest

from continuity.definitions.catalogue import content_root, read_catalogue
from continuity.definitions.crosscheck import check_alone
from continuity.definitions.scenarios import Scenario
from continuity.errors import Complaint
from tests.support.content_files import told, write

SOUND = """
format = 1
title = { sv = "Vattenläcka", en = "Water leak" }
tests = { sv = "Om lokalen går att lämna.", en = "Whether the premises can be left." }
purpose = { sv = "Pröva planen.", en = "Try the plan." }
situation = { sv = "Det regnar in.", en = "It rains in." }
start = { weekday = "sunday", time = "23:30" }
objectives = [
  { objective = { sv = "Ut i tid", en = "Out in time" }, criterion = { sv = "Alla är ute", en = "All are out" } },
]
injects = [
  { minutes = 0, text = { sv = "Taket läcker", en = "The roof leaks" } },
  { minutes = 45, text = { sv = "Golvet står under vatten", en = "The floor is under water" } },
]
"""
OBJECTIVE = """
  { objective = { sv = "Ut i tid", en = "Out in time" }, criterion = { sv = "Alla är ute", en = "All are out" } },"""
FORM = """
format = 1
title = { sv = "Övning", en = "Exercise" }
[scenario]
text = "what"
injects = "events"
inject_text = "event"
[pages.plan]
title = { sv = "Plan", en = "Plan" }
[pages.plan.questions]
what = { kind = "longtext", label = { sv = "Vad?", en = "What?" } }
on = { kind = "date", label = { sv = "När?", en = "When?" } }
[pages.events]
title = { sv = "Inspel", en = "Injects" }
rows = { named_by = "event" }
[pages.events.questions]
event = { kind = "text", label = { sv = "Vad?", en = "What?" } }
"""


def complaints(*roots: Path) -> list[Complaint]:
    catalogue, found = read_catalogue(roots)
    return [*found, *(complaint for _, complaint in check_alone(catalogue))]


def about(found: list[Complaint], file: str) -> list[tuple[str, str]]:
    return [one for one in told(found) if one[0].endswith(file)]


def test_the_shipped_scenarios_are_whole_in_both_languages() -> None:
    root = content_root()
    catalogue, _ = read_catalogue([root])
    names = catalogue.names("scenario")
    assert len(names) >= 4 and not [one for one in told(complaints(root)) if one[0].startswith("scenarios/")]
    for name in names:
        model = catalogue.merged(catalogue.key("scenario", name, "", "")).model
        assert isinstance(model, Scenario)
        assert 3 <= len(model.objectives) <= 4 and 6 <= len(model.injects) <= 10
        assert model.questions and model.evaluation


def test_an_own_folder_adds_a_scenario_that_is_published_with_the_rest(content: Path, own: Path) -> None:
    write(own, "scenarios/water_leak.toml", SOUND)
    catalogue, _ = read_catalogue([content, own])
    assert not about(complaints(content, own), "water_leak.toml")
    assert [item.name for item in catalogue.items() if item.kind == "scenario"] == ["water_leak"]
    model = catalogue.merged(catalogue.key("scenario", "water_leak", "", "")).model
    assert isinstance(model, Scenario)
    assert (model.when(0, "sv"), model.when(45, "en")) == ("söndag 23:30", "Monday 00:15")


def test_an_own_folder_lays_its_changes_upon_a_scenario_of_ours(content: Path, own: Path) -> None:
    write(content, "scenarios/water_leak.toml", SOUND)
    overlay = (
        'format = 1\nextends = "water_leak"\nwhy = { sv = "Vår", en = "Ours" }\n[replace]\n"start.time" = "25:00"\n'
    )
    write(own, "scenarios/water_leak.toml", overlay)
    assert about(complaints(content, own), "water_leak.toml") == [("kommun/scenarios/water_leak.toml", "start.time")]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('weekday = "sunday"', 'weekday = "söndag"', "start.weekday"),
        ('time = "23:30"', 'time = "23.30"', "start.time"),
        ("minutes = 0", "minutes = -5", "injects[0].minutes"),
        ("minutes = 0", "minutes = 60", "injects[1].minutes"),
        ('en = "The roof leaks"', 'en = ""', "injects[0].text"),
        ("tests = {", "test = {", "test"),
        (OBJECTIVE, "", "objectives"),
    ],
)
def test_a_faulty_scenario_is_named_with_file_and_key(content: Path, old: str, new: str, key: str) -> None:
    assert SOUND.count(old) == 1
    write(content, "scenarios/water_leak.toml", SOUND.replace(old, new))
    assert ("scenarios/water_leak.toml", key) in told(complaints(content))


def test_a_scenario_in_a_folder_that_nobody_reads_or_with_a_name_that_cannot_stand_in_an_address_is_told(
    content: Path,
) -> None:
    write(content, "scenarios/departments/water_leak.toml", SOUND)
    write(content, "scenarios/Water leak.toml", SOUND)
    assert {("scenarios/departments/water_leak.toml", ""), ("scenarios/Water leak.toml", "")} <= set(
        told(complaints(content))
    )


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('text = "what"', 'text = "whatever"', "scenario.text"),
        ('text = "what"', 'text = "on"', "scenario.text"),
        ('injects = "events"', 'injects = "event"', "scenario.injects"),
        ('injects = "events"', "", "scenario.inject_text"),
        ('inject_text = "event"', "", "scenario.injects"),
        ('inject_text = "event"', 'inject_text = "what"', "scenario.inject_text"),
    ],
)
def test_a_form_names_questions_and_lists_that_a_scenario_can_fill(content: Path, old: str, new: str, key: str) -> None:
    write(content, "forms/drill.toml", FORM)
    assert not about(complaints(content), "drill.toml")
    write(content, "forms/drill.toml", FORM.replace(old, new, 1))
    assert ("forms/drill.toml", key) in told(complaints(content))
