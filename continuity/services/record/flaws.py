"""What a verification found wrong: the first ones in full, the rest counted."""

from dataclasses import dataclass, field
from typing import Literal

from continuity.errors import Reason

Kind = Literal["chain", "body", "checkpoint", "record", "content", "definition", "folder"]
TOLD = 500


@dataclass(frozen=True)
class Flaw:
    """One thing that is not as it was written; `seq` is the event's number, for flaws of the chain."""

    kind: Kind
    where: str
    reason: Reason
    seq: int | None = None


@dataclass
class Flaws:
    """Collects flaws without growing for ever."""

    found: list[Flaw] = field(default_factory=list)
    untold: int = 0
    first_seq: int | None = None

    def add(self, kind: Kind, where: str, reason: Reason, seq: int | None = None) -> None:
        """Notes one more; of the chain's, the lowest number is remembered."""
        if len(self.found) < TOLD:
            self.found.append(Flaw(kind, where, reason, seq))
        else:
            self.untold += 1
        if seq is not None and (self.first_seq is None or seq < self.first_seq):
            self.first_seq = seq
