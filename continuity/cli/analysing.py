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
        found = worked_out(json.loads(file.read_text(encoding="utf-8-sig")))
        text = json.dumps(found, ensure_ascii=False, indent=2).encode().decode()  # half a character is no text
    except ShapeError as wrong:
        end(WRONG_USE, wrong.reason)
    except (ValueError, RecursionError) as wrong:  # not JSON, not UTF-8, or lists in lists without end
        end(WRONG_USE, say("Filen {file} är inte JSON: {why}", file=file.name, why=wrong))
    result(text)


COMMANDS = (analyse,)
