"""Moves running steps to the newest published definitions."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from continuity.cli import settings
from continuity.cli.outcome import FINDING, WRONG_USE, end, note, result
from continuity.cli.words import gettext as _
from continuity.cli.words import tell
from continuity.errors import say
from continuity.models import Department, Plan
from continuity.services.steps.migrating import MigrationLine
from continuity.services.steps.migrating import migrate as move_plans


@click.command("migrate", help=_("Flyttar pågående steg till det senast publicerade innehållet."))
@click.argument("plans", metavar="PLAN...", nargs=-1, required=True)
@click.option(
    "--map",
    "mapping",
    metavar="OLD=NEW",
    multiple=True,
    help=_("Vad ett läge eller en fråga heter nu, om den bytt namn."),
)
@click.option("--dry-run", is_flag=True, help=_("Visa bara vad som skulle hända."))
def migrate(plans: Sequence[str], mapping: Sequence[str], dry_run: bool) -> None:
    """A plan is named by its number or by its department's code."""
    renamed = _pairs(mapping)
    with settings.database(write=not dry_run) as session:
        numbers = [number for named in plans for number in _numbers(session, named)]
        lines = move_plans(session, numbers, mapping=renamed, dry_run=dry_run, by=None, at=datetime.now(UTC))
        for line in lines:
            result(_told(line))
    if any(line.outcome == "refused" for line in lines):
        end(FINDING, say("Inget är flyttat i de planer där något inte fick plats. Ange --map och kör igen."))
    if dry_run:
        note(say("Det här är en provkörning. Inget är ändrat."))


def _pairs(mapping: Sequence[str]) -> Mapping[str, str]:
    pairs = [one.partition("=") for one in mapping]
    if any(not (old and new) for old, _equals, new in pairs):
        end(WRONG_USE, say("Skriv --map som GAMMALT=NYTT, till exempel --map purpose=aim."))
    return {old: new for old, _equals, new in pairs}


def _numbers(session: Session, named: str) -> Sequence[int]:
    query = select(Plan.id).order_by(Plan.id)
    if named.isdecimal():
        found = session.scalars(query.where(Plan.id == int(named))).all()
    else:
        found = session.scalars(query.join(Department).where(Department.code == named)).all()
    if not found:
        end(WRONG_USE, say("Det finns ingen plan som heter {name}.", name=named))
    return found


def _told(line: MigrationLine) -> str:
    reasons = "".join(f"\n    {tell(reason)}" for reason in line.reasons)
    moved = f" {line.old[:12]} -> {line.new[:12]}" if line.old != line.new else ""
    return f"{line.plan_id} {line.department} {line.step}: {line.outcome}{moved}{reasons}"


COMMANDS = (migrate,)
