"""Rules about what a machine does with the answers: freezing, signing, and the effects of its states."""

from collections.abc import Callable, Iterator

from continuity.definitions.vocabulary import Effect
from continuity.definitions.workflows import State
from continuity.errors import say
from continuity.rules.machine_graph import Graph
from continuity.rules.machine_proofs import Fault

ADVISERS = frozenset({"reviewers", "security_function"})  # they support and never decide


def nothing_completes_unfrozen(graph: Graph) -> Iterator[Fault]:
    """A final state is reached only through the state that freezes."""
    for name in sorted(graph.final & graph.reached(graph.initial, past=graph.freezing - graph.final)):
        yield (
            f"states.{name}",
            say("Steget kan bli klart utan att svaren har frysts. Gå genom ett tillstånd med freeze."),
        )


def nothing_completes_unsigned(graph: Graph) -> Iterator[Fault]:
    """A final state is reached only when everyone has signed."""
    for name in sorted(graph.final & graph.without("all_signed")):
        yield (
            f"states.{name}",
            say("Steget kan bli klart utan alla underskrifter. Lägg till villkoret all_signed på vägen."),
        )


def answers_are_checked(graph: Graph) -> Iterator[Fault]:
    """Nothing is frozen that has not passed its checks."""
    for name in sorted(graph.freezing & graph.without("answers_pass")):
        yield f"states.{name}", say("Svaren kan frysas utan kontroll. Lägg till villkoret answers_pass på vägen.")


def frozen_is_not_editable(graph: Graph) -> Iterator[Fault]:
    """What is being signed, advised on or done cannot be edited."""
    for name, state in graph.states.items():
        if state.editable and ("freeze" in state.enter or state.final or state.review):
            yield (
                f"states.{name}.editable",
                say("Här får svaren inte ändras. Ta bort editable, eller frys i ett annat tillstånd."),
            )


def a_change_voids_signatures(graph: Graph) -> Iterator[Fault]:
    """Once something was frozen, a state in which it can be edited again voids what was signed."""
    after = graph.reached(graph.freezing)
    for name, state in graph.states.items():
        if name in after and state.editable and "void_signatures" not in state.enter:
            yield f"states.{name}.enter", say("Svaren kan ändras efter underskrift. Lägg till void_signatures i enter.")


def only_the_frozen_is_signed(graph: Graph) -> Iterator[Fault]:
    """Signatures are given where the answers stand still."""
    for trigger, one in graph.machine.transitions.items():
        loose = sorted(set(one.from_) - graph.held)
        if "next_in_order" in one.guards and loose:
            yield (
                f"transitions.{trigger}.from",
                say("I ”{state}” är svaren inte frysta. Låt bara det frysta skrivas under.", state=loose[0]),
            )


def signing_is_guarded(graph: Graph) -> Iterator[Fault]:
    """Somebody can sign, and signing asks for order, a fresh login and two persons."""
    signing = [
        (trigger, one)
        for trigger, one in graph.machine.transitions.items()
        if one.to is None and "signers" in one.by and graph.held & set(one.from_)
    ]
    if not signing:
        yield "transitions", say('Ingen kan skriva under. Lägg till en övergång utan to, med by = ["signers"].')
    for trigger, one in signing:
        for guard in ("next_in_order", "fresh_login", "two_persons"):
            if guard not in one.guards:
                yield (
                    f"transitions.{trigger}.guards",
                    say("Underskriften behöver villkoret {guard}. Lägg till det.", guard=guard),
                )


def going_back_has_a_reason(graph: Graph) -> Iterator[Fault]:
    """Whoever sends back what was frozen says why."""
    for trigger, source, target, one in graph.edges:
        if source in graph.held and target in graph.editable and not one.reason:
            yield (
                f"transitions.{trigger}.reason",
                say("Det som frysts skickas tillbaka utan skäl. Skriv reason = true."),
            )


def advisers_do_not_decide(graph: Graph) -> Iterator[Fault]:
    """The security function supports: it neither clears nor completes a step."""
    for trigger, _, target, one in graph.edges:
        if target in graph.held | graph.final and ADVISERS & set(one.by):
            yield f"transitions.{trigger}.by", say("Den som lämnar råd får inte besluta. Ta bort rollen ur by.")


FINAL_EFFECTS: tuple[Effect, ...] = ("final_copy", "publish_register", "supersede", "open_next")


def effects_stand_where_they_belong(graph: Graph) -> Iterator[Fault]:
    """Each effect stands on a state that it makes sense for, once, and after what it needs."""
    for name, state in graph.states.items():
        for effect in state.enter:
            if not _belongs(effect, name, state, graph):
                yield (
                    f"states.{name}.enter",
                    say("{effect} hör inte hemma i det här tillståndet. Flytta eller ta bort den.", effect=effect),
                )
        if len(set(state.enter)) < len(state.enter):
            yield f"states.{name}.enter", say("Samma effekt står två gånger. Behåll den en gång.")
        if state.initial and state.enter:
            yield (
                f"states.{name}.enter",
                say("Ingen går in i det första tillståndet, så enter körs aldrig här. Flytta det."),
            )


def _belongs(effect: Effect, name: str, state: State, graph: Graph) -> bool:
    if effect in FINAL_EFFECTS:
        return state.final
    match effect:
        case "ask_reviewers" | "send_demands":
            return state.review
        case "void_signatures":
            return state.editable
        case "signing_copy":
            return "freeze" in state.enter[: state.enter.index("signing_copy")]
        case "committee_memo":
            return name in graph.held and not state.final
    return not state.final


def completion_leaves_a_document(graph: Graph) -> Iterator[Fault]:
    """The final copy is made when a step is done, and the version before it steps back."""
    for name in sorted(graph.final):
        for effect in ("final_copy", "supersede"):
            if effect not in graph.states[name].enter:
                yield f"states.{name}.enter", say("{effect} saknas i enter. Lägg till den.", effect=effect)


def advice_is_asked_for(graph: Graph) -> Iterator[Fault]:
    """A state of review asks its reviewers."""
    for name in sorted(graph.review):
        if "ask_reviewers" not in graph.states[name].enter:
            yield f"states.{name}.enter", say("Ingen får veta att samråd begärs. Lägg till ask_reviewers i enter.")


SIGNING_RULES: tuple[Callable[[Graph], Iterator[Fault]], ...] = (
    nothing_completes_unfrozen,
    nothing_completes_unsigned,
    answers_are_checked,
    frozen_is_not_editable,
    a_change_voids_signatures,
    only_the_frozen_is_signed,
    signing_is_guarded,
    going_back_has_a_reason,
    advisers_do_not_decide,
    effects_stand_where_they_belong,
    completion_leaves_a_document,
    advice_is_asked_for,
)
