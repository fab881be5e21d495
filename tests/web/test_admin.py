"""The administration: from an empty database to a started plan, and what an administrator does not see."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select, text

from continuity.config import Settings
from continuity.jobs.loop import SWEEPS
from continuity.models import Department, Membership, Municipality, Person, Plan, Publication, Step
from continuity.services import operations
from continuity.services.organisation import people
from continuity.web.admin.operations import sweep_names
from tests.support.browser import NARROW, axe_findings
from tests.support.form_visitor import FormVisitor
from tests.support.people import PASSWORD, database_of, made_department, made_person
from tests.web.conftest import Visit

NEW = {"new_password": PASSWORD, "repeated": PASSWORD}


@pytest.fixture
def anna(app: Flask) -> FormVisitor:
    """The first administrator, logged in."""
    with database_of(app) as session:
        made_person(session, "anna@kommun.se", ("administrator", None), name="Anna Ek")
    visitor = FormVisitor(app)
    visitor.log_in("anna@kommun.se", PASSWORD)
    return visitor


def test_an_empty_database_becomes_a_municipality_with_a_started_plan(app: Flask, anna: FormVisitor) -> None:
    anna.open("/admin/kommun")
    anna.send({"name": "Mälarviks kommun", "security_contact": "0123-45 67 89"})
    anna.open("/admin/innehall")
    anna.send({}, button="Publicera innehållet")
    assert "Samma som det publicerade" in anna.text
    anna.open("/admin/organisation")
    anna.send({"name": "Överförmyndarnämnden", "code": "ON", "level": "committee"})
    anna.send({"name": "Överförmyndarkontoret", "code": "ofn", "level": "department", "parent": "1"})
    anna.open("/admin/anvandare")
    anna.send({"name": "Örjan Öberg", "email": "orjan@kommun.se", "title": "Överförmyndarchef"})
    anna.send({"role": "head", "department": "2", "ends": ""})
    anna.send({}, button="Gör en engångslänk")
    link = re.search(r"/lank/\S+", anna.text)
    anna.open("/admin/planer")
    anna.send({"department": "2", "workflow": "standard", "variant": ""})
    assert "Planen för Överförmyndarkontoret är startad" in anna.text and "Kontinuitetssamordnare" in anna.text

    orjan = FormVisitor(app)
    assert link
    orjan.open(link[0])
    orjan.send(NEW)
    orjan.open("/konto")
    assert "Förvaltningschef, Överförmyndarkontoret" in orjan.text
    with database_of(app) as session:
        assert session.scalars(select(Municipality.name)).one() == "Mälarviks kommun"
        assert len(session.scalars(select(Publication)).all()) == 1
        assert [row.code for row in session.scalars(select(Department).order_by(Department.id))] == ["ON", "OFN"]
        plan = session.scalars(select(Plan)).one()
        assert plan.department_id == 2
        assert len(session.scalars(select(Step).where(Step.plan_id == plan.id)).all()) == 5


def test_the_first_page_says_what_is_left(anna: FormVisitor) -> None:
    page = anna.open("/admin")
    assert page.xpath("//*[@class='task-tag']//text()[normalize-space()]") == [
        "Kvar att göra", "Inte publicerat", "Levererade", "Kvar att göra", "Kvar att göra", "I ordning",
        "Kvar att göra", "Inget har gått än",
    ]  # fmt: skip


@pytest.mark.stock("published")
def test_the_municipality_page_shows_what_the_content_decides(anna: FormVisitor) -> None:
    anna.open("/admin/kommun")
    assert all(words in anna.text for words in ("SN/2026:114-003", "1 h, 4 h, 8 h, 24 h, 3 dygn", "4 Mycket allvarlig"))


@pytest.mark.stock("published")
def test_starting_the_same_plan_twice_says_why_not(app: Flask, anna: FormVisitor) -> None:
    with database_of(app) as session:
        made_department(session, "SN", "Socialkontoret")
    anna.open("/admin/planer")
    anna.send({"department": "0"}, status=422)
    assert "Välj vilket kontor" in anna.text
    anna.send({"department": "1"})
    assert "Alla kontor har en plan" in anna.text


@pytest.mark.stock("published")
def test_the_security_function_starts_plans_and_sees_nothing_else_here(app: Flask) -> None:
    with database_of(app) as session:
        made_person(session, "sam@kommun.se", ("security_function", None))
        made_department(session, "SN", "Socialkontoret")
    sam = FormVisitor(app)
    sam.log_in("sam@kommun.se", PASSWORD)
    page = sam.open("/admin")
    assert page.xpath("//a[@class='task-link']/text()") == ["Wordmallarna", "Påminnelser och mejl", "Planer"]
    sam.open("/admin/planer")
    sam.send({"department": "1"})
    for path in ("/admin/kommun", "/admin/innehall", "/admin/organisation", "/admin/anvandare"):
        sam.open(path, status=403)


# --- content -----------------------------------------------------------------------------------------------------


@pytest.fixture
def own_content(tmp_path: Path) -> Path:
    """The organisation's own folder."""
    folder = tmp_path / "own"
    (folder / "forms").mkdir(parents=True)
    return folder


class TestWithContentOfItsOwn:
    """The municipality has a folder of its own."""

    @pytest.fixture
    def settings(self, sqlite_url: str, tmp_path: Path, own_content: Path) -> Settings:
        """Settings that name the folder."""
        return Settings(environment="test", database_url=sqlite_url, instance=tmp_path, content=own_content)

    @pytest.mark.stock("published")
    def test_a_faulty_file_is_shown_to_administrators_and_stops_nobody(
        self, anna: FormVisitor, own_content: Path
    ) -> None:
        (own_content / "forms" / "broken.toml").write_text("format = 1\nnonsense = true\n")
        assert "Ändrade filer är inte publicerade" in anna.open("/admin").text_content()
        anna.open("/admin/innehall")
        assert (
            "broken.toml" in anna.text
            and "nonsense" in anna.text
            and "Det publicerade fortsätter att gälla" in anna.text
        )
        assert "changed files are not published" in anna.download("/healthz").text

    @pytest.mark.stock("published")
    def test_a_faulty_file_is_not_published(self, app: Flask, anna: FormVisitor, own_content: Path) -> None:
        (own_content / "forms" / "organisation.toml").write_text(
            'format = 1\nextends = "organisation"\nwhy = { sv = "Kortare", en = "Shorter" }\n[replace]\n'
            "valid_months = 12\n"
        )
        anna.open("/admin/innehall")
        (own_content / "forms" / "broken.toml").write_text("nonsense = true\n")
        anna.send({}, button="Publicera innehållet", status=422)
        (own_content / "forms" / "broken.toml").unlink()
        anna.open("/admin/innehall")
        anna.send({}, button="Publicera innehållet")
        assert "12 månader" in anna.open("/admin/kommun").text_content()
        with database_of(app) as session:
            assert len(session.scalars(select(Publication)).all()) == 2


# --- units and people --------------------------------------------------------------------------------------------


def test_every_error_of_a_new_unit_stands_beside_its_field_and_in_the_summary(anna: FormVisitor) -> None:
    anna.open("/admin/organisation")
    page = anna.send({"name": "Kontoret", "code": "1-2", "level": "nonsense", "parent": "99"}, status=422)
    assert page.xpath("//title/text()")[0].startswith("Fel: ")
    assert page.xpath("//*[@class='error-summary']//a/@href") == ["#level", "#parent", "#code"]
    assert page.xpath("//input[@id='code']/@value") == ["1-2"]
    assert page.xpath("//input[@id='code']/@aria-invalid") == ["true"]


def test_a_unit_that_does_not_exist_is_404(anna: FormVisitor) -> None:
    anna.open("/admin/organisation/99", status=404)


def test_a_role_gets_its_dates_and_its_deputy(app: Flask, anna: FormVisitor) -> None:
    with database_of(app) as session:
        made_department(session, "SN", "Socialkontoret")
        person_id = made_person(session, "eva@kommun.se", password="").id
    anna.open(f"/admin/anvandare/{person_id}")
    page = anna.send({"role": "head", "department": "", "starts": "i morgon", "ends": "2027-13-01"}, status=422)
    assert page.xpath("//*[@class='error-summary']//a/@href") == ["#starts", "#ends"]
    anna.send({"role": "head", "department": "1", "deputy": "y", "starts": "2027-01-01", "ends": "2027-06-30"})
    with database_of(app) as session:
        seat = session.scalars(select(Membership).where(Membership.person_id == person_id)).one()
        assert (seat.role, seat.deputy, str(seat.starts), str(seat.ends)) == ("head", True, "2027-01-01", "2027-06-30")
    anna.send({}, button="Avsluta Förvaltningschef")
    assert "Avslutad" in anna.text


def test_a_link_is_shown_once_with_the_address_that_the_server_has_outside(app: Flask, anna: FormVisitor) -> None:
    with database_of(app) as session:
        person_id = made_person(session, "eva@kommun.se", password="").id
    anna.open(f"/admin/anvandare/{person_id}")
    anna.send({}, button="Gör en engångslänk")
    assert re.search(r"http://localhost/lank/[\w-]{32}", anna.text)
    anna.open(f"/admin/anvandare/{person_id}")
    assert "/lank/" not in anna.text


def test_an_account_is_closed_and_opened_again(app: Flask, anna: FormVisitor) -> None:
    with database_of(app) as session:
        person_id = made_person(session, "eva@kommun.se").id
    eva = FormVisitor(app)
    eva.log_in("eva@kommun.se", PASSWORD)
    anna.open(f"/admin/anvandare/{person_id}")
    anna.send({}, button="Stäng kontot")
    eva.open("/konto")
    assert eva.path.startswith("/login")
    anna.send({}, button="Öppna kontot igen")
    with database_of(app) as session:
        row = session.get_one(Person, person_id)
        assert (row.active, row.password_hash) == (True, None)


def test_sessions_are_ended_from_the_persons_page(app: Flask, anna: FormVisitor) -> None:
    with database_of(app) as session:
        person_id = made_person(session, "eva@kommun.se").id
    eva = FormVisitor(app)
    eva.log_in("eva@kommun.se", PASSWORD)
    anna.open(f"/admin/anvandare/{person_id}")
    anna.send({}, button="Logga ut från 1 webbläsare")
    assert "1 inloggning är avslutad" in anna.text
    eva.open("/konto")
    assert eva.path.startswith("/login")


def test_names_are_shown_as_text_everywhere(app: Flask, anna: FormVisitor) -> None:
    evil = '"><script>alert(1)</script>'
    anna.open("/admin/anvandare")
    anna.send({"name": evil, "email": "x@kommun.se", "title": evil})
    anna.open("/admin/organisation")
    anna.send({"name": evil, "code": "X", "level": "department"})
    for path in (
        "/admin/anvandare",
        "/admin/anvandare/2",
        "/admin/organisation",
        "/admin/organisation/1",
        "/admin/planer",
    ):
        assert anna.open(path).xpath("//script[not(@src)]") == [], path


@pytest.mark.stock("demo")
def test_an_administrator_sees_no_answers(app: Flask) -> None:
    with database_of(app) as session:
        _person, link = people.add_first(session, "ny@kommun.se", "Ny Administratör", at=datetime.now(UTC))
        steps = list(session.scalars(select(Step.id)))
        departments = list(session.scalars(select(Department.id)))
    anna = FormVisitor(app)
    anna.open(f"/lank/{link}")
    anna.send(NEW)
    for step in steps:
        for page in ("", "/start", "/last", "/kontrollera", "/granska", "/historik", "/signera", "/fragor"):
            assert anna.download(f"/steg/{step}{page}").status_code in (404, 405), (step, page)
    assert all(anna.download(f"/enhet/{number}").status_code == 404 for number in departments)


@pytest.mark.browser
def test_the_pages_have_no_serious_finding_and_fit_a_phone(page: Page, app: Flask) -> None:
    with database_of(app) as session:
        made_department(session, "SN", "Socialkontoret")
        made_person(session, "eva@kommun.se", ("head", 1), name="Eva Ek")
        made_person(session, "anna@kommun.se", ("administrator", None), name="Anna Ek")
    page.set_viewport_size(NARROW)
    page.goto("/login")
    page.get_by_role("button", name="Logga in").click()
    assert axe_findings(page) == []
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Skriv din e-postadress.").click()
    assert page.evaluate("document.activeElement.id") == "email"
    page.get_by_label("E-postadress").fill("anna@kommun.se")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    for path in ("admin", "admin/kommun", "admin/innehall", "admin/organisation", "admin/organisation/1",
                 "admin/anvandare", "admin/anvandare/1", "admin/planer", "konto", "om", "hjalp", "tillganglighet",
                 "bekrafta", "inget"):  # fmt: skip
        page.goto(f"/{path}")
        assert axe_findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], path


@pytest.mark.stock("demo")
@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("sv", "Kontinuitetshantering, egen anvisning som nämnden beslutar"),
        ("en", "Business continuity management, with an instruction of its own decided by the committee"),
    ],
)
def test_a_variant_is_called_by_its_title_in_the_readers_language(visit: Visit, language: str, title: str) -> None:
    administrator = visit("admin")
    administrator.open("/admin/planer")
    if language != "sv":
        administrator.send({}, button=f"language={language}")
    cell = administrator.page.xpath("string(//tr[th='Socialkontoret']/td[1])")
    assert cell == title


# --- how the system is doing ---------------------------------------------------------------------------------------


def test_the_page_of_operations_says_what_runs_and_what_fails(app: Flask, anna: FormVisitor) -> None:
    anna.open("/admin/drift")
    assert "Bakgrundsjobben har inte gått" in anna.text
    with database_of(app) as session:
        swept = {"opening": (2, None), "housekeeping": (0, ValueError("Anna Ek skrev något"))}
        operations.note_sweeps(session, swept, at=datetime.now(UTC))
        schema = str(session.scalar(text("SELECT version_num FROM alembic_version")))
    anna.open("/admin/drift")
    assert "Bakgrundsjobben har inte gått" not in anna.text
    assert "1 gång i rad: ValueError" in anna.text and "Anna Ek skrev" not in anna.text
    assert schema in anna.text and "Går som databasens" in anna.text
    anna.open("/admin")
    assert "Misslyckas" in anna.text


def test_every_sweep_is_said_in_words(app: Flask) -> None:
    with app.test_request_context("/"):
        assert set(sweep_names()) == set(SWEEPS)
