"""A document with everything in it, opened by LibreOffice and read back."""

import io
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from docx import Document as open_docx
from docx.document import Document

from continuity.documents import Hyperlink, Paragraphs, Picture
from tests.documents.making import fill_table, png, render, word


def build(document: Document) -> None:
    """Header, sections, rows, lists, a picture and a link."""
    document.sections[0].header.paragraphs[0].text = "{{ title }}"
    document.add_heading("{{ title }}", 1)
    document.add_paragraph("{{ long }}")
    document.add_paragraph("{{ picture }}")
    document.add_paragraph("Se {{ link }}")
    made = document.add_table(2, 2)
    data = ("{% for r in rows %}{{ r.name }}", "{{ r.level | level | shade }}{% endfor %}")
    fill_table(made, (("Namn", "Nivå"), data))
    empty = document.add_table(1, 1)
    fill_table(empty, (("{% for r in none %}\n{{ r }}\n{% endfor %}",),))
    document.add_paragraph("Slut & <klart>")


def saved_again(docx: bytes, folder: Path, *, seconds: int = 120) -> bytes:
    """The document as LibreOffice opens and saves it."""
    path = folder / "plan.docx"
    path.write_bytes(docx)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to"]
    command += ["docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, done.stderr
    return (folder / "out" / "plan.docx").read_bytes()


@pytest.mark.libreoffice
def test_libreoffice_opens_a_document_and_every_word_is_there(tmp_path: Path) -> None:
    values = {
        "title": "Åtgärder & <plan>",
        "long": Paragraphs.from_text("Inledning\n\n- punkt\n\n1. ett\n2. två"),
        "picture": Picture(png(), "Karta", width_cm=2),
        "link": Hyperlink("kommunen", "https://malarvik.se/"),
        "rows": [{"name": f"Rad {n}", "level": n % 4 + 1} for n in range(40)],
        "levels": {1: "Försumbar", 2: "Måttlig", 3: "Allvarlig", 4: "Katastrofal"},
        "none": [],
    }
    back = open_docx(io.BytesIO(saved_again(render(word(build=build), values), tmp_path)))
    said = [paragraph.text for paragraph in back.paragraphs]
    for words in ("Åtgärder & <plan>", "Inledning", "punkt", "ett", "två", "Slut & <klart>"):
        assert words in said
    assert [cell.text for cell in back.tables[0].rows[40].cells] == ["Rad 39", "4 Katastrofal"]
    assert back.sections[0].header.paragraphs[0].text == "Åtgärder & <plan>"


@pytest.mark.soak
@pytest.mark.libreoffice
def test_libreoffice_opens_ten_thousand_rows_and_every_row_is_there(tmp_path: Path) -> None:
    values = {"rows": [{"name": f"Rad {n} & <x>", "level": n % 4 + 1} for n in range(10_000)]}

    def rows(document: Document) -> None:
        data = ("{% for r in rows %}{{ r.name }}", "{{ r.level | level | shade }}{% endfor %}")
        fill_table(document.add_table(2, 2), (("Namn", "Nivå"), data))

    back = saved_again(render(word(build=rows), values), tmp_path, seconds=600)
    with zipfile.ZipFile(io.BytesIO(back)) as package:
        said = re.findall(r">Rad (\d+) &amp; &lt;x&gt;<", package.read("word/document.xml").decode())
    assert [int(number) for number in said] == list(range(10_000))
