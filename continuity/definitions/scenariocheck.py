"""Whether a scenario holds together, and whether a form has the questions that a scenario fills in."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from continuity.definitions.forms import Form, Question, ScenarioTargets
from continuity.definitions.mistakes import not_known
from continuity.definitions.places import Scope, things_in
from continuity.definitions.questioncheck import Fault
from continuity.definitions.scenarios import Scenario
from continuity.definitions.vocabulary import Kind
from continuity.errors import say

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
TEXTS: tuple[Kind, ...] = ("text", "longtext")
# The key that names a list -> the keys that name questions in its rows; the first is what the row is about.
LISTS: Mapping[str, tuple[str, str]] = {
    "injects": ("inject_text", "inject_time"),
    "objectives": ("objective_text", "criterion"),
}


def check_scenario(scenario: Scenario) -> Iterator[Fault]:
    """It starts at a time of day, has something to manage, and its injects come in order after the start."""
    if not TIME.fullmatch(scenario.start.time):
        yield "start.time", say("Skriv timmar och minuter med två siffror var, till exempel 15:30.")
    for key in LISTS:
        if not getattr(scenario, key):
            yield key, say("Listan är tom. Skriv minst en rad.")
    if scenario.injects and scenario.injects[0].minutes < 0:
        yield "injects[0].minutes", say("Skriv hur många minuter efter starten inspelet kommer: 0 eller mer.")
    for number, (before, after) in enumerate(pairwise(scenario.injects), 1):
        if after.minutes < before.minutes:
            reason = say("Inspelet kommer före det som står ovanför. Skriv inspelen i tidsordning.")
            yield f"injects[{number}].minutes", reason


def check_targets(form: Form) -> Iterator[Fault]:
    """What a form says under `scenario` names its own lists, and questions of text where they are asked."""
    if form.scenario is None:
        return
    for key in ("text", "purpose"):
        yield from _question(form, (), key, getattr(form.scenario, key))
    for key in LISTS:
        yield from _list(form, form.scenario, key)


def _list(form: Form, targets: ScenarioTargets, key: str) -> Iterator[Fault]:
    name, asked = getattr(targets, key), {one: getattr(targets, one) for one in LISTS[key]}
    lists = [page for page, one in form.pages.items() if one.rows and one.of is None and not one.rows.fixed]
    first = LISTS[key][0]
    if name is None:
        for one in (one for one, given in asked.items() if given is not None):
            yield f"scenario.{one}", say("Skriv också {key}: listan där frågan står.", key=key)
    elif name not in lists:
        yield f"scenario.{key}", not_known(name, lists)
    elif asked[first] is None:
        yield f"scenario.{key}", say("Skriv också {key}: frågan som fylls i på varje rad.", key=first)
    else:
        for one, given in asked.items():
            yield from _question(form, (name,), one, given)


def _question(form: Form, scope: Scope, key: str, name: str | None) -> Iterator[Fault]:
    known = {one: thing for one, thing in things_in(form, scope) if isinstance(thing, Question)}
    if name is None:
        return
    if name not in known:
        yield f"scenario.{key}", not_known(name, list(known))
    elif known[name].kind not in TEXTS:
        wanted = ", ".join(TEXTS)
        yield f"scenario.{key}", say("Ett scenario fyller i text. Välj en fråga av slaget {wanted}.", wanted=wanted)
