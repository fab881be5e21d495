"""Imports over HTTP: everything wrong is told at once, nothing is saved before it is confirmed, and then it is once."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from continuity.models import Department, Event, Membership, ParkedPost, Person
from continuity.web import sheets
from tests.support.town import Town
from tests.web.conftest import Townsperson, Visit

pytestmark = pytest.mark.stock("demo")
STEP = "business_impact_analysis"
UNITS = "Kod;Namn;Vad det är;Hör till (kod)\r\nHTJ;Hemtjänsten;Avdelning;SN\r\nHT1;Hemtjänst Norr;Enhet;HTJ\r\n"


def count(hall: Town, model: type) -> int:
    hall.session.rollback()
    return hall.session.scalar(select(func.count()).select_from(model)) or 0


def send_file(person: Townsperson, path: str, name: str, data: bytes, status: int) -> None:
    person.open(path)
    answer = person.upload(path, name, data)
    assert answer.status_code == status, person.text[:2000]


def confirm(person: Townsperson) -> None:
    button = next(
        " ".join(one.text_content().split()) for one in person.page.iter("button") if "Läs in" in one.text_content()
    )
    person.send({}, button=button)


# --- units ---------------------------------------------------------------------------------------------------------


def test_units_are_looked_at_and_taken_in_once_when_confirmed(visit: Visit, hall: Town) -> None:
    admin, before = visit("admin"), count(hall, Department)
    send_file(admin, "/admin/import/enheter", "enheter.csv", UNITS.encode("cp1252"), 200)
    assert "2 rader kan läsas in" in admin.text and "Hemtjänsten" in admin.text
    assert count(hall, Department) == before
    key = str(admin.page.xpath("//input[@name='key']/@value")[0])
    confirm(admin)
    assert "2 är tillagda" in admin.text
    hall.session.rollback()
    rows = {row.code: row for row in hall.session.scalars(select(Department))}
    assert (rows["HT1"].parent_id, rows["HTJ"].level) == (rows["HTJ"].id, "division")
    admin.open("/admin/import/enheter")
    send_file(admin, "/admin/import/enheter", "x.csv", UNITS.replace("HT", "XT").encode(), 200)
    form = admin.form_with("key")
    form.fields["key"] = key  # the first confirmation sent once more
    admin.send({"key": key})
    assert "redan inläst" in admin.text
    assert count(hall, Department) == before + 2


def test_one_bad_row_saves_nothing_and_every_error_is_shown_at_once(visit: Visit, hall: Town) -> None:
    admin, before, parked = visit("admin"), count(hall, Department), count(hall, ParkedPost)
    bad = UNITS + "SN;Dubblett;Kontor;\r\n1X;;Planet;NIX\r\nA;A;Enhet;B\r\nB;B;Enhet;A\r\n"
    send_file(admin, "/admin/import/enheter", "enheter.csv", bad.encode(), 422)
    for words in (
        "används redan",
        "Skriv ett namn",
        "slags enhet",
        "varken i tabellen",
        "under sig själv",
        "börjar med",
    ):
        assert words in admin.text, words
    assert not admin.page.xpath("//input[@name='key']")
    assert (count(hall, Department), count(hall, ParkedPost)) == (before, parked)


def test_strange_and_missing_headings_are_named(visit: Visit) -> None:
    admin = visit("admin")
    send_file(admin, "/admin/import/enheter", "x.csv", b"Kod;Namn;Kulor\r\nA;B;C\r\n", 422)
    assert "Kulor" in admin.text
    send_file(admin, "/admin/import/enheter", "x.csv", b"Kod;Namn\r\nA;B\r\n", 422)
    assert "Vad det är" in admin.text
    admin.open("/admin/import/nonsens", status=404)


def test_the_blank_template_has_the_headings(visit: Visit) -> None:
    answer = visit("admin").download("/admin/import/personer/mall")
    assert answer.mimetype == sheets.XLSX
    page = load_workbook(io.BytesIO(answer.data)).active
    assert page is not None and [cell.value for cell in page[1]][:2] == ["E-postadress", "Namn"]


# --- people --------------------------------------------------------------------------------------------------------


def test_pasted_people_get_accounts_roles_and_dates(visit: Visit, hall: Town) -> None:
    admin = visit("admin")
    admin.open("/admin/import/personer")
    lines = (
        "E-postadress\tNamn\tTitel\tRoll\tEnhet (kod eller namn)\tErsättare (ja eller nej)\tFörsta dagen\tSista dagen",
        "ny@malarvik.example\tÅsa Ny\tEnhetschef\tKontinuitetssamordnare\tSN\tja\t2026-12-01\t2027-06-30",
        "ny@malarvik.example\t\t\tRevisor\t\t\t\t",
        "chef.bun@malarvik.example\tNågon\t\tResursägare\tIT-enheten\tnej\t\t",
    )
    admin.send({"pasted": "\n".join(lines)})
    assert "3 rader kan läsas in" in admin.text
    confirm(admin)
    hall.session.rollback()
    person = hall.session.scalars(select(Person).where(Person.email == "ny@malarvik.example")).one()
    seats = {(seat.role, seat.deputy, str(seat.starts), str(seat.ends)) for seat in person.memberships}
    assert ("coordinator", True, "2026-12-01", "2027-06-30") in seats and len(seats) == 2
    kept = hall.session.scalars(select(Person).where(Person.email == "chef.bun@malarvik.example")).one()
    assert kept.name != "Någon" and "provider" in {seat.role for seat in kept.memberships}
    assert hall.session.scalars(select(Event.kind).order_by(Event.seq.desc()).limit(1)).one() == "people_imported"


def test_everything_wrong_with_people_is_told(visit: Visit, hall: Town) -> None:
    admin, before = visit("admin"), count(hall, Membership)
    bad = (
        "E-postadress;Namn;Roll;Enhet (kod eller namn);Ersättare (ja eller nej);Första dagen;Sista dagen\r\n"
        "ingen;X;Kock;;kanske;i går;\r\n"
        "ny@malarvik.example;;Förvaltningschef;;;2027-01-01;2026-01-01\r\n"
        "ny@malarvik.example;Y;Revisor;SN;;;\r\n"
        "admin@malarvik.example;Z;Revisor;;;;\r\n"
        "chef.bun@malarvik.example;Z;Förvaltningschef;BUN;;;\r\n"
    )
    send_file(admin, "/admin/import/personer", "x.csv", bad.encode(), 422)
    for words in (
        "e-postadress, till", "Välj en roll", "ja eller nej", "ÅÅÅÅ-MM-DD", "Skriv personens namn",
        "Sista dagen kan inte", "Skriv vilket", "Lämna tomt", "dig själv en roll", "redan den rollen",
    ):  # fmt: skip
        assert words in admin.text, words
    assert count(hall, Membership) == before


def test_a_file_that_makes_one_person_administrator_and_head_is_not_read(visit: Visit, hall: Town) -> None:
    admin, before = visit("admin"), count(hall, Membership)
    both = (
        "E-postadress;Namn;Roll;Enhet (kod eller namn);Första dagen;Sista dagen\r\n"
        "ny@malarvik.example;Ny;Förvaltningschef;BUN;2027-01-01;2027-06-30\r\n"
        "ny@malarvik.example;Ny;Systemadministratör;;2027-07-01;\r\n"
        "ny2@malarvik.example;Ny 2;Förvaltningschef;BUN;2027-01-01;2027-06-30\r\n"
        "ny2@malarvik.example;Ny 2;Systemadministratör;;2027-06-30;\r\n"
    )
    send_file(admin, "/admin/import/personer", "x.csv", both.encode(), 422)
    assert admin.text.count("inte ha båda rollerna") == 1
    assert count(hall, Membership) == before


@pytest.mark.parametrize("who", ["sakerhetschef", "chef.bun", "revisor"])
def test_only_an_administrator_imports_units_and_people(visit: Visit, who: str) -> None:
    visit(who).open("/admin/import/personer", status=403)


# --- rows of a list ------------------------------------------------------------------------------------------------


def activities(session: Session, hall: Town) -> list[dict[str, object]]:
    session.rollback()
    found: list[dict[str, object]] = hall.desk("BUN", STEP, "samordnare.bun").tree()["activities"]
    return found


def test_activities_are_read_by_the_pages_own_questions(visit: Visit, hall: Town) -> None:
    step, person = hall.step("BUN", STEP), visit("samordnare.bun")
    before = len(activities(hall.session, hall))
    path = f"/steg/{step.id}/s/activities/import"
    answer = person.download(f"{path}/mall")
    page = load_workbook(io.BytesIO(answer.data)).active
    assert page is not None
    headings = [str(cell.value) for cell in page[1]]
    name = hall.desk("BUN", STEP, "samordnare.bun").form.pages["activities"].questions["activity_name"].label.sv
    assert name in headings
    person.open(f"/steg/{step.id}/s/activities")
    assert "Läs in från en tabell" in person.text
    send_file(person, path, "x.csv", f"{name}\r\nSkolmåltider\r\nSkolskjuts\r\n".encode(), 200)
    assert len(activities(hall.session, hall)) == before
    confirm(person)
    assert "2 rader är tillagda" in person.text
    assert [row["activity_name"] for row in activities(hall.session, hall)][-2:] == ["Skolmåltider", "Skolskjuts"]


def test_a_wrong_cell_in_a_list_saves_nothing(visit: Visit, hall: Town) -> None:
    step, person = hall.step("BUN", STEP), visit("samordnare.bun")
    before = len(activities(hall.session, hall))
    questions = hall.desk("BUN", STEP, "samordnare.bun").form.pages["activities"].questions
    choice = next(one for one in questions.values() if one.kind == "choice" or one.kind == "yesno")
    text = f"{questions['activity_name'].label.sv}\t{choice.label.sv}\nSkolmåltider\tFinns inte\n\tVet ej ännu"
    person.open(f"/steg/{step.id}/s/activities/import")
    person.send({"pasted": text}, status=422)
    assert "finns inte att välja" in person.text and "behöver ett namn" in person.text
    assert len(activities(hall.session, hall)) == before


def test_a_locked_or_foreign_list_takes_no_table(visit: Visit, hall: Town) -> None:
    step = hall.step("BUN", STEP)
    visit("chef.kultur").open(f"/steg/{step.id}/s/activities/import", status=404)
    out = hall.step("SBN", STEP)
    visit("samordnare.bygg").open(f"/steg/{out.id}/s/activities/import", status=409)
    visit("samordnare.bun").open(f"/steg/{step.id}/s/conclusions/import", status=404)
