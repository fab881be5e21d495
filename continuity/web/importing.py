"""What imports share: a table is sent or pasted, looked at, kept for a day, and taken in when it is confirmed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from flask import Response, request
from flask_babel import lazy_gettext as _  # a label is put into words when the page is shown
from flask_wtf.file import FileField
from wtforms import TextAreaField

from continuity.errors import Invalid, say
from continuity.extensions import db
from continuity.services.answers import parking
from continuity.services.organisation import spreadsheets
from continuity.services.organisation.importing import Row, Wrong
from continuity.services.organisation.spreadsheets import Table
from continuity.web import sheets
from continuity.web.forms import Form
from continuity.web.session import actor, now
from continuity.web.wording import tell

SHOWN = 20  # rows of the preview
TOLD = 200  # errors


class ImportForm(Form):
    """A file, or what was copied in a spreadsheet."""

    file = FileField(_("Fil, som Excel (.xlsx) eller csv"))
    pasted = TextAreaField(_("Eller klistra in rader från ett kalkylblad"))


@dataclass(frozen=True)
class Column:
    """One column: its key, what its heading says (any of `names`), and whether a table must have it."""

    key: str
    names: tuple[str, ...]
    required: bool = False

    @property
    def heading(self) -> str:
        """The heading of a blank template."""
        return self.names[0]


@dataclass(frozen=True)
class Cell:
    """One error for people: where, what stands there, and why it cannot be taken."""

    line: int
    heading: str
    text: str
    reason: str


@dataclass(frozen=True)
class Preview:
    """What a table would lead to: the first rows, everything that is wrong, and the key to confirm with."""

    headings: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    total: int
    wrong: Sequence[Cell]
    mistakes: int
    key: str = ""


def sent(form: ImportForm) -> Table:
    """The table that was sent or pasted. :raise Invalid: there is none, or it cannot be read."""
    upload = form.file.data
    if upload and upload.filename:
        return spreadsheets.read(PurePath(upload.filename).name, upload.read())
    if form.pasted.data:
        return spreadsheets.pasted(request.form.get("pasted", ""))  # as it was sent: the tabs between cells count
    raise Invalid({"file": say("Välj en fil, eller klistra in rader från ett kalkylblad.")})


def keyed(table: Table, columns: Sequence[Column]) -> list[Row]:
    """The rows by the columns' keys; a column that is not in the table is empty in every row.

    :raise Invalid: a heading that is unknown or there twice, or one that must be there and is not.
    """
    known = {name.casefold(): column.key for column in columns for name in column.names}
    keys = [known.get(" ".join(heading.split()).casefold(), "") for heading in table.headings]
    strange = [heading for heading, key in zip(table.headings, keys, strict=True) if not key or keys.count(key) > 1]
    if strange:
        raise Invalid({"file": say("De här rubrikerna känns inte igen: {names}.", names=", ".join(strange)[:300])})
    missing = [column.heading for column in columns if column.required and column.key not in keys]
    if missing:
        raise Invalid({"file": say("De här rubrikerna saknas: {names}.", names=", ".join(missing)[:300])})
    blank = {column.key: "" for column in columns}
    return [(line, blank | dict(zip(keys, cells, strict=True))) for line, cells in table.rows]


def preview(rows: Sequence[Row], columns: Sequence[Column], wrong: Sequence[Wrong]) -> Preview:
    """What to show; where nothing is wrong the rows are kept for a day, under a key that the page alone has."""
    texts = dict(rows)
    headings = {column.key: column.heading for column in columns}
    cells = [
        Cell(one.line, headings.get(one.column, ""), texts[one.line].get(one.column, "")[:100], tell(one.reason))
        for one in wrong[:TOLD]
    ]
    key = "" if wrong else _parked(rows)
    shown = [(line, [row[column.key] for column in columns]) for line, row in rows[:SHOWN]]
    return Preview([column.heading for column in columns], shown, len(rows), cells, len(wrong), key)


def _parked(rows: Sequence[Row]) -> str:
    where = request.full_path.rstrip("?")
    return parking.park(db.session, actor().person_id, where, _packed(rows), at=now())


def _packed(rows: Sequence[Row]) -> list[tuple[str, str]]:
    return [(str(line), json.dumps(dict(row), ensure_ascii=False)) for line, row in rows]


def confirmed(path: str) -> list[Row] | None:
    """The rows behind the key that was sent, taken out so that they are taken in once; None if they are gone."""
    fields = parking.claim(db.session, request.form.get("key", ""), actor().person_id, path, at=now())
    return None if fields is None else [(int(line), _unpacked(row)) for line, row in fields]


def _unpacked(text: str) -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(text)
    return found


def gone() -> str:
    """What is said when a confirmation comes twice, or too late."""
    return str(_("Tabellen är redan inläst, eller så har det gått mer än ett dygn sedan du granskade den."))


def blank(name: str, columns: Sequence[Column]) -> Response:
    """An empty workbook with the headings."""
    return sheets.sheet("xlsx", name, [column.heading for column in columns], [])
