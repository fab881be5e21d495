"""A real mail server for tests: aiosmtpd with TLS on loopback, that can be told to refuse, stall or drop."""

import asyncio
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Mailbox:
    """What came in, and how the server answers: by address, or to everybody."""

    port: int = 0
    ca: Path = Path()
    messages: list[EmailMessage] = field(default_factory=list)
    in_the_clear: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    answer_all: str = ""
    stall_s: float = 0.0

    async def handle_RCPT(  # the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Takes the address, or says what it has been told to say."""
        answer = self.answers.get(address) or self.answer_all
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keeps the message."""
        if self.stall_s:
            await asyncio.sleep(self.stall_s)
        self.in_the_clear += session.ssl is None
        content: Any = envelope.content
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 taken"

    @property
    def ids(self) -> list[str]:
        """The Message-IDs that came in, in order."""
        return [str(message["Message-ID"]) for message in self.messages]

    def settings(self) -> dict[str, Any]:
        """Settings that make the product send here."""
        return {
            "smtp_host": "localhost",
            "smtp_port": self.port,
            "smtp_ca": str(self.ca),
            "mail_from": "kontinuitet@malarvik.example",
            "base_url": "https://plan.malarvik.example",
        }


@contextmanager
def mail_server(folder: Path, *, starttls: bool = True, name: str = "localhost") -> Iterator[Mailbox]:
    """The server while the block runs; its certificate is for `name`."""
    box = Mailbox(ca=certificate(folder, name))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(box.ca, folder / "key.pem")
    options: dict[str, Any] = {"tls_context": context, "require_starttls": True} if starttls else {}
    box.port = _free_port()
    controller = Controller(box, hostname="localhost", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.create_server(("localhost", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def certificate(folder: Path, name: str) -> Path:
    """A certificate that is its own authority, made at once."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.fromtimestamp(time.time(), UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    found = folder / "certificate.pem"
    found.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return found
