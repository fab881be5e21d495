"""A letter as a mail that any program can read: text, HTML and calendar entries in one message."""

from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from continuity.models import Mail
from continuity.services.reminders.calendars import calendar_file
from continuity.services.reminders.letters import Letter, Line

_pages = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)


def message(
    letter: Letter, mail: Mail, *, sender: str, base: str, at: datetime, sequences: Mapping[str, int]
) -> EmailMessage:
    """The whole mail; `base` is the address that links begin with, `sequences` numbers each calendar entry's version.

    :raise ValueError: a name or address holds what no header may (a line break, say).
    """
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(letter.sender, addr_spec=sender)
    made["To"] = Address(letter.to_name, addr_spec=letter.to)
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{mail.message_id}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = letter.language
    made.set_content(text(letter, base))
    made.add_alternative(_pages.get_template("letter.html").render(letter=letter, base=base), subtype="html")
    if letter.occasions:
        made.add_attachment(
            calendar_file(letter.occasions, base=base, at=at, sequences=sequences),
            maintype="text",
            subtype="calendar",
            params={"method": "PUBLISH", "charset": "utf-8"},
            filename="datum.ics",
        )
    return made


def text(letter: Letter, base: str) -> str:
    """The letter as plain text."""
    return "\n\n".join(
        [
            *letter.before,
            *(_matter(line, base) for line in letter.lines),
            *letter.after[:-1],
            f"--\n{letter.after[-1]}\n",
        ]
    )


def _matter(line: Line, base: str) -> str:
    return "\n  ".join([f"* {line.title}", *line.notes, f"{base}{line.path}"])
