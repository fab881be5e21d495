"""What a version of the order of priority prints, in one language, of nothing but what it froze."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from continuity.definitions.organisation import Organisation
from continuity.errors import Reason
from continuity.models import PriorityOrder
from continuity.rules.durations import Language, short
from continuity.services.analysis.deciding import REPLACED
from continuity.services.analysis.words import STATUSES
from continuity.services.paper.paperwork import META, UNDECIDED

NONE = "–"
WORDS = {
    "sv": {
        "decided": "Fastställd", "superseded": "Ersatt", "waiting": "Förslag", "yearly": "Årligen",
        "returned": "Åter till säkerhetsfunktionen", "replaced": "Ersatt av ett nyare förslag",
        "all": "Alla nämnder och förvaltningen", "until": "Tills en ny version fastställs",
        "owner": "Säkerhetsfunktionen", "version": "version",
    },
    "en": {
        "decided": "Adopted", "superseded": "Superseded", "waiting": "Proposal",
        "returned": "Returned to the security function", "replaced": "Replaced by a newer proposal",
        "all": "All committees and the administration", "until": "Until a new version is adopted",
        "owner": "The security function", "yearly": "Yearly", "version": "version",
    },
}  # fmt: skip
Say = Callable[[Reason], str]


def status(order: PriorityOrder, language: str, *, superseded: bool = False) -> str:
    """How the version stands, in a word."""
    words = WORDS[language]
    if order.decided_at is not None:
        return words["superseded" if superseded else "decided"]
    if order.returned_at is not None:
        return words["replaced" if order.returned_reason == REPLACED else "returned"]
    return words["waiting"]


def body_name(key: str, settings: Organisation, language: str) -> str:
    """Who decides, by the organisation's words."""
    words = settings.bodies.get("executive_board") if key == "executive_board" else None
    words = words or settings.role_titles.get("municipal_director")
    return words.in_(language) if words else key


def meta(order: PriorityOrder, front: Mapping[str, Any], settings: Organisation, language: str) -> list[dict[str, Any]]:
    """The front table with its labels in their order."""
    words, decided = WORDS[language], order.decided_on
    when = f"{decided} {order.paragraph}".strip() if decided else UNDECIDED[language]
    earlier = f"{words['version']} {order.version - 1}" if order.version > 1 else NONE
    facts = (
        when, body_name(order.decided_by or settings.priority_decided_by, settings, language), NONE, earlier,
        words["all"], str(decided) if decided else NONE, words["until"], words["owner"], words["yearly"], front["type"],
        front["version"], status(order, language),
    )  # fmt: skip
    return [{"label": label, "value": value} for label, value in zip(META[language], facts, strict=True)]


def written(
    order: PriorityOrder, versions: Sequence[PriorityOrder], settings: Organisation, language: str, tell: Say
) -> dict[str, Any]:
    """Everything after the front table."""
    spoken: Language = "en" if language == "en" else "sv"
    body = json.loads(order.body)
    return {
        "order": [_activity(line, body["categories"], spoken, tell) for line in body["activities"]],
        "peaks": [
            {**line, "rto": _hours(line["rto_h"], spoken), "periods": ", ".join(line["periods"]) or NONE}
            for line in body["peaks"]
        ],
        "restore": [
            {
                **line,
                "owner": line["owner"] or NONE,
                "required": _hours(line["required_h"], spoken),
                "activities": ", ".join(line["activities"]),
            }
            for line in body["resources"]
        ],
        "moves": [line for line in body["activities"] if line["reason"]],
        "versions": list(_versions(versions, settings, language)),
    }


def _hours(hours: float | None, spoken: Language) -> str:
    return NONE if hours is None else short(hours, spoken)


def _activity(line: Mapping[str, Any], categories: Mapping[str, Any], spoken: Language, tell: Say) -> dict[str, Any]:
    return {
        **line,
        "mtpd": _hours(line["mtpd_h"], spoken),
        "rto": _hours(line["rto_h"], spoken),
        "mbco": line["mbco"] or NONE,
        "driving": driving_words(line, categories, spoken) or NONE,
        "resources": ", ".join(line["resources"]) or NONE,
        "gap": tell(STATUSES[line["gap"]]) if line["gap"] else NONE,
        "owner": line["owner"] or NONE,
    }


def driving_words(line: Mapping[str, Any], categories: Mapping[str, Any], language: str) -> str:
    """The categories that become unacceptable first, by the names they had when the order was frozen."""
    return ", ".join(categories[code].get(language) or categories[code]["sv"] for code in line["driving"])


def _versions(versions: Sequence[PriorityOrder], settings: Organisation, language: str) -> list[dict[str, Any]]:
    in_force = next((one for one in versions if one.decided_at is not None), None)
    return [
        {
            "version": str(one.version),
            "decided_by": body_name(one.decided_by, settings, language) if one.decided_by else NONE,
            "decided_on": str(one.decided_on) if one.decided_on else NONE,
            "paragraph": one.paragraph or NONE,
            "status": status(one, language, superseded=one is not in_force),
        }
        for one in versions
    ]
