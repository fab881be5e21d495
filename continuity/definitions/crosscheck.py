"""Whether a workflow, its forms, its templates and the organisation's settings fit each other."""

from collections.abc import Collection, Iterator
from itertools import chain
from string import Formatter

from continuity.definitions.catalogue import Catalogue
from continuity.definitions.formcheck import NAME, bad_name, check_form
from continuity.definitions.forms import Form
from continuity.definitions.layers import Key
from continuity.definitions.mistakes import not_known
from continuity.definitions.organisation import Organisation
from continuity.definitions.pathcheck import check_answer, check_outcome, check_paths, check_stood_behind, check_tests
from continuity.definitions.questioncheck import Fault
from continuity.definitions.rounds import Round, rounds
from continuity.definitions.scenariocheck import check_scenario
from continuity.definitions.scenarios import Scenario
from continuity.definitions.settingscheck import check_organisation
from continuity.definitions.vocabulary import ADDITION_NAMES, PREFILLS, QUESTIONS_DOCUMENT, STATEMENT_NAMES
from continuity.definitions.words import Words
from continuity.definitions.workflows import WorkflowStep
from continuity.errors import Complaint, ContentFaulty, NotFound, Reason, say


def check_alone(catalogue: Catalogue) -> Iterator[tuple[Key, Complaint]]:
    """The mistakes of each form, of each scenario and of the settings, whichever workflow uses them."""
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
        if isinstance(model, Scenario):
            faults = chain(_plain_name(key.name), check_scenario(model))
        for at, reason in faults:
            yield key, Complaint(merged.file_of(at), at, reason)


def _plain_name(name: str) -> Iterator[Fault]:
    """A scenario's file gives it its name, which stands in addresses."""
    if not NAME.fullmatch(name):
        yield "", bad_name(name)


def check_round(round_: Round, catalogue: Catalogue) -> Iterator[Complaint]:
    """The mistakes in how a workflow, its forms, templates and the settings name each other."""
    for step_id, step in round_.workflow.model.steps.items():
        for at, reason in _step(round_, catalogue, step_id, step):
            yield Complaint(round_.file_of("", f"steps.{step_id}.{at}"), f"steps.{step_id}.{at}", reason)
    for at, reason in _names(round_):
        yield Complaint(round_.file_of("", at), at, reason)
    for reason in _templates(round_, catalogue, QUESTIONS_DOCUMENT):
        yield Complaint(round_.file_of("", ""), "", reason)
    for name, merged in round_.forms.items():
        for at, reason in check_paths(round_, merged.model):
            yield Complaint(round_.file_of(name, at), at, reason)


def unused_forms(catalogue: Catalogue) -> Iterator[Complaint]:
    """Forms that no workflow uses: most often a misspelt name."""
    used = {step.form for one in rounds(catalogue) for step in one.workflow.model.steps.values()}
    for key in catalogue.definitions():
        if key.kind == "form" and key.name not in used and key not in catalogue.refused:
            file = catalogue.merged(key).file_of("")
            yield Complaint(file, "", say("Inget arbetsflöde använder formuläret."), severity="warn")


def _names(round_: Round) -> Iterator[Fault]:
    """Steps, machines, states and triggers have plain names, and no step takes a word that paths begin with."""
    workflow = round_.workflow.model
    named = [(f"steps.{name}", name) for name in workflow.steps]
    for machine_id, machine in workflow.machines.items():
        at = f"machines.{machine_id}"
        named.append((at, machine_id))
        named += [(f"{at}.states.{name}", name) for name in machine.states]
        named += [(f"{at}.transitions.{name}", name) for name in machine.transitions]
    for key, name in named:
        if not NAME.fullmatch(name):
            yield key, bad_name(name)
    for name in {known.partition(".")[0] for known in PREFILLS} & set(workflow.steps):
        yield f"steps.{name}", say("Namnet ”{name}” är upptaget. Välj ett annat.", name=name)


def _step(round_: Round, catalogue: Catalogue, step_id: str, step: WorkflowStep) -> Iterator[Fault]:
    if step.form not in round_.forms:
        yield "form", not_known(step.form, catalogue.names("form"))
    yield from _documents(round_, catalogue, step)
    yield from _statements(step)
    yield from _additions(round_, step)
    yield from _dates(round_, step)
    yield from check_outcome(round_, step_id, step)
    yield from check_tests(round_, step_id, step)
    yield from check_stood_behind(round_, step_id, step)
    if step.decided_by not in round_.organisation.model.bodies:
        yield "decided_by", say("Instansen saknas under bodies i organisation.toml. Skriv vad den heter där.")


def _documents(round_: Round, catalogue: Catalogue, step: WorkflowStep) -> Iterator[Fault]:
    organisation = round_.organisation.model
    for key, document in (
        ("document", step.document),
        ("memo", step.memo),
        ("annex_document", step.annex_document),
    ):
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
        yield from _named(f"statements.{slot}", words, STATEMENT_NAMES)


def _additions(round_: Round, step: WorkflowStep) -> Iterator[Fault]:
    """An added sentence names what there is, and stands on rows that the step's form has."""
    for slot, addition in step.statement_additions.items():
        at = f"statement_additions.{slot}"
        for key, words in (("says", addition.says), ("one", addition.one)):
            if words is not None:
                yield from _named(f"{at}.{key}", words, ADDITION_NAMES)
        merged = round_.forms.get(step.form)
        pages = merged.model.pages.values() if merged else ()
        if merged and not any("gap" in page.rows.registers for page in pages if page.rows):
            yield (
                f"{at}.when",
                say("Formuläret har ingen lista med register = ”gap”. Meningen skulle aldrig stå där."),
            )


def _named(at: str, words: Words, known: Collection[str]) -> Iterator[Fault]:
    for text in (words.sv, words.en):
        for name in _braced(text or ""):
            if name not in known:
                yield at, not_known(name, sorted(known))


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
        yield from check_answer(round_, "due", due.step, due.question, "date")
    if opens is not None and (opens.step or opens.question):
        yield from check_answer(round_, "opens", opens.step, opens.question, "number")
