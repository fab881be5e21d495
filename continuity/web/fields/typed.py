"""Fields that a person types into: text, numbers, dates and durations."""

import re
from typing import Any, ClassVar

from flask_babel import gettext as _

from continuity.rules import durations
from continuity.rules.cleaning import clean_line, clean_text
from continuity.web.fields import reading
from continuity.web.fields.answers import AnswerField, FormData
from continuity.web.wording import tell

LINE_LIMIT = 12_000
TEXT_LIMIT = 50_000


def too_long(text: str, limit: int) -> str:
    """What to say about a text over the limit."""
    return _(
        "Texten är %(length)s tecken och får vara högst %(limit)s. Korta den, eller dela upp den på flera frågor.",
        length=len(text),
        limit=limit,
    )


class LineField(AnswerField):
    """One line of text."""

    limit: ClassVar[int] = LINE_LIMIT

    def read(self, formdata: FormData) -> str:
        """The line, cleaned."""
        return clean_line(formdata.get(self.name, ""))

    def parse(self, typed: str) -> str | None:
        """The line itself, where it fits the question's pattern."""
        if len(typed) > self.limit:
            raise ValueError(too_long(typed, self.limit))
        pattern = self.question.pattern
        if typed and pattern and not re.fullmatch(pattern, typed):
            raise ValueError(self._unlike_pattern())
        return typed or None

    def _unlike_pattern(self) -> str:
        if self.wording.example:
            return _("Svaret har inte rätt form. Skriv som i exemplet: %(example)s", example=self.wording.example)
        return _("Svaret har inte rätt form. Kontrollera tecken och ordning.")


class TextField(LineField):
    """Text of several lines."""

    macro: ClassVar[str] = "text"
    limit: ClassVar[int] = TEXT_LIMIT

    def read(self, formdata: FormData) -> str:
        """The text, cleaned; line breaks and tabs stay."""
        return clean_text(formdata.get(self.name, ""))


class NumberField(AnswerField):
    """A number, with its unit beside it."""

    macro: ClassVar[str] = "short"

    def written(self, answer: Any) -> str:
        """As numbers are written in the reader's language."""
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            return answer if isinstance(answer, str) else ""
        text = f"{answer:.15f}".rstrip("0").rstrip(".") if isinstance(answer, float) else str(answer)
        return text.replace(".", ",") if self.language == "sv" else text

    def read(self, formdata: FormData) -> str:
        """The text, cleaned."""
        return clean_line(formdata.get(self.name, ""))

    def parse(self, typed: str) -> float | None:
        """The number, where it is within the question's limits."""
        if not typed:
            return None
        try:
            value = reading.number(typed, self._units())
        except reading.Unreadable:
            raise ValueError(
                _("”%(text)s” är inget tal. Skriv bara siffror, till exempel 320 eller 2,5.", text=typed[:60])
            ) from None
        self._within(value)
        return value

    def _units(self) -> tuple[str, ...]:
        unit = self.question.unit
        return tuple(u for u in (unit.sv, unit.en) if u) if unit else ()

    def _within(self, value: float) -> None:
        least, most = self.question.min, self.question.max
        if least is not None and most is not None and not least <= value <= most:
            raise ValueError(
                _("Skriv ett tal mellan %(min)s och %(max)s.", min=self.written(least), max=self.written(most))
            )
        if least is not None and value < least:
            raise ValueError(_("Skriv ett tal som är minst %(min)s.", min=self.written(least)))
        if most is not None and value > most:
            raise ValueError(_("Skriv ett tal som är högst %(max)s.", max=self.written(most)))


class DateField(AnswerField):
    """A date, typed: a picker would follow the browser's language instead of ours."""

    macro: ClassVar[str] = "short"

    def read(self, formdata: FormData) -> str:
        """The text, cleaned."""
        return clean_line(formdata.get(self.name, ""))

    def parse(self, typed: str) -> str | None:
        """The date as ÅÅÅÅ-MM-DD."""
        if not typed:
            return None
        try:
            return reading.day(typed).isoformat()
        except reading.Unreadable:
            raise ValueError(
                _("”%(text)s” är inget datum. Skriv år, månad och dag, till exempel 2026-11-23.", text=typed[:60])
            ) from None


class DurationField(AnswerField):
    """A duration such as "30 min", "4 h" or "3 dygn", saved as hours and echoed in words."""

    macro: ClassVar[str] = "short"

    @property
    def spoken(self) -> durations.Language:
        """The language of the durations' words."""
        return "en" if self.language == "en" else "sv"

    def written(self, answer: Any) -> str:
        """In short form; reading it again gives the same minutes."""
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            return answer if isinstance(answer, str) else ""
        return durations.short(answer, self.spoken)

    @property
    def echo(self) -> str:
        """The saved duration in words, so that "1,5 d" is seen to be 36 hours."""
        hours = self.answer
        known = isinstance(hours, int | float) and not isinstance(hours, bool) and not self.failed
        return durations.words(hours, self.spoken) if known else ""  # type: ignore[arg-type]

    def read(self, formdata: FormData) -> str:
        """The text, cleaned."""
        return clean_line(formdata.get(self.name, ""))

    def parse(self, typed: str) -> float | None:
        """Hours, where they are within the question's limits."""
        if not typed:
            return None
        try:
            hours = durations.parse(typed)
        except durations.UnreadableDuration as unreadable:
            raise ValueError(tell(unreadable)) from None
        least, most = self.question.min, self.question.max
        if least is not None and hours < least:
            raise ValueError(_("Skriv en tid som är minst %(min)s.", min=durations.words(least, self.spoken)))
        if most is not None and hours > most:
            raise ValueError(_("Skriv en tid som är högst %(max)s.", max=durations.words(most, self.spoken)))
        return hours
