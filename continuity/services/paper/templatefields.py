"""Every path that a document's template may use: the facts of the process, and the form's questions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from continuity.definitions.forms import Form, Page, Question
from continuity.definitions.vocabulary import REFERENCES
from continuity.definitions.words import Words
from continuity.documents import Field, Schema

TEXT, NUMBER, DATE, RICH = (Field(kind, expected=False) for kind in ("text", "number", "date", "rich"))
_COMPUTED_LISTS = frozenset({"driving_categories"})
_CELL = {"time": TEXT, "level": NUMBER, "word": TEXT, "colour": TEXT}
_MATRIX_ROW = {
    "category": TEXT, "code": TEXT, "motive": TEXT, "first_unacceptable": TEXT,
    "cells": Field("list", _CELL, expected=False),
}  # fmt: skip
MATRIX = Field(
    "group",
    {"times": Field("list", expected=False), "rows": Field("list", _MATRIX_ROW, expected=False)},
    expected=False,
)


@dataclass(frozen=True)
class Known:
    """One path for people: `kind` as in the form (or text, number, date, list, group), label and example if any."""

    path: str
    kind: str
    label: Words | None = None
    example: Words | None = None


# --- the facts of the process, the same for every document ---------------------------------------------------------


def _texts(names: str) -> dict[str, Field]:
    return dict.fromkeys(names.split(), TEXT)


def _group(fields: Mapping[str, Field]) -> Field:
    return Field("group", fields, expected=False)


def _list(fields: Mapping[str, Field]) -> Field:
    return Field("list", fields, expected=False)


PROCESS: Schema = {
    "document": _group(
        _texts(
            "title annex type step department department_code committee municipality status version preliminary "
            "snapshot language edition edition_label translated translation_note marking case_number"
        )
        | {"revision": NUMBER, "date": DATE}
    ),
    "meta": _list(_texts("label value")),
    "advice": _list(_texts("role name advice text") | {"date": DATE}),
    "advice_note": TEXT,
    "criteria": _group(
        {
            "times": _list({}),
            "levels": _list(_texts("word colour") | {"level": NUMBER}),
            "categories": _list(_texts("code label threshold_word means") | {"threshold": NUMBER}),
        }
    ),
    "stood_behind": _list(_texts("row owner words")),
    "signatures": _list(_texts("slot name title unit capacity statement signed_at method document_sha256")),
    "signing_copy": _group(_texts("sha256")),
    "decision": _group(_texts("body paragraph outcome amended snapshot amended_snapshot") | {"date": DATE}),
    "revisions": _list(_texts("changed_by chapter description") | {"date": DATE}),
    "changes": _group({"version": TEXT, "unchanged": NUMBER, "rows": _list(_texts("where question before after"))}),
}
SECTIONS: Schema = {
    "sections": _list(_texts("title intro name first") | {"rows": _list(_texts("label hint unit answer"))}),
}


# --- the form -------------------------------------------------------------------------------------------------------


def schema(form: Form, *, questions: bool = False) -> Schema:
    """What is known at each path; `questions` adds what only the printed questions have."""
    known = {**PROCESS, "answers": _group(_scope(form, None))}
    return {**known, **SECTIONS} if questions else known


def _scope(form: Form, scope: str | None) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    if scope is not None:
        fields["row_name"] = TEXT
        fields |= _page(form.pages[scope])
    for page_id in form.pages_of(scope):
        page = form.pages[page_id]
        fields |= _page(page) if page.rows is None else {page_id: _list(_scope(form, page_id))}
    return fields


def _page(page: Page) -> dict[str, Field]:
    return {name: field_of(question) for name, question in page.questions.items() if question.kind != "note"}


def field_of(question: Question) -> Field:
    """What a question's answer is to a template."""
    if question.kind == "matrix":
        return MATRIX
    if question.kind == "choices" or question.many or question.rule in _COMPUTED_LISTS:
        return Field("list", expected=False)
    if question.kind in ("number", "duration", "computed"):
        return NUMBER
    return {"longtext": RICH, "date": DATE}.get(question.kind, TEXT)


def question_paths(form: Form) -> Iterator[tuple[str, Question]]:
    """Each question's path in a template, `answers.activities[].impact`, in the form's order."""
    for page_id, page, name, question in form.questions():
        if question.kind != "note":
            lists = (*form.scope_of(page_id), *((page_id,) if page.rows else ()))
            yield ".".join(("answers", *(f"{one}[]" for one in lists), name)), question


# --- for people -----------------------------------------------------------------------------------------------------


def known_paths(form: Form, *, questions: bool = False) -> Iterator[Known]:
    """Every path with its kind, label and example, the process first and then the form's own order."""
    yield from walk(PROCESS)
    if questions:
        yield from walk(SECTIONS)
    for page_id, page in form.pages.items():
        if page.rows is not None:
            lists = (*(f"{one}[]" for one in form.scope_of(page_id)), page_id)
            yield Known(".".join(("answers", *lists)), "list", page.title)
            yield Known(".".join(("answers", *lists)) + "[].row_name", "text")
        for path, question in _of_page(form, page_id):
            yield Known(path, _kind(question), question.label, question.example)
            if question.kind == "matrix":
                yield from walk(MATRIX.children, f"{path}.")


def _of_page(form: Form, page_id: str) -> Iterator[tuple[str, Question]]:
    mine = {id(question) for question in form.pages[page_id].questions.values()}
    return ((path, question) for path, question in question_paths(form) if id(question) in mine)


def _kind(question: Question) -> str:
    return f"{question.kind}[]" if question.kind in REFERENCES and question.many else question.kind


def walk(schema: Schema, before: str = "") -> Iterator[Known]:
    """Every path below a schema with its kind."""
    for name, known in schema.items():
        yield Known(f"{before}{name}", known.kind)
        yield from walk(known.children, f"{before}{name}{'[].' if known.kind == 'list' else '.'}")
