"""A time typed as people write it, "30 min", "4 h" or "3 dygn", kept in hours."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field
from wtforms.widgets import TextInput

from continuity.rules.cleaning import clean_line
from continuity.rules.durations import UnreadableDuration, parse, short
from continuity.web.wording import language, tell


class HoursField(Field):
    """Hours, or None when nothing is typed; what cannot be read stays in the field with an error."""

    widget = TextInput()

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **options)
        self._typed = ""

    def _value(self) -> str:
        return self._typed if self.data is None else short(self.data, "en" if language() == "en" else "sv")

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Reads the text; :raise ValueError: it is no time."""
        self._typed = clean_line(valuelist[0]) if valuelist else ""
        self.data = None
        if not self._typed:
            return
        try:
            self.data = parse(self._typed)
        except UnreadableDuration as unreadable:
            raise ValueError(tell(unreadable.reason)) from None
