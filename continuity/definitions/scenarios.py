"""An exercise scenario as data: what happens from the first minute on, and what to look for."""

from datetime import datetime, timedelta
from typing import Literal, get_args

from babel.dates import get_day_names

from continuity.definitions.words import Definition, Words

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
A_MONDAY = datetime(2024, 1, 1)  # any will do: only the day of the week and the time of day are told


class Start(Definition):
    """When the scenario begins: a day of the week and a time of day, never a date."""

    weekday: Weekday
    time: str


class Objective(Definition):
    """What those who exercise shall manage, and how one sees that they did."""

    objective: Words
    criterion: Words


class Inject(Definition):
    """Something that is told to those who exercise, so many minutes after the start."""

    minutes: int
    text: Words


class Scenario(Definition):
    """One scenario of the library."""

    format: Literal[1]
    title: Words
    tests: Words
    purpose: Words
    situation: Words
    start: Start
    objectives: tuple[Objective, ...]
    injects: tuple[Inject, ...]
    questions: tuple[Words, ...] = ()
    evaluation: tuple[Words, ...] = ()

    def when(self, minutes: int, language: str) -> str:
        """The day and time that many minutes after the start: "fredag 15:30"."""
        hour, minute = map(int, self.start.time.split(":"))
        day = WEEKDAYS.index(self.start.weekday)
        then = A_MONDAY + timedelta(days=day, hours=hour, minutes=minute + minutes)
        return f"{get_day_names('wide', locale=language)[then.weekday()]} {then:%H:%M}"
