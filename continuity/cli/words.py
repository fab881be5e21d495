"""The terminal's language: Swedish, or English where LANG says so; and reasons as sentences in it."""

import os
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations

from continuity.definitions.vocabulary import Language
from continuity.errors import Complaint, Reason
from continuity.services.clock import local_time

FOLDER = Path(__file__).parent.parent / "translations"


def language(environ: Mapping[str, str] | None = None) -> Language:
    """English where the environment begins with "en", else Swedish: the language the product is written in."""
    environ = os.environ if environ is None else environ
    chosen = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "en" if chosen.lower().startswith("en") else "sv"


@lru_cache(maxsize=2)
def _translations(chosen: Language) -> NullTranslations:
    found: NullTranslations = Translations.load(str(FOLDER), [chosen])
    return found


def gettext(text: str) -> str:
    """The text in the terminal's language."""
    return str(_translations(language()).gettext(text)) if text else ""


def tell(reason: Reason) -> str:
    """A reason as a sentence; parts that are reasons, words or instants are put into the same language."""
    sentence, parts = gettext(reason.text), {name: _part(value) for name, value in reason.params.items()}
    return sentence.format(**parts) if parts else sentence


def _part(value: Any) -> Any:
    if isinstance(value, Reason):
        return tell(value)
    if hasattr(value, "in_"):  # words of the content, hours
        return value.in_(language())
    if isinstance(value, datetime):
        return local_time(value).strftime("%Y-%m-%d %H.%M")
    return value.isoformat() if isinstance(value, date) else value


def complaint(found: Complaint) -> str:
    """A mistake on one line: its file, its key, what to do; warnings say that they are."""
    place = ": ".join(part for part in (found.file, found.key) if part)
    kind = "" if found.severity == "error" else gettext("varning: ")
    return f"{place}: {kind}{tell(found.reason)}"
