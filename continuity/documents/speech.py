"""How plain values are said in the document's language, and the meter that bounds the work of saying them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from time import monotonic

from continuity.documents.errors import LimitReached
from continuity.documents.values import Hyperlink, Omitted, Paragraphs
from continuity.errors import say

MAX_TEXT = 1_000_000


class Meter:
    """Counts the work of a rendering and stops it at its limits: steps, and seconds."""

    def __init__(self, steps: int, seconds: float) -> None:
        self._left = steps
        self._ends = monotonic() + seconds

    def charge(self, steps: int) -> None:
        """Count work; raises `LimitReached`."""
        self._left -= steps
        if self._left < 0:
            raise LimitReached(
                say("Dokumentet har för många rader för att skapas. Inget har ändrats; dela upp underlaget.")
            )
        if monotonic() > self._ends:
            raise LimitReached(say("Det tog för lång tid att skapa dokumentet. Inget har ändrats; förenkla mallen."))


@dataclass(frozen=True)
class Speech:
    """The language words are said in, whether this is a draft, the names of the levels, and the meter of the work."""

    language: str
    draft: bool
    meter: Meter
    levels: object = None

    def word(self, swedish: str, english: str) -> str:
        """One of two words."""
        return swedish if self.language == "sv" else english

    @property
    def unanswered(self) -> str:
        """What stands for a question without an answer: words in a draft, nothing when signed."""
        return self.word("Ej besvarad", "Not answered") if self.draft else ""

    def duration(self, hours: Decimal) -> str:
        """Hours in words."""
        minutes = int((hours * 60).to_integral_value(ROUND_HALF_UP))
        if minutes >= 1440 and minutes % 1440 == 0:
            days = minutes // 1440
            return f"{days} {self.word('dygn', 'day' if days == 1 else 'days')}"
        whole, rest = divmod(minutes, 60)
        words = [f"{whole} {self.word('tim', 'h')}"] if whole else []
        return " ".join(words + ([f"{rest} min"] if rest or not whole else []))


def bounded_text(speech: Speech, value: object) -> str:
    """A plain value in words, not too long for a filter to work on."""
    text = as_text(speech, value)
    if len(text) > MAX_TEXT:
        raise ValueError("too long")
    return text


def as_text(speech: Speech, value: object) -> str:
    """A plain value in words; raises `TypeError` for what cannot be printed, such as a list or a mapping."""
    if isinstance(value, str):
        return value
    if value is None:
        return speech.unanswered
    if isinstance(value, bool):
        return speech.word("Ja", "Yes") if value else speech.word("Nej", "No")
    if isinstance(value, int):
        return str(value) if abs(value) < 10**60 else "∞"
    if isinstance(value, float | Decimal):
        return _decimal(speech, value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return _rich_text(speech, value)


def _decimal(speech: Speech, value: float | Decimal) -> str:
    digits = f"{value:f}" if isinstance(value, Decimal) else repr(value)
    digits = digits.rstrip("0").rstrip(".") if "." in digits and "e" not in digits else digits
    return digits.replace(".", ",") if speech.language == "sv" else digits


def _rich_text(speech: Speech, value: object) -> str:
    if isinstance(value, timedelta):
        return speech.duration(Decimal(str(value.total_seconds())) / 3600)
    if isinstance(value, Omitted):
        return value.words
    if isinstance(value, Hyperlink):
        return value.text
    if isinstance(value, Paragraphs):
        return value.text
    raise TypeError(type(value).__name__)
