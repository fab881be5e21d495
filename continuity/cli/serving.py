"""Commands that run: the web server with its loop, the loop alone, and all sweeps once."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from waitress.server import create_server

from continuity.cli import settings
from continuity.cli.outcome import FINDING, NOT_DONE, end, findings, note, result
from continuity.cli.words import gettext as _
from continuity.config import Settings
from continuity.errors import say
from continuity.jobs import loop
from continuity.models import writing
from continuity.services import demo, publishing
from continuity.services.paper.templatecheck import check_all


@dataclass(frozen=True)
class Above:
    """What the floor above hands down: how the web application is made, and how logging begins."""

    make_app: Callable[[Settings], Any]
    start_logging: Callable[[Settings], None]


@click.command("serve", help=_("Kör webbservern och det som sker av sig självt."))
@click.option("--host", help=_("Adressen att lyssna på."))
@click.option("--port", type=click.IntRange(0, 65535), help=_("Porten att lyssna på."))
@click.option("--threads", type=click.IntRange(1, 64), help=_("Hur många som betjänas samtidigt."))
@click.pass_obj
def serve(above: Above, host: str | None, port: int | None, threads: int | None) -> None:
    """Until it is told to stop; whoever is being served is served to the end."""
    chosen = {
        name: value for name, value in (("host", host), ("port", port), ("threads", threads)) if value is not None
    }
    found = settings.load().model_copy(update=chosen)
    engine = settings.engine(found)
    _be_published(found, engine)
    server = _listening(above.make_app(found), found)
    with _told_to_stop(), _sweeping(engine, found):
        _welcome(found, server.effective_port)
        server.run()  # returns when it is told to stop
    server.close()
    engine.dispose()
    note(say("Servern är stoppad."))


def _listening(app: Any, found: Settings) -> Any:
    """A server that has its port, or an end that says how to choose another."""
    told = {"host": found.host, "port": found.port, "threads": found.threads}
    try:
        return create_server(app, **told, clear_untrusted_proxy_headers=True, ident=None)
    except OSError as error:
        why = say(
            "Det går inte att lyssna på {host}:{port}: {why}. Välj en annan port med --port, i demonstrationen PORT=.",
            **told, why=error.strerror or error,
        )  # fmt: skip
        end(NOT_DONE, why)


def _be_published(found: Settings, engine: Engine) -> None:
    """Nothing is served before something is published; the demo publishes what it is shipped with."""
    with Session(writing(engine)) as session:
        if publishing.newest(session) is not None:
            return
        if found.environment != "demo":
            end(NOT_DONE, say("Inget innehåll är publicerat. Kör: continuity publish"))
        catalogue, complaints = check_all(settings.roots(found.content))
        if findings(one for one in complaints if one.severity == "error"):
            end(FINDING, say("Innehållet har fel. Rätta dem och kör kommandot igen."))
        publishing.publish(session, catalogue, by=None, at=datetime.now(UTC))


def _welcome(found: Settings, port: int) -> None:
    host = f"[{found.host}]" if ":" in found.host else found.host
    result(found.base_url or f"http://{host}:{port}/")
    if found.environment == "demo":
        note(say("Logga in som någon av dem här. Lösenordet är ”{password}” för alla.", password=demo.password()))
        logins = demo.logins()
        width = max((len(email) for email, _title in logins), default=0)
        for email, title in logins:
            click.echo(f"  {email:{width}}  {title}", err=True)
    note(say("Avsluta med Ctrl+C."))


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """A polite kill ends the server as Ctrl+C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _sweeping(engine: Engine, found: Settings) -> Iterator[None]:
    """The loop in a thread beside the server."""
    stopping = threading.Event()
    thread = threading.Thread(target=loop.run_until, args=(stopping, engine, found), name="sweeps", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(30)


@click.command("worker", help=_("Kör bara det som sker av sig självt, om och om igen."))
@click.pass_obj
def worker(above: Above) -> None:
    """On as many machines as wanted."""
    found = settings.load()
    above.start_logging(found)
    engine = settings.engine(found)
    with _told_to_stop():
        try:
            loop.run_until(threading.Event(), engine, found)
        except KeyboardInterrupt:
            note(say("Arbetaren är stoppad."))
    engine.dispose()


@click.command("sweep", help=_("Gör en gång allt som annars sker av sig självt."))
@click.pass_obj
def sweep(above: Above) -> None:
    """For cron, where nothing runs all the time."""
    found = settings.load()
    above.start_logging(found)
    engine = settings.engine(found)
    swept = loop.run_once(engine, found)
    engine.dispose()
    for one in swept:
        result(f"{one.name} {_('misslyckades') if one.error else one.done}")
    failed = [one for one in swept if one.error is not None]
    if failed:
        end(NOT_DONE, *(say("{name}: {why}", name=one.name, why=one.error) for one in failed))


COMMANDS = (serve, worker, sweep)
