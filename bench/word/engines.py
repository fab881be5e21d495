"""The engines, each as a function from values to the bytes of a document; all are timed in the same run."""

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import template as bench
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docxtpl import DocxTemplate

from continuity.documents import CoreProperties, Template, compile_template
from continuity.documents.archive import deflate, write_archive
from continuity.documents.template import forget_templates

Engine = Callable[[dict[str, object]], bytes]
SOURCE = bench.build(bench.JINJA)
CORE = CoreProperties(title="Kontinuitetsplan")


class Ours:
    """This engine with one template, at default settings."""

    def __init__(self, source: bytes = SOURCE) -> None:
        self.source = source
        self.template = compile_template(source)

    def warm(self, values: dict[str, object]) -> bytes:
        """The template compiled before."""
        return self.template.render(values, core=CORE)

    def cold(self, values: dict[str, object]) -> bytes:
        """The template compiled for this one document."""
        forget_templates()
        return compile_template(self.source).render(values, core=CORE)

    def compiled(self, values: dict[str, object]) -> bytes:
        """Compiling only; there is no document."""
        forget_templates()
        compile_template(self.source)
        return b""

    def engines(self, values: dict[str, object]) -> dict[str, Engine]:
        """What is timed of it, and the limit beside."""
        limit = Limit(self.template, values)
        return {
            "ours, warm": self.warm,
            "ours, cold": self.cold,
            "ours, compile only": self.compiled,
            "limit": limit,
        }


def docxtpl(values: dict[str, object]) -> bytes:
    """docxtpl as its users write it, escaping on."""
    return _docxtpl(DocxTemplate(io.BytesIO(SOURCE)), values)


_kept = DocxTemplate(io.BytesIO(SOURCE))


def docxtpl_kept(values: dict[str, object]) -> bytes:
    """docxtpl with its template object kept."""
    return _docxtpl(_kept, values)


def _docxtpl(template: DocxTemplate, values: dict[str, object]) -> bytes:
    template.render(values, autoescape=True)
    file = io.BytesIO()
    template.save(file)
    return file.getvalue()


_TABLES = (
    ("konsekvenser", ["namn", *bench.CATEGORIES]),
    ("beroenden", ["nr", "resurs", "leverantor", "rto", "reserv"]),
    ("steg", ["nr", "vad", "vem", "nar"]),
    ("kontakter", ["namn", "roll", "telefon"]),
    ("revisioner", ["version", "datum", "andring"]),
)


def python_docx(values: dict[str, object]) -> bytes:
    """python-docx building the same tables from code, cells made directly (add_row().cells is slower still)."""
    document = Document()
    document.add_heading(values["dok"]["titel"], 0)  # type: ignore[index]
    for activity in values["aktiviteter"]:  # type: ignore[attr-defined]
        document.add_heading(activity["namn"], 2)
        document.add_paragraph(activity["beskrivning"])
        if activity["kritisk"]:
            document.add_paragraph(f"Aktiviteten är kritisk: {activity['motiv']}")
        for step in ("Reservrutin", "Återgång", "Bemanning"):
            document.add_paragraph(f"{step}: {activity['rutin']}", style="List Bullet")
    for name, fields in _TABLES:
        table = document.add_table(1, len(fields), style="Table Grid")
        for cell, field in zip(table.rows[0].cells, fields, strict=True):
            cell.text = field.capitalize()
        for row in values[name]:  # type: ignore[attr-defined]
            table._tbl.append(_row(row, fields))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _row(row: dict[str, object], fields: list[str]) -> object:
    made = OxmlElement("w:tr")
    for field in fields:
        cell, paragraph, run, text = (OxmlElement(f"w:{name}") for name in ("tc", "p", "r", "t"))
        if colour := row.get(f"{field}_farg"):
            properties, shade = OxmlElement("w:tcPr"), OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", str(colour))):
                shade.set(qn(f"w:{name}"), value)
            properties.append(shade)
            cell.append(properties)
        text.text = str(row[field])
        run.append(text)
        paragraph.append(run)
        cell.append(paragraph)
        made.append(cell)
    return made


class Limit:
    """The least work there is: the parts of a finished document, compressed and put beside the unchanging ones."""

    def __init__(self, template: Template, values: dict[str, object]) -> None:
        with zipfile.ZipFile(io.BytesIO(template.render(values, core=CORE))) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        self.fixed = dict(template.prepared.fixed("sv"))
        changing = {program.part for program in template.prepared.programs} | {"docProps/core.xml"}
        self.changing = {name: data for name, data in parts.items() if name in changing}
        self.fixed |= {name: deflate(parts[name]) for name in parts if name not in changing and name not in self.fixed}

    def __call__(self, values: dict[str, object]) -> bytes:
        """Compress and zip."""
        return write_archive({**self.fixed, **{name: deflate(data) for name, data in self.changing.items()}})


class Node:
    """An engine in JavaScript: a process that renders when told to and answers with its own time in milliseconds."""

    def __init__(self, engine: str, modules: Path, source: bytes, folder: Path, data: Path) -> None:
        self.out = folder / f"{engine}.docx"
        path = folder / f"{engine}-template.docx"
        path.write_bytes(source)
        script = Path(__file__).with_name("engines.cjs")
        self.process = subprocess.Popen(
            ["node", str(script), engine, str(modules), str(path), str(self.out)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.load(data)

    def load(self, data: Path) -> None:
        """Read other values."""
        self._ask({"load": str(data)})

    def render(self) -> float:
        """Milliseconds of processor time for one document."""
        return float(self._ask({"render": True})["ms"])

    def _ask(self, request: dict[str, object]) -> dict[str, object]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer: dict[str, object] = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(str(answer["error"]))
        return answer

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=10)


CARBONE = bench.Syntax(
    lambda path: (
        "{d." + path + "}" if path.startswith("dok.") else "{d." + _LISTS.get(path[0], "") + "[i]." + path[2:] + "}"
    ),
    lambda item, items: ("", ""),
    lambda item, items: ("", "{d.aktiviteter[i+1].namn}"),
    lambda path: ("", ""),
    lambda path: "",
)
_LISTS = {"a": "aktiviteter", "k": "konsekvenser", "b": "beroenden", "s": "steg", "c": "kontakter", "r": "revisioner"}


def carbone_source() -> bytes:
    """Carbone repeats between a row for [i] and one for [i+1]."""
    document = Document(io.BytesIO(bench.build(CARBONE)))
    for table in document.tables[1:]:
        row = table.rows[-1]._tr
        copy = OxmlElement("w:tr")
        for cell in row.findall(qn("w:tc")):
            fresh = OxmlElement("w:tc")
            words = "".join(text.text or "" for text in cell.iter(qn("w:t")))
            paragraph, run, text = (OxmlElement(f"w:{name}") for name in ("p", "r", "t"))
            text.text = words.replace("[i]", "[i+1]")
            run.append(text)
            paragraph.append(run)
            fresh.append(paragraph)
            copy.append(fresh)
        table._tbl.append(copy)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
