"""The filter that stands in the address of a page on the municipality, and what the page needs to show it."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import MAXYEAR
from typing import Any, get_args

from flask import request

from continuity.definitions.vocabulary import Ball
from continuity.services.oversight.narrowing import Filter
from continuity.services.worklist.standing import BALLS
from continuity.web.session import number_asked
from continuity.web.wording import tell


def asked_filter() -> Filter:
    """What the address narrows the page to; what makes no sense is no narrowing."""
    ball = request.args.get("ball")
    return Filter(
        committee=number_asked("committee") or None,
        state=request.args.get("state") or None,
        year=number_asked("year", largest=MAXYEAR) or None,
        ball=next((one for one in _balls() if one == ball), None),
        overdue=request.args.get("overdue") == "1",
    )


def kept(chosen: Filter) -> Mapping[str, Any]:
    """The filter as the arguments of an address; empty when nothing is narrowed."""
    narrowed = {name: value for name, value in asdict(chosen).items() if value}
    return {name: int(value) if value is True else value for name, value in narrowed.items()}


def balls() -> list[tuple[str, str]]:
    """Who may have the ball, with what they are called."""
    return [(ball, tell(BALLS[ball])) for ball in _balls()]


def _balls() -> tuple[Ball, ...]:
    return tuple(ball for ball in get_args(Ball) if ball != "nobody")
