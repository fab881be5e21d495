"""Somebody at a browser without scripts: opens pages, fills the forms that stand on them, and sends those."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from flask import Flask
from lxml.html import FormElement, HtmlElement
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

Fields = Mapping[str, str | Sequence[str]]


class FormVisitor:
    """One person's browser; what is sent is always a form that the page really shows, token and hidden fields too."""

    def __init__(self, app: Flask, *, language: str = "sv") -> None:
        self._client = app.test_client()
        self._headers = {"Accept-Language": language}
        self.answer: TestResponse | None = None

    def open(self, path: str, *, status: int = 200) -> HtmlElement:
        """Go to a page, following redirects; the page must answer with this status."""
        return self._arrive(self._client.get(path, headers=self._headers, follow_redirects=True), status)

    def send(self, fields: Fields, *, button: str = "", status: int = 200, follow: bool = True) -> HtmlElement:
        """Fill and send the form of this page that has these fields, and the named button if one is named."""
        form = self.form_with(*fields, button=button)
        values = _filled(form, fields)
        if "=" in button:
            values.add(*button.split("=", 1))
        path = urljoin(self.path, form.get("action") or "")
        sent = self._client.open(path, method=form.method, data=values, headers=self._headers, follow_redirects=follow)
        return self._arrive(sent, status)

    def save_while_typing(self, fields: Fields, *, status: int = 200) -> dict[str, Any]:
        """What the page's script does: sends the form and stays; gives what the script is told."""
        form = self.form_with(*fields)
        path = urljoin(self.path, form.get("action") or "")
        headers = {**self._headers, "Accept": "application/json", "X-Requested-With": "fetch"}
        answer = self._client.post(path, data=_filled(form, fields), headers=headers)
        assert answer.status_code == status, f"{path}: {answer.status}\n{answer.text[:3000]}"
        told: dict[str, Any] = answer.get_json()
        return told

    def form_with(self, *names: str, button: str = "") -> FormElement:
        """The form of this page that posts these fields; `button` is a button's text, or `name=value`."""
        for form in self.page.forms:
            if form.method == "POST" and set(names) <= set(form.fields.keys()) and _has_button(form, button):
                return form
        raise AssertionError(f"no form on {self.path} has the fields {names} and the button {button!r}")

    def log_in(self, email: str, password: str) -> HtmlElement:
        """Log in on the login page, as anybody does."""
        self.open("/login")
        return self.send({"email": email, "password": password})

    def download(self, path: str) -> TestResponse:
        """A file, without leaving the page."""
        return self._client.get(path, headers=self._headers)

    @property
    def path(self) -> str:
        """Where the visitor is: path and query of the last answer."""
        assert self.answer is not None, "no page has been opened"
        where = urlsplit(self.answer.request.url)
        return f"{where.path}?{where.query}" if where.query else where.path

    @property
    def page(self) -> HtmlElement:
        """The last answer, read as a browser would."""
        assert self.answer is not None, "no page has been opened"
        return lxml.html.fromstring(self.answer.text)

    @property
    def text(self) -> str:
        """What the page says, spaces run together."""
        return " ".join(self.page.text_content().split())

    def _arrive(self, answer: TestResponse, status: int) -> HtmlElement:
        self.answer = answer
        assert answer.status_code == status, f"{answer.request.path}: {answer.status}\n{answer.text[:3000]}"
        return self.page


def _filled(form: FormElement, fields: Fields) -> MultiDict[str, str]:
    values = MultiDict([(name, value) for name, value in form.form_values() if name not in fields])
    for name, value in fields.items():
        values.setlist(name, [value] if isinstance(value, str) else list(value))
    return values


def _has_button(form: FormElement, wanted: str) -> bool:
    return not wanted or wanted in set(_buttons(form))


def _buttons(form: FormElement) -> Iterator[str]:
    for button in form.iter("button", "input"):
        if button.tag == "button" or button.get("type") == "submit":
            yield " ".join(button.text_content().split())
            yield f"{button.get('name')}={button.get('value')}"
