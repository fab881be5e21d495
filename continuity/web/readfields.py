"""Fields for what people type in their own way: a day, a number, an amount of money, a length of time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.widgets import TextInput

from continuity.rules.cleaning import clean_line
from continuity.rules.durations import UnreadableDuration, parse, short
from continuity.web.fields.reading import MOST_DIGITS, Unreadable, day, number
from continuity.web.wording import language, tell


class ReadField(Field):
    """A value, or None when nothing is typed; what cannot be read stays in the field with an error."""

    widget = TextInput()

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **options)
        self._typed = ""

    def read(self, text: str) -> Any:
        """The value; :raise ValueError: the text is none, in words for whoever typed it."""
        raise NotImplementedError

    def written(self, value: Any) -> str:
        """The value as it is shown in the field."""
        raise NotImplementedError

    def _value(self) -> str:
        return self._typed if self.data is None else self.written(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Reads the text; :raise ValueError: as `read` does."""
        self._typed = clean_line(valuelist[0]) if valuelist else ""
        self.data = None
        if self._typed:
            self.data = self.read(self._typed)


class DayField(ReadField):
    """A date typed as text: the browser's own date field follows the browser's language, not ours."""

    def read(self, text: str) -> date:
        """A date."""
        try:
            return day(text)
        except Unreadable:
            raise ValueError(_("Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-06-01.")) from None

    def written(self, value: date) -> str:
        """ÅÅÅÅ-MM-DD."""
        return value.isoformat()


class NumberField(ReadField):
    """A number, "12" or "3,5"."""

    def read(self, text: str) -> float:
        """A number."""
        try:
            return number(text)
        except Unreadable:
            raise ValueError(_("Skriv ett tal, till exempel 12 eller 3,5.")) from None

    def written(self, value: float) -> str:
        """Every digit, with a comma."""
        return f"{value:.{MOST_DIGITS}g}".replace(".", ",")


class KronorField(NumberField):
    """An amount in kronor, "6 000" or "6 000 kr"."""

    def read(self, text: str) -> float:
        """Kronor."""
        try:
            return number(text, ("kronor", "kr"))
        except Unreadable:
            raise ValueError(_("Skriv kostnaden som ett tal i kronor, till exempel 6 000.")) from None


class HoursField(ReadField):
    """A time, "30 min", "4 h" or "3 dygn", kept in hours."""

    def read(self, text: str) -> float:
        """Hours."""
        try:
            return parse(text)
        except UnreadableDuration as unreadable:
            raise ValueError(tell(unreadable.reason)) from None

    def written(self, value: float) -> str:
        """In the largest unit that fits, in the reader's language."""
        return short(value, "en" if language() == "en" else "sv")
