import re
from collections.abc import Collection
from pathlib import Path
from typing import get_args

import pytest

from continuity.definitions import forms, organisation, overlays, scenarios, vocabulary, workflows
from continuity.definitions.catalogue import content_root
from continuity.definitions.mistakes import keys_of
from continuity.definitions.reader import MODELS
from continuity.definitions.words import Definition

# Section of the glossary -> the model whose keys it explains, or the words it explains.
GLOSSARY: dict[str, dict[str, type[Definition] | Collection[str]]] = {
    "workflows": {
        "A workflow": workflows.Workflow,
        "A machine": workflows.Machine,
        "A state": workflows.State,
        "A transition": workflows.Transition,
        "A step": workflows.WorkflowStep,
        "An addition to a statement": workflows.Addition,
        "A reviewer": workflows.Reviewer,
        "A due date": workflows.Due,
        "How a step comes back": workflows.Opens,
        "An outcome": workflows.Outcome,
        "Rows that decide": workflows.RowOutcome,
        "Answers that speak for a choice": workflows.Proposes,
        "A trial of the plan": workflows.Tests,
        "Rows that somebody stands behind": workflows.StoodBehind,
        "A reason to open a step again": workflows.Reopening,
        "When the calendar is a reason": workflows.Calendar,
        "An overlay": overlays.Overlay,
        "Guards": get_args(vocabulary.Guard),
        "Effects": get_args(vocabulary.Effect),
        "Roles": get_args(vocabulary.Role),
        "Roles worked out for each revision": get_args(vocabulary.DerivedRole),
        "Balls": get_args(vocabulary.Ball),
        "Places for signatures": get_args(vocabulary.SignerSlot),
        "Deciders": get_args(vocabulary.Decider),
    },
    "forms": {
        "A form": forms.Form,
        "What a scenario fills in": forms.ScenarioTargets,
        "A page": forms.Page,
        "Rows": forms.Rows,
        "A text that became a list": forms.InsteadOf,
        "Beginnings": get_args(vocabulary.Beginning),
        "Fields of an activity": vocabulary.REGISTER_FIELDS["activity"],
        "Fields of a demand": vocabulary.REGISTER_FIELDS["demand"],
        "Fields of a gap": vocabulary.REGISTER_FIELDS["gap"],
        "Fields of a finding": vocabulary.REGISTER_FIELDS["finding"],
        "Fields of an action": vocabulary.REGISTER_FIELDS["action"],
        "Fields of an extension": vocabulary.REGISTER_FIELDS["extension"],
        "A question": forms.Question,
        "A screening": forms.Screening,
        "A suggestion": forms.Suggestion,
        "An option": forms.Option,
        "A condition": forms.Condition,
        "A use of a check": forms.CheckUse,
        "Kinds": get_args(vocabulary.Kind),
        "Checks": get_args(vocabulary.Check),
        "Computed rules": get_args(vocabulary.Rule),
        "Words to fill in from": vocabulary.PREFILLS,
        "Facts": vocabulary.FACTS,
        "The organisation": organisation.Organisation,
        "The criteria model": organisation.Criteria,
        "A category": organisation.Category,
        "A level": organisation.Level,
        "Registration numbers": organisation.Numbers,
        "A quiet period": organisation.QuietPeriod,
        "A mandate period": organisation.MandatePeriod,
        "A ladder of reminders": organisation.Ladder,
        "A rung": organisation.Rung,
        "What ladders are about": get_args(vocabulary.Matter),
    },
    "scenarios": {
        "A scenario": scenarios.Scenario,
        "The start": scenarios.Start,
        "An objective": scenarios.Objective,
        "An inject": scenarios.Inject,
    },
}
SECTIONS = [(folder, section) for folder, sections in GLOSSARY.items() for section in sections]


def explained(folder: str) -> dict[str, list[str]]:
    """Section -> the names that its table explains; sections without a table are left out."""
    text = (content_root() / folder / "README.md").read_text(encoding="utf-8")
    sections = {
        part.partition("\n")[0]: re.findall(r"^\| `([^`]+)` \| \S", part, re.M) for part in text.split("\n## ")[1:]
    }
    return {title: names for title, names in sections.items() if names}


@pytest.mark.parametrize(("folder", "section"), SECTIONS, ids=[f"{folder}: {section}" for folder, section in SECTIONS])
def test_the_glossary_explains_each_name_once_and_no_other(folder: str, section: str) -> None:
    what = GLOSSARY[folder][section]
    known = keys_of(what) if isinstance(what, type) else what
    names = explained(folder)[section]
    assert set(names) == set(known)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("folder", list(GLOSSARY))
def test_no_section_of_the_glossary_explains_something_else(folder: str) -> None:
    assert set(explained(folder)) == set(GLOSSARY[folder])


def test_every_model_of_a_content_file_is_in_the_glossary() -> None:
    told = {what for sections in GLOSSARY.values() for what in sections.values() if isinstance(what, type)}
    models = {
        one
        for module in (forms, workflows, organisation, overlays, scenarios)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Definition) and one.__module__ == module.__name__
    }
    assert set(MODELS.values()) <= told
    assert models == told


def test_the_rules_inputs_are_named_where_the_rule_is_explained() -> None:
    text = Path(content_root() / "forms" / "README.md").read_text(encoding="utf-8")
    for rule, (needed, possible) in vocabulary.RULE_INPUTS.items():
        (line,) = [line for line in text.splitlines() if line.startswith(f"| `{rule}` |")]
        assert set(re.findall(r"`(\w+)`", line)) == {rule, *needed, *possible}


def test_the_names_of_statements_are_where_statements_are_explained() -> None:
    text = Path(content_root() / "workflows" / "README.md").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("| `statements` |")]
    assert set(re.findall(r"\{(\w+)\}", line)) == vocabulary.STATEMENT_NAMES


def test_the_names_of_additions_are_where_additions_are_explained() -> None:
    text = Path(content_root() / "workflows" / "README.md").read_text(encoding="utf-8")
    section = text.partition("## An addition to a statement")[2].partition("\n## ")[0]
    assert set(re.findall(r"\{(\w+)\}", section)) == vocabulary.ADDITION_NAMES - vocabulary.STATEMENT_NAMES
    assert set(get_args(vocabulary.StatementFact)) <= set(re.findall(r"`(\w+)`", section))
