"""A date typed as text, ÅÅÅÅ-MM-DD: the browser's own date field follows the browser's language, not ours."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.widgets import TextInput

from continuity.rules.cleaning import clean_line
from continuity.web.fields.reading import Unreadable, day


class DayField(Field):
    """A day, or None when nothing is typed; what cannot be read stays in the field with an error."""

    widget = TextInput()

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **options)
        self._typed = ""

    def _value(self) -> str:
        return self.data.isoformat() if isinstance(self.data, date) else self._typed

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Reads the text; :raise ValueError: it is no date."""
        self._typed = clean_line(valuelist[0]) if valuelist else ""
        self.data = None
        if not self._typed:
            return
        try:
            self.data = day(self._typed)
        except Unreadable:
            raise ValueError(_("Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-06-01.")) from None
