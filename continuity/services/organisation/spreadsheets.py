"""Tables from outside: xlsx, csv or text pasted from a spreadsheet, read as headings and rows of plain text."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from continuity.documents import TemplateRefused
from continuity.documents.package import Bounds, read_package
from continuity.errors import Invalid, Reason, say
from continuity.rules.cleaning import clean_text

MAX_BYTES = 5_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 100
MAX_CELL = 50_000  # characters
LOOKED_AT = 20_000  # rows, empty ones counted
BOUNDS = Bounds(file=MAX_BYTES, unpacked=60_000_000, xml=60_000_000, markup=3_000_000, ratio=400)
UNREADABLE = say(
    "Filen går inte att läsa som en tabell. Spara den som Excel-arbetsbok (.xlsx) eller csv, utan lösenord och makron."
)


@dataclass(frozen=True)
class Table:
    """Headings, and rows as (line number in the file, one text for each heading)."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read(filename: str, data: bytes) -> Table:
    """The table in a file; formulas, links and colours are nothing: a cell is the text that stands in it.

    :raise Invalid: the file is too large, no table, or lacks headings or rows; `file` says which.
    """
    if len(data) > MAX_BYTES:
        raise _refused(say("Filen är större än {n} MB. Dela upp den.", n=MAX_BYTES // 1_000_000))
    if data[:4] == b"PK\x03\x04" or filename.lower().endswith((".xlsx", ".xlsm", ".xls")):
        return _table(_of_workbook(data))
    return pasted(_decoded(data))


def pasted(text: str) -> Table:
    """The table in a text: tabs as a spreadsheet copies, else semicolons, else commas. :raise Invalid: as `read`."""
    if len(text) > MAX_BYTES:
        raise _refused(say("Texten är för lång. Dela upp den, eller skicka den som en fil."))
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return _table(lines)
    except csv.Error:
        raise _refused(UNREADABLE) from None


def _refused(reason: Reason) -> Invalid:
    return Invalid({"file": reason})


def _of_workbook(data: bytes) -> Iterator[Sequence[object]]:
    try:
        read_package(data, BOUNDS)  # a bomb is refused before anything is taken in
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        page = book.worksheets[0]
        page.reset_dimensions()
        rows = page.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
        yield from rows
    except (TemplateRefused, InvalidFileException, KeyError, ValueError, IndexError, OSError, TypeError):
        raise _refused(UNREADABLE) from None


def _decoded(data: bytes) -> str:
    """UTF-8 where it is that, UTF-16 where it says so, else what Swedish Windows writes."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise _refused(UNREADABLE)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    if "\t" in first:
        return "\t"
    return ";" if first.count(";") >= first.count(",") else ","


def _table(lines: Iterable[Sequence[object]]) -> Table:
    headings: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, line in enumerate(lines, 1):
        cells = [_text(cell) for cell in line]
        if len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:]):
            raise _refused(say("Tabellen har fler än {n} kolumner.", n=MAX_COLUMNS))
        if not any(cells):
            if number > LOOKED_AT:
                break
            continue
        if not headings:
            headings = tuple(cells[: _last(cells)])
            continue
        if len(rows) == MAX_ROWS or number > LOOKED_AT:
            raise _refused(say("Tabellen har fler än {n} rader. Dela upp den.", n=MAX_ROWS))
        rows.append((number, tuple((cells + [""] * len(headings))[: len(headings)])))
    if not headings or not rows:
        raise _refused(say("Tabellen är tom. Den behöver en rad med rubriker och minst en rad under den."))
    return Table(headings, tuple(rows))


def _last(cells: Sequence[str]) -> int:
    return max(place for place, cell in enumerate(cells, 1) if cell)


def _text(cell: object) -> str:
    """A cell as a person would read it out: dates as ÅÅÅÅ-MM-DD, whole numbers without decimals."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Ja" if cell else "Nej"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == cell.time().min else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return clean_text(str(cell)[:MAX_CELL])
