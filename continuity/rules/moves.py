"""Where the answers of one form belong in another version of it, and which of them have no place there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from continuity.definitions.forms import Form, Question
from continuity.definitions.places import Scope, scope_of_questions
from continuity.errors import Reason, say
from continuity.rules.answers import Part, is_unknown

Place = tuple[str, str]  # page, row
_TEXTS = frozenset({"text", "longtext"})


@dataclass
class Moves:
    """`values` of every page and row in the new form, `pages` old name -> new name, and what stands in the way."""

    values: dict[Place, dict[str, Any]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)


def work_out(old: Form, new: Form, parts: Iterable[Part], mapping: Mapping[str, str]) -> Moves:
    """Lays the answers in the new form; `mapping` says what a question (by path or name) or a list is called there."""
    moves = Moves(pages=_pages(old, new, mapping))
    known = _questions(new)
    for part in parts:
        page = old.pages.get(part.page)
        if page is None:
            continue  # of a page that was left behind long ago
        if page.rows is not None:
            _place_row(moves, new, part)
        for name, value in (part.values or {}).items():
            if value is not None and name in page.questions:
                _place(moves, _Answer(old, part, name, value), known, mapping)
    moves.reasons = list({str(reason): reason for reason in moves.reasons}.values())
    return moves


def _pages(old: Form, new: Form, mapping: Mapping[str, str]) -> dict[str, str]:
    named = {page: mapping.get(page, page) for page in old.pages}
    return {page: name for page, name in named.items() if name in new.pages}


def _questions(form: Form) -> dict[tuple[Scope, str], tuple[str, Question]]:
    return {
        (scope_of_questions(form, page_id), name): (page_id, question)
        for page_id, _page, name, question in form.questions()
    }


def _place_row(moves: Moves, new: Form, part: Part) -> None:
    """A row goes with its list; a list of fixed rows takes only those."""
    target = moves.pages.get(part.page)
    rows = new.pages[target].rows if target is not None else None
    if target is None or rows is None:
        moves.reasons.append(say("Listan {name} har rader men finns inte i det nya formuläret.", name=part.page))
    elif rows.fixed and part.row not in rows.fixed:
        moves.reasons.append(say("Raden {row} i listan {name} finns inte längre.", row=part.row, name=part.page))
    else:
        moves.values.setdefault((target, part.row), {})


@dataclass(frozen=True)
class _Answer:
    """One answer and where it stood."""

    form: Form
    part: Part
    name: str
    value: Any

    @property
    def question(self) -> Question:
        return self.form.pages[self.part.page].questions[self.name]

    @property
    def scope(self) -> Scope:
        return scope_of_questions(self.form, self.part.page)

    @property
    def path(self) -> str:
        return ".".join((*(f"{one}[]" for one in self.scope), self.name))


def _place(
    moves: Moves,
    answer: _Answer,
    known: Mapping[tuple[Scope, str], tuple[str, Question]],
    mapping: Mapping[str, str],
) -> None:
    called = mapping.get(answer.path) or mapping.get(answer.name) or answer.name
    scope = tuple(moves.pages.get(one, one) for one in answer.scope)
    found = known.get((scope, called.rpartition(".")[2]))
    if found is None:
        moves.reasons.append(say("Frågan {path} är besvarad men finns inte i det nya formuläret.", path=answer.path))
        return
    page, question = found
    misfit = _misfit(answer, question)
    if misfit is not None:
        moves.reasons.append(misfit)
        return
    moves.values.setdefault((page, answer.part.row), {})[called.rpartition(".")[2]] = answer.value


def _misfit(answer: _Answer, question: Question) -> Reason | None:
    """Why a stored value cannot be an answer to the question as it is now."""
    before = answer.question
    if before.kind != question.kind and not {before.kind, question.kind} <= _TEXTS:
        return say(
            "Frågan {path} har ett annat slag av svar nu: {new} i stället för {old}.",
            path=answer.path, new=question.kind, old=before.kind,
        )  # fmt: skip
    if before.many != question.many:
        return say("Frågan {path} tar ett annat antal svar nu.", path=answer.path)
    if question.kind in ("choice", "choices") and not is_unknown(answer.value):
        given = answer.value if isinstance(answer.value, list) else [answer.value]
        lost = [one for one in given if one not in question.options]
        if lost:
            return say(
                "Frågan {path} har svaret {option}, som inte går att välja längre.", path=answer.path, option=lost[0]
            )
    return None
