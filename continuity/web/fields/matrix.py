"""The impact matrix: a group of radios for each category and time; an untouched time inherits the one before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext as _

from continuity.definitions.organisation import Criteria
from continuity.rules import durations, impact
from continuity.rules.cleaning import clean_text
from continuity.rules.computed import time_key
from continuity.web.fields.answers import NO_ANSWER, AnswerField, FormData
from continuity.web.fields.typed import TEXT_LIMIT, too_long

MOTIVE = "motive"


@dataclass(frozen=True)
class LevelChoice:
    """A level as it is chosen and shown: number and word."""

    level: int
    label: str


@dataclass(frozen=True)
class TimeRow:
    """One time of one category; `level` is what was chosen (None: as the time `before`, whose level is `inherits`)."""

    name: str
    id: str
    words: str
    level: int | None
    before: str
    inherits: int | None


@dataclass(frozen=True)
class CategoryGroup:
    """One category: its times, and why."""

    code: str
    label: str
    means: str
    id: str
    times: tuple[TimeRow, ...]
    motive: str
    motive_name: str


class MatrixField(AnswerField):
    """Levels by category and time: `{"levels": {category: {"4": 3, "8": None}}, "motives": {category: text}}`."""

    macro: ClassVar[str] = "matrix"

    def __init__(self, *, criteria: Criteria, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.criteria = criteria
        self._levels = {str(number) for number in criteria.levels}

    # --- what is saved and what is typed have the same shape -----------------------------------------------------

    def written(self, answer: Any) -> dict[str, Any]:
        """Every category and time of the criteria, None where nothing is said; motives that say something."""
        stored = answer if isinstance(answer, Mapping) else {}
        levels, motives = stored.get("levels") or {}, stored.get("motives") or {}
        return {
            "levels": {
                category: {key: (levels.get(category) or {}).get(key) for key in self._times()}
                for category in self.criteria.categories
            },
            "motives": {c: str(motives[c]) for c in self.criteria.categories if motives.get(c)},
        }

    def read(self, formdata: FormData) -> dict[str, Any]:
        """The levels chosen (a level that does not exist stays as text) and the motives, cleaned."""
        levels = {
            category: {key: self._level(formdata.get(self.name_of(category, key), "")) for key in self._times()}
            for category in self.criteria.categories
        }
        motives = {c: clean_text(formdata.get(self.name_of(c, MOTIVE), "")) for c in self.criteria.categories}
        return {"levels": levels, "motives": {c: motive for c, motive in motives.items() if motive}}

    @property
    def typed_text(self) -> str:
        """A line for each category: its levels by time, and the motive."""
        lines = []
        for group in self.groups:
            chosen = ", ".join(f"{time.words}: {time.level}" for time in group.times if time.level is not None)
            lines += (
                [f"{group.label}: {' – '.join(filter(None, (chosen, group.motive)))}"] if chosen or group.motive else []
            )
        return "\n".join(lines)

    @property
    def blank(self) -> bool:
        """Whether no level is chosen and no motive is written."""
        return not self.typed["motives"] and not any(any(times.values()) for times in self.typed["levels"].values())

    def _level(self, text: str) -> int | str | None:
        if text in ("", NO_ANSWER):
            return None
        return int(text) if text in self._levels else text

    def parse(self, typed: Mapping[str, Any]) -> dict[str, Any] | None:
        """The matrix, or None when nothing at all is said."""
        if any(isinstance(level, str) for times in typed["levels"].values() for level in times.values()):
            raise ValueError(_("En nivå finns inte. Välj bland nivåerna som visas."))
        for motive in typed["motives"].values():
            if len(motive) > TEXT_LIMIT:
                raise ValueError(too_long(motive, TEXT_LIMIT))
        return None if self.blank else dict(typed)

    def fill(self, category: str) -> None:
        """The lowest level for all times of a category: the first says it, the others inherit."""
        if category not in self.criteria.categories or self.failed:
            return
        lowest = min(int(number) for number in self.criteria.levels)
        first, *others = self._times()
        levels = {**self.typed["levels"], category: {first: lowest, **dict.fromkeys(others)}}
        self.typed = {**self.typed, "levels": levels}
        self.unknown = False
        self.answer = self.data = self.parse(self.typed)

    # --- what is shown --------------------------------------------------------------------------------------------

    def name_of(self, category: str, part: str) -> str:
        """The name of one group of radios, or of the category's motive."""
        return f"{self.name}.{category}.{part}"

    def _times(self) -> tuple[str, ...]:
        return tuple(time_key(time) for time in self.criteria.times_h)

    @property
    def levels(self) -> tuple[LevelChoice, ...]:
        """The levels, lowest first."""
        language = self.language
        found = [LevelChoice(int(number), level.label.in_(language)) for number, level in self.criteria.levels.items()]
        return tuple(sorted(found, key=lambda choice: choice.level))

    @property
    def groups(self) -> tuple[CategoryGroup, ...]:
        """What the page shows, a group for each category."""
        return tuple(self._group(code) for code in self.criteria.categories)

    def _group(self, code: str) -> CategoryGroup:
        category = self.criteria.categories[code]
        return CategoryGroup(
            code=code,
            label=category.label.in_(self.language),
            means=category.means.in_(self.language) if category.means else "",
            id=f"{self.id}.{code}",
            times=self._rows(code),
            motive=self.typed["motives"].get(code, ""),
            motive_name=self.name_of(code, MOTIVE),
        )

    def _rows(self, code: str) -> tuple[TimeRow, ...]:
        chosen = [self.typed["levels"][code][key] for key in self._times()]
        levels = [level if isinstance(level, int) else None for level in chosen]
        words = [self._spoken(time) for time in self.criteria.times_h]
        filled = impact.inherit(levels)
        return tuple(
            TimeRow(
                name=self.name_of(code, key),
                id=f"{self.id}.{code}.{key}",
                words=words[i],
                level=levels[i],
                before=words[i - 1] if i else "",
                inherits=filled[i - 1] if i else None,
            )
            for i, key in enumerate(self._times())
        )

    def _spoken(self, hours: float) -> str:
        return durations.words(hours, "en" if self.language == "en" else "sv")
