"""What a command answered in a terminal."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """How a command ended: its exit code, its results and its messages."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The results, line by line."""
        return self.out.splitlines()


Run = Callable[..., Said]
