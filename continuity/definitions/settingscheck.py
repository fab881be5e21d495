"""Whether the organisation's own settings hold together."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import get_args

from continuity.definitions.mistakes import not_known
from continuity.definitions.organisation import Criteria, Ladder, Numbers, Organisation
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
    for name, ladder in organisation.ladders.items():
        yield from _ladder(f"ladders.{name}.rungs", ladder)
    if organisation.reminder_cap < 1:
        yield "reminder_cap", say("Skriv hur många påminnelser som får gå på en dag utan att någon ser efter: minst 1.")
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


def _ladder(key: str, ladder: Ladder) -> Iterator[Fault]:
    if not ladder.rungs:
        yield key, say("Skriv minst en pinne på stegen, eller ta bort stegen.")
    for index, (before, rung) in enumerate(pairwise(ladder.rungs), start=1):
        if rung.at <= before.at:
            yield f"{key}[{index}].at", say("Stegen går baklänges. Varje pinne ska ligga senare än den före.")
        elif rung.at_body is not None and rung.at_body <= (before.at if before.at_body is None else before.at_body):
            yield f"{key}[{index}].at_body", say("Stegen går baklänges. Varje pinne ska ligga senare än den före.")
    for index, rung in enumerate(ladder.rungs):
        if not rung.to and not rung.copies and not rung.report:
            yield f"{key}[{index}].to", say("Skriv vem som ska påminnas.")
        if ladder.counts == "workdays" and rung.at < 0:
            yield f"{key}[{index}].at", say("Arbetsdagar räknas framåt. Skriv 0 eller mer.")


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
