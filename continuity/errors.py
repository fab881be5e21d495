"""What can go wrong, in words for people; imports nothing of ours, so that every floor may raise it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Reason:
    """A sentence for a person: Swedish source text and its named parts, translated where it is shown."""

    text: str
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        """The Swedish sentence with its parts filled in."""
        return self.text.format(**self.params) if self.params else self.text


def say(text: str, /, **params: object) -> Reason:
    """A `Reason`; the literal is collected for translation because this function is named in babel.cfg."""
    return Reason(text, MappingProxyType(params))


class ContinuityError(Exception):
    """Everything the product raises on purpose; `reason` is what a person is told."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason


class NotFound(ContinuityError):
    """The thing does not exist, or must look as if it did not (another department's)."""

    def __init__(self, reason: Reason | None = None) -> None:
        super().__init__(reason or say("Sidan eller uppgiften finns inte, eller så har du inte tillgång till den."))


class Forbidden(ContinuityError):
    """The person may see the thing but not do this to it."""


class Refused(ContinuityError):
    """An action that the state of things does not allow; every reason is said at once."""

    def __init__(self, *reasons: Reason) -> None:
        self.reasons = reasons or (say("Det går inte att göra just nu."),)
        super().__init__(self.reasons[0])


class Invalid(ContinuityError):
    """Input that cannot be taken; `errors` maps a field's name to what is wrong with it."""

    def __init__(self, errors: Mapping[str, Reason]) -> None:
        self.errors = MappingProxyType(dict(errors))
        super().__init__(next(iter(self.errors.values())))


class Stale(ContinuityError):
    """Somebody saved in between: `mine`, `theirs` and `before` are what the conflict page shows.

    `own` is True where it was the same person, in another window.
    """

    def __init__(
        self,
        mine: Mapping[str, object],
        theirs: Mapping[str, object],
        before: Mapping[str, object],
        *,
        version: int,
        who: str,
        when: object,
        own: bool = False,
    ) -> None:
        own_words = say("Du har själv sparat samma sida i ett annat fönster. Inget har skrivits över.")
        their_words = say("Någon annan har sparat samma sida medan du skrev. Inget har skrivits över.")
        super().__init__(own_words if own else their_words)
        self.mine, self.theirs, self.before = mine, theirs, before
        self.version, self.who, self.when, self.own = version, who, when, own


class TooMany(ContinuityError):
    """More rows or bytes than the definition allows."""


class TooManyAttempts(ContinuityError):
    """Somebody tries too often; `retry_after_s` says in how many seconds it may be tried again."""

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        minutes = max(1, round(retry_after_s / 60))
        super().__init__(
            say(
                "Det har blivit för många misslyckade försök. Vänta {minutes} minuter och försök igen.",
                minutes=minutes,
            )
        )


class RenderingFailed(ContinuityError):
    """A document could not be made; nothing has changed."""


@dataclass(frozen=True)
class Complaint:
    """One mistake in content: where it stands, and what to do about it."""

    file: str
    key: str
    reason: Reason
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}" if self.key else f"{self.file}: {self.reason}"


class ContentFaulty(ContinuityError):
    """The content does not hold; `complaints` names every mistake found."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        self.complaints = complaints
        super().__init__(say("Innehållet har {n} fel och kan inte användas.", n=len(complaints)))
