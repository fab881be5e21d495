"""Proves the history and the archive, or says what one file is."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy.orm import Session

from continuity.cli import settings
from continuity.cli.outcome import FINDING, end, note, result
from continuity.cli.words import gettext as _
from continuity.cli.words import tell
from continuity.errors import say
from continuity.services.record.chaincheck import Checkpoint
from continuity.services.record.verifying import verify_all, verify_file


class CheckpointType(click.ParamType[Checkpoint]):
    """A link kept outside the database: SEQ:HASH."""

    name = "SEQ:HASH"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Checkpoint:
        """The number and the hash."""
        if isinstance(value, tuple):
            return value
        number, _colon, link = str(value).partition(":")
        if not number.isdecimal() or len(link) != 64:
            self.fail(_("Skriv kontrollpunkten som NUMMER:HASH, med 64 tecken efter kolonet."), param, ctx)
        return int(number), link.lower()


@click.command("verify", help=_("Prövar hela historiken och arkivet, eller en enda fil."))
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--checkpoint", "checkpoints", multiple=True, type=CheckpointType(), help=_("En länk som sparats utanför systemet.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Svara i JSON."))
def verify(file: Path | None, checkpoints: Sequence[Checkpoint], as_json: bool) -> None:
    """Exit 1 where anything is not as it was written."""
    data = file.read_bytes() if file is not None else None
    found = settings.load()
    with settings.database(found) as session:
        if data is not None:
            _one_file(session, data, as_json)
        else:
            _everything(session, found.archive, checkpoints, as_json)


def _one_file(session: Session, data: bytes, as_json: bool) -> None:
    found = verify_file(session, data)
    if as_json:
        shown = {
            "verdict": found.verdict, "sha256": found.sha256, "what": found.what, "chain_agrees": found.chain_agrees,
            "reason": tell(found.reason),
        }  # fmt: skip
        result(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        result(f"{found.verdict}: {tell(found.reason)}")
        if not found.chain_agrees:
            note(say("Filens länk till historiken stämmer inte heller med databasen."))
    if not found.genuine:
        end(FINDING)


def _everything(session: Session, archive: Path | None, checkpoints: Sequence[Checkpoint], as_json: bool) -> None:
    report = verify_all(session, archive, checkpoints)
    if as_json:
        result(json.dumps(report.as_data(tell), ensure_ascii=False, indent=2))
    else:
        for flaw in report.flaws:
            result(f"{flaw.where}: {tell(flaw.reason)}")
        if report.untold:
            result(tell(say("… och {n} till.", n=report.untold)))
        result(f"{report.head[0]}:{report.head[1]}")
    if report.first_bad_seq is not None:
        note(say("Den första händelsen som inte stämmer är {seq}.", seq=report.first_bad_seq))
    if not report.ok:
        end(FINDING, say("Historiken eller arkivet är inte som det skrevs."))
    note(
        say(
            "Allt stämmer: {events} händelser, {records} underskrifter, beslut och dokument, {files} filer. "
            "Spara kontrollpunkten ovan utanför systemet.",
            events=report.events,
            records=report.records,
            files=report.files,
        )
    )


COMMANDS = (verify,)
