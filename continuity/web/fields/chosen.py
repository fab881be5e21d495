"""Fields that a person chooses in: yes or no, one of several, several, and what stands in a register."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext as _

from continuity.rules.cleaning import clean_line
from continuity.web.fields.answers import NO_ANSWER, AnswerField, FormData

UNKNOWN_CHOICE = "?"  # the radio "Vet ej ännu"
NEW_NAME = "-new"  # the text field "Lägg till ny" beside a picker
MANY = 8  # from here on a list to open is easier than radios
LONG = 12  # a longer list of boxes scrolls inside itself
NEW_NAME_LIMIT = 200


@dataclass(frozen=True)
class Choice:
    """One thing to choose; `note` is a short explanation under it."""

    value: str
    label: str
    note: str = ""


class PickField(AnswerField):
    """One of several. `addable`: what is missing in the register may be typed instead (`new_name`)."""

    separate_box: ClassVar[bool] = False

    def __init__(self, *, choices: Sequence[Choice] = (), addable: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = tuple(choices)
        self.addable = addable
        self.new_name = ""

    @property
    def macro(self) -> str:  # type: ignore[override]
        """Radios while they can be taken in at a glance, else a list to open."""
        return "radios" if len(self.choices) < MANY else "select"

    @property
    def offered(self) -> tuple[Choice, ...]:
        """The choices, and a saved one that is no longer among them."""
        known = {choice.value for choice in self.choices}
        gone = [value for value in self._chosen() if value not in known and not self.failed]
        return (*self.choices, *(Choice(value, _("Tidigare val som inte längre finns")) for value in gone))

    def _chosen(self) -> tuple[str, ...]:
        return (self.typed,) if self.typed else ()

    @property
    def typed_text(self) -> str:
        """What is chosen, by its labels, and a name typed beside."""
        labels = {choice.value: choice.label for choice in self.choices}
        return ", ".join([*(labels.get(value, value) for value in self._chosen()), *filter(None, [self.new_name])])

    @property
    def blank(self) -> bool:
        """Whether nothing is chosen and no new name is typed."""
        return not self.typed and not self.new_name

    def read(self, formdata: FormData) -> str:
        """The value chosen; "" for none."""
        self._read_new(formdata)
        nothing = ("", NO_ANSWER, UNKNOWN_CHOICE)
        chosen = [value for value in formdata.getlist(self.name) if value not in nothing]
        return chosen[-1] if chosen else ""

    def _read_new(self, formdata: FormData) -> None:
        if self.addable:
            self.new_name = clean_line(formdata.get(self.name + NEW_NAME, ""))

    def says_unknown(self, formdata: FormData) -> bool:
        """ "Vet ej ännu" is one of the radios; a typed new name is an answer."""
        return UNKNOWN_CHOICE in formdata.getlist(self.name) and not self.new_name

    def parse(self, typed: str) -> str | None:
        """The value chosen, where it is one of those offered."""
        self._check_new()
        if typed and typed not in {choice.value for choice in self.choices}:
            raise ValueError(_("Valet finns inte längre. Välj ett av alternativen som visas."))
        return typed or None

    def _check_new(self) -> None:
        if len(self.new_name) > NEW_NAME_LIMIT:
            raise ValueError(_("Namnet får vara högst %(limit)s tecken.", limit=NEW_NAME_LIMIT))

    def take_new(self, value: str) -> None:
        """The new name is in the register now and is the answer."""
        self.answer = self.data = value


class PickManyField(PickField):
    """Several of several."""

    separate_box: ClassVar[bool] = True

    @property
    def macro(self) -> str:  # type: ignore[override]
        """Boxes, however many: a list that takes several is hard to use."""
        return "boxes"

    @property
    def long(self) -> bool:
        """Whether the boxes scroll inside themselves."""
        return len(self.choices) > LONG

    @property
    def offered(self) -> tuple[Choice, ...]:
        """The choices; in a long list what is chosen stands first, where it is seen."""
        every, chosen = super().offered, set(self._chosen())
        return tuple(sorted(every, key=lambda choice: choice.value not in chosen)) if self.long else every

    def written(self, answer: Any) -> list[str]:
        """The values chosen."""
        return [str(value) for value in answer] if isinstance(answer, list | tuple) else []

    def _chosen(self) -> tuple[str, ...]:
        return tuple(self.typed)

    def read(self, formdata: FormData) -> list[str]:  # type: ignore[override]
        """The values chosen, in the order they are offered."""
        self._read_new(formdata)
        chosen = dict.fromkeys(value for value in formdata.getlist(self.name) if value)
        places = {choice.value: place for place, choice in enumerate(self.choices)}
        return sorted(chosen, key=lambda value: places.get(value, len(places)))

    def says_unknown(self, formdata: FormData) -> bool:
        """ "Vet ej ännu" is a box of its own; a typed new name is an answer."""
        return AnswerField.says_unknown(self, formdata) and not self.new_name

    def parse(self, typed: list[str]) -> list[str] | None:  # type: ignore[override]
        """The values chosen, where they are among those offered or were saved before."""
        self._check_new()
        known = {choice.value for choice in self.choices} | set(self.written(self.object_data))
        if not known.issuperset(typed):
            raise ValueError(_("Ett val finns inte längre. Välj bland alternativen som visas."))
        return typed or None

    def take_new(self, value: str) -> None:
        """The new name is in the register now and is one of the answers."""
        self.answer = self.data = [*dict.fromkeys([*self._chosen(), value])]
