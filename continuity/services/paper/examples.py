"""A snapshot without a database: an example made from the form itself, and the values that a template sees of one."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from continuity.definitions.canonical import canonical_json, sha256_of
from continuity.definitions.catalogue import Catalogue
from continuity.definitions.forms import Form, Question
from continuity.definitions.organisation import Organisation
from continuity.definitions.rounds import Round, rounds
from continuity.definitions.vocabulary import BODIES, QUESTIONS_DOCUMENT, REFERENCES, SILENT
from continuity.definitions.workflows import WorkflowStep
from continuity.documents import CoreProperties
from continuity.errors import NotFound, Reason, RenderingFailed, say
from continuity.rules.answers import Row, visible
from continuity.rules.computed import complete, criteria_of, time_key
from continuity.services.answers.snapshots import FORMAT
from continuity.services.paper import paperwork, questionnaire
from continuity.services.paper.municipalfields import SCHEMAS
from continuity.services.paper.presentation import Presenter
from continuity.services.paper.rendering import EDITIONS, TRANSLATION
from continuity.services.steps import standing_behind

DAY = date(2026, 6, 3)
ROWS = 2


@dataclass(frozen=True)
class Papers:
    """What a document is made by, without a database: its step, form and settings, as a department sees them."""

    workflow: str
    step_id: str
    step: WorkflowStep
    form: Form
    settings: Organisation
    hashes: Mapping[str, str]


def papers(catalogue: Catalogue, document: str, *, variant: str = "", department: str = "", step: str = "") -> Papers:
    """The step that a document belongs to; `step` chooses where several share it, as with the printed questions.

    :raise NotFound: no step has such a document.
    """
    for round_ in _rounds(catalogue, variant, department):
        for step_id, parameters in round_.workflow.model.steps.items():
            names = {*parameters.documents, QUESTIONS_DOCUMENT}
            form = round_.forms.get(parameters.form)
            if document in names and step in ("", step_id) and form is not None:
                hashes = {
                    "workflow": round_.workflow.hash, "form": form.hash, "organisation": round_.organisation.hash,
                }  # fmt: skip
                return Papers(round_.key.name, step_id, parameters, form.model, round_.organisation.model, hashes)
    known = sorted({*SCHEMAS, *(name for round_ in rounds(catalogue) for name in _documents(round_))})
    raise NotFound(
        say(
            "Det finns inget dokument som heter ”{name}”. De som finns är {known}.",
            name=document,
            known=", ".join(known),
        )
    )


def _rounds(catalogue: Catalogue, variant: str, department: str) -> Iterable[Round]:
    """The rounds of this variant and department; a catalogue gives each distinct one once, under its first name."""
    for name in catalogue.names("workflow"):
        workflow = catalogue.workflow(name, variant, department)
        forms = {step.form: catalogue.form(step.form, variant, department) for step in workflow.model.steps.values()}
        key = catalogue.key("workflow", name, variant, department)
        yield Round(key, workflow, forms, catalogue.organisation, ())


def _documents(round_: Round) -> Iterable[str]:
    for step in round_.workflow.model.steps.values():
        yield from (*step.documents, QUESTIONS_DOCUMENT)


# --- an example -----------------------------------------------------------------------------------------------------


def snapshot(made_by: Papers, *, language: str = "sv", department: str = "") -> dict[str, Any]:
    """A snapshot in which every question is answered, with the form's own examples where it has them."""
    criteria = criteria_of(made_by.settings)
    tree = complete(made_by.form, visible(made_by.form, _node(made_by, None, language, "")), criteria)
    return {
        "format": FORMAT,
        "workflow": made_by.workflow,
        "step": made_by.step_id,
        "department": {"code": department or "EX", "name": "Exempelförvaltningen"},
        "committee": "Exempelnämnden",
        "revision": 1,
        "cycle": 1,
        "version": "1.0",
        "definitions": dict(made_by.hashes),
        "answers": tree,
        "motives": {},
    }


def _node(made_by: Papers, scope: str | None, language: str, row: str) -> Row:
    form = made_by.form
    node: Row = {"id": row} if row else {}
    pages = ((scope,) if scope else ()) + tuple(p for p in form.pages_of(scope) if form.pages[p].rows is None)
    for page_id in pages:
        for name, question in form.pages[page_id].questions.items():
            if question.kind not in SILENT:
                node[name] = _answer(made_by, question, language)
    for page_id in form.pages_of(scope):
        rows = form.pages[page_id].rows
        if rows is not None:
            ids = tuple(rows.fixed) or tuple(f"{row}{page_id}-{n}" for n in range(1, ROWS + 1))
            node[page_id] = [_node(made_by, page_id, language, one) for one in ids]
    return node


def _answer(made_by: Papers, question: Question, language: str) -> Any:
    words = question.example or question.label
    text = words.in_(language)
    if question.kind in REFERENCES:
        named = {"id": "example", "name": text}
        return [named] if question.many else named
    match question.kind:
        case "number" | "duration":
            return question.min if question.min is not None else 4
        case "date":
            return DAY.isoformat()
        case "yesno":
            return "yes"
        case "choice":
            return next(iter(question.options), None)
        case "choices":
            return list(question.options)[:ROWS]
        case "matrix":
            return _matrix(made_by.settings, language)
        case _:
            return text


def _matrix(settings: Organisation, language: str) -> dict[str, Any]:
    """Levels that rise with time, so that some time is the first that cannot be accepted."""
    times, highest = settings.criteria.times_h, len(settings.criteria.levels)
    rising = {time_key(time): min(highest, 1 + n * highest // len(times)) for n, time in enumerate(times)}
    levels = {category: dict(rising) for category in settings.criteria.categories}
    motive = {"sv": "Exempel på motivering", "en": "An example of a motive"}[language]
    return {"levels": levels, "motives": dict.fromkeys(levels, motive)}


# --- what a template sees of it -------------------------------------------------------------------------------------


def read_snapshot(text: str) -> dict[str, Any]:
    """A snapshot from a file.

    :raise RenderingFailed: it is not one.
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise RenderingFailed(say("Filen är inte JSON: {why}", why=error)) from error
    problem = _problem(found)
    if problem is not None:
        raise RenderingFailed(problem)
    return dict(found)


def _problem(found: Any) -> Reason | None:
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return say("Filen är ingen ögonblicksbild: den börjar inte med format = {format}.", format=FORMAT)
    for key, kind in (("answers", dict), ("department", dict), ("step", str)):
        if not isinstance(found.get(key), kind):
            return say("Filen är ingen hel ögonblicksbild: {key} saknas eller har fel form.", key=key)
    return None


def values(
    made_by: Papers, frozen: Mapping[str, Any], *, language: str, edition: str = "full", document: str = ""
) -> dict[str, Any]:
    """What a template may use of a snapshot alone: unsigned, without advice, decision and earlier versions.

    :raise RenderingFailed: the answers do not fit the form.
    """
    presenter = Presenter(made_by.form, made_by.settings, language, edition)
    try:
        answers = presenter.answers(frozen["answers"])
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise RenderingFailed(say("Svaren i filen passar inte formuläret: {why}", why=repr(wrong))) from wrong
    front = _front(made_by, frozen, answers, language, edition, document)
    empty = ("name", "title", "unit", "capacity", "statement", "signed_at", "method", "document_sha256")
    slots = paperwork.SLOT_WORDS[language]
    found: dict[str, Any] = {
        "document": front,
        "meta": _meta(made_by, front, answers, language),
        "answers": answers,
        "criteria": presenter.criteria(),
        "advice": [],
        "advice_note": None,
        "stood_behind": _stood_behind(made_by, answers, language),
        "signatures": [{"slot": slots[slot], **dict.fromkeys(empty)} for slot in made_by.step.signers],
        "signing_copy": None,
        "decision": None,
        "revisions": [],
        "changes": None,
    }
    if document == QUESTIONS_DOCUMENT:
        found["sections"] = questionnaire.sections(made_by.form, {}, language)
    return found


def _stood_behind(made_by: Papers, answers: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """Nobody stands behind the rows of an example yet."""
    wanted = made_by.step.stood_behind
    if wanted is None:
        return []
    rules = made_by.form.pages[wanted.list].rows
    named = rules.named_by if rules and rules.named_by else ""
    words = standing_behind.PRINTED[language][False]
    rows = answers.get(wanted.list) or ()
    return [{"row": row.get(named), "owner": row.get(wanted.owner), "words": words} for row in rows]


def _front(
    made_by: Papers, frozen: Mapping[str, Any], answers: Mapping[str, Any], language: str, edition: str, document: str
) -> dict[str, Any]:
    translated = language != made_by.settings.signed_language
    apart = document == made_by.step.annex_document
    annex = made_by.settings.document_titles.get(made_by.step.annex_document or "")
    title = annex if apart else None
    title = title or made_by.settings.document_titles.get(made_by.step.document, made_by.form.title)
    marking = None if apart else answers.get("secrecy_assessment")
    return {
        "title": title.in_(language),
        "annex": annex.in_(language) if annex else None,
        "type": made_by.step.document_type.in_(language),
        "step": made_by.step.title.in_(language),
        "department": str(frozen["department"].get("name", "")),
        "department_code": str(frozen["department"].get("code", "")),
        "committee": frozen.get("committee") or None,
        "municipality": str(frozen.get("municipality", "")),
        "status": paperwork.STATUS[language]["signing"],
        "version": str(frozen.get("version") or "1.0"),
        "preliminary": not frozen.get("version"),
        "revision": frozen.get("revision", 1),
        "snapshot": sha256_of(canonical_json(frozen))[:12],
        "language": language,
        "edition": edition,
        "edition_label": EDITIONS[language][edition],
        "translated": translated,
        "translation_note": TRANSLATION[language] if translated else None,
        "marking": str(marking) if marking else None,
        "date": DAY,
        "case_number": None,
    }


def _meta(made_by: Papers, front: Mapping[str, Any], answers: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    decided_by = made_by.step.decided_by
    words = (
        made_by.settings.bodies.get(decided_by) if decided_by in BODIES else made_by.settings.role_titles.get("head")
    )
    facts = (
        paperwork.UNDECIDED[language], words.in_(language) if words else decided_by, None, None,
        answers.get("applies_to"), answers.get("valid_from"), answers.get("valid_to"), answers.get("document_owner"),
        answers.get("follow_up"), front["type"], front["version"], paperwork.STATUS_WORDS[language]["signing"],
    )  # fmt: skip
    printed = (", ".join(map(str, value)) if isinstance(value, list) else value for value in facts)
    return [{"label": label, "value": value} for label, value in zip(paperwork.META[language], printed, strict=True)]


def core(found: Mapping[str, Any], language: str) -> CoreProperties:
    """The file's own properties."""
    front = found["document"]
    return CoreProperties(
        title=f"{front['title']}, {front['department']}",
        creator=front["municipality"] or front["department"],
        language={"sv": "sv-SE", "en": "en-GB"}[language],
    )
