"""Whether one question holds: its kind's own keys, its values, its condition and its checks."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

from continuity.definitions.forms import CheckUse, Condition, Form, Page, Question
from continuity.definitions.mistakes import not_known
from continuity.definitions.organisation import Organisation
from continuity.definitions.places import Scope, Thing, find, nearest, step_path, things_in, visible_from
from continuity.definitions.vocabulary import REFERENCES, RULE_INPUTS, Check, Kind
from continuity.definitions.words import Words
from continuity.errors import Reason, say

Fault = tuple[str, Reason]  # dotted key, what is wrong and what to do

OPTION = re.compile(r"\w+")
CONDITIONAL: frozenset[Kind] = frozenset(
    {"yesno", "choice", "choices", "number", "duration", "computed", "text", "date"}
)
MEASURED: frozenset[Kind] = frozenset({"number", "duration", "computed"})

# Keys that only some kinds have; `needed` says that these kinds cannot do without.
ONLY_FOR: Mapping[str, frozenset[Kind]] = MappingProxyType(
    {
        "options": frozenset({"choice", "choices"}),
        "many": REFERENCES,
        "unit": frozenset({"number", "computed"}),
        "min": frozenset({"number", "duration"}),
        "max": frozenset({"number", "duration"}),
        "scale": frozenset({"matrix"}),
        "motive_from": frozenset({"matrix"}),
        "rule": frozenset({"computed"}),
        "inputs": frozenset({"computed"}),
        "pattern": frozenset({"text"}),
        "of": frozenset({"row"}),
        "of_kind": frozenset({"resource"}),
        "screens": frozenset({"yesno", "choice"}),
        "stops_if": frozenset({"yesno", "choice", "choices", "number"}),
    }
)
NEEDED = ("options", "scale", "rule", "of")

# What a check's `other` is: another answer, a number, either of them, nothing, or as the check likes.
Other = Literal["answer", "number", "either", "nothing", "any"]
OTHERS: Mapping[Check, Other] = MappingProxyType(
    {
        "after": "answer",
        "not_before": "answer",
        "number_pattern": "nothing",
        "deputy_differs": "answer",
        "first_time_answered": "nothing",
        "levels_never_fall": "nothing",
        "shorter_than": "either",
        "last_tolerable_kept": "answer",
        "fits_with_catch_up": "answer",
        "at_most": "either",
        "peaks_hold": "answer",
        "backup_meets_rpo": "answer",
        "longer_needs_motive": "answer",
        "reserve_in_time": "answer",
        "reserve_is_independent": "answer",
        "rows_at_least": "answer",
        "covers_critical_dependencies": "answer",
        "gaps_handled": "answer",
        "findings_have_actions": "answer",
        "nothing_unchecked": "nothing",
        "no_classified_rating": "nothing",
        "still_here": "nothing",
        "not_in_future": "nothing",
        "in_future": "nothing",
        "differs_from": "answer",
        "within_months": "number",
        "no_personal_number": "nothing",
    }
)


def check_question(
    form: Form, scope: Scope, question_id: str, question: Question, organisation: Organisation
) -> Iterator[Fault]:
    """Every mistake in a question that stands in this scope; keys are below the question, "" for itself."""
    names = visible_from(form, scope)
    yield from _own_keys(question)
    yield from _values(question, organisation)
    if question.shown_if:
        yield from check_condition("shown_if", question.shown_if, names)
    if question.rule is not None:
        yield from _inputs(form, scope, question, names)
    if (
        question.of is not None
        and not step_path(question.of)
        and not isinstance(_list_at(form, names, question.of), Page)
    ):
        yield "of", not_known(question.of, [name for name, thing in names.items() if isinstance(thing, Page)])
    if question.kind == "resource" and question.of_kind not in (None, *organisation.resource_kinds):
        yield "of_kind", not_known(str(question.of_kind), tuple(organisation.resource_kinds))
    yield from _suggestions(question, names)
    for index, use in enumerate(question.checks):
        for reason in _check(use, question_id, names):
            yield f"checks[{index}]", reason


def _list_at(form: Form, names: Mapping[str, Thing], path: str) -> Thing | None:
    return names.get(path) or find(form, path)


def _suggestions(question: Question, names: Mapping[str, Thing]) -> Iterator[Fault]:
    for index, suggestion in enumerate(question.suggest):
        yield from _answer(f"suggest[{index}].answer", suggestion.answer, question)
        for number, condition in enumerate(suggestion.when):
            yield from check_condition(f"suggest[{index}].when[{number}]", condition, names)


def _own_keys(question: Question) -> Iterator[Fault]:
    written = question.model_fields_set
    for key, kinds in ONLY_FOR.items():
        if key in written and question.kind not in kinds:
            yield (
                key,
                say(
                    "Nyckeln hör till {kinds}, inte till {kind}. Ta bort den.",
                    kinds=", ".join(sorted(kinds)),
                    kind=question.kind,
                ),
            )
        if key in NEEDED and question.kind in kinds and not getattr(question, key):
            yield key, say("Nyckeln saknas: en fråga av slaget {kind} behöver den.", kind=question.kind)
    if question.kind in ("computed", "note"):
        for key in ("default", "prefill", "source", "example"):
            if key in written:
                yield key, say("Ingen svarar på en fråga av slaget {kind}. Ta bort nyckeln.", kind=question.kind)
    if question.fact is not None:
        if question.source != "process":
            yield "source", say('Ingen svarar på det som registret vet. Skriv source = "process".')
        for key in ("default", "prefill", "checks"):
            if key in written:
                yield key, say("Ingen svarar på det som registret vet. Ta bort nyckeln.")
    if question.kind == "note" and question.checks:
        yield "checks", say("Ingen svarar på en fråga av slaget {kind}. Ta bort nyckeln.", kind=question.kind)


def _values(question: Question, organisation: Organisation) -> Iterator[Fault]:
    for option in question.options:
        if not OPTION.fullmatch(option):
            yield (
                f"options.{option}",
                say("”{name}” går inte som namn på ett val. Använd bokstäver, siffror och understreck.", name=option),
            )
    if question.min is not None and question.max is not None and question.min > question.max:
        yield "min", say("Det minsta värdet är större än det största.")
    if question.pattern is not None and not _compiles(question.pattern):
        yield "pattern", say("Mönstret går inte att läsa som ett reguljärt uttryck.")
    if question.motive_from is not None and str(question.motive_from) not in organisation.criteria.levels:
        yield "motive_from", not_known(str(question.motive_from), list(organisation.criteria.levels))
    for value in question.stops_if:
        yield from _answer("stops_if", value, question)
    for value in question.screens.is_ if question.screens else ():
        yield from _answer("screens.is", value, question)
    if question.default is not None:
        yield from _default(question)


def _default(question: Question) -> Iterator[Fault]:
    default, kind = question.default, question.kind
    if kind == "matrix" or kind in REFERENCES:
        yield "default", say("En fråga av slaget {kind} kan inte ha ett förvalt svar här.", kind=kind)
    elif kind == "choices":
        for value in default if isinstance(default, tuple) else (default,):
            yield from _answer("default", value, question)
        if not isinstance(default, tuple):
            yield "default", say("Ett förvalt svar på en fråga med flera val är en lista.")
    elif isinstance(default, Words):
        if kind not in ("text", "longtext"):
            yield "default", say("Bara en fritextfråga kan ha en text som förvalt svar.")
    else:
        yield from _answer("default", default, question)


def _answer(key: str, value: object, question: Question) -> Iterator[Fault]:
    """Whether `value` can be an answer to this question."""
    kind = question.kind
    if kind in ("choice", "choices") and value not in question.options:
        yield key, not_known(str(value), list(question.options))
    elif kind == "yesno" and value not in ("yes", "no"):
        yield key, not_known(str(value), ("yes", "no"))
    elif kind in MEASURED and (isinstance(value, bool | str | tuple)):
        yield key, say("{value} ska vara ett tal, utan citattecken.", value=repr(value))
    elif kind == "date" and not _is_date(value):
        yield key, say("{value} ska vara ett datum, skrivet ÅÅÅÅ-MM-DD.", value=repr(value))


def check_condition(at: str, condition: Condition, names: Mapping[str, Thing]) -> Iterator[Fault]:
    """Whether what decides can be read from here, and can have the answers that are asked for."""
    asked = names.get(condition.question)
    if not isinstance(asked, Question):
        yield f"{at}.question", _not_in_scope(condition.question, names)
        return
    given = [key for key in ("is_", "is_not", "at_least") if key in condition.model_fields_set]
    if len(given) != 1:
        yield at, say("Skriv ett villkor: is, is_not eller at_least.")
    if asked.kind not in CONDITIONAL:
        yield f"{at}.question", say("En fråga av slaget {kind} kan inte styra vad som visas.", kind=asked.kind)
    if condition.at_least is not None and asked.kind not in MEASURED:
        yield f"{at}.at_least", say("Bara ett tal eller en tid kan vara minst något. Använd is i stället.")
    for key, values in (("is", condition.is_), ("is_not", condition.is_not)):
        for value in values:
            if asked.kind != "computed":
                yield from _answer(f"{at}.{key}", value, asked)


def _not_in_scope(name: str, names: Mapping[str, Thing]) -> Reason:
    reason = not_known(name, questions_among(names))
    if "meant" in reason.params:
        return reason
    return say("Frågan ”{name}” finns inte i samma rad eller utanför den. Se efter vad den heter.", name=name)


def _inputs(form: Form, scope: Scope, question: Question, names: Mapping[str, Thing]) -> Iterator[Fault]:
    assert question.rule is not None
    needed, possible = RULE_INPUTS[question.rule]
    for name in sorted(needed - set(question.inputs)):
        yield f"inputs.{name}", say("Nyckeln saknas. Regeln {rule} behöver den.", rule=question.rule)
    for name, source in question.inputs.items():
        if name not in needed | possible:
            yield f"inputs.{name}", not_known(name, sorted(needed | possible))
        elif name == "number":  # the name of a question in the rows of `list`
            around, rows = nearest(form, scope, question.inputs.get("list", ""))
            inside = dict(things_in(form, (*around, rows)))
            if source not in inside:
                yield "inputs.number", not_known(source, questions_among(inside))
        elif source not in names:
            yield f"inputs.{name}", _not_in_scope(source, names)


def _check(use: CheckUse, question_id: str, names: Mapping[str, Thing]) -> Iterator[Reason]:
    wanted = OTHERS.get(use.check, "any")
    if isinstance(use.other, str):
        if wanted in ("number", "nothing"):
            yield say("Kontrollen {check} jämför inte med en annan fråga. Ta bort other.", check=use.check)
        elif use.other == question_id:
            yield say("Kontrollen {check} jämför svaret med sig självt. Ange en annan fråga.", check=use.check)
        elif not step_path(use.other) and use.other not in names:
            yield _not_in_scope(use.other, names)
    elif use.other is None:
        if wanted in ("answer", "number", "either"):
            yield say("Kontrollen {check} behöver other: vad svaret jämförs med.", check=use.check)
    elif wanted in ("answer", "nothing"):
        yield say("Kontrollen {check} jämför inte med ett tal.", check=use.check)


def questions_among(names: Mapping[str, Thing]) -> list[str]:
    """The names that stand for questions, not lists."""
    return [name for name, thing in names.items() if isinstance(thing, Question)]


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _is_date(value: object) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True
