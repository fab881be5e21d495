"""Which reminders would go to whom on a day."""

from datetime import UTC, datetime

import click

from continuity.cli import settings
from continuity.cli.outcome import note, result
from continuity.cli.words import gettext as _
from continuity.cli.words import tell
from continuity.errors import say
from continuity.services.clock import local_date
from continuity.services.organisation.holders import names_of
from continuity.services.reminders import reminding


@click.command("remind", help=_("Visar vilka påminnelser som skulle gå till vem en viss dag; skickar inget."))
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help=_("Dagen, ÅÅÅÅ-MM-DD; annars i dag."))
@click.option("--dry-run", is_flag=True, help=_("Som utan: kommandot skickar aldrig något."))
def remind(day: datetime | None, dry_run: bool) -> None:
    """A line each: day, person, department, what."""
    on = day.date() if day is not None else local_date(datetime.now(UTC))
    with settings.database() as session:
        found = reminding.due_on(session, on)
        names = names_of(session, {due.person for due in found})
    for due in sorted(found, key=lambda due: (names[due.person], due.matter.department, due.matter.day)):
        days = (due.matter.day - on).days
        what = f"{due.matter.department} | {tell(due.matter.text)} | {due.matter.day} ({days:+d})"
        result(f"{on} {names[due.person]} | {what}")
    note(say("{n} påminnelser.", n=len(found)))


COMMANDS = (remind,)
