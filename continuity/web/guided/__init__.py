"""Guided forms: start, task list, question pages, lists, conflicts, check answers, invitations, locked answers."""

from continuity.web.guided import (
    backing,
    checking,
    confirming,
    conflicts,
    history,
    imports,
    inviting,
    lists,
    overview,
    printing,
    questions,
    scenarios,
)
from continuity.web.guided.blueprint import bp

__all__ = [
    "backing",
    "bp",
    "checking",
    "confirming",
    "conflicts",
    "history",
    "imports",
    "inviting",
    "lists",
    "overview",
    "printing",
    "questions",
    "scenarios",
]
