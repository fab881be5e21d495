"""Rules about a step upon its machine: reviewers, signers, decider, and what it waits for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from continuity.definitions.vocabulary import BODIES, Guard
from continuity.definitions.workflows import WorkflowStep
from continuity.errors import say
from continuity.rules.machine_graph import Graph, States
from continuity.rules.machine_proofs import Fault

LAST_SIGNER = "head"  # who signs last: somebody else must be able to submit


@dataclass(frozen=True)
class Use:
    """One step's use of a machine."""

    step: WorkflowStep
    graph: Graph


def reviewed_before_frozen(use: Use) -> Iterator[Fault]:
    """No freezing state is reached with the review states removed, unless the step has no reviewers."""
    graph = use.graph
    if use.step.reviewers and graph.freezing & graph.reached(graph.initial, past=graph.review):
        yield (
            "reviewers",
            say("Svaren kan frysas utan samråd. Led vägen genom ett tillstånd med review, eller ta bort reviewers."),
        )


def reviewers_are_heard(use: Use) -> Iterator[Fault]:
    """Reviewers can give advice, and it is waited for and answered before the freeze."""
    graph = use.graph
    if not use.step.reviewers:
        return
    for name in sorted(graph.review):
        if not any("reviewers" in one.by for _, one in graph.from_state(name)):
            yield (
                "reviewers",
                say('I ”{state}” kan ingen lämna råd. Lägg till en övergång med by = ["reviewers"].', state=name),
            )
    guards: tuple[Guard, ...] = ("advice_given_or_overdue", "comments_answered")
    for guard in guards:
        if graph.freezing & graph.without(guard):
            yield "reviewers", say("Svaren kan frysas utan villkoret {guard}. Lägg till det på vägen.", guard=guard)


def reviewers_come_in_order(use: Use) -> Iterator[Fault]:
    """Each role advises once, in time, and waits only for a role named before it."""
    before: list[str] = []
    for index, reviewer in enumerate(use.step.reviewers):
        at = f"reviewers[{index}]"
        if reviewer.role in before:
            yield f"{at}.role", say("Rollen står två gånger. Behåll den en gång.")
        if reviewer.after is not None and reviewer.after not in before:
            yield (
                f"{at}.after",
                say("”{role}” måste stå tidigare i listan. Flytta den eller ändra after.", role=reviewer.after),
            )
        if reviewer.workdays < 1 or reviewer.resubmission_workdays < 1:
            yield f"{at}.workdays", say("Den som lämnar råd behöver minst en arbetsdag.")
        before.append(reviewer.role)


def two_persons_sign(use: Use) -> Iterator[Fault]:
    """Who prepared signs first, who approves signs last, and they are two."""
    signers = use.step.signers
    if (
        len(signers) < 2
        or len(set(signers)) < len(signers)
        or (signers[0], signers[-1]) != ("prepared_by", "approved_by")
    ):
        yield "signers", say("Först skriver prepared_by under och sist approved_by, var och en på ett ställe.")


def another_can_submit(use: Use) -> Iterator[Fault]:
    """The roles that may submit are not all the last signer."""
    graph = use.graph
    may = {
        role
        for _, source, target, one in graph.edges
        if source in graph.editable and target not in graph.editable
        for role in one.by
    }
    if may and may <= {LAST_SIGNER, "submitter", "signers"}:
        yield (
            "signers",
            say("Bara den som skriver under sist får skicka in. Låt en roll till få det, i övergångens by."),
        )


def the_decider_is_asked(use: Use) -> Iterator[Fault]:
    """A deciding body is reached and its decision recorded; where the head decides there is a way without a body."""
    graph = use.graph
    if use.step.decided_by in BODIES:
        if not graph.final & graph.without("no_body_decides"):
            yield "decided_by", say("Maskinen har ingen väg till en beslutande instans. Byt machine eller decided_by.")
        if graph.final & graph.without("no_body_decides", "decision_recorded"):
            yield (
                "decided_by",
                say("Steget kan bli klart utan att beslutet registrerats. Lägg till decision_recorded på vägen."),
            )
        if use.step.memo is None and any("committee_memo" in state.enter for state in graph.states.values()):
            yield "memo", say("Instansen behöver en tjänsteskrivelse. Skriv i memo vilken dokumentmall den görs av.")
    elif not graph.final & graph.without("body_decides"):
        yield "decided_by", say("Maskinen har ingen väg utan beslutande instans. Byt machine eller decided_by.")


def waits_for_the_step_before(use: Use) -> Iterator[Fault]:
    """A step that comes after another starts and freezes no earlier than it may."""
    graph = use.graph
    if use.step.after is None:
        return
    waits: tuple[tuple[Guard, States], ...] = (
        ("after_submitted", graph.editable),
        ("after_completed", graph.freezing),
    )
    for guard, blocked in waits:
        if blocked & graph.without(guard):
            yield "after", say("Steget väntar inte på det före: lägg till villkoret {guard} i maskinen.", guard=guard)


def numbered_before_frozen(use: Use) -> Iterator[Fault]:
    """A document with a running number has its registration number when it is frozen."""
    if use.step.running_number is not None and use.graph.freezing & use.graph.without("number_assigned"):
        yield (
            "running_number",
            say("Dokumentet kan frysas utan diarienummer. Lägg till villkoret number_assigned på vägen."),
        )


def the_annex_has_pages(use: Use) -> Iterator[Fault]:
    """An annex with a document of its own has pages, and is made when the step is completed."""
    if use.step.annex_document is None:
        return
    if not use.step.annex:
        yield "annex_document", say("Bilagan har inga sidor. Räkna upp dem i annex.")
    if not any("final_copy" in use.graph.states[name].enter for name in use.graph.final):
        yield "annex_document", say("Bilagan skapas aldrig. Lägg till final_copy där steget blir klart.")


STEP_RULES: tuple[Callable[[Use], Iterator[Fault]], ...] = (
    reviewed_before_frozen,
    reviewers_are_heard,
    reviewers_come_in_order,
    two_persons_sign,
    another_can_submit,
    the_decider_is_asked,
    waits_for_the_step_before,
    numbered_before_frozen,
    the_annex_has_pages,
)
