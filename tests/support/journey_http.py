"""People at browsers without scripts who fill whatever form a page shows, for journeys over HTTP alone."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask
from lxml.html import FormElement, HtmlElement

from continuity.services import demo
from tests.support.form_visitor import FormVisitor

FIELD = re.compile(r"^(?:(?P<row>.+?)-)?q_(?P<question>[^.]+)")
MANY_SCREENS = 200
Fields = dict[str, str | list[str]]


class Clerk(FormVisitor):
    """Somebody of the demo municipality; `book` holds answers by question and list id."""

    @classmethod
    def at_work(cls, app: Flask, who: str, book: Mapping[str, Any] | None = None) -> "Clerk":
        """Logs in as the one with this address, without its domain."""
        clerk = cls(app)
        clerk.log_in(f"{who}@malarvik.example", demo.password())
        assert clerk.path == "/", clerk.text
        clerk.book = book or {}
        return clerk

    book: Mapping[str, Any]

    def sign_in_again(self) -> None:
        """Answers the page that asks who is at the keyboard, if it is asked."""
        if self.path.startswith("/bekrafta"):
            self.send({"password": demo.password()})

    def take_up(self, department: str, step: str) -> None:
        """Opens what waits about a step, from Mina uppgifter."""
        self.open("/")
        for task in self.page.xpath("//li[contains(@class, 'task')]"):
            if department in task.text_content() and step in task.text_content():
                self.open(task.xpath(".//a/@href")[0])
                return
        raise AssertionError(f"nothing waits about {step}: {self.text}")

    def follow(self, words: str) -> None:
        """A link of the page, by its words."""
        found = [link for link in self.page.xpath("//main//a[@href]") if " ".join(link.text_content().split()) == words]
        assert found, f"no link {words!r} on {self.path}"
        self.open(found[0].get("href"))

    def explain(self, key: str, motive: str) -> None:
        """Why an answer stands that the page "Kontrollera svaren" warns of."""
        found = self.page.xpath("//form[.//input[@name='key'][@value=$key]]", key=key)[0]
        fields = {**dict(found.form_values()), "motive": motive}
        answer = self._client.post(found.get("action"), data=fields, headers=self._headers, follow_redirects=True)
        self._arrive(answer, 200)

    # --- the guided form ----------------------------------------------------------------------------------------------

    def fill_everything(self) -> None:
        """From the task list to the page "Kontrollera svaren", page by page."""
        self._rows: dict[str, Mapping[str, Any]] = {"": self.book}
        self._opened: set[str] = set()
        self.open(self.page.xpath("//a[@class='task-link']/@href")[0])
        for _screen in range(MANY_SCREENS):
            if "/kontrollera" in self.path:
                return
            if not self.page.xpath("//form[@data-guided]"):
                self._do_list()
            elif self.page.xpath("//fieldset[@class='table-row'] | //button[@name='do'][@value='add']"):
                self._do_table()
            else:
                self.send(self._answers(), button="go=on")
        raise AssertionError(f"no end: {self.path}")

    def _place(self) -> tuple[str, str]:
        page, _slash, row = self.path.split("?")[0].split("/s/")[1].partition("/")
        return page, row

    def _do_list(self) -> None:
        list_id, around = self._place()
        wanted, there = self._rows[around].get(list_id, ()), len(self.page.xpath("//li[@class='row-card']"))
        if there < len(wanted):
            self.send({"around": around})
            self._rows[self._place()[1]] = wanted[there]
        else:
            self.follow("Fortsätt")

    def _do_table(self) -> None:
        """A list on one screen: fills its rows, adds what is missing, opens each row once, and goes on."""
        list_id, around = self._place()
        wanted = self._rows[around].get(list_id, ())
        there = [one.get("id").removeprefix("rad-") for one in self.page.xpath("//fieldset[@class='table-row']")]
        self._rows |= {row: wanted[n] if n < len(wanted) else {} for n, row in enumerate(there)}
        closed = [row for row in there if row not in self._opened and self._button(f"open:{row}")]
        if len(there) < len(wanted) and self._button("add"):
            self.send(self._answers(), button="do=add")
        elif closed:
            self._opened.add(closed[0])
            self.send(self._answers(), button=f"do=open:{closed[0]}")
        else:
            self.send(self._answers(), button="go=on")

    def _button(self, value: str) -> bool:
        return bool(self.page.xpath("//button[@name='do'][@value=$value]", value=value))

    def _answers(self) -> Fields:
        """What the book says, and something plain for the other questions that lack a required answer."""
        form, found = self.form_with(button="go=on"), Fields()
        for question in self.page.xpath("//div[contains(@class, 'question')][@id]"):
            found |= dict(answered(question, self._rows, self._place()[1]))
        known = {name for name, _value in form.form_values()} | set(form.fields.keys())
        return {name: value for name, value in found.items() if name in known}


def answered(question: HtmlElement, rows: Mapping[str, Mapping[str, Any]], row: str) -> Iterator[tuple[str, Any]]:
    """The fields of one question with what is typed in them; none where it may stay as it is."""
    inputs = [one for one in question.xpath(".//input[not(@type='hidden')] | .//select | .//textarea") if _own(one)]
    if not inputs:
        return
    place = FIELD.match(inputs[0].get("name"))
    assert place, inputs[0].get("name")
    given = rows.get(place["row"] or row, {}).get(place["question"])
    if "question-matrix" in question.get("class") and given is not None:
        yield from _levels(question, given)
        return
    if given is None and (question.xpath(".//*[@class='optional']") or _is_answered(inputs)):
        return
    name = inputs[0].get("name")
    choices = {_label_of(question, one): one.get("value") for one in inputs if one.get("type") in ("radio", "checkbox")}
    choices |= {" ".join(one.text_content().split()): one.get("value") for one in question.xpath(".//option")}
    for wanted in given if isinstance(given, list) else [given]:
        yield from _one(question, name, choices, inputs[0], wanted)


def _one(
    question: HtmlElement, name: str, choices: Mapping[str, str], first: HtmlElement, wanted: Any
) -> Iterator[tuple[str, Any]]:
    if not choices:
        yield name, _plain(first) if wanted is None else str(wanted)
        return
    real = [value for value in choices.values() if value not in ("", "?", "-")]
    several = first.get("type") == "checkbox"
    if wanted is None or wanted in choices or wanted in choices.values():
        value = real[0] if wanted is None else choices.get(wanted, wanted)
        yield name, [value] if several else value
    else:
        yield f"{name}-new", wanted


def _levels(matrix: HtmlElement, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The levels by category; a time with the level of the one before is left to inherit it."""
    for category in matrix.xpath(".//fieldset[contains(@class, 'matrix-category')]"):
        code, before = category.get("id").rpartition(".")[2], None
        for time, level in zip(category.xpath(".//fieldset[@class='matrix-time']"), given["levels"][code], strict=True):
            yield time.xpath(".//input/@name")[0], "-" if level == before else str(level)
            before = level
        if motive := given["motives"].get(code):
            yield category.xpath(".//textarea/@name")[0], motive


def _plain(field: HtmlElement) -> str:
    if field.tag == "textarea" or "width-20" not in field.get("class", ""):
        return "Ett svar med åäö & <tecken>."
    return "2026-11-24" if field.get("placeholder") else "5" if field.get("inputmode") else "4 h"


def _own(field: HtmlElement) -> bool:
    return not field.get("name", "").endswith(("-unknown", "-new"))


def _is_answered(inputs: list[HtmlElement]) -> bool:
    for one in inputs:
        if one.get("type") in ("radio", "checkbox"):
            if one.get("checked") is not None and one.get("value") not in ("-", "?"):
                return True
        elif (one.text or "").strip() if one.tag == "textarea" else one.value:
            return True
    return False


def _label_of(question: HtmlElement, field: HtmlElement) -> str:
    found = question.xpath(".//label[@for=$id]/text()", id=field.get("id"))
    return str(found[0]).strip() if found else ""


def forms_of(page: HtmlElement) -> list[FormElement]:
    """The forms in the page's own part that change something."""
    return [form for form in page.xpath("//main//form") if form.method == "POST"]
