"""Commands about content: check it, show what the layers come to, publish it."""

import os
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import click

from continuity.cli import settings
from continuity.cli.outcome import FINDING, WRONG_USE, end, findings, note, result
from continuity.cli.words import gettext as _
from continuity.definitions.catalogue import Catalogue
from continuity.definitions.schemas import write_schemas
from continuity.definitions.shown import show
from continuity.errors import say
from continuity.services import publishing
from continuity.services.paper import templates
from continuity.services.paper.templatecheck import check_all


@click.command(
    "check", help=_("Läser arbetsflöden, formulär och mallar och prövar dem. Varje fel namnger fil och nyckel.")
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--show", "department", metavar="DEPARTMENT", help=_("Visa allt innehåll som en enhet ser det."))
@click.option("--variant", default="", help=_("Den variant som enheten har valt, tillsammans med --show."))
@click.option("--schemas", metavar="DIR", type=click.Path(path_type=Path), help=_("Skriv JSON-scheman i mappen."))
def check(folder: Path | None, department: str | None, variant: str, schemas: Path | None) -> None:
    """No settings and no database."""
    if schemas is not None:
        for path in write_schemas(schemas):
            result(str(path))
        return
    if folder is not None and not folder.is_dir():
        end(WRONG_USE, say("Mappen {folder} finns inte.", folder=folder))
    catalogue, complaints = check_all(content_roots(folder))
    if department is not None:
        _show(catalogue, department, variant)
        return
    wrong = findings(complaints)
    if wrong:
        end(FINDING, say("Innehållet har {n} fel och kan inte publiceras.", n=_errors(complaints)))
    note(
        say(
            "Innehållet är i ordning: {workflows} arbetsflöden, {forms} formulär, {scenarios} scenarier och"
            " {templates} dokumentmallar.",
            workflows=len(catalogue.names("workflow")),
            forms=len(catalogue.names("form")),
            scenarios=len(catalogue.names("scenario")),
            templates=len(catalogue.names("template")),
        )
    )


def _errors(complaints: tuple[object, ...]) -> int:
    return sum(getattr(found, "severity", "") == "error" for found in complaints)


def content_roots(folder: Path | None) -> tuple[Path, ...]:
    """What to read: a folder that is complete in itself, else one that is laid upon what we ship."""
    folder = folder or (Path(own) if (own := os.environ.get("CONTINUITY_CONTENT")) else None)
    if folder is not None and _complete(folder):
        return (folder,)
    return tuple(settings.roots(folder))


def _complete(folder: Path) -> bool:
    """Whether the folder has the settings of an organisation in full, and so needs nothing beneath it."""
    path = folder / "forms" / "organisation.toml"
    try:
        return "extends" not in tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def _show(catalogue: Catalogue, department: str, variant: str) -> None:
    if department not in catalogue.names("department"):
        note(say("Enheten {code} har inget eget innehåll. Det som visas gäller alla.", code=department))
    result(show(catalogue, department, variant))


@click.command("publish", help=_("Prövar innehållet och gör det gällande för nya steg."))
def publish() -> None:
    """Into the database that the settings name."""
    found = settings.load()
    catalogue, complaints = check_all(settings.roots(found.content))
    if findings(complaints):
        end(FINDING, say("Inget är publicerat. Rätta felen och kör kommandot igen."))
    with settings.database(found, write=True) as session:
        if findings(templates.misfits(session, catalogue)):
            end(FINDING, say("Inget är publicerat. En uppladdad mall passar inte: återgå till den levererade först."))
        before = publishing.newest(session)
        number = before.id if before else 0
        made = publishing.publish(session, catalogue, by=None, at=datetime.now(UTC))
        result(f"{made.id} {made.content_hash}")
        if made.id == number:
            note(say("Innehållet var redan publicerat. Inget har ändrats."))
        else:
            note(say("Innehållet är publicerat: {n} delar. Nya steg använder det från nu.", n=len(made.items)))


COMMANDS = (check, publish)
