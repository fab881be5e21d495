"""The pure rules on a file: impact, demand against promise, priority order."""

import json
from pathlib import Path

import click

from continuity.cli.outcome import WRONG_USE, end, result
from continuity.cli.words import gettext as _
from continuity.errors import say
from continuity.rules.analysis import ShapeError
from continuity.rules.analysis import analyse as worked_out


@click.command("analyse", help=_("Räknar ut tider, klasser, beroenden och ordning för en fil i JSON."))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def analyse(file: Path) -> None:
    """No settings and no database."""
    try:
        found = worked_out(json.loads(file.read_text(encoding="utf-8")))
    except ShapeError as wrong:
        end(WRONG_USE, wrong.reason)
    except ValueError as wrong:  # not JSON, or not UTF-8
        end(WRONG_USE, say("Filen {file} är inte JSON: {why}", file=file.name, why=wrong))
    result(json.dumps(found, ensure_ascii=False, indent=2))


COMMANDS = (analyse,)
