"""How a command ends: its exit code, and where its words go."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import click
from sqlalchemy.exc import DBAPIError, OperationalError

from continuity.cli.words import complaint, tell
from continuity.config import WrongSettings
from continuity.errors import Complaint, ContentFaulty, ContinuityError, Invalid, Reason, Refused, say

FINDING, WRONG_USE, NOT_DONE = 1, 2, 3


class Ended(Exception):
    """A command is over; everything it had to say has been said."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def result(text: str) -> None:
    """A line of what was asked for, on standard output."""
    click.echo(text)


def note(reason: Reason) -> None:
    """A message about the work, on standard error."""
    click.echo(tell(reason), err=True)


def end(code: int, *reasons: Reason) -> NoReturn:
    """Says why on standard error and ends the command."""
    for reason in reasons:
        note(reason)
    raise Ended(code)


def findings(complaints: Iterable[Complaint]) -> bool:
    """Prints complaints as results; whether any of them is an error."""
    wrong = False
    for found in complaints:
        result(complaint(found))
        wrong = wrong or found.severity == "error"
    return wrong


@contextmanager
def told() -> Iterator[None]:
    """Turns what goes wrong on purpose, or outside us, into a message and an exit code."""
    try:
        yield
    except ContentFaulty as faulty:
        findings(faulty.complaints)
        end(FINDING)
    except Refused as refused:
        end(FINDING, *refused.reasons)
    except Invalid as invalid:
        end(WRONG_USE, *invalid.errors.values())
    except ContinuityError as error:
        end(FINDING, error.reason)
    except WrongSettings as wrong:
        click.echo(str(wrong), err=True)
        end(WRONG_USE)
    except OperationalError as error:
        end(NOT_DONE, say("Databasen svarar inte, eller kan inte läsas: {why}", why=_cause(error)))
    except DBAPIError as error:
        end(NOT_DONE, say("Databasen kunde inte göra det: {why}", why=_cause(error)))
    except OSError as error:
        end(NOT_DONE, say("Filen kunde inte läsas eller skrivas: {why}", why=error))


def _cause(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
