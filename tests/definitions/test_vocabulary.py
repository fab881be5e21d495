from collections.abc import Iterable, Mapping
from typing import Any, get_args

import pytest

from continuity.definitions import vocabulary as words
from continuity.rules.checks import CHECKS
from continuity.rules.computed import RULES
from continuity.rules.guards import GUARDS
from continuity.services.answers.beginnings import BEGINNINGS
from continuity.services.steps.effects import EFFECTS

REGISTERS: list[tuple[str, Any, Mapping[Any, Any]]] = [
    ("guard", words.Guard, GUARDS),
    ("effect", words.Effect, EFFECTS),
    ("check", words.Check, CHECKS),
    ("rule", words.Rule, RULES),
    ("beginning", words.Beginning, BEGINNINGS),
]


@pytest.mark.parametrize(("what", "names", "register"), REGISTERS, ids=[what for what, *_ in REGISTERS])
def test_each_name_has_exactly_one_function_and_each_function_one_name(
    what: str, names: Any, register: Mapping[Any, Any]
) -> None:
    assert set(register) == set(get_args(names))
    functions: Iterable[Any] = register.values()
    assert all(callable(function) for function in functions)
    assert len({id(function) for function in functions}) == len(register)


def test_every_computed_rule_says_what_it_is_worked_out_from() -> None:
    assert set(words.RULE_INPUTS) == set(get_args(words.Rule))


def test_a_body_is_a_decider_and_a_reference_is_a_kind() -> None:
    assert set(get_args(words.Decider)) > words.BODIES
    assert set(get_args(words.Kind)) > words.REFERENCES | words.SILENT


def test_an_actor_is_a_role_or_is_worked_out_for_each_revision() -> None:
    assert set(get_args(words.Actor)) == set(get_args(words.Role)) | set(get_args(words.DerivedRole))
