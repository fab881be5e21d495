"""Puts the commands together and gives each its exit code."""

import sys
from collections.abc import Sequence

import click

from continuity.cli import analysing, content, database, documents, moving, reminding, serving, verifying
from continuity.cli.outcome import WRONG_USE, Ended, told
from continuity.cli.words import gettext as _

GROUPS = (content, documents, analysing, database, moving, reminding, serving, verifying)


@click.group(
    "continuity",
    help=_("Kontinuitetsplanering: kontrollera och publicera innehåll, kör servern, granska historiken."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)
@click.version_option(package_name="continuity", prog_name="continuity")
def continuity() -> None:
    """Everything else is a command of its own."""


for group in GROUPS:
    for command in group.COMMANDS:
        continuity.add_command(command)


def main(arguments: Sequence[str] | None = None, *, above: serving.Above) -> int:
    """Runs one command and returns its exit code; `above` is what the floor above lends the commands that serve."""
    try:
        with told():
            continuity.main(
                list(sys.argv[1:] if arguments is None else arguments),
                prog_name="continuity",
                standalone_mode=False,
                obj=above,
            )
    except Ended as ended:
        return ended.code
    except click.ClickException as wrong:
        wrong.show(file=sys.stderr)
        return WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        return 130
    return 0
