"""Every kind of event on a plan has words, and each can be said."""

import ast
from pathlib import Path

import pytest
from flask import Flask

import continuity.services
from continuity.models import Event
from continuity.web.happenings import WORDS, event_words

SERVICES = Path(continuity.services.__file__).parent
OF_A_STEP = {"record_step", "_record"}


def kinds_of_plans() -> set[str]:
    """The kinds that services record about a step, or with a plan's id."""
    found: set[str] = set()
    for module in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or len(node.args) < 2:
                continue
            kind = node.args[1]
            of_plan = node.func.id == "record" and any(keyword.arg == "plan_id" for keyword in node.keywords)
            if (
                (node.func.id in OF_A_STEP or of_plan)
                and isinstance(kind, ast.Constant)
                and isinstance(kind.value, str)
            ):
                found.add(kind.value)
    return found


def test_every_kind_that_is_recorded_about_a_plan_has_words() -> None:
    kinds = kinds_of_plans()
    assert {"plan_started", "step_signed", "decision_registered"} <= kinds
    assert kinds - set(WORDS) == set()


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_the_words_can_be_said_whatever_the_body_lacks(app: Flask, kind: str) -> None:
    with app.test_request_context():
        said = event_words(Event(kind=kind), {"by": None})
    assert said
    assert "%(" not in said


def test_a_weeded_event_says_so_and_an_unknown_one_shows_its_name(app: Flask) -> None:
    with app.test_request_context():
        assert event_words(Event(kind="step_signed"), {}) == "Innehållet är gallrat"
        assert event_words(Event(kind="something_new"), {"by": None}) == "something_new"
