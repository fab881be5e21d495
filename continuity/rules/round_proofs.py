"""Rules about the steps of a workflow together: names, order, and that the round closes."""

from collections.abc import Callable, Iterator

from continuity.definitions.mistakes import not_known
from continuity.definitions.workflows import Workflow
from continuity.errors import say
from continuity.rules.machine_proofs import Fault


def names_exist(workflow: Workflow) -> Iterator[Fault]:
    """Every state, step, machine and reason that is named exists."""
    steps, machines = list(workflow.steps), list(workflow.machines)
    named = [("first", workflow.first, steps), ("in_force", workflow.in_force, steps)]
    for step_id, step in workflow.steps.items():
        named.append((f"steps.{step_id}.machine", step.machine, machines))
        named += [(f"steps.{step_id}.after", step.after, steps)] if step.after is not None else []
    for reason_id, reopening in workflow.reopen.items():
        named.append((f"reopen.{reason_id}.opens", reopening.opens, steps))
        if reopening.then is not None:
            named.append((f"reopen.{reason_id}.then", reopening.then, list(workflow.reopen)))
    for machine_id, machine in workflow.machines.items():
        for trigger, one in machine.transitions.items():
            at = f"machines.{machine_id}.transitions.{trigger}"
            named += [(f"{at}.from", source, list(machine.states)) for source in one.from_]
            named += [(f"{at}.to", one.to, list(machine.states))] if one.to is not None else []
    for key, name, known in named:
        if name not in known:
            yield key, not_known(name, known)


def steps_follow_each_other(workflow: Workflow) -> Iterator[Fault]:
    """The first step waits for none, every other for one, and none for itself in the end."""
    if workflow.steps[workflow.first].after is not None:
        yield (
            f"steps.{workflow.first}.after",
            say("Det första steget väntar inte på något. Ta bort after, eller ändra first."),
        )
    for step_id, step in workflow.steps.items():
        if step.after is None and step_id != workflow.first:
            yield f"steps.{step_id}.after", say("Nyckeln saknas. Skriv vilket steg som ska vara klart före.")
        elif step_id in _line(workflow, step.after):
            yield f"steps.{step_id}.after", say("Steget väntar till slut på sig självt. Bryt cirkeln.")


def _line(workflow: Workflow, start: str | None) -> list[str]:
    """The step and those before it, nearest first; stops where a circle closes."""
    line: list[str] = []
    while start is not None and start not in line:
        line.append(start)
        start = workflow.steps[start].after
    return line


def the_round_closes(workflow: Workflow) -> Iterator[Fault]:
    """Some step comes back by its own date once the plan is in force, ends the cycle, and leads back to the plan."""
    recurring = [
        step_id
        for step_id, step in workflow.steps.items()
        if step.opens and workflow.in_force in _line(workflow, step.after)
    ]
    if not recurring:
        yield (
            "steps",
            say(
                "Inget steg efter ”{step}” kommer tillbaka av sig självt. Skriv opens på ett av dem.",
                step=workflow.in_force,
            ),
        )
    if not any(workflow.steps[step_id].ends_cycle for step_id in recurring) and recurring:
        yield (
            f"steps.{recurring[-1]}.ends_cycle",
            say("Inget återkommande steg avslutar varvet. Skriv ends_cycle = true på ett."),
        )
    before = set(_line(workflow, workflow.in_force))
    reopened = {reopening.opens for reopening in workflow.reopen.values()}
    if not before & reopened:
        yield (
            "reopen",
            say("Inget skäl öppnar ”{step}” eller något steg före det igen. Lägg till ett.", step=workflow.in_force),
        )


def numbers_differ(workflow: Workflow) -> Iterator[Fault]:
    """Two documents of a round never share a running number."""
    seen: dict[int, str] = {}
    for step_id, step in workflow.steps.items():
        if step.running_number is not None:
            first = seen.setdefault(step.running_number, step_id)
            if first != step_id:
                yield (
                    f"steps.{step_id}.running_number",
                    say("Steget ”{other}” har samma nummer. Välj ett annat.", other=first),
                )


def machines_are_used(workflow: Workflow) -> Iterator[Fault]:
    """No machine is there for nothing."""
    used = {step.machine for step in workflow.steps.values()}
    for name in workflow.machines:
        if name not in used:
            yield f"machines.{name}", say("Inget steg använder maskinen. Ta bort den, eller använd den.")


ROUND_RULES: tuple[Callable[[Workflow], Iterator[Fault]], ...] = (
    steps_follow_each_other,
    the_round_closes,
    numbers_differ,
    machines_are_used,
)
