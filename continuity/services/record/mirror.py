"""What the archive folder holds: each completed document's place in it, and the lists that lie beside them."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from continuity.models import Department, Document, Plan, Step, StepRevision

INDEXES = ("index.html", "index.csv")
KINDS: Mapping[str, str] = {
    "final": "Fastställt dokument",
    "signing": "Exemplar för underskrift",
    "committee_memo": "Tjänsteskrivelse",
    "registered": "Beslutat utanför systemet",
    "annex": "Bilaga",
}
_FILE = "Fil"
_COLUMNS = (
    "Förvaltning",
    "Kod",
    "Steg",
    "Version",
    "Dokument",
    "Diarienummer",
    "Gäller från",
    "Gäller till",
    _FILE,
    "SHA-256",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNSAFE = re.compile(r"[^\w.\-]+")


@dataclass(frozen=True)
class Entry:
    """One file of the archive folder: `path` is relative to it, with / between folders."""

    path: str
    sha256: str
    department: str
    code: str
    step: str
    version: str
    kind: str
    registration_number: str
    valid_from: date | None
    valid_to: date | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The entry as a row of the lists."""
        dates = (day.isoformat() if day else "" for day in (self.valid_from, self.valid_to))
        words = (self.department, self.code, self.step, self.version, KINDS[self.kind], self.registration_number)
        return (*words, *dates, self.path, self.sha256)


def entries(session: Session) -> Iterator[Entry]:
    """Every document of a completed revision, by department, step and version: of several rounds, the last one's."""
    last_round = or_(Document.kind.in_(("registered", "annex")), Document.round == StepRevision.round)
    query = (
        select(
            Document.id, Document.filename, Document.sha256, Document.kind, Document.version, Department.name,
            Department.code, Step.name.label("step"), StepRevision.registration_number, StepRevision.valid_from,
            StepRevision.valid_to,
        )
        .join(StepRevision, StepRevision.id == Document.revision_id)
        .join(Step, Step.id == StepRevision.step_id)
        .join(Plan, Plan.id == Step.plan_id)
        .join(Department, Department.id == Plan.department_id)
        .where(and_(StepRevision.completed_at.is_not(None), Document.kind.in_(KINDS), last_round))
        .order_by(Department.code, Step.position, StepRevision.number, Document.id)
    )  # fmt: skip
    taken: set[str] = set()
    for row in session.execute(query):
        path = "/".join(safe(part) for part in (row.code, row.step, row.version or "utan-version", row.filename))
        if path in taken:  # two files of one name: the later one's number tells them apart, whoever makes the folder
            stem, dot, suffix = path.rpartition(".")
            path = f"{stem}_{row.id}{dot}{suffix}"
        taken.add(path)
        yield Entry(
            path, row.sha256, row.name, row.code, row.step, row.version, row.kind, row.registration_number or "",
            row.valid_from, row.valid_to,
        )  # fmt: skip


def safe(name: str) -> str:
    """A name that every file system takes and that leads nowhere else."""
    return _UNSAFE.sub("-", name).strip(".") or "-"


def indexes(kept: Iterable[Entry]) -> Mapping[str, str]:
    """File name -> contents of the lists that make the folder readable by itself."""
    rows = [entry.cells for entry in kept]
    return {"index.html": _html(rows), "index.csv": _csv(rows)}


def _csv(rows: Iterable[tuple[str, ...]]) -> str:
    """Semicolons and a byte order mark, as spreadsheets in Sweden expect; no cell begins a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows(
        [f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in row] for row in rows
    )
    return "\ufeff" + text.getvalue()


def _html(rows: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in _COLUMNS)
    body = "\n".join(f"<tr>{''.join(_cell(number, cell) for number, cell in enumerate(row))}</tr>" for row in rows)
    return _PAGE.replace("HEAD", head).replace("BODY", body)


def _cell(number: int, cell: str) -> str:
    if _COLUMNS[number] == _FILE:
        return f'<td><a href="{escape(cell)}">{escape(cell.rpartition("/")[2])}</a></td>'
    return f"<td>{escape(cell)}</td>"


_PAGE = """<!doctype html>
<html lang="sv">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Arkiv: kontinuitetsplaner</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem; }
div { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid #767676; padding: .4rem .8rem; text-align: left; vertical-align: top; }
td:last-child { font-family: monospace; font-size: .8rem; }
</style>
</head>
<body>
<h1>Arkiv: kontinuitetsplaner</h1>
<p>Mappen är en kopia av de fastställda dokumenten i systemet och kan läsas utan det. Kolumnen SHA-256 är varje fils
kontrollvärde.</p>
<div>
<table>
<thead><tr>HEAD</tr></thead>
<tbody>
BODY
</tbody>
</table>
</div>
</body>
</html>
"""
