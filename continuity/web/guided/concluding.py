"""What a matrix means, in words: when it becomes unacceptable, for whom, and which class that gives."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from continuity.rules import durations
from continuity.rules.answers import lookup
from continuity.rules.computed import assessed
from continuity.rules.impact import Impact
from continuity.web.guided.screens import Screen


def conclusions(screen: Screen) -> list[str]:
    """A few sentences for each matrix on the page; none while a category has no first level."""
    told: list[str] = []
    for question_id, question in screen.page.questions.items():
        if question.kind != "matrix" or not screen.place.asked:
            continue
        matrix = lookup(question_id, screen.place.chain)
        found = assessed({"matrix": matrix}, screen.desk.criteria) if isinstance(matrix, Mapping) else None
        if found is not None:
            told += _sentences(screen, found)
    return told


def _sentences(screen: Screen, found: Impact) -> list[str]:
    if found.mtpd_h is None:
        return [_("Ingen konsekvens blir oacceptabel. Aktiviteten får prioritetsklass %(n)s.", n=found.priority_class)]
    spoken: Any = "en" if screen.language == "en" else "sv"
    categories = screen.desk.settings.criteria.categories
    names = [categories[code].label.in_(screen.language) for code in found.driving]
    first = durations.words(found.mtpd_h, spoken)
    if found.t_last_ok_h:
        told = _(
            "Efter %(first)s blir det oacceptabelt: %(names)s. Efter %(last)s är det fortfarande acceptabelt.",
            first=first,
            names=", ".join(names),
            last=durations.words(found.t_last_ok_h, spoken),
        )
    else:
        told = _("Redan efter %(first)s blir det oacceptabelt: %(names)s.", first=first, names=", ".join(names))
    return [
        told,
        _(
            "Längsta acceptabla avbrott (MTPD) är %(first)s, prioritetsklass %(n)s.",
            first=first,
            n=found.priority_class,
        ),
    ]
