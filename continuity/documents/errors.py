"""What can go wrong with a Word template or a document, each naming the place and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from continuity.errors import Complaint, ContentFaulty, Reason, RenderingFailed, say


@dataclass(frozen=True)
class Place:
    """Where in a template something stands: the part's name, the heading above and the paragraph's own text."""

    part: str
    heading: str = ""
    paragraph: str = ""

    def complain(self, reason: Reason, *, severity: str = "error") -> Complaint:
        """A complaint about this place; the template's file name is set by whoever knows it."""
        if not self.paragraph:
            return Complaint("", self.part, reason, severity)
        if not self.heading:
            located = say("I stycket ”{paragraph}”: {reason}", paragraph=self.paragraph, reason=reason)
        else:
            located = say(
                "Under rubriken ”{heading}”, i stycket ”{paragraph}”: {reason}",
                heading=self.heading,
                paragraph=self.paragraph,
                reason=reason,
            )
        return Complaint("", self.part, located, severity)


class TemplateRefused(ContentFaulty):
    """A template that cannot be used; `complaints` names every fault that was found."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        super().__init__(tuple(complaints))
        first = self.complaints[0]
        self.reason = say("Mallen kan inte användas. {part}: {fault}", part=first.key or first.file, fault=first.reason)
        self.args = (str(self.reason),)


class WrongData(RenderingFailed):
    """Values of another shape than the template needs; `path` is the dotted path that was missing or wrong."""

    def __init__(self, reason: Reason, *, path: str = "") -> None:
        super().__init__(reason)
        self.path = path


class LimitReached(RenderingFailed):
    """A rendering that became too large or took too long; it was stopped and nothing was written."""


def refuse(place: Place, reason: Reason) -> TemplateRefused:
    """The exception for one fault at one place."""
    return TemplateRefused([place.complain(reason)])
