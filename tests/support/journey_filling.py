"""Fills the guided form as somebody at the keyboard: page by page, row by row, in the widgets that the pages show."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from tests.support.journey_pages import follow, path_of

Answers = Mapping[str, Any]
FIELD = re.compile(r"^(?:(?P<row>.+?)-)?q_(?P<question>.+)$")
MANY_SCREENS = 400

WIDGET = """(question) => {
  const own = (input) => !input.name.endsWith("-unknown") && !input.name.endsWith("-new");
  const inputs = [...question.querySelectorAll("input:not([type=hidden]), select, textarea")].filter(own);
  const [first] = inputs;
  if (!first) return null;
  const kind = question.classList.contains("question-matrix") ? "matrix"
    : first.type === "radio" ? "radios"
    : first.type === "checkbox" ? "boxes"
    : first.tagName === "SELECT" ? "select"
    : first.tagName === "TEXTAREA" ? "longtext"
    : first.placeholder ? "date"
    : first.inputMode === "decimal" ? "number"
    : first.closest(".with-unit") ? "duration" : "text";
  const chosen = (input) => input.checked && input.value !== "-" && input.value !== "?";
  const answered = ["radios", "boxes", "matrix"].includes(kind) ? inputs.some(chosen)
    : inputs.some((input) => input.value !== "" && input.value !== "?");
  const name = kind === "matrix" ? first.name.split(".")[0] : first.name;
  return {kind, name, answered, optional: question.querySelector(".optional") !== null,
          label: question.querySelector("label, legend, .matrix-label").innerText.trim()};
}"""


def answers(name: str) -> dict[str, Any]:
    """What the department answers on a step; the keys are question and list ids."""
    path = Path(__file__).parent / "journey_answers" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@dataclass
class Filler:
    """One person filling one step; `look` is called on each page that is shown."""

    page: Page
    book: Answers
    look: Callable[[Page], None]
    typed: list[str] = field(default_factory=list)
    _rows: dict[str, Answers] = field(default_factory=dict)
    _opened: set[str] = field(default_factory=set)

    def fill_everything(self) -> None:
        """From the task list to the page "Kontrollera svaren", by the buttons that stand on the way."""
        self._rows[""] = self.book
        follow(self.page.locator(".task-list .task-link").first)
        for _screen in range(MANY_SCREENS):
            self.look(self.page)
            if path_of(self.page).endswith("/kontrollera"):
                return
            self._do_screen()
        raise AssertionError(f"no end after {MANY_SCREENS} screens: {self.page.url}")

    def _do_screen(self) -> None:
        if self.page.locator("form[data-guided]").count() == 0:
            self._do_list()
        elif self.page.locator(".table-row, button[name=do][value=add]").count():
            self._do_table()
        else:
            self.fill_page()
            self._press("Spara och fortsätt")

    def _place(self) -> tuple[str, str]:
        """(page, row) of the screen, "" for no row."""
        parts = path_of(self.page).split("/s/")[1].split("/")
        return parts[0], parts[1] if len(parts) > 1 else ""

    # --- lists ----------------------------------------------------------------------------------------------------

    def _do_list(self) -> None:
        """A list that opens one row at a time: adds the next row, or goes on."""
        list_id, around = self._place()
        wanted, there = self._rows[around].get(list_id, ()), self.page.locator(".row-card").count()
        if there < len(wanted):
            follow(self.page.get_by_role("button", name="Lägg till").first)
            self._rows[self._place()[1]] = wanted[there]
        else:
            follow(self.page.get_by_role("link", name="Fortsätt", exact=True))

    def _do_table(self) -> None:
        """A list on one screen: fills its rows, adds what is missing, opens each row once, and goes on."""
        list_id, around = self._place()
        wanted = self._rows[around].get(list_id, ())
        there = [one.get_attribute("id").removeprefix("rad-") for one in self.page.locator(".table-row").all()]  # type: ignore[union-attr]
        self._rows.update({row: wanted[n] if n < len(wanted) else {} for n, row in enumerate(there)})
        self.fill_page()
        closed = [row for row in there if row not in self._opened and self._opener(row).count()]
        if len(there) < len(wanted):
            self._press("Spara och lägg till en rad")
        elif closed:
            self._opened.add(closed[0])
            follow(self._opener(closed[0]))
        else:
            self._press("Spara och fortsätt")

    def _opener(self, row: str) -> Locator:
        return self.page.locator(f'button[name=do][value="open:{row}"]')

    def _press(self, name: str) -> None:
        follow(self.page.get_by_role("button", name=name, exact=True))

    # --- questions --------------------------------------------------------------------------------------------------

    def fill_page(self) -> None:
        """Every question that is asked: by the book, and where it is silent something plain, if it is required."""
        row = self._place()[1]
        for question in self.page.locator(".question").all():
            widget = question.evaluate(WIDGET)
            if widget is None or not question.is_visible():
                continue
            place = FIELD.match(widget["name"])
            assert place, widget
            given = self._rows[place["row"] or row].get(place["question"])
            if given is not None:
                FILL[widget["kind"]](self, question, widget, given)
            elif not widget["answered"] and not widget["optional"]:
                FILL[widget["kind"]](self, question, widget, None)

    def _type(self, question: Locator, widget: Answers, given: Any) -> None:
        plain = {"text": f"Svar på {widget['label']}", "longtext": f"Svar på {widget['label']}\nEn rad till."}
        plain |= {"number": "5", "duration": "4 h", "date": "2026-11-24"}
        text = plain[widget["kind"]] if given is None else str(given)
        if widget["kind"] in ("text", "longtext"):
            self.typed.append(text)
        question.locator(f'[name="{widget["name"]}"]').fill(text)

    def _choose(self, question: Locator, widget: Answers, given: Any) -> None:
        """Radios: by value or by label; what is missing in the register is typed beside."""
        choices = question.locator(f'[name="{widget["name"]}"]:not([type=hidden])')
        if given is None:
            choices.first.check()
        elif (found := self._choice(question, str(given))) is not None:
            found.check()
        else:
            self._add_new(question, widget, str(given))

    def _tick(self, question: Locator, widget: Answers, given: Any) -> None:
        for one in [None] if given is None else given:
            self._choose(question, widget, one)

    def _choice(self, question: Locator, wanted: str) -> Locator | None:
        by_value = question.locator(f'.form-check-input[value="{wanted}"]')
        if by_value.count():
            return by_value
        by_label = question.get_by_label(wanted, exact=True)
        return by_label.first if by_label.count() else None

    def _select(self, question: Locator, widget: Answers, given: Any) -> None:
        options = {one.inner_text().strip(): one.get_attribute("value") for one in question.locator("option").all()}
        wanted = next(label for label, value in options.items() if value not in ("", "?")) if given is None else given
        if wanted in options:
            question.locator("select").select_option(options[wanted])
        elif wanted in options.values():
            question.locator("select").select_option(wanted)
        else:
            self._add_new(question, widget, wanted)

    def _add_new(self, question: Locator, widget: Answers, name: str) -> None:
        field = question.locator(f'[name="{widget["name"]}-new"]')
        assert field.count(), f"{widget['label']}: there is no {name!r} to choose"
        assert not field.input_value(), f"{widget['label']}: two new names at once"
        field.fill(name)

    def _fill_matrix(self, question: Locator, widget: Answers, given: Any) -> None:
        """Levels by category; a time with the same level as the one before is left to inherit it."""
        for category in question.locator(".matrix-category").all():
            code = str(category.get_attribute("id")).rpartition(".")[2]
            levels = given["levels"][code] if given else [1]
            before = None
            for time, level in zip(category.locator(".matrix-time").all(), levels, strict=False):
                if level != before:
                    time.locator(f'input[value="{level}"]').check()
                before = level
            if given and (motive := given["motives"].get(code)):
                category.locator("textarea").fill(motive)


FILL: Mapping[str, Callable[[Filler, Locator, Answers, Any], None]] = {
    "text": Filler._type,
    "longtext": Filler._type,
    "number": Filler._type,
    "duration": Filler._type,
    "date": Filler._type,
    "radios": Filler._choose,
    "boxes": Filler._tick,
    "select": Filler._select,
    "matrix": Filler._fill_matrix,
}
