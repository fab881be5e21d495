"""Proves every Word template against the forms that it shows: no unknown path, and no question that nobody shows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from continuity.definitions.catalogue import Catalogue, without_repeats
from continuity.definitions.crosscheck import Round, rounds
from continuity.definitions.forms import Form
from continuity.documents import Template, TemplateRefused, check, compile_template, lint
from continuity.errors import Complaint, NotFound, say
from continuity.rules.content import check_content
from continuity.services.templatefields import question_paths, schema

QUESTIONS = "questions"
# What the front table, the header and the signature page show without naming the question.
SHOWN_BY_FACTS = frozenset(
    f"answers.{name}"
    for name in (
        "decided_at", "decided_by", "registration_number", "replaces", "applies_to", "valid_from", "valid_to",
        "document_owner", "follow_up", "secrecy_assessment", "secrecy_provision",
    )
)  # fmt: skip


def check_all(roots: Sequence[Path]) -> tuple[Catalogue, tuple[Complaint, ...]]:
    """The content below the roots and every mistake in it, its Word templates included."""
    catalogue, complaints = check_content(roots)
    return catalogue, without_repeats([*complaints, *check_templates(catalogue, roots)])


def check_templates(catalogue: Catalogue, roots: Sequence[Path]) -> Iterator[Complaint]:
    """Every mistake in the templates, and a warning for each question that a document leaves out."""
    looked_at: set[Path] = set()
    for round_ in rounds(catalogue):
        for document, form, companion in _documents(round_):
            for language in round_.organisation.model.languages:
                found = _template(catalogue, round_, document, language)
                if found is None:
                    continue
                name = _label(roots, found)
                if found not in looked_at:
                    looked_at.add(found)
                    yield from lint(found.read_bytes(), name=name)
                beside = _template(catalogue, round_, companion, language) if companion else None
                yield from _against(form, found, name, document == QUESTIONS, beside)


def _documents(round_: Round) -> Iterator[tuple[str, Form, str | None]]:
    """Each document of a round with its form; a step's own document also shows what its memo shows."""
    for step_id, step in round_.workflow.model.steps.items():
        form = round_.form_of(step_id)
        if form is None:
            continue
        yield step.document, form, step.memo
        yield QUESTIONS, form, None
        if step.memo is not None:
            yield step.memo, form, step.document


def _template(catalogue: Catalogue, round_: Round, document: str, language: str) -> Path | None:
    """None where there is none: the content's own check says so."""
    try:
        return catalogue.template(document, language, round_.key.variant, round_.key.department)
    except NotFound:
        return None


def _against(form: Form, path: Path, name: str, questions: bool, beside: Path | None) -> Iterator[Complaint]:
    template = _compiled(path)
    if template is None:
        return  # lint has said why
    known = schema(form, questions=questions)
    yield from (replace(found, file=name) for found in check(template, known, report_unshown=False))
    if not questions:
        other = _compiled(beside) if beside is not None else None
        yield from _left_out(form, name, [one for one in (template, other) if one is not None])


def _compiled(path: Path) -> Template | None:
    try:
        return compile_template(path.read_bytes(), name=path.name)
    except TemplateRefused:
        return None


def _left_out(form: Form, name: str, templates: Sequence[Template]) -> Iterator[Complaint]:
    used = {use.path for template in templates for use in template.paths}
    for path, question in question_paths(form):
        shown = path in SHOWN_BY_FACTS or any(use == path or use.startswith((f"{path}.", f"{path}[")) for use in used)
        if not shown and question.source == "form":
            reason = say("Frågan visas inte någonstans i dokumentet. Lägg in {path} i mallen om den ska synas.", path=path)
            yield Complaint(name, path, reason, "warn")


def _label(roots: Sequence[Path], path: Path) -> str:
    """As other complaints name files: inside what we ship, or below the organisation's own folder's name."""
    for number, root in enumerate(roots):
        if path.is_relative_to(root):
            inside = path.relative_to(root).as_posix()
            return inside if number == 0 else f"{root.name}/{inside}"
    return path.name
