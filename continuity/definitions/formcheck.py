"""Whether one form holds together: its names, lists and conditions."""

import re
from collections.abc import Iterator, Mapping, Sequence

from continuity.definitions.forms import Form, Page, Question, Rows
from continuity.definitions.mistakes import not_known
from continuity.definitions.organisation import Organisation
from continuity.definitions.places import Place, Thing, nearest, scope_of_questions, visible_from
from continuity.definitions.questioncheck import Fault, check_condition, check_question, questions_among
from continuity.definitions.scenariocheck import check_targets
from continuity.definitions.vocabulary import BEGINNINGS, FIELD_KINDS, REGISTER_FIELDS
from continuity.errors import Reason, say

NAME = re.compile(r"[a-z][a-z0-9_]*")
RESERVED = frozenset({"id", *(name for name in dir(dict) if not name.startswith("_"))})


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
            for key, reason in check_question(form, scope, question_id, question, organisation):
                yield f"{at}.{key}" if key else at, reason
    yield from _conditions_in_circles(form)
    yield from check_targets(form)


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
    seen: dict[Place, str] = {}
    for page_id, page in form.pages.items():
        scope = scope_of_questions(form, page_id)
        named = [(f"pages.{page_id}.questions.{name}", scope, name) for name in page.questions]
        own = [(f"pages.{page_id}", form.scope_of(page_id), page_id)] if page.rows else []
        if not NAME.fullmatch(page_id):
            yield f"pages.{page_id}", bad_name(page_id)
        for key, where, name in (*own, *named):
            if name in RESERVED:
                yield key, say("Namnet ”{name}” är upptaget. Välj ett annat.", name=name)
            elif not NAME.fullmatch(name):
                yield key, bad_name(name)
            first = seen.setdefault((where, name), key)
            if first != key:
                yield key, say("Namnet ”{name}” används redan av {first}. Välj ett annat.", name=name, first=first)


def bad_name(name: str) -> Reason:
    """The sentence for a name that cannot stand in a path."""
    return say("”{name}” går inte som namn. Använd små bokstäver a–z, siffror och understreck.", name=name)


def _page(form: Form, page_id: str, page: Page) -> Iterator[Fault]:
    at = f"pages.{page_id}"
    if page.shown_if:
        yield from check_condition(f"{at}.shown_if", page.shown_if, visible_from(form, form.scope_of(page_id)))
    if page.rows is None:
        if not page.questions and page.intro is None:
            yield at, say("Sidan frågar inget. Lägg till frågor, eller ta bort sidan.")
        return
    inside = dict(visible_from(form, scope_of_questions(form, page_id)))
    if page.rows.min > page.rows.max:
        yield f"{at}.rows.min", say("Det minsta antalet rader är större än det största.")
    if page.rows.named_by is not None and not isinstance(inside.get(page.rows.named_by), Question):
        yield f"{at}.rows.named_by", not_known(page.rows.named_by, questions_among(inside))
    if page.rows.named_by is None and not page.rows.fixed:
        yield f"{at}.rows", say("Raderna har inget namn. Skriv named_by med frågan som ger raden dess namn.")
    yield from _register_fields(at, page.rows, inside)
    yield from _beginning(at, page, page.rows, inside)
    yield from _instead_of(at, form, page, page.rows, inside)
    if page.rows.fixed and page.rows.from_:
        yield (
            f"{at}.rows.fixed",
            say("En lista har antingen fasta rader (fixed) eller rader från ett annat steg (from)."),
        )
    if not page.questions and not form.pages_of(page_id):
        yield at, say('Listan har inga frågor. Skriv en sida med of = "{page}".', page=page_id)


def _beginning(at: str, page: Page, rows: Rows, inside: Mapping[str, Thing]) -> Iterator[Fault]:
    """Rows to begin with stand in a list of their own, and have somewhere to put what the register knows."""
    if rows.begins_with is None:
        return
    register = BEGINNINGS[rows.begins_with]
    key = f"{at}.rows.begins_with"
    if rows.fixed or rows.from_ or page.of is not None:
        yield key, say("Bara en lista som står för sig och saknar rader från annat håll kan börja så.")
    if register not in rows.registers:
        yield key, say('Raderna ska stå i registret. Skriv register = "{register}".', register=register)
    elif not isinstance(inside.get(rows.fields.get("resource", "resource")), Question):
        yield key, say("Raderna behöver en fråga om vilken resurs de gäller.")


def _instead_of(at: str, form: Form, page: Page, rows: Rows, inside: Mapping[str, Thing]) -> Iterator[Fault]:
    """The text has somewhere to go, and is asked for no longer."""
    if rows.instead_of is None:
        return
    key, old = f"{at}.rows.instead_of", form.pages.get(rows.instead_of.page)
    into = inside.get(rows.instead_of.into)
    if page.of is not None:
        yield key, say("Bara en lista som står för sig kan ta en texts plats.")
    if old is not None and rows.instead_of.question in old.questions:
        yield f"{key}.question", say("Frågan finns kvar i formuläret. Ta bort den, eller listans instead_of.")
    if not isinstance(into, Question) or into.kind not in ("text", "longtext"):
        yield f"{key}.into", say("Texten behöver en fritextfråga i raden att stå i.")


def _register_fields(at: str, rows: Rows, inside: Mapping[str, Thing]) -> Iterator[Fault]:
    """`fields` names what the row's registers know, and questions or lists of kinds that fit."""
    known = {field: register for register in rows.registers for field in sorted(REGISTER_FIELDS.get(register, ()))}
    for field, name in rows.fields.items():
        if field not in known:
            yield f"{at}.rows.fields.{field}", not_known(field, sorted(known))
        elif name not in inside:
            yield f"{at}.rows.fields.{field}", not_known(name, sorted(inside))
    for field, register in known.items():
        question, kinds = inside.get(rows.fields.get(field, field)), FIELD_KINDS.get((register, field))
        if kinds and isinstance(question, Question) and question.kind not in kinds:
            yield (
                f"{at}.rows.fields.{field}",
                say(
                    "Fältet fylls av en fråga av slaget {wanted}, inte {kind}.",
                    wanted=", ".join(sorted(kinds)),
                    kind=question.kind,
                ),
            )


def _conditions_in_circles(form: Form) -> Iterator[Fault]:
    """Questions that are each shown only because of the other would never be seen."""
    waits: dict[Place, list[Place]] = {}
    keys: dict[Place, str] = {}
    for page_id, page in form.pages.items():
        scope = scope_of_questions(form, page_id)
        around = [page.shown_if, *(form.pages[name].shown_if for name in scope)]
        for name, question in page.questions.items():
            keys[scope, name] = f"pages.{page_id}.questions.{name}"
            waits[scope, name] = [nearest(form, scope, one.question) for one in (*around, question.shown_if) if one]
    for thing, needed in waits.items():
        if _reaches(waits, needed, thing):
            yield keys[thing], say("Frågan visas bara om den redan är besvarad. Ändra villkoret i shown_if.")


def _reaches(waits: Mapping[Place, Sequence[Place]], start: Sequence[Place], goal: Place) -> bool:
    todo, seen = list(start), set[Place]()
    while todo:
        thing = todo.pop()
        if thing == goal:
            return True
        if thing not in seen:
            seen.add(thing)
            todo.extend(waits.get(thing, ()))
    return False
