"""Rules about the shape of a machine: its states, its transitions, and who has the ball."""

from collections.abc import Callable, Iterator

from continuity.definitions.vocabulary import Guard
from continuity.errors import Reason, say
from continuity.rules.machine_graph import Graph

Fault = tuple[str, Reason]  # key below the machine ("" for itself), what is wrong and what to do
OPPOSITES: tuple[frozenset[Guard], ...] = (frozenset({"body_decides", "no_body_decides"}),)


def one_initial_state(graph: Graph) -> Iterator[Fault]:
    """A new revision stands in one state."""
    if len(graph.initial) != 1:
        yield "states", say("Ett tillstånd, och bara ett, ska ha initial = true. Nu har {n} det.", n=len(graph.initial))


def some_final_state(graph: Graph) -> Iterator[Fault]:
    """A revision can be done."""
    if not graph.final:
        yield "states", say("Inget tillstånd har final = true, så steget blir aldrig klart.")


def every_state_reached(graph: Graph) -> Iterator[Fault]:
    """No state is there for nothing."""
    for name in graph.states:
        if name not in graph.reached_at_all():
            yield (
                f"states.{name}",
                say("Ingen väg leder hit. Ta bort tillståndet, eller lägg till en övergång till det."),
            )


def completion_within_reach(graph: Graph) -> Iterator[Fault]:
    """From every state there is a way to be done."""
    done = graph.leads_to(graph.final)
    for name in graph.states:
        if graph.final and name not in done:
            yield f"states.{name}", say("Härifrån kan steget aldrig bli klart. Lägg till en övergång vidare.")


def final_means_final(graph: Graph) -> Iterator[Fault]:
    """Nothing happens to a completed revision; a new one is opened instead."""
    for trigger, one in graph.machine.transitions.items():
        if graph.final & set(one.from_):
            yield (
                f"transitions.{trigger}.from",
                say("Ett klart steg rörs inte. Ta bort det ur from, och öppna en ny revidering i stället."),
            )


def transitions_start_somewhere(graph: Graph) -> Iterator[Fault]:
    """A transition has a place to start from, each named once."""
    for trigger, one in graph.machine.transitions.items():
        if not one.from_:
            yield f"transitions.{trigger}.from", say("Övergången börjar ingenstans. Skriv minst ett tillstånd i from.")
        if len(set(one.from_)) < len(one.from_):
            yield f"transitions.{trigger}.from", say("Samma tillstånd står två gånger. Behåll det en gång.")


def somebody_may(graph: Graph) -> Iterator[Fault]:
    """What is not allowed to anyone is denied to all; what happens by itself asks nobody."""
    for trigger, one in graph.machine.transitions.items():
        at = f"transitions.{trigger}"
        if not one.automatic and not one.by:
            yield f"{at}.by", say("Ingen får göra detta. Skriv i by vilka roller som får.")
        if one.automatic and (one.by or one.reason):
            yield at, say("En automatisk övergång görs av ingen och frågar inte efter skäl. Ta bort by och reason.")
        if one.automatic and one.to is None:
            yield f"{at}.to", say("En automatisk övergång måste leda någonstans. Skriv to.")


def nothing_is_shadowed(graph: Graph) -> Iterator[Fault]:
    """No transition is hidden by another that always comes first or is the same."""
    for name in graph.states:
        earlier: list[tuple[str, frozenset[Guard]]] = []
        for trigger, one in graph.from_state(name):
            if one.automatic:
                for other, guards in earlier:
                    if guards <= set(one.guards):
                        yield (
                            f"transitions.{trigger}",
                            say("”{other}” sker alltid före. Ge den ett villkor som skiljer.", other=other),
                        )
                earlier.append((trigger, frozenset(one.guards)))
        always = [trigger for trigger, guards in earlier if not guards]
        for trigger, one in graph.from_state(name):
            if always and not one.automatic:
                reason = say(
                    "”{other}” sker genast i ”{state}”, så detta hinner aldrig göras där.", other=always[0], state=name
                )
                yield f"transitions.{trigger}", reason
        yield from _doubles(graph, name)


def _doubles(graph: Graph, name: str) -> Iterator[Fault]:
    seen: dict[object, str] = {}
    for trigger, one in graph.from_state(name):
        if one.to is None or one.automatic:
            continue
        first = seen.setdefault((one.to, frozenset(one.by), frozenset(one.guards), one.reason), trigger)
        if first != trigger:
            yield f"transitions.{trigger}", say("Den gör samma sak som ”{other}”. Ta bort den ena.", other=first)


def automatic_transitions_exclude_each_other(graph: Graph) -> Iterator[Fault]:
    """Where two things could happen by themselves, their guards must never hold together."""
    for name in graph.states:
        automatic = [(trigger, set(one.guards)) for trigger, one in graph.from_state(name) if one.automatic]
        for index, (trigger, guards) in enumerate(automatic):
            for other, theirs in automatic[:index]:
                if not any(pair <= guards | theirs for pair in OPPOSITES):
                    yield (
                        f"transitions.{trigger}.guards",
                        say("”{other}” kan ske samtidigt. Ge dem villkor som utesluter varandra.", other=other),
                    )


def nothing_runs_in_circles(graph: Graph) -> Iterator[Fault]:
    """Automatic transitions never lead back to where they started by themselves."""
    moves = {name: [(t, one.to) for t, one in graph.from_state(name) if one.automatic] for name in graph.states}
    for name in graph.states:
        for trigger, target in moves[name]:
            todo, seen = [target], {target}
            while todo:
                onward = {to for _, to in moves.get(todo.pop() or "", ())} - seen
                seen |= onward
                todo.extend(onward)
            if name in seen:
                yield f"transitions.{trigger}", say("Automatiska övergångar går i cirkel härifrån. Bryt cirkeln.")


def somebody_has_the_ball(graph: Graph) -> Iterator[Fault]:
    """Everyone can see who is awaited, until the step is done."""
    for name, state in graph.states.items():
        if state.final and state.ball != "nobody":
            yield f"states.{name}.ball", say("Ett klart steg väntar inte på någon. Ta bort ball.")
        if not state.final and not state.initial and state.ball == "nobody":
            yield f"states.{name}.ball", say("Ingen står på tur här. Skriv i ball vem steget väntar på.")


def the_ball_can_be_played(graph: Graph) -> Iterator[Fault]:
    """Whoever is awaited can do something."""
    for name, state in graph.states.items():
        if state.ball != "nobody" and not any(state.ball in one.by for _, one in graph.from_state(name)):
            yield (
                f"states.{name}.ball",
                say("”{ball}” står på tur men får inte göra något här. Lägg till rollen i by.", ball=state.ball),
            )


MACHINE_RULES: tuple[Callable[[Graph], Iterator[Fault]], ...] = (
    one_initial_state,
    some_final_state,
    every_state_reached,
    completion_within_reach,
    final_means_final,
    transitions_start_somewhere,
    somebody_may,
    nothing_is_shadowed,
    automatic_transitions_exclude_each_other,
    nothing_runs_in_circles,
    somebody_has_the_ball,
    the_ball_can_be_played,
)
