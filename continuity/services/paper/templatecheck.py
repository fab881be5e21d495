"""Proves every Word template against the forms that it shows: no unknown path, and no question that nobody shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from continuity.definitions.catalogue import Catalogue, without_repeats
from continuity.definitions.forms import Form
from continuity.definitions.layers import Merged
from continuity.definitions.rounds import Round, everybodys_rounds
from continuity.definitions.vocabulary import QUESTIONS_DOCUMENT
from continuity.documents import Schema, Template, TemplateRefused, check, compile_template, lint
from continuity.errors import Complaint, NotFound, say
from continuity.rules.content import check_content
from continuity.services.paper.municipalfields import SCHEMAS
from continuity.services.paper.templatefields import question_paths, schema

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
    seen: set[object] = set()
    for use in _uses(catalogue):
        name = _label(roots, use.path)
        if use.path not in seen:
            seen.add(use.path)
            yield from lint(use.path.read_bytes(), name=name)
        if use.key not in seen:
            seen.add(use.key)
            yield from _against(use, name)
    yield from _municipal(catalogue, roots)


def _municipal(catalogue: Catalogue, roots: Sequence[Path]) -> Iterator[Complaint]:
    """The templates of the municipality's own documents, which no form fills."""
    for document, known in SCHEMAS.items():
        for path in _everywhere(catalogue, document):
            name = _label(roots, path)
            yield from lint(path.read_bytes(), name=name)
            template = _compiled(path)
            if template is not None:
                yield from (replace(found, file=name) for found in check(template, known, report_unshown=False))


def _everywhere(catalogue: Catalogue, document: str) -> Iterator[Path]:
    return (item.path for item in catalogue.items() if item.path and item.name.partition("/")[2] == document)


def check_uploads(
    catalogue: Catalogue, uploads: Mapping[tuple[str, str, str], tuple[str, bytes]]
) -> Iterator[Complaint]:
    """Every unknown path in uploaded templates, (file name, bytes) by the place where they stand in for a file."""
    places = {item.path: (item.name, item.variant, item.department) for item in catalogue.items() if item.path}
    seen: set[object] = set()
    for use in _uses(catalogue):
        upload = uploads.get(places[use.path])
        if upload is not None and use.key not in seen:
            seen.add(use.key)
            template = compile_template(upload[1], name=upload[0])
            yield from check(template, _known(use), report_unshown=False)
    for (name, _variant, _department), (file, data) in uploads.items():
        known = SCHEMAS.get(name.partition("/")[2])
        if known is not None:
            yield from check(compile_template(data, name=file), known, report_unshown=False)


@dataclass(frozen=True)
class _Use:
    """A template and a form it is filled from; with `shows_all` it and those beside it leave no question out."""

    path: Path
    document: str
    form: Merged[Form]
    shows_all: bool = False
    beside: tuple[Path, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """Two uses with the same key have the same mistakes."""
        return self.path, self.document, self.form.hash, self.beside


def _uses(catalogue: Catalogue) -> Iterator[_Use]:
    for round_ in everybodys_rounds(catalogue):
        for step in round_.workflow.model.steps.values():
            form = round_.forms.get(step.form)
            for language in round_.organisation.model.languages if form else ():
                others = {name: _template(catalogue, round_, name, language) for name in step.beside}
                beside = tuple(path for path in others.values() if path)
                own = _template(catalogue, round_, step.document, language)
                printed = _template(catalogue, round_, QUESTIONS_DOCUMENT, language)
                assert form is not None
                yield from (_Use(path, step.document, form, True, beside) for path in (own,) if path)
                yield from (_Use(path, QUESTIONS_DOCUMENT, form) for path in (printed,) if path)
                yield from (_Use(path, name, form) for name, path in others.items() if path)


def _template(catalogue: Catalogue, round_: Round, document: str, language: str) -> Path | None:
    """None where there is none: the content's own check says so."""
    try:
        return catalogue.template(document, language, round_.key.variant, round_.key.department)
    except NotFound:
        return None


def _against(use: _Use, name: str) -> Iterator[Complaint]:
    template = _compiled(use.path)
    if template is None:
        return  # lint has said why
    yield from (replace(found, file=name) for found in check(template, _known(use), report_unshown=False))
    if use.shows_all:
        others = (_compiled(path) for path in use.beside)
        yield from left_out(use.form.model, name, [template, *(one for one in others if one is not None)])


def _known(use: _Use) -> Schema:
    return schema(use.form.model, questions=use.document == QUESTIONS_DOCUMENT)


def _compiled(path: Path) -> Template | None:
    try:
        return compile_template(path.read_bytes(), name=path.name)
    except TemplateRefused:
        return None


def left_out(form: Form, name: str, templates: Sequence[Template]) -> Iterator[Complaint]:
    """A warning for each question that none of these templates shows."""
    used = {use.path for template in templates for use in template.paths}
    steering = set(_steering(form))
    for path, question in question_paths(form):
        by_facts = path.split(".")[1].removesuffix("[]") in SHOWN_BY_FACTS
        shown = by_facts or any(use == path or use.startswith((f"{path}.", f"{path}[")) for use in used)
        if not shown and question.source == "form" and path.rpartition(".")[2] not in steering:
            reason = say(
                "Frågan visas inte någonstans i dokumentet. Lägg in {path} i mallen om den ska synas.", path=path
            )
            yield Complaint(name, path, reason, "warn")


def _steering(form: Form) -> Iterator[str]:
    """Questions that decide what else is asked: their answer shows in what follows."""
    for page in form.pages.values():
        for condition in (page.shown_if, *(question.shown_if for question in page.questions.values())):
            if condition is not None:
                yield condition.question


def _label(roots: Sequence[Path], path: Path) -> str:
    """As other complaints name files: inside what we ship, or below the organisation's own folder's name."""
    for number, root in enumerate(roots):
        if path.is_relative_to(root):
            inside = path.relative_to(root).as_posix()
            return inside if number == 0 else f"{root.name}/{inside}"
    return path.name
