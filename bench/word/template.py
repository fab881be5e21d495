"""The bench template - a plan of ten pages - written in the syntax of each engine, and the values that fill it."""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table

CATEGORIES = ("liv", "miljo", "samhalle", "ekonomi", "fortroende", "lag", "personal")
COLOURS = ("E2EFDA", "FFF2CC", "F8CBAD", "F4B0B0")
META = (
    "Beslutad när",
    "Beslutad av",
    "Diarienummer",
    "Ersätter",
    "Gäller för",
    "Gäller fr o m",
    "Gäller t o m",
    "Dokumentansvarig",
    "Uppföljning",
    "Version",
)


@dataclass(frozen=True)
class Syntax:
    """How an engine writes a value, a loop over rows, a loop over paragraphs, a condition, and a cell's colour."""

    value: Callable[[str], str]
    row_loop: Callable[[str, str], tuple[str, str]]
    block_loop: Callable[[str, str], tuple[str, str]]
    condition: Callable[[str], tuple[str, str]]
    colour: Callable[[str], str]


JINJA = Syntax(
    lambda path: f"{{{{ {path} }}}}",
    lambda item, items: (f"{{%tr for {item} in {items} %}}", "{%tr endfor %}"),
    lambda item, items: (f"{{%p for {item} in {items} %}}", "{%p endfor %}"),
    lambda path: (f"{{%p if {path} %}}", "{%p endif %}"),
    lambda path: f"{{% cellbg {path} %}}",
)
MUSTACHE = Syntax(
    lambda path: f"{{{path.rpartition('.')[2] if '.' in path and not path.startswith('dok.') else path}}}",
    lambda item, items: (f"{{#{items.rpartition('.')[2]}}}", f"{{/{items.rpartition('.')[2]}}}"),
    lambda item, items: (f"{{#{items}}}", f"{{/{items}}}"),
    lambda path: (f"{{#{path.rpartition('.')[2]}}}", f"{{/{path.rpartition('.')[2]}}}"),
    lambda path: "",
)


def build(syntax: Syntax, *, rows_of_their_own: bool = True) -> bytes:
    """The template: cover, control table, contents, header and footer, five tables, a section for each activity."""
    document = Document()
    _drop_old_styles(document)
    v = syntax.value
    document.sections[0].header.paragraphs[0].text = f"{v('dok.titel')} · {v('dok.dnr')}"
    _page_number(document.sections[0].footer.paragraphs[0].add_run("Sida "))
    document.add_heading(v("dok.titel"), 0)
    meta = document.add_table(len(META), 2, style="Table Grid")
    for row, (at, label) in zip(meta.rows, enumerate(META), strict=True):
        row.cells[0].text, row.cells[1].text = label, v(f"dok.m{at}")
    _contents(document)
    document.add_heading("Aktiviteter", 1)
    begin, end = syntax.block_loop("a", "aktiviteter")
    document.add_paragraph(begin)
    document.add_heading(v("a.namn"), 2)
    document.add_paragraph(v("a.beskrivning"))
    first, last = syntax.condition("a.kritisk")
    for text in (first, f"Aktiviteten är kritisk: {v('a.motiv')}", last):
        document.add_paragraph(text)
    for step in ("Reservrutin", "Återgång", "Bemanning"):
        document.add_paragraph(f"{step}: {v('a.rutin')}", style="List Bullet")
    document.add_paragraph(end)
    document.add_heading("Konsekvenser", 1)
    _table(document, syntax, "k", "konsekvenser", ["namn", *CATEGORIES], coloured=True)
    document.add_heading("Beroenden", 1)
    _table(document, syntax, "b", "beroenden", ["nr", "resurs", "leverantor", "rto", "reserv"])
    document.add_heading("Åtgärder", 1)
    _table(document, syntax, "s", "steg", ["nr", "vad", "vem", "nar"])
    document.add_heading("Kontakter", 1)
    _table(document, syntax, "c", "kontakter", ["namn", "roll", "telefon"])
    document.add_heading("Ändringar", 1)
    _table(document, syntax, "r", "revisioner", ["version", "datum", "andring"])
    document.add_picture(io.BytesIO(_picture()))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _table(
    document: DocxDocument, syntax: Syntax, item: str, items: str, fields: list[str], *, coloured: bool = False
) -> None:
    begin, end = syntax.row_loop(item, items)
    rows_of_their_own = begin.startswith("{%")
    made = document.add_table(4 if rows_of_their_own else 2, len(fields), style="Table Grid")
    data = made.rows[2 if rows_of_their_own else 1].cells
    for at, field in enumerate(fields):
        made.rows[0].cells[at].text = field.capitalize()
        colour = syntax.colour(f"{item}.{field}_farg") if coloured and at else ""
        data[at].text = colour + syntax.value(f"{item}.{field}")
        data[at].paragraphs[0].runs[0].font.size = Pt(9)
    if rows_of_their_own:
        made.rows[1].cells[0].text, made.rows[3].cells[0].text = begin, end
    else:
        data[0].text, data[-1].text = begin + data[0].text, data[-1].text + end
    _mark_header(made)


def _mark_header(table: Table) -> None:
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _field(run: object, code: str) -> None:
    for kind in ("begin", None, "end"):
        node = OxmlElement("w:instrText" if kind is None else "w:fldChar")
        if kind is None:
            node.text = code
        else:
            node.set(qn("w:fldCharType"), kind)
        run._r.append(node)  # type: ignore[attr-defined]


def _page_number(run: object) -> None:
    _field(run, "PAGE")
    _field(run, "NUMPAGES")


def _contents(document: DocxDocument) -> None:
    _field(document.add_paragraph().add_run(), 'TOC \\o "1-2" \\h')


def _drop_old_styles(document: DocxDocument) -> None:
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            document.part.rels.pop(key)


def _picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = b"".join(b"\0" + bytes((x * 3) % 256 for x in range(240)) for _ in range(60))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 80, 60, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def values(rows: int) -> dict[str, object]:
    """A plan with this many dependencies."""
    activities = [
        {
            "namn": f"Aktivitet {n}: måltider & omsorg",
            "beskrivning": "Dagliga måltider till boende < 65 år och på särskilt boende.",
            "kritisk": n % 2 == 0,
            "motiv": "Liv och hälsa hotas inom 4 timmar.",
            "rutin": f"Följ pärm {n} i köket",
        }
        for n in range(10)
    ]
    consequences = []
    for n in range(10):
        row: dict[str, object] = {"namn": f"Aktivitet {n}"}
        for at, category in enumerate(CATEGORIES):
            level = (n + at) % 4
            row[category], row[f"{category}_farg"] = f"{level + 1} Allvarlig", COLOURS[level]
        consequences.append(row)
    return {
        "dok": {
            "titel": "Kontinuitetsplan för Socialnämnden",
            "dnr": "SN/2026:114-003",
            **{f"m{n}": f"Uppgift {n}, antagen 2026-06-03 § {n}" for n in range(10)},
        },
        "aktiviteter": activities,
        "konsekvenser": consequences,
        "beroenden": [
            {
                "nr": n,
                "resurs": f"Resurs {n} – journalsystem",
                "leverantor": f"Leverantör {n % 17} AB",
                "rto": f"{n % 48} tim",
                "reserv": "Pappersrutin" if n % 3 else "A & B",
            }
            for n in range(rows)
        ],
        "steg": [
            {"nr": n, "vad": f"Ring beredskapen enligt lista {n}", "vem": "Enhetschef", "nar": f"{n} min"}
            for n in range(25)
        ],
        "kontakter": [
            {"namn": f"Kontakt {n} Åkesson", "roll": "Beredskap", "telefon": f"0650-{n:05}"} for n in range(30)
        ],
        "revisioner": [{"version": f"1.{n}", "datum": "2026-06-03", "andring": "Översyn"} for n in range(5)],
    }
