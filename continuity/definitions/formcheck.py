"""Whether one form holds together: its lists, conditions, checks and each kind's own keys."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal

from continuity.definitions.forms import CheckUse, Condition, Form, Page, Question
from continuity.definitions.mistakes import not_known
from continuity.definitions.organisation import Organisation
from continuity.definitions.places import Scope, Thing, find, scope_of_questions, step_path, things_in, visible_from
from continuity.definitions.vocabulary import REFERENCES, RULE_INPUTS, Check, Kind
from continuity.definitions.words import Words
from continuity.errors import Reason, say

_Named = tuple[Scope, str]
Fault = tuple[str, Reason]  # dotted key, what is wrong and what to do

NAME = re.compile(r"[a-z][a-z0-9_]*")
OPTION = re.compile(r"\w+")
RESERVED = frozenset({"id", *(name for name in dir(dict) if not name.startswith("_"))})
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
        "not_in_future": "nothing",
        "differs_from": "answer",
        "within_months": "number",
        "no_personal_number": "nothing",
    }
)


def check_form(form: Form, organisation: Organisation) -> Iterator[Fault]:
    """Every mistake in a form that can be seen without knowing the workflow it is used in."""
    nesting = tuple(_nesting(form))
    yield from nesting
    if nesting:
        return  # with lists that stand in each other or nowhere, nothing below would make sense
    yield from _names(form)
    for page_id, page in form.pages.items():
        yield from _page(form, page_id, page)
        for question_id, question in page.questions.items():
            at = f"pages.{page_id}.questions.{question_id}"
            scope = scope_of_questions(form, page_id)
            for key, reason in _question(form, scope, question_id, question, organisation):
                yield f"{at}.{key}" if key else at, reason
    yield from _conditions_in_circles(form)


def _nesting(form: Form) -> Iterator[Fault]:
    lists = [page_id for page_id, page in form.pages.items() if page.rows]
    for page_id, page in form.pages.items():
        if page.of is not None and page.of not in lists:
            yield f"pages.{page_id}.of", not_known(page.of, lists)
        elif _stands_in_itself(form, page_id):
            yield f"pages.{page_id}.of", say("Listan står i sig själv. Låt of peka på listan utanför.")


def _stands_in_itself(form: Form, page_id: str) -> bool:
    seen = {page_id}
    of = form.pages[page_id].of
    while of is not None and of in form.pages:
        if of in seen:
            return True
        seen.add(of)
        of = form.pages[of].of
    return False


def _names(form: Form) -> Iterator[Fault]:
    """Names are plain words, and each is used once in its scope."""
    seen: dict[_Named, str] = {}
    for page_id, page in form.pages.items():
        scope = scope_of_questions(form, page_id)
        named = [(f"pages.{page_id}.questions.{name}", scope, name) for name in page.questions]
        own = [(f"pages.{page_id}", form.scope_of(page_id), page_id)] if page.rows else []
        if not NAME.fullmatch(page_id):
            yield f"pages.{page_id}", _bad_name(page_id)
        for key, where, name in (*own, *named):
            if name in RESERVED:
                yield key, say("Namnet ”{name}” är upptaget. Välj ett annat.", name=name)
            elif not NAME.fullmatch(name):
                yield key, _bad_name(name)
            first = seen.setdefault((where, name), key)
            if first != key:
                yield key, say("Namnet ”{name}” används redan av {first}. Välj ett annat.", name=name, first=first)


def _bad_name(name: str) -> Reason:
    return say("”{name}” går inte som namn. Använd små bokstäver a–z, siffror och understreck.", name=name)


def _page(form: Form, page_id: str, page: Page) -> Iterator[Fault]:
    at = f"pages.{page_id}"
    if page.shown_if:
        yield from _condition(f"{at}.shown_if", page.shown_if, visible_from(form, form.scope_of(page_id)))
    if page.rows is None:
        if not page.questions and page.intro is None:
            yield at, say("Sidan frågar inget. Lägg till frågor, eller ta bort sidan.")
        return
    inside = dict(visible_from(form, scope_of_questions(form, page_id)))
    if page.rows.min > page.rows.max:
        yield f"{at}.rows.min", say("Det minsta antalet rader är större än det största.")
    if page.rows.named_by is not None and not isinstance(inside.get(page.rows.named_by), Question):
        yield f"{at}.rows.named_by", not_known(page.rows.named_by, _questions(inside))
    if page.rows.named_by is None and not page.rows.fixed:
        yield f"{at}.rows", say("Raderna har inget namn. Skriv named_by med frågan som ger raden dess namn.")
    if page.rows.fixed and page.rows.from_:
        yield (
            f"{at}.rows.fixed",
            say("En lista har antingen fasta rader (fixed) eller rader från ett annat steg (from)."),
        )
    if not page.questions and not form.pages_of(page_id):
        yield at, say('Listan har inga frågor. Skriv en sida med of = "{page}".', page=page_id)


def _questions(names: Mapping[str, Thing]) -> list[str]:
    return [name for name, thing in names.items() if isinstance(thing, Question)]


def _question(
    form: Form, scope: Scope, question_id: str, question: Question, organisation: Organisation
) -> Iterator[Fault]:
    names = visible_from(form, scope)
    yield from _own_keys(question)
    yield from _values(question, organisation)
    if question.shown_if:
        yield from _condition("shown_if", question.shown_if, names)
    if question.rule is not None:
        yield from _inputs(form, scope, question, names)
    if (
        question.of is not None
        and not step_path(question.of)
        and not isinstance(_list_at(form, names, question.of), Page)
    ):
        yield "of", not_known(question.of, [name for name, thing in names.items() if isinstance(thing, Page)])
    for index, use in enumerate(question.checks):
        for reason in _check(use, question_id, names):
            yield f"checks[{index}]", reason


def _list_at(form: Form, names: Mapping[str, Thing], path: str) -> Thing | None:
    return names.get(path) or find(form, path)


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


def _condition(at: str, condition: Condition, names: Mapping[str, Thing]) -> Iterator[Fault]:
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
    reason = not_known(name, _questions(names))
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
            around, rows = _meant(form, scope, question.inputs.get("list", ""))
            inside = dict(things_in(form, (*around, rows)))
            if source not in inside:
                yield "inputs.number", not_known(source, _questions(inside))
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


def _conditions_in_circles(form: Form) -> Iterator[Fault]:
    """Questions that are each shown only because of the other would never be seen."""
    waits: dict[_Named, list[_Named]] = {}
    keys: dict[_Named, str] = {}
    for page_id, page in form.pages.items():
        scope = scope_of_questions(form, page_id)
        around = [page.shown_if, *(form.pages[name].shown_if for name in scope)]
        for name, question in page.questions.items():
            keys[scope, name] = f"pages.{page_id}.questions.{name}"
            waits[scope, name] = [_meant(form, scope, one.question) for one in (*around, question.shown_if) if one]
    for thing, needed in waits.items():
        if _reaches(waits, needed, thing):
            yield keys[thing], say("Frågan visas bara om den redan är besvarad. Ändra villkoret i shown_if.")


def _meant(form: Form, scope: Scope, name: str) -> _Named:
    """Where the nearest thing of this name stands."""
    for depth in range(len(scope), -1, -1):
        if name in dict(things_in(form, scope[:depth])):
            return scope[:depth], name
    return (), name


def _reaches(waits: Mapping[_Named, Sequence[_Named]], start: Sequence[_Named], goal: _Named) -> bool:
    todo, seen = list(start), set[_Named]()
    while todo:
        thing = todo.pop()
        if thing == goal:
            return True
        if thing not in seen:
            seen.add(thing)
            todo.extend(waits.get(thing, ()))
    return False


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
