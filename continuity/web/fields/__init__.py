"""One field for each kind of question; what all have in common stands in `answers`."""

from continuity.web.fields.answers import AnswerField, Wording
from continuity.web.fields.chosen import Choice, PickField, PickManyField
from continuity.web.fields.matrix import MatrixField
from continuity.web.fields.typed import DateField, DurationField, LineField, NumberField, TextField

__all__ = [
    "AnswerField",
    "Choice",
    "DateField",
    "DurationField",
    "LineField",
    "MatrixField",
    "NumberField",
    "PickField",
    "PickManyField",
    "TextField",
    "Wording",
]
