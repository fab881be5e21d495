"""A step's form as data: pages, lists in lists, and questions of a closed set of kinds."""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from pydantic import Field

from continuity.definitions.vocabulary import FACT_LISTS, Beginning, Check, Kind, Register, Rule, Sensitivity, Severity
from continuity.definitions.words import NOTHING, Definition, Frozen, Words

Scalar = str | int | float | bool


class Condition(Definition):
    """When a page or question is asked: the answer to another question in the same row or above it."""

    question: str
    is_: tuple[Scalar, ...] = Field(default=(), alias="is")
    is_not: tuple[Scalar, ...] = ()
    at_least: float | None = None


class Option(Definition):
    """One choice; `note` is a short explanation under it."""

    label: Words
    note: Words | None = None


class CheckUse(Definition):
    """A named check on an answer; `other` names the question, list or number that it compares with."""

    check: Check
    other: str | float | None = None
    severity: Severity = "block"


class Screening(Definition):
    """Answers after which a department's restricted pages are handled elsewhere, until somebody records otherwise.

    `reference` is the question, on the same page, that says under which number that is done.
    """

    is_: tuple[str, ...] = Field(alias="is")
    reference: str | None = None


class Suggestion(Definition):
    """An answer that is proposed when every condition holds; they look at answers on the same page."""

    answer: Scalar
    when: tuple[Condition, ...]


class Question(Definition):
    """One question. Required unless it says otherwise; "Vet ej ännu" is always a possible answer meanwhile."""

    kind: Kind
    label: Words
    hint: Words | None = None
    why: Words | None = None
    example: Words | None = None
    term: Words | None = None
    required: bool = True
    sensitivity: Sensitivity | None = None
    shown_if: Condition | None = None
    options: Frozen[str, Option] = NOTHING
    many: bool = False
    default: Scalar | Words | tuple[Scalar, ...] | None = None
    prefill: str | None = None
    suggest: tuple[Suggestion, ...] = ()
    pattern: str | None = None
    unit: Words | None = None
    min: float | None = None
    max: float | None = None
    scale: Literal["criteria"] | None = None
    motive_from: int | None = None
    rule: Rule | None = None
    inputs: Frozen[str, str] = NOTHING
    stops_if: tuple[Scalar, ...] = ()
    screens: Screening | None = None
    source: Literal["process", "form"] = "form"
    fact: str | None = None  # what the registers know, by its name in FACTS
    of: str | None = None
    of_kind: str | None = None  # the kind of resource asked for: those stand first, and one that is added is of it
    core: bool = True
    checks: tuple[CheckUse, ...] = ()


class InsteadOf(Definition):
    """A text question of an earlier form that a list has taken the place of, and where in a row its text goes."""

    page: str
    question: str
    into: str


class Rows(Definition):
    """Makes a page a list: its rows have stable ids and are asked for one at a time."""

    min: int = 0
    max: int = 100
    named_by: str | None = None
    fixed: Frozen[str, Words] = NOTHING
    register_: Register | tuple[Register, ...] | None = Field(default=None, alias="register")
    fields: Frozen[str, str] = NOTHING  # what the register calls an answer -> the question here
    from_: str | None = Field(default=None, alias="from")
    begins_with: Beginning | None = None  # what the registers know that its first rows are made of, once
    instead_of: InsteadOf | None = None  # a text in the version before that becomes a row

    @property
    def is_told(self) -> bool:
        """Whether the registers say which rows there are, whenever the list is shown."""
        return self.from_ in FACT_LISTS

    @property
    def is_closed(self) -> bool:
        """Whether nobody adds, copies, moves or removes rows."""
        return bool(self.fixed) or self.is_told

    @property
    def registers(self) -> tuple[Register, ...]:
        """The registers that the rows are published in."""
        return self.register_ if isinstance(self.register_, tuple) else (self.register_,) if self.register_ else ()


class Page(Definition):
    """One screen: a group of questions, a list (`rows`), or questions asked once a row of a list (`of`)."""

    title: Words
    intro: Words | None = None
    of: str | None = None
    rows: Rows | None = None
    shown_if: Condition | None = None
    questions: Frozen[str, Question] = NOTHING


class ScenarioTargets(Definition):
    """The questions that a scenario from the library fills in; those of the two lists stand in their rows."""

    text: str
    purpose: str | None = None
    injects: str | None = None
    inject_time: str | None = None
    inject_text: str | None = None
    objectives: str | None = None
    objective_text: str | None = None
    criterion: str | None = None


class Form(Definition):
    """Everything one step asks for; answers form a tree whose lists are the pages with `rows`."""

    format: Literal[1]
    title: Words
    intro: Words | None = None
    materials: tuple[Words, ...] = ()
    minutes: int = 60
    sensitivity: Sensitivity = "internal"
    scenario: ScenarioTargets | None = None
    pages: Frozen[str, Page]

    def questions(self) -> Iterator[tuple[str, Page, str, Question]]:
        """Every question as (page id, page, question id, question), in the form's order."""
        for page_id, page in self.pages.items():
            for question_id, question in page.questions.items():
                yield page_id, page, question_id, question

    def scope_of(self, page_id: str) -> tuple[str, ...]:
        """The lists that a page stands in, outermost first; () for a page asked once.

        A list's own page stands in the lists around it, not in itself.
        """
        scope: list[str] = []
        of = self.pages[page_id].of
        while of is not None:
            scope.insert(0, of)
            of = self.pages[of].of
        return tuple(scope)

    def pages_of(self, scope: str | None) -> tuple[str, ...]:
        """The pages asked in this list's rows (or once, for None), in order."""
        return tuple(page_id for page_id, page in self.pages.items() if page.of == scope)

    def special_pages(self) -> frozenset[str]:
        """The pages that may be handled elsewhere: with restricted questions, but for the one that decides it."""
        return frozenset(
            page_id
            for page_id, page in self.pages.items()
            if any(self.sensitivity_of(question) == "restricted" for question in page.questions.values())
            and not any(question.screens for question in page.questions.values())
        )

    @cached_property
    def references(self) -> tuple[Question, ...]:
        """The questions that hold the registration number of a screening: for fewer than what else is restricted."""
        screened = [(page, one.screens) for _, page, _, one in self.questions() if one.screens is not None]
        named = (page.questions.get(screens.reference or "") for page, screens in screened)
        return tuple(question for question in named if question is not None)

    def sensitivity_of(self, question: Question) -> Sensitivity:
        """The question's own class, else the form's."""
        return question.sensitivity or self.sensitivity
