"""What the answers of a page mean, in words: when a matrix becomes unacceptable, and what a need lacks."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from continuity.rules import durations
from continuity.rules.answers import lookup
from continuity.rules.computed import assessed, levels_of
from continuity.rules.impact import Impact
from continuity.services.answers import gap_sentences
from continuity.web import wording
from continuity.web.guided.screens import Screen


def conclusions(screen: Screen) -> list[str]:
    """A few sentences for each matrix on the page, and what is promised of a row's resource beside what it needs."""
    return [*_matrices(screen), *_gap(screen)]


def _gap(screen: Screen) -> list[str]:
    place = screen.place
    if not place.row or not place.asked:
        return []
    told = gap_sentences.sentences(screen.desk, place.list_id, [place.chain[-1]]).get(place.row, ())
    return [" ".join(wording.tell(reason) for reason in told)] if told else []


def _matrices(screen: Screen) -> list[str]:
    """None while a category has no first level."""
    told: list[str] = []
    for question_id, question in screen.page.questions.items():
        if question.kind != "matrix" or not screen.place.asked:
            continue
        matrix = lookup(question_id, screen.place.chain)
        found = assessed({"matrix": matrix}, screen.desk.criteria) if isinstance(matrix, Mapping) else None
        if found is not None:
            told += _sentences(screen, levels_of(matrix, screen.desk.criteria), found)
    return told


def _sentences(screen: Screen, levels: Mapping[str, Sequence[int | None]], found: Impact) -> list[str]:
    if found.mtpd_h is None:
        return [_("Ingen konsekvens blir oacceptabel. Aktiviteten får prioritetsklass %(n)s.", n=found.priority_class)]
    spoken: Any = "en" if screen.language == "en" else "sv"
    first = durations.words(found.mtpd_h, spoken)
    said = {"first": first, "word": _word(screen, levels, found), "names": _names(screen, found)}
    if found.t_last_ok_h:
        last = durations.words(found.t_last_ok_h, spoken)
        told = _(
            "Efter %(first)s blir konsekvensen %(word)s för %(names)s. Ni behöver vara igång inom %(last)s.",
            last=last,
            **said,
        )
    else:
        told = _(
            "Redan efter %(first)s blir konsekvensen %(word)s för %(names)s. Ni behöver vara igång dessförinnan.",
            **said,
        )
    return [
        told,
        _(
            "Längsta acceptabla avbrott (MTPD) är %(first)s, prioritetsklass %(n)s.",
            first=first,
            n=found.priority_class,
        ),
    ]


def _word(screen: Screen, levels: Mapping[str, Sequence[int | None]], found: Impact) -> str:
    """The word of the worst level where it first becomes unacceptable, as it stands inside a sentence."""
    criteria = screen.desk.settings.criteria
    column = [time == found.mtpd_h for time in criteria.times_h].index(True)
    worst = max(levels[code][column] or 1 for code in found.driving)
    return _inside(criteria.levels[str(worst)].label.in_(screen.language))


def _names(screen: Screen, found: Impact) -> str:
    """The categories that decide, as they stand inside a sentence: "liv och hälsa, ekonomi"."""
    categories = screen.desk.settings.criteria.categories
    return ", ".join(_inside(categories[code].label.in_(screen.language)) for code in found.driving)


def _inside(words: str) -> str:
    return words[:1].lower() + words[1:]
