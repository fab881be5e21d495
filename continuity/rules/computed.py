"""Answers that nobody types: each computed rule is one function over other answers and the criteria model."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from continuity.definitions import organisation
from continuity.definitions.forms import Form
from continuity.definitions.vocabulary import Rule
from continuity.rules import impact
from continuity.rules.answers import Row, is_special, is_unknown, lookup
from continuity.rules.impact import Criteria, Impact, Peak, Targets

Inputs = Mapping[str, Any]


def criteria_of(settings: organisation.Organisation) -> Criteria:
    """The organisation's criteria model as the rules want it: times in hours, category -> threshold."""
    model = settings.criteria
    return Criteria(tuple(model.times_h), model.thresholds, tuple(model.class_limits_h))


@cache
def time_key(hours: float) -> str:
    """How a time column is named in a stored matrix: its hours, "0.5" or "8"."""
    return f"{hours:g}"


def levels_of(matrix: object, criteria: Criteria) -> dict[str, tuple[int | None, ...]]:
    """Category -> levels by time column; a time left alone has the level before it, None where none came before."""
    stored = matrix.get("levels", {}) if isinstance(matrix, Mapping) else {}
    return {
        category: impact.inherit([stored.get(category, {}).get(time_key(time)) for time in criteria.times_h])
        for category in criteria.thresholds
    }


def assessed(inputs: Inputs, criteria: Criteria) -> Impact | None:
    """The whole assessment of an activity, or None while some category has no first level."""
    return assessed_of(levels_of(inputs.get("matrix"), criteria), inputs, criteria)


def assessed_of(levels: Mapping[str, Sequence[int | None]], inputs: Inputs, criteria: Criteria) -> Impact | None:
    """The same where the `levels_of` the matrix are known already."""
    if not levels or any(row[0] is None for row in levels.values()):
        return None
    whole = {category: [level or 1 for level in row] for category, row in levels.items()}
    return impact.assess(whole, targets_of(inputs), criteria)


def targets_of(inputs: Inputs) -> Targets:
    """What is said of the activity, in hours: the inputs `rto`, `wrt`, `override` and `peaks`."""
    peaks = inputs.get("peaks") or ()
    return Targets(
        rto_h=_hours(inputs.get("rto")),
        wrt_h=_hours(inputs.get("wrt")) or 0,
        mtpd_override_h=_hours(inputs.get("override")),
        peaks=tuple(
            Peak(
                _hours(p.get("peak_mtpd_h")),
                _hours(p.get("peak_rto_h")),
                _hours(p.get("peak_wrt_h")) or 0,
                str(p.get("name", "")),
            )
            for p in peaks
        ),
    )


def _hours(value: object) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def tolerable_outage(inputs: Inputs, criteria: Criteria) -> float | None:
    """MTPD in hours: when any category first becomes unacceptable, or the adjusted time where `override` names one."""
    found = assessed(inputs, criteria)
    return None if found is None else found.base_mtpd_h


def driving_categories(inputs: Inputs, criteria: Criteria) -> list[str] | None:
    """The categories that become unacceptable first."""
    found = assessed(inputs, criteria)
    return None if found is None else list(found.driving)


def last_tolerable(inputs: Inputs, criteria: Criteria) -> float | None:
    """The last time column, in hours, that can still be tolerated: the suggested RTO."""
    found = assessed(inputs, criteria)
    return None if found is None else found.suggested_rto_h


def priority_class(inputs: Inputs, criteria: Criteria) -> int | None:
    """1 (most urgent) to 4, by the effective MTPD: peaks and an adjusted MTPD count."""
    found = assessed(inputs, criteria)
    return None if found is None else found.priority_class


def slack(inputs: Inputs, criteria: Criteria) -> float | None:
    """Hours left between recovery with catching up and MTPD."""
    found = assessed(inputs, criteria)
    return None if found is None else found.slack_h


def sum_of(inputs: Inputs, criteria: Criteria) -> float | None:
    """The sum of one number in every row of a list: `inputs = { list = "...", number = "..." }`."""
    rows = inputs.get("list")
    if not isinstance(rows, list):
        return None
    number = str(inputs.get("number"))
    return sum(value for row in rows if (value := _hours(row.get(number))) is not None)


RULES: Mapping[Rule, Callable[[Inputs, Criteria], Any]] = MappingProxyType(
    {
        "tolerable_outage": tolerable_outage,
        "driving_categories": driving_categories,
        "last_tolerable": last_tolerable,
        "priority_class": priority_class,
        "slack": slack,
        "sum_of": sum_of,
    }
)


def inputs_of(question_inputs: Mapping[str, str], chain: tuple[Row, ...]) -> dict[str, Any]:
    """The named inputs' values where they stand; "Vet ej ännu" is no value; `number` stays a name."""
    found: dict[str, Any] = {}
    for name, source in question_inputs.items():
        value = source if name == "number" else lookup(source, chain)
        found[name] = None if is_unknown(value) else value
    return found


def _values(inputs: Inputs) -> Iterator[object]:
    """The inputs, and where one is a list the answers in its rows."""
    for value in inputs.values():
        yield value
        for row in value if isinstance(value, list) else ():
            yield from row.values() if isinstance(row, Mapping) else ()


def complete(form: Form, tree: Row, criteria: Criteria) -> Row:
    """The same tree with every computed answer filled in; in the form's order, so later ones may use earlier."""
    return _complete(form, None, tree, (), criteria)


def _complete(form: Form, scope: str | None, node: Row, above: tuple[Row, ...], criteria: Criteria) -> Row:
    whole = dict(node)
    chain = (*above, whole)
    own = (scope,) if scope is not None else ()
    for page_id in (*own, *form.pages_of(scope)):
        page = form.pages[page_id]
        if page.rows is not None and page_id != scope:
            if page_id in whole:
                whole[page_id] = [_complete(form, page_id, row, chain, criteria) for row in whole[page_id]]
            continue
        for question_id, question in page.questions.items():
            if question.kind == "computed" and question.rule is not None:
                inputs = inputs_of(question.inputs, chain)
                if any(is_special(one) for one in _values(inputs)):
                    continue  # what follows from something kept elsewhere could give it away
                value = RULES[question.rule](inputs, criteria)
                if value is not None:
                    whole[question_id] = value
    return whole
