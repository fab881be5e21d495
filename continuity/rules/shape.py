"""Walks a plain value read from JSON and says exactly where its shape is wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from continuity.errors import ContinuityError, Reason, say

MISSING = object()
LARGEST = 1_000_000_000  # hours or persons: beyond any plan, and far from where sums lose their precision


class ShapeError(ContinuityError):
    """The value is not of the expected shape; `path` is where, such as activities[0].matrix.LH[3]."""

    def __init__(self, path: str, reason: Reason) -> None:
        self.path = path
        super().__init__(say("{path}: {why}", path=path, why=reason))


@dataclass(frozen=True)
class At:
    """A value and the path that leads to it; `$` is the whole file."""

    value: object
    path: str = "$"

    def wrong(self, reason: Reason) -> ShapeError:
        """The error to raise for this place."""
        return ShapeError(self.path, reason)

    def key(self, name: str) -> "At":
        """What stands under a key of this object; `value` is MISSING when nothing does.

        :raise ShapeError: this is not an object.
        """
        if not isinstance(self.value, dict):
            raise self.wrong(say("här ska ett objekt stå, med namn och värden."))
        return At(self.value.get(name, MISSING), name if self.path == "$" else f"{self.path}.{name}")

    def names(self) -> tuple[str, ...]:
        """The names in this object, in the file's order.

        :raise ShapeError: this is not an object.
        """
        if not isinstance(self.value, dict):
            raise self._expected(say("här ska ett objekt stå, med namn och värden."))
        return tuple(self.value)

    def items(self) -> Iterator["At"]:
        """The values of this list.

        :raise ShapeError: this is not a list.
        """
        if not isinstance(self.value, list):
            raise self._expected(say("här ska en lista stå."))
        return (At(value, f"{self.path}[{n}]") for n, value in enumerate(self.value))

    def given(self) -> bool:
        """Whether something stands here; null counts as nothing."""
        return self.value is not MISSING and self.value is not None

    def text(self) -> str:
        """This text.

        :raise ShapeError: it is not a text, or it is blank.
        """
        if not isinstance(self.value, str) or not self.value.strip():
            raise self._expected(say("här ska en text stå."))
        return self.value

    def number(self) -> float:
        """This number, 0 or more (hours, persons).

        :raise ShapeError: it is not a number, or it is negative, endless or larger than `LARGEST`.
        """
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LARGEST:
            raise self._expected(say("här ska ett tal stå, från 0 till en miljard."))
        return value

    def optional_number(self) -> float | None:
        """This number, or None when nothing stands here."""
        return self.number() if self.given() else None

    def integer(self) -> int:
        """This whole number.

        :raise ShapeError: it is not one.
        """
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self._expected(say("här ska ett heltal stå."))
        return self.value

    def yesno(self, *, default: bool) -> bool:
        """This true or false; the default when nothing stands here.

        :raise ShapeError: it is something else.
        """
        if not self.given():
            return default
        if not isinstance(self.value, bool):
            raise self._expected(say("här ska true eller false stå."))
        return self.value

    def one_of(self, choices: Sequence[str], *, default: str) -> str:
        """This text, which is one of the choices in any case; the default when nothing stands here.

        :raise ShapeError: it is something else.
        """
        if not self.given():
            return default
        for choice in choices:
            if isinstance(self.value, str) and self.value.strip().lower() == choice.lower():
                return choice
        raise self.wrong(say("här ska ett av värdena {values} stå.", values=", ".join(choices)))

    def _expected(self, reason: Reason) -> ShapeError:
        return self.wrong(say("uppgiften saknas.") if self.value is MISSING else reason)
