"""Reasons as sentences in a language that is given: for mail, where the reader is not the one who asks."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations

from continuity.errors import Reason

FOLDER = Path(__file__).parents[2] / "translations"


@lru_cache(maxsize=4)
def _translations(language: str) -> NullTranslations:
    found: NullTranslations = Translations.load(str(FOLDER), [language])
    return found


def tell(reason: Reason, language: str) -> str:
    """The sentence; parts that are reasons, words of the content or dates are put into the same language."""
    sentence = str(_translations(language).gettext(reason.text))
    return sentence.format(**_parts(reason.params, language)) if reason.params else sentence


def _parts(params: Mapping[str, object], language: str) -> Mapping[str, object]:
    return {name: _part(value, language) for name, value in params.items()}


def _part(value: Any, language: str) -> Any:
    if isinstance(value, Reason):
        return tell(value, language)
    if isinstance(value, date):
        return value.isoformat()
    return value.in_(language) if hasattr(value, "in_") else value
