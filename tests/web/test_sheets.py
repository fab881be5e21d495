"""Tables to take along: everything is there, in order, and nothing runs."""

from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from continuity.errors import NotFound
from continuity.web import sheets

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1")


def made(app: Flask, kind: str, *rows: list[sheets.Value]) -> bytes:
    with app.test_request_context("/"):
        answer = sheets.sheet(kind, "Gap mellan krav och löfte", ["Enhet", "Timmar"], rows)
        answer.direct_passthrough = False
        return answer.get_data()


def test_an_xlsx_has_headings_texts_numbers_and_days(app: Flask) -> None:
    book = load_workbook(BytesIO(made(app, "xlsx", ["Ängslyckan", 61.5], [None, date(2026, 11, 22)])))
    assert [[cell.value for cell in row] for row in book.active.rows][:2] == [["Enhet", "Timmar"], ["Ängslyckan", 61.5]]
    assert book.active["B3"].value.date() == date(2026, 11, 22)
    assert book.active.freeze_panes == "A2"


@pytest.mark.parametrize("text", FORMULAS[:4])
def test_a_text_that_looks_like_a_formula_is_a_text_in_xlsx(app: Flask, text: str) -> None:
    cell = load_workbook(BytesIO(made(app, "xlsx", [text, 1]))).active["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_is_quoted_in_csv(app: Flask, text: str) -> None:
    assert made(app, "csv", [text, 1]).decode("utf-8-sig").splitlines()[1].strip('"').startswith("'")


def test_a_csv_is_what_a_swedish_spreadsheet_opens(app: Flask) -> None:
    text = made(app, "csv", ["Åsen; norra", -61.5]).decode("utf-8-sig")
    assert text == 'Enhet;Timmar\r\n"Åsen; norra";-61,5\r\n'


def test_only_the_kinds_that_exist_are_made(app: Flask) -> None:
    with app.test_request_context("/?som=exe"), pytest.raises(NotFound):
        sheets.asked()
    with app.test_request_context("/?som=csv"):
        assert sheets.asked() == "csv"
    with app.test_request_context("/"):
        assert sheets.asked() is None
