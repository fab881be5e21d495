"""Proves every Word template against the forms that it shows: no unknown path, and no question that nobody shows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from continuity.definitions.catalogue import Catalogue, without_repeats
from continuity.definitions.forms import Form
from continuity.definitions.rounds import Round, rounds
from continuity.definitions.vocabulary import QUESTIONS_DOCUMENT
from continuity.documents import Template, TemplateRefused, check, compile_template, lint
from continuity.errors import Complaint, NotFound, say
from continuity.rules.content import check_content
from continuity.services.templatefields import question_paths, schema

# What the front table, the header and the signature page show without naming the question.
SHOWN_BY_FACTS = frozenset(
    {
        "decided_at", "decided_by", "registration_number", "replaces", "supersedes", "applies_to", "valid_from",
        "valid_to", "document_owner", "follow_up", "secrecy_assessment", "secrecy_provision",
    }
)  # fmt: skip


def check_all(roots: Sequence[Path]) -> tuple[Catalogue, tuple[Complaint, ...]]:
    """The content below the roots and every mistake in it, its Word templates included."""
    catalogue, complaints = check_content(roots)
    return catalogue, without_repeats([*complaints, *check_templates(catalogue, roots)])


def check_templates(catalogue: Catalogue, roots: Sequence[Path]) -> Iterator[Complaint]:
    """Every mistake in the templates, and a warning for each question that a document leaves out."""
    looked_at: set[Path] = set()
    for round_ in rounds(catalogue):
        for document, form, own, memo_of in _documents(round_):
            for language in round_.organisation.model.languages:
                found = _template(catalogue, round_, document, language)
                if found is None:
                    continue
                name = _label(roots, found)
                if found not in looked_at:
                    looked_at.add(found)
                    yield from lint(found.read_bytes(), name=name)
                yield from _against(form, found, name, document)
                if own:
                    memo = _template(catalogue, round_, memo_of, language) if memo_of else None
                    yield from _left_out(form, name, [one for one in (_compiled(found), _compiled(memo)) if one])


def _documents(round_: Round) -> Iterator[tuple[str, Form, bool, str | None]]:
    """Each document of a round with its form: whether it is the step's own, which must show all, and its memo."""
    for step_id, step in round_.workflow.model.steps.items():
        form = round_.form_of(step_id)
        if form is None:
            continue
        yield step.document, form, True, step.memo
        yield QUESTIONS_DOCUMENT, form, False, None
        if step.memo is not None:
            yield step.memo, form, False, None


def _template(catalogue: Catalogue, round_: Round, document: str, language: str) -> Path | None:
    """None where there is none: the content's own check says so."""
    try:
        return catalogue.template(document, language, round_.key.variant, round_.key.department)
    except NotFound:
        return None


def _against(form: Form, path: Path, name: str, document: str) -> Iterator[Complaint]:
    template = _compiled(path)
    if template is not None:  # where it is None, lint has said why
        known = schema(form, questions=document == QUESTIONS_DOCUMENT)
        yield from (replace(found, file=name) for found in check(template, known, report_unshown=False))


def _compiled(path: Path | None) -> Template | None:
    try:
        return compile_template(path.read_bytes(), name=path.name) if path is not None else None
    except TemplateRefused:
        return None


def _left_out(form: Form, name: str, templates: Sequence[Template]) -> Iterator[Complaint]:
    used = {use.path for template in templates for use in template.paths}
    for path, question in question_paths(form):
        by_facts = path.split(".")[1].removesuffix("[]") in SHOWN_BY_FACTS
        shown = by_facts or any(use == path or use.startswith((f"{path}.", f"{path}[")) for use in used)
        if not shown and question.source == "form":
            reason = say(
                "Frågan visas inte någonstans i dokumentet. Lägg in {path} i mallen om den ska synas.", path=path
            )
            yield Complaint(name, path, reason, "warn")


def _label(roots: Sequence[Path], path: Path) -> str:
    """As other complaints name files: inside what we ship, or below the organisation's own folder's name."""
    for number, root in enumerate(roots):
        if path.is_relative_to(root):
            inside = path.relative_to(root).as_posix()
            return inside if number == 0 else f"{root.name}/{inside}"
    return path.name
