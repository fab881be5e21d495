"""Whether a workflow, its forms, its templates and the organisation's settings fit each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from continuity.definitions.catalogue import Catalogue
from continuity.definitions.formcheck import Fault, check_form
from continuity.definitions.forms import Form, Page, Question
from continuity.definitions.layers import Key, Merged
from continuity.definitions.mistakes import not_known
from continuity.definitions.organisation import Organisation
from continuity.definitions.places import find, step_path
from continuity.definitions.settingscheck import check_organisation
from continuity.definitions.vocabulary import QUESTIONS_DOCUMENT, REFERENCES, STATEMENT_NAMES
from continuity.definitions.workflows import Workflow, WorkflowStep
from continuity.errors import Complaint, ContentFaulty, NotFound, Reason, say

Found = tuple[str, str, Reason]  # the form's name ("" for the workflow), dotted key, what is wrong


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
    for name in catalogue.names("workflow"):
        for variant in ("", *catalogue.names("variant")):
            for department in ("", *catalogue.names("department")):
                found = _round(catalogue, Key("workflow", name, variant, department))
                if found is None:
                    continue
                hashes = (name, found.workflow.hash, *(form.hash for form in found.forms.values()))
                if hashes not in seen:
                    seen.add(hashes)
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


def check_alone(catalogue: Catalogue) -> Iterator[tuple[Key, Complaint]]:
    """The mistakes of each form and of the settings, whichever workflow uses them."""
    try:
        organisation = catalogue.organisation
    except (ContentFaulty, NotFound):
        return
    for key in catalogue.definitions():
        if key in catalogue.refused:
            continue
        merged = catalogue.merged(key)
        model = merged.model
        faults = check_form(model, organisation.model) if isinstance(model, Form) else iter(())
        if isinstance(model, Organisation):
            faults = check_organisation(model)
        for at, reason in faults:
            yield key, Complaint(merged.file_of(at), at, reason)


def check_round(round_: Round, catalogue: Catalogue) -> Iterator[Complaint]:
    """The mistakes in how a workflow, its forms, templates and the settings name each other."""
    for step_id, step in round_.workflow.model.steps.items():
        for at, reason in _step(round_, catalogue, step_id, step):
            yield Complaint(round_.file_of("", f"steps.{step_id}.{at}"), f"steps.{step_id}.{at}", reason)
    for reason in _templates(round_, catalogue, QUESTIONS_DOCUMENT):
        yield Complaint(round_.file_of("", ""), "", reason)
    for name, merged in round_.forms.items():
        for at, reason in _other_steps(round_, merged.model):
            yield Complaint(round_.file_of(name, at), at, reason)


def unused_forms(catalogue: Catalogue) -> Iterator[Complaint]:
    """Forms that no workflow uses: most often a misspelt name."""
    used = {step.form for one in rounds(catalogue) for step in one.workflow.model.steps.values()}
    for key in catalogue.definitions():
        if key.kind == "form" and key.name not in used and key not in catalogue.refused:
            file = catalogue.merged(key).file_of("")
            yield Complaint(file, "", say("Inget arbetsflöde använder formuläret."), severity="warn")


def _step(round_: Round, catalogue: Catalogue, step_id: str, step: WorkflowStep) -> Iterator[Fault]:
    if step.form not in round_.forms:
        yield "form", not_known(step.form, catalogue.names("form"))
    yield from _documents(round_, catalogue, step)
    yield from _statements(step)
    yield from _dates(round_, step)
    if step.outcome is not None:
        yield from _outcome(round_, step_id, step)
    if step.decided_by not in round_.organisation.model.bodies:
        yield "decided_by", say("Instansen saknas under bodies i organisation.toml. Skriv vad den heter där.")


def _documents(round_: Round, catalogue: Catalogue, step: WorkflowStep) -> Iterator[Fault]:
    organisation = round_.organisation.model
    for key, document in (("document", step.document), ("memo", step.memo)):
        if document is None:
            continue
        if document not in organisation.document_titles:
            reason = say(
                "Dokumentet ”{document}” saknar titel under document_titles i organisation.toml.", document=document
            )
            yield key, reason
        for reason in _templates(round_, catalogue, document):
            yield key, reason


def _templates(round_: Round, catalogue: Catalogue, document: str) -> Iterator[Reason]:
    """A template is missing in a language that the organisation writes."""
    for language in round_.organisation.model.languages:
        try:
            catalogue.template(document, language, round_.key.variant, round_.key.department)
        except NotFound:
            place = f"docx_templates/{language}/{document}.docx"
            yield say("Dokumentmallen saknas. Lägg den som {place}.", place=place)


def _statements(step: WorkflowStep) -> Iterator[Fault]:
    for slot in step.signers:
        if slot not in step.statements:
            yield f"statements.{slot}", say("Texten som skrivs under saknas. Lägg till den.")
    for slot, words in step.statements.items():
        for text in (words.sv, words.en):
            for name in _braced(text or ""):
                if name not in STATEMENT_NAMES:
                    yield f"statements.{slot}", not_known(name, sorted(STATEMENT_NAMES))


def _braced(text: str) -> Iterator[str]:
    try:
        yield from (name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        yield text


def _dates(round_: Round, step: WorkflowStep) -> Iterator[Fault]:
    due, opens = step.due, step.opens
    if due is not None and (due.days is None) == (due.step is None):
        yield "due", say("Skriv antingen days, eller step och question.")
    if due is not None and due.step is not None:
        yield from _answer_of(round_, "due", due.step, due.question, "date")
    if opens is not None and (opens.step or opens.question):
        yield from _answer_of(round_, "opens", opens.step, opens.question, "number")


def _answer_of(round_: Round, at: str, step: str | None, question: str | None, kind: str) -> Iterator[Fault]:
    form = round_.form_of(step or "")
    if form is None:
        yield f"{at}.step", not_known(step or "", list(round_.workflow.model.steps))
        return
    found = find(form, question or "")
    if not isinstance(found, Question):
        names = [question_id for page_id, _, question_id, _ in form.questions() if not form.scope_of(page_id)]
        yield f"{at}.question", not_known(question or "", names)
    elif found.kind != kind:
        yield f"{at}.question", say("Frågan är av slaget {kind} och ska vara {wanted}.", kind=found.kind, wanted=kind)


def _outcome(round_: Round, step_id: str, step: WorkflowStep) -> Iterator[Fault]:
    assert step.outcome is not None
    form = round_.form_of(step_id)
    question = find(form, step.outcome.question) if form else None
    if not isinstance(question, Question) or question.kind != "choice":
        yield "outcome.question", say("Det finns ingen fråga av slaget choice som heter så i stegets formulär.")
        return
    for option, reopening in step.outcome.opens.items():
        if option not in question.options:
            yield f"outcome.opens.{option}", not_known(option, list(question.options))
        if reopening not in round_.workflow.model.reopen:
            yield f"outcome.opens.{option}", not_known(reopening, list(round_.workflow.model.reopen))
    for option in step.outcome.repeals:
        if option not in question.options:
            yield "outcome.repeals", not_known(option, list(question.options))


def _other_steps(round_: Round, form: Form) -> Iterator[Fault]:
    """Paths from a form into other steps."""
    for page_id, page in form.pages.items():
        if page.rows and page.rows.from_:
            yield from _path(round_, f"pages.{page_id}.rows.from", page.rows.from_, lists=True)
    for page_id, _, question_id, question in form.questions():
        at = f"pages.{page_id}.questions.{question_id}"
        if question.prefill is not None:
            yield from _prefill(round_, f"{at}.prefill", question)
        if question.of is not None and step_path(question.of):
            yield from _path(round_, f"{at}.of", question.of, lists=True)
        for index, use in enumerate(question.checks):
            if isinstance(use.other, str) and step_path(use.other):
                yield from _path(round_, f"{at}.checks[{index}].other", use.other, lists=None)


def _path(round_: Round, at: str, text: str, *, lists: bool | None) -> Iterator[Fault]:
    """Whether a path into a step leads to a list (True), a question (False) or either (None)."""
    path = step_path(text)
    form = round_.form_of(path.step) if path else None
    if path is None or form is None:
        yield (
            at,
            say("”{path}” ska börja med ett steg: {steps}.", path=text, steps=", ".join(round_.workflow.model.steps)),
        )
        return
    found = find(form, path.path)
    if found is None:
        yield (
            at,
            say(
                "Steget ”{step}” har inget som heter ”{path}”. Se efter vad det heter där.",
                step=path.step,
                path=path.path,
            ),
        )
    elif lists is not None and isinstance(found, Page) != lists:
        yield at, say("”{path}” är en lista.", path=text) if not lists else say("”{path}” är ingen lista.", path=text)


def _prefill(round_: Round, at: str, question: Question) -> Iterator[Fault]:
    assert question.prefill is not None
    faults = tuple(_path(round_, at, question.prefill, lists=False))
    yield from faults
    path = step_path(question.prefill)
    form = round_.form_of(path.step) if path else None
    source = find(form, path.path) if path and form else None
    if isinstance(source, Question) and not _fits(source, question):
        yield at, say("Svaret där är av slaget {kind} och går inte att föra över hit.", kind=source.kind)


def _fits(source: Question, target: Question) -> bool:
    """Whether an answer to one question can stand as an answer to the other."""
    if source.kind == "computed":
        return target.kind in ("number", "duration", "text")
    if source.kind in ("text", "longtext"):
        return target.kind in ("text", "longtext")
    if source.kind in ("choice", "choices"):
        return source.kind == target.kind and set(source.options) <= set(target.options)
    if source.kind in REFERENCES:
        return source.kind == target.kind and (target.many or not source.many)
    return source.kind == target.kind
