"""Whether the organisation's own settings hold together."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import get_args

from continuity.definitions.mistakes import not_known
from continuity.definitions.organisation import Criteria, Numbers, Organisation
from continuity.definitions.questioncheck import Fault
from continuity.definitions.vocabulary import Role
from continuity.errors import say

COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
LEAP = 2024  # a year in which every MM-DD exists


def check_organisation(organisation: Organisation) -> Iterator[Fault]:
    """Every mistake in the settings that can be seen without the workflows."""
    yield from _languages(organisation)
    yield from _criteria(organisation.criteria)
    yield from _numbers(organisation.numbers)
    for index, period in enumerate(organisation.quiet):
        for key, day in (("first", period.first), ("last", period.last)):
            if not _is_day(f"{LEAP}-{day}"):
                yield f"quiet[{index}].{key}", say("”{day}” är ingen dag. Skriv månad och dag: MM-DD.", day=day)
    for day in organisation.extra_holidays:
        if not _is_day(day):
            yield f"extra_holidays.{day}", say("”{day}” är inget datum. Skriv ÅÅÅÅ-MM-DD.", day=day)
    for role in get_args(Role):
        if role not in organisation.role_titles:
            yield f"role_titles.{role}", say("Rollen har ingen titel. Skriv vad den heter hos er.")


def _languages(organisation: Organisation) -> Iterator[Fault]:
    if not organisation.languages or len(set(organisation.languages)) < len(organisation.languages):
        yield "languages", say("Skriv minst ett språk, och varje språk en gång.")
    if organisation.signed_language not in organisation.languages:
        yield "signed_language", not_known(organisation.signed_language, organisation.languages)


def _criteria(criteria: Criteria) -> Iterator[Fault]:
    levels = [str(number) for number in range(1, len(criteria.levels) + 1)]
    if not levels or list(criteria.levels) != levels:
        yield "criteria.levels", say("Nivåerna ska heta 1, 2, 3 och så vidare, i den ordningen.")
    if not criteria.categories:
        yield "criteria.categories", say("Skriv minst en kategori.")
    for code, category in criteria.categories.items():
        if str(category.threshold) not in criteria.levels:
            yield f"criteria.categories.{code}.threshold", not_known(str(category.threshold), list(criteria.levels))
    for number, level in criteria.levels.items():
        if not COLOUR.fullmatch(level.colour):
            yield (
                f"criteria.levels.{number}.colour",
                say("Färgen skrivs med sex tecken 0–9 och A–F, till exempel FFD08A."),
            )
    for key, hours in (("times_h", criteria.times_h), ("class_limits_h", criteria.class_limits_h)):
        if not hours or hours[0] <= 0 or any(later <= earlier for earlier, later in pairwise(hours)):
            yield f"criteria.{key}", say("Timmarna ska vara större än noll och stå i stigande ordning.")


def _numbers(numbers: Numbers) -> Iterator[Fault]:
    try:
        fits = re.fullmatch(numbers.pattern, numbers.example)
    except re.error:
        yield "numbers.pattern", say("Mönstret går inte att läsa som ett reguljärt uttryck.")
        return
    if not fits:
        yield "numbers.example", say("Exemplet följer inte mönstret. Rätta det ena eller det andra.")
    try:
        numbers.running.format(case="X", number=1)
    except (KeyError, IndexError, ValueError):
        yield (
            "numbers.running",
            say(
                "Bara {{case}} och {{number}} kan stå inom klamrar, till exempel {example}.",
                example="{case}-{number:03d}",
            ),
        )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
