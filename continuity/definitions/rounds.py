"""A workflow with everything it uses, as one variant and one department see it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from continuity.definitions.catalogue import Catalogue
from continuity.definitions.forms import Form
from continuity.definitions.layers import Key, Merged
from continuity.definitions.organisation import Organisation
from continuity.definitions.workflows import Workflow
from continuity.errors import ContentFaulty, NotFound


@dataclass(frozen=True)
class Round:
    """A workflow with everything it uses, as one variant and department see it."""

    key: Key
    workflow: Merged[Workflow]
    forms: Mapping[str, Merged[Form]]
    organisation: Merged[Organisation]
    keys: tuple[Key, ...]  # of the workflow and its forms, as they were looked up

    def form_of(self, step: str) -> Form | None:
        """The form of a step, or None where the step or its form does not exist."""
        named = self.workflow.model.steps.get(step)
        merged = self.forms.get(named.form) if named else None
        return merged.model if merged else None

    def file_of(self, form: str, key: str) -> str:
        """The file that wrote this key of a form, or of the workflow for ""."""
        return self.forms[form].file_of(key) if form else self.workflow.file_of(key)


def rounds(catalogue: Catalogue) -> Iterator[Round]:
    """Every distinct workflow with its forms; those that could not be merged are left out."""
    seen: set[tuple[str, ...]] = set()
    for found in everybodys_rounds(catalogue):
        hashes = (found.key.name, found.workflow.hash, *(form.hash for form in found.forms.values()))
        if hashes not in seen:
            seen.add(hashes)
            yield found


def everybodys_rounds(catalogue: Catalogue) -> Iterator[Round]:
    """The workflows of every variant and department, alike or not: they may differ in their templates alone."""
    for name in catalogue.names("workflow"):
        for variant in ("", *catalogue.names("variant")):
            for department in ("", *catalogue.names("department")):
                found = _round(catalogue, Key("workflow", name, variant, department))
                if found is not None:
                    yield found


def _round(catalogue: Catalogue, key: Key) -> Round | None:
    try:
        workflow = catalogue.workflow(key.name, key.variant, key.department)
        used = {step.form for step in workflow.model.steps.values()} & set(catalogue.names("form"))
        forms = {name: catalogue.form(name, key.variant, key.department) for name in sorted(used)}
        keys = (catalogue.key(*key), *(catalogue.key("form", name, key.variant, key.department) for name in forms))
        return Round(key, workflow, forms, catalogue.organisation, keys)
    except (ContentFaulty, NotFound):
        return None  # already complained of where it was read
