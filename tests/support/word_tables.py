"""A Word document read back: its tables by the headings that they stand under, and its times in hours."""

import io
import re
from collections.abc import Iterator

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

HOURS = {"min": 1 / 60, "tim": 1.0, "h": 1.0, "dygn": 24.0, "d": 24.0}
TIME = re.compile(r"(\d+(?:,\d+)?)\s*(min|tim|h|dygn|d)\b")
Rows = list[dict[str, str]]


def tables(docx: bytes) -> Iterator[tuple[tuple[str, str], Rows]]:
    """((chapter, heading below it or ""), rows by the words of the first row) for each table of the text."""
    chapter, below = "", ""
    for part in Document(io.BytesIO(docx)).iter_inner_content():
        if isinstance(part, Paragraph):
            style = str(part.style.name) if part.style is not None else ""
            chapter, below = (part.text, "") if style == "Heading 1" else (chapter, below)
            below = part.text if style == "Heading 2" else below
        elif isinstance(part, Table):
            yield (chapter, below), _rows(part)


def _rows(table: Table) -> Rows:
    first, *others = [[cell.text for cell in row.cells] for row in table.rows]
    return [dict(zip(first, row, strict=True)) for row in others]


def under(docx: bytes, chapter: str, below: str = "") -> Rows:
    """The rows of the first table under a heading."""
    return next(rows for place, rows in tables(docx) if place == (chapter, below))


def facts(docx: bytes, chapter: str, below: str) -> dict[str, str]:
    """A table of what and its content, of the last such table under a heading."""
    found = [rows for place, rows in tables(docx) if place == (chapter, below) and "Innehåll" in rows[0]]
    return {row["Uppgift"]: row["Innehåll"] for row in found[-1]}


def words_of(docx: bytes) -> str:
    """Everything that the text says, a line each paragraph."""
    body = Document(io.BytesIO(docx)).element.body
    return "\n".join("".join(paragraph.itertext()) for paragraph in body.iter("{*}p"))


def hours(words: str) -> float | None:
    """A time as it is printed, in hours; None for what says none."""
    found = TIME.findall(words)
    return round(sum(float(n.replace(",", ".")) * HOURS[unit] for n, unit in found), 3) if found else None
