"""Tables to take along, as xlsx or csv: plain cells in the order given, nothing that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO

from flask import Response, request, send_file
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from continuity.errors import NotFound

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
KINDS = ("xlsx", "csv")
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")  # what a spreadsheet may take for a formula
WIDEST = 60  # characters; longer texts wrap

Value = str | int | float | date | None


def asked() -> str | None:
    """The kind of file that the address asks for (`?som=xlsx`), or None for the page.

    :raise NotFound: some other kind.
    """
    kind = request.args.get("som")
    if kind is not None and kind not in KINDS:
        raise NotFound
    return kind


def sheet(kind: str, name: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> Response:
    """A download called `name` with one row of headings; `kind` is one of KINDS."""
    data = _xlsx(name, columns, rows) if kind == "xlsx" else _csv(columns, rows)
    return send_file(
        BytesIO(data), mimetype=XLSX if kind == "xlsx" else CSV, as_attachment=True, download_name=f"{name}.{kind}"
    )


def _xlsx(name: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "".join(c for c in name if c not in r"[]:*?/\'")[:31] or "1"
    widths = [len(column) for column in columns]
    for line, row in enumerate((columns, *rows), 1):
        for place, value in enumerate(row):
            _put(page.cell(line, place + 1), value)
            widths[place] = max(widths[place], min(len(str(value or "")), WIDEST))
    for cell in page[1]:
        cell.font = Font(bold=True)
    for place, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(place)].width = width + 2
    page.freeze_panes = "A2"
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _put(cell: Cell | MergedCell, value: Value) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # otherwise "=1+1" would become a formula
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """As a Swedish Excel opens it: semicolons, decimal commas, and a mark that says UTF-8."""
    kept = StringIO()
    writer = csv.writer(kept, delimiter=";", lineterminator="\r\n")
    writer.writerow([_inert(column) for column in columns])
    writer.writerows([_inert(value) for value in row] for row in rows)
    return kept.getvalue().encode("utf-8-sig")


def _inert(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(RUNS) else text
