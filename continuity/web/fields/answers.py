"""What every field of a guided form has in common: what was typed, what it means, and "Vet ej ännu"."""

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from wtforms import Field
from wtforms.utils import unset_value

from continuity.definitions.forms import Question
from continuity.errors import Reason, say
from continuity.rules.answers import SPECIAL, UNKNOWN, is_unknown
from continuity.web.wording import tell

NO_ANSWER = "-"  # the radio that says nothing: "Inget svar", "Samma som 4 timmar"
UNKNOWN_BOX = "-unknown"  # the name of the box beside a field: the field's own and this


class FormData(Protocol):
    """What a browser posted."""

    def __contains__(self, name: object) -> bool: ...

    def get(self, name: str, default: str = "") -> str:
        """The first value under the name."""
        ...

    def getlist(self, name: str) -> list[str]:
        """Every value under the name."""
        ...


@dataclass(frozen=True)
class Wording:
    """A question's texts in one language; "" where nothing is said."""

    label: str
    hint: str = ""
    why: str = ""
    example: str = ""
    term: str = ""
    unit: str = ""
    optional: bool = False
    restricted: bool = False


class AnswerField(Field):
    """One question. `typed` is shown again exactly as written, `answer` is what is saved.

    "Vet ej ännu" and a typed answer at once: what changed last wins, and the box wins when both are new. What was
    typed stays in the saved answer (`{"unknown": true, "kept": ...}`) and is shown again. A field that the browser
    did not send is left alone (`given` is False). An answer that must not be recorded here (`stops_if`) is replaced by
    the mark that it is handled elsewhere (`stopped`).
    """

    macro: ClassVar[str] = "line"
    separate_box: ClassVar[bool] = True

    def __init__(
        self,
        *,
        question_id: str,
        question: Question,
        wording: Wording,
        language: str = "sv",
        suggested: Any = None,
        phone: str = "",
        **kwargs: Any,
    ) -> None:
        """`suggested` is shown, and saved first when the person saves the page; `phone` is whom to call."""
        super().__init__(label=wording.label, **kwargs)
        self.question_id = question_id
        self.question = question
        self.wording = wording
        self.language = language
        self.suggested = suggested
        self.phone = phone
        self.stopped = False
        self.given = False
        self.anchor = self.id  # where a link in the error summary leads

    # --- what a kind of question says for itself -----------------------------------------------------------------

    def written(self, answer: Any) -> Any:
        """A saved answer as it is typed."""
        return answer if isinstance(answer, str) else ""

    def read(self, formdata: FormData) -> Any:
        """What was typed, cleaned; the same shape as `written` gives."""
        raise NotImplementedError

    def parse(self, typed: Any) -> Any:
        """The answer, or None for none.

        :raise ValueError: it cannot be taken; the message is for the person.
        """
        raise NotImplementedError

    @property
    def blank(self) -> bool:
        """Whether nothing is typed."""
        return not self.typed

    @property
    def typed_text(self) -> str:
        """What is typed, as text to copy."""
        return str(self.typed)

    # --- the same for all ------------------------------------------------------------------------------------------

    @property
    def may_be_unknown(self) -> bool:
        """Whether "Vet ej ännu" is offered: on every required question, and where it has been answered so."""
        return self.question.required or self.unknown

    @property
    def special(self) -> bool:
        """Whether the answer is kept outside the system ("Hanteras i särskild ordning")."""
        return isinstance(self.object_data, dict) and self.object_data.get("special") is True

    @property
    def failed(self) -> bool:
        """Whether what was typed cannot be taken; then `answer` is still the saved one."""
        return bool(self.process_errors)

    @property
    def described_by(self) -> str:
        """The ids of the hint and the error, for aria-describedby."""
        hint = f"{self.id}-hint" if self.wording.hint or self.wording.example else ""
        return " ".join(part for part in (hint, f"{self.id}-error" if self.errors else "") if part)

    def process(self, formdata: FormData | None, data: Any = unset_value, extra_filters: object = None) -> None:
        """Shows the saved answer, then takes what was posted."""
        self.process_errors: list[str] = []
        self.object_data = self.data = None if data is unset_value else data
        self._show(self.suggested if data is unset_value else data)
        self.answer = self.object_data  # a suggestion is no answer before the person has saved it
        if formdata is not None and self.name in formdata:
            self._take(formdata)

    def _show(self, saved: Any) -> None:
        self.unknown = is_unknown(saved)
        self.typed = self.written(saved)
        if self.unknown and "kept" in saved:
            self.typed = saved["kept"]

    def _take(self, formdata: FormData) -> None:
        before, was_unknown = self.typed, self.unknown
        self.given, self.typed = True, self.read(formdata)
        changed = self.typed != before
        offered = self.question.required or was_unknown
        self.unknown = offered and self.says_unknown(formdata) and not (was_unknown and changed and not self.blank)
        if self.unknown:
            self.answer = dict(UNKNOWN) | ({} if self.blank else {"kept": self.typed})
        elif was_unknown or changed or self.answer is None:
            self._parse()
        self.data = self.answer

    def says_unknown(self, formdata: FormData) -> bool:
        """Whether "Vet ej ännu" was chosen."""
        return self.name + UNKNOWN_BOX in formdata

    def _parse(self) -> None:
        try:
            self.answer = self.parse(self.typed)
        except ValueError as wrong:
            self.process_errors.append(str(wrong))
            return
        given = self.answer if isinstance(self.answer, list) else [self.answer]
        if {str(value) for value in self.question.stops_if} & {str(value) for value in given}:
            self.stopped, self.answer = True, dict(SPECIAL)
            self.process_errors.append(tell(_whom_to_call(self.phone)))


def _whom_to_call(phone: str) -> Reason:
    """What is said when an answer must not be recorded here."""
    if phone:
        return say(
            "Uppgiften får inte registreras här. Kontakta säkerhetsskyddschefen ({telefon})."
            " Du kan fortsätta med resten.",
            telefon=phone,
        )
    return say("Uppgiften får inte registreras här. Kontakta säkerhetsskyddschefen. Du kan fortsätta med resten.")
