"""What a check is asked about: one answer, what stands around it, and what it is compared with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from continuity.definitions.forms import CheckUse, Question
from continuity.errors import Reason
from continuity.rules.answers import Row
from continuity.rules.impact import Criteria


@dataclass(frozen=True)
class Case:
    """One use of a check.

    `value` is the answer (None when there is none), `other` the answer or number that the check names,
    `chain` the answers around it, outermost (the whole form) first and the innermost row last; durations are hours.
    `facts` holds what other registers know and the caller looked up (number pattern, phone to call, promises ...).
    """

    question: Question
    use: CheckUse
    value: Any
    other: Any
    chain: tuple[Row, ...]
    criteria: Criteria
    on: date
    facts: Mapping[str, Any]

    @property
    def row(self) -> Row:
        """The innermost row (the whole form when there is none)."""
        return self.chain[-1]

    @property
    def root(self) -> Row:
        """The whole form's answers."""
        return self.chain[0]


CheckFunction = Callable[[Case], Reason | None]
