"""Tables from outside: what they may be, how cells are read, and what is refused before it is taken in."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from continuity.errors import Invalid
from continuity.services.organisation import spreadsheets


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, kept = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


def test_cells_of_a_workbook_are_read_as_a_person_would() -> None:
    data = workbook(
        ("Namn", "Dag", "Tal", "Ja"),
        ("Åsa =1+1", date(2027, 1, 31), 3.0, True),
        ("Bo", datetime(2027, 2, 1), 2.5, None),
    )
    table = spreadsheets.read("x.xlsx", data)
    assert table.headings == ("Namn", "Dag", "Tal", "Ja")
    assert table.rows == ((2, ("Åsa =1+1", "2027-01-31", "3", "Ja")), (3, ("Bo", "2027-02-01", "2.5", "")))


def test_a_formula_is_the_text_that_stands_in_it() -> None:
    table = spreadsheets.read("x.xlsx", workbook(("Namn",), ('=HYPERLINK("http://x")',)))
    assert table.rows[0][1] == ('=HYPERLINK("http://x")',)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_csv_is_read_in_every_encoding_and_with_every_mark(encoding: str, mark: str) -> None:
    text = f'Namn{mark}Kod\r\n"Överförmyndar{mark}kontoret"{mark}ÅÄÖ\r\n\r\nKök{mark}K\r\n'
    table = spreadsheets.read("x.csv", text.encode(encoding))
    assert table.rows == (
        (2, (f"Överförmyndar{mark.strip() or ' '}kontoret".replace(" ", "\t"), "ÅÄÖ")),
        (4, ("Kök", "K")),
    )


def test_control_characters_go_and_short_rows_are_filled() -> None:
    table = spreadsheets.pasted("Namn\tKod\nA\x0b\x00B\x07\nC\tD\tE")
    assert table.rows == ((2, ("A\nB", "")), (3, ("C", "D")))


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" + b" " * 80_000_000 + b"</a>")
    return kept.getvalue()


@pytest.mark.parametrize(
    "data",
    [bomb(), b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old excel", b"\x00\x01\x02binary", b"", b"\n\n"],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        spreadsheets.read("x.xlsx" if data[:2] == b"PK" else "x.csv", data)
    assert set(refused.value.errors) == {"file"}


def test_too_many_rows_and_too_large_files_are_refused() -> None:
    with pytest.raises(Invalid, match="fler än 5000 rader"):
        spreadsheets.pasted("Namn\n" + "A\n" * 5_001)
    with pytest.raises(Invalid, match="större än 5 MB"):
        spreadsheets.read("x.csv", b"a" * 5_000_001)
