"""A number typed as people write it, "12" or "3,5"."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.widgets import TextInput

from continuity.rules.cleaning import clean_line
from continuity.web.fields.reading import Unreadable, number


class NumberField(Field):
    """A number, or None when nothing is typed; what cannot be read stays in the field with an error."""

    widget = TextInput()

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **options)
        self._typed = ""

    def _value(self) -> str:
        return self._typed if self.data is None else f"{self.data:g}".replace(".", ",")

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Reads the text; :raise ValueError: it is no number."""
        self._typed = clean_line(valuelist[0]) if valuelist else ""
        self.data = None
        if not self._typed:
            return
        try:
            self.data = number(self._typed)
        except Unreadable:
            raise ValueError(_("Skriv ett tal, till exempel 12 eller 3,5.")) from None
