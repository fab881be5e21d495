"""What a municipality decides once: criteria, number pattern, languages, holidays, titles."""

from typing import Literal

from pydantic import Field

from continuity.definitions.vocabulary import Decider, Language, Matter, Receiver, Role
from continuity.definitions.words import NOTHING, Definition, Frozen, Words


class Category(Definition):
    """One impact category and the level from which an impact is unacceptable."""

    label: Words
    threshold: int
    means: Words | None = None


class Level(Definition):
    """One level of the scale; `colour` is a six-digit RGB, never shown without number and word."""

    label: Words
    colour: str = "FFFFFF"


class Criteria(Definition):
    """The criteria model: categories x times x levels, hours throughout."""

    categories: Frozen[str, Category]
    times_h: tuple[float, ...]
    levels: Frozen[str, Level]
    class_limits_h: tuple[float, ...] = (4, 24, 168)

    @property
    def thresholds(self) -> dict[str, int]:
        """Category -> first unacceptable level."""
        return {code: category.threshold for code, category in self.categories.items()}


class Numbers(Definition):
    """How registration numbers look here; `pattern` covers case and running number together."""

    pattern: str
    example: str
    running: str = "{case}-{number:03d}"


class QuietPeriod(Definition):
    """Days of the year (MM-DD, inclusive) that do not count for review deadlines."""

    first: str
    last: str


class MandatePeriod(Definition):
    """When political mandate periods begin: the first day of one of them (YYYY-MM-DD), and how many years each is."""

    first: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)$")
    years: int = Field(default=4, ge=1)


class Rung(Definition):
    """One rung of a ladder: so many days from its day, to these roles; `at_body` where a political body decides.

    `copies` are told for their information, `own_day` goes on its day instead of with the week's digest, and `report`
    takes the matter up in the status report.
    """

    at: int
    at_body: int | None = None
    to: tuple[Receiver, ...] = ()
    copies: tuple[Receiver, ...] = ()
    own_day: bool = False
    report: bool = False


class Ladder(Definition):
    """When and whom to remind of one kind of matter; `counts` says what `at` counts."""

    title: Words
    counts: Literal["days", "workdays"] = "days"
    rungs: tuple[Rung, ...]


class Organisation(Definition):
    """The organisation's own settings, part of the published content."""

    format: Literal[1]
    languages: tuple[Language, ...] = ("sv", "en")
    signed_language: Language = "sv"
    criteria: Criteria
    numbers: Numbers
    level_names: Frozen[str, Words] = NOTHING
    resource_kinds: Frozen[str, Words] = NOTHING
    role_titles: Frozen[Role, Words] = NOTHING
    bodies: Frozen[Decider, Words] = NOTHING
    document_titles: Frozen[str, Words] = NOTHING
    quiet: tuple[QuietPeriod, ...] = ()
    mandate_period: MandatePeriod | None = None
    holidays: Literal["SE"] = "SE"
    extra_holidays: Frozen[str, Words] = NOTHING
    ladders: Frozen[Matter, Ladder] = NOTHING
    reminder_cap: int = 200
    retention: Frozen[str, str] = NOTHING
    valid_months: int = 24
    review_months: int = 12
    exercise_months: int = 12
    protective_security_phone: str = ""
    priority_decided_by: Literal["municipal_director", "executive_board"] = "municipal_director"
