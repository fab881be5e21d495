"""A document with everything in it, opened by LibreOffice and read back."""

import io
import subprocess
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
    path = tmp_path / "plan.docx"
    path.write_bytes(render(word(build=build), values))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to"]
    command += ["docx:MS Word 2007 XML", "--outdir", str(tmp_path / "out"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    back = open_docx(io.BytesIO((tmp_path / "out" / "plan.docx").read_bytes()))
    said = [paragraph.text for paragraph in back.paragraphs]
    for words in ("Åtgärder & <plan>", "Inledning", "punkt", "ett", "två", "Slut & <klart>"):
        assert words in said
    assert [cell.text for cell in back.tables[0].rows[40].cells] == ["Rad 39", "4 Katastrofal"]
    assert back.sections[0].header.paragraphs[0].text == "Åtgärder & <plan>"
