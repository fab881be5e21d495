"""The way out of the house: an SMTP server that is who it says it is, or a folder of files in the demo."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from continuity.config import Settings

TIMEOUT_S = 20.0


class NotNow(Exception):
    """The server could not take it: refused, slow, broken, or busy. Nothing is lost; it is tried again."""


class NoSuchAddress(Exception):
    """The server says for good that the address takes no mail."""


class Transport(Protocol):
    """An open way out."""

    def send(self, message: EmailMessage) -> None:
        """:raise NotNow: try again later. :raise NoSuchAddress: never."""


def sender_of(settings: Settings) -> str:
    """The address that mail comes from."""
    return settings.mail_from or "kontinuitet@localhost"


def folder_of(settings: Settings) -> Path | None:
    """The folder that mail lands in where there is no server: in the demo alone."""
    return settings.instance / "outbox" if settings.environment == "demo" and not settings.smtp_host else None


def can_send(settings: Settings) -> bool:
    """Whether mail has a way out at all."""
    return bool(settings.smtp_host) or folder_of(settings) is not None


@contextmanager
def opened(settings: Settings) -> Iterator[Transport]:
    """A way out for some mails. :raise NotNow: the server cannot be reached or trusted."""
    folder = folder_of(settings)
    if folder is not None:
        yield _Folder(folder)
        return
    server = _connected(settings)
    try:
        yield _Smtp(server)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


class _Folder:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        beside = self.folder / f".{name}.part"
        beside.write_bytes(message.as_bytes())
        beside.replace(self.folder / f"{name}.eml")  # the same mail sent twice is one file


def _connected(settings: Settings) -> smtplib.SMTP:
    """Encrypted and checked before a word is said; never in the clear, except to this very machine."""
    context = ssl.create_default_context(cafile=settings.smtp_ca or None)
    server: smtplib.SMTP | None = None
    try:
        if settings.smtp_security == "tls":
            server = smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT_S)
        if settings.smtp_security == "starttls":
            server.starttls(context=context)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
    except (smtplib.SMTPException, OSError) as error:  # a wrong certificate is an OSError too
        if server is not None:
            server.close()
        raise NotNow(_said(error)) from error
    return server


class _Smtp:
    def __init__(self, server: smtplib.SMTP) -> None:
        self.server = server

    def send(self, message: EmailMessage) -> None:
        try:
            self.server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            if code >= 500:
                raise NoSuchAddress(_short(code, said)) from refused
            raise NotNow(_short(code, said)) from refused
        except (smtplib.SMTPException, OSError) as error:
            raise NotNow(_said(error)) from error


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _short(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"[:200]


def _short(code: int, said: bytes | str) -> str:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(words.split())}"[:200]
