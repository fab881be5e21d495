"""The ladders of reminders in words: for the page of reminders, and for everybody in the guide."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from continuity.web.naming import organisation_settings


def in_words() -> Sequence[Mapping[str, Any]]:
    """Each ladder with its rungs as sentences; () before anything is published."""
    found = organisation_settings()
    if found is None:
        return ()
    titles: Mapping[Any, Any] = found.role_titles
    return [
        {"title": ladder.title, "rungs": [_rung(rung, ladder.counts, titles) for rung in ladder.rungs]}
        for ladder in found.ladders.values()
    ]


def _rung(rung: Any, counts: str, titles: Mapping[Any, Any]) -> Mapping[str, Any]:
    return {
        "when": _when(rung.at, counts),
        "body": _when(rung.at_body, counts) if rung.at_body is not None else "",
        "to": [titles[role] if role in titles else _("den som är tillfrågad") for role in rung.to],
        "copies": [titles[role] if role in titles else _("den som är tillfrågad") for role in rung.copies],
        "own_day": rung.own_day,
        "report": rung.report,
    }


def _when(days: int, counts: str) -> str:
    if counts == "workdays":
        return ngettext("%(num)d arbetsdag efter frågan", "%(num)d arbetsdagar efter frågan", days)
    if days == 0:
        return _("Samma dag")
    if days < 0:
        return ngettext("%(num)d dag före", "%(num)d dagar före", -days)
    return ngettext("%(num)d dag efter", "%(num)d dagar efter", days)
