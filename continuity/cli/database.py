"""Commands about the database: its schema, the first people, and the demo municipality."""

from datetime import UTC, date, datetime

import click

from continuity import migrations
from continuity.cli import settings
from continuity.cli.outcome import FINDING, WRONG_USE, end, findings, note, result
from continuity.cli.words import gettext as _
from continuity.errors import say
from continuity.services import demo
from continuity.services.clock import local_date
from continuity.services.organisation import people
from continuity.services.paper.templatecheck import check_all


@click.group("db", help=_("Databasens tabeller."))
def db() -> None:
    """Commands about the schema."""


@db.command("upgrade", help=_("Skapar tabellerna, eller gör dem aktuella. Allt eller inget."))
def upgrade() -> None:
    """Nothing happens to a schema that is current."""
    found = settings.load()
    engine = settings.engine(found, any_schema=True)
    before = migrations.current(engine)
    migrations.upgrade(engine)
    after = migrations.current(engine)
    engine.dispose()
    result(str(after))
    note(say("Databasen var redan aktuell.") if before == after else say("Databasens tabeller är aktuella."))


@click.group("user", help=_("Konton."))
def user() -> None:
    """Commands about accounts."""


@user.command("add", help=_("Lägger till ett konto och skriver ut en engångslänk som gäller i 24 timmar."))
@click.argument("email")
@click.option("--name", required=True, help=_("Personens namn."))
@click.option("--role", required=True, help=_("En roll för hela kommunen, till exempel administrator."))
def add(email: str, name: str, role: str) -> None:
    """The way in to an empty system."""
    found = settings.load()
    with settings.database(found, write=True) as session:
        _person, token = people.add_first(session, email, name, role, at=datetime.now(UTC))
    address = found.base_url or f"http://{found.host}:{found.port}"
    result(f"{address}/lank/{token}")
    note(say("Ge länken till {name}. Den gäller en gång, i 24 timmar, och låter personen välja lösenord.", name=name))


@click.group("demo", help=_("Demokommunen."))
def demonstration() -> None:
    """Commands about the demo municipality."""


@demonstration.command("load", help=_("Läser in demokommunen i en tom databas."))
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help=_("Den dag som demokommunen ska stå på."))
def load(today: datetime | None) -> None:
    """Plays the script through the same services that people use."""
    found = settings.load()
    if found.environment == "production":
        end(WRONG_USE, say("Demokommunen läses inte in i en skarp miljö. Sätt CONTINUITY_ENVIRONMENT=demo."))
    catalogue, complaints = check_all(settings.roots(found.content))
    if findings(one for one in complaints if one.severity == "error"):
        end(FINDING, say("Innehållet har fel. Rätta dem och kör kommandot igen."))
    day: date = today.date() if today else local_date(datetime.now(UTC))
    with settings.database(found, write=True) as session:
        demo.load(session, catalogue, today=day)
    note(say("Demokommunen är inläst."))


COMMANDS = (db, user, demonstration)
