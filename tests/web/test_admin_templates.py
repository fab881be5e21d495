"""The Word templates' pages: from a download through Word to publishing, and back."""

import io
from datetime import UTC, datetime

import docx
import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from continuity.documents import read_text
from continuity.models import Content, TemplateVersion
from tests.support.browser import NARROW, axe_findings
from tests.support.people import PASSWORD, database_of, made_person
from tests.support.town import Town
from tests.web.conftest import Townsperson, Visit

WHERE = "/admin/mallar/sv/exercise"
OWN_WORDS = "Kommunens egna ord"
pytestmark = pytest.mark.stock("published")


@pytest.fixture
def anna(app: Flask) -> Townsperson:
    """The security function, logged in."""
    with database_of(app) as session:
        made_person(session, "anna@kommun.se", ("security_function", None), name="Anna Ek")
    visitor = Townsperson(app)
    visitor.log_in("anna@kommun.se", PASSWORD)
    return visitor


def edited(data: bytes, *paragraphs: str) -> bytes:
    """What comes out of Word when somebody has added these paragraphs."""
    word = docx.Document(io.BytesIO(data))
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def link(person: Townsperson, words: str) -> str:
    """Where a link of this page leads."""
    return str(person.page.xpath(f"//main//a[contains(., '{words}')]/@href")[0])


def test_the_list_shows_every_template_with_its_version_and_origin(anna: Townsperson) -> None:
    page = anna.open("/admin/mallar")
    rows = page.xpath("//main//tbody/tr")
    assert len(rows) > 20
    assert all(word in anna.text for word in ("Övningsrapport", "Frågorna på papper", "liten förvaltning", "Levererad"))
    assert "Vår egen" not in anna.text
    assert {row.xpath("string(td[1])").strip() for row in rows} == {"Svenska", "Engelska"}


def test_a_template_goes_from_download_through_word_to_use_and_back(app: Flask, anna: Townsperson) -> None:
    anna.open(WHERE)
    delivered = anna.download(link(anna, "Hämta mallen"))
    assert delivered.headers["Content-Disposition"].startswith("attachment; filename=exercise_sv_")
    anna.upload(WHERE, "övning.docx", edited(delivered.data, OWN_WORDS), note="Ny slutrad")
    assert "Mallen håller" in anna.text and "Ny slutrad" in anna.text
    for words in ("Exempel, till underskrift", "Exempel, utkast"):
        assert OWN_WORDS in read_text(anna.download(link(anna, words)).data)
    anna.send({}, button="Publicera")
    assert "Mallen är publicerad" in anna.text and "Vår egen" in anna.text
    assert OWN_WORDS in read_text(anna.download(link(anna, "Hämta mallen")).data)
    anna.open("/admin/mallar")
    assert "Vår egen" in anna.text and "Anna Ek" in anna.text
    anna.open(WHERE)
    anna.send({}, button="Återgå till den levererade")
    assert "Den levererade mallen används igen" in anna.text
    assert anna.download(link(anna, "Hämta mallen")).data == delivered.data
    anna.send({}, button=next(iter(button for button in _buttons(anna) if button.startswith("Återgå till den här"))))
    assert "Mallen är publicerad" in anna.text


def _buttons(person: Townsperson) -> list[str]:
    return [" ".join(button.text_content().split()) for button in person.page.xpath("//main//button")]


def test_a_template_with_a_wrong_field_is_told_of_and_not_kept(app: Flask, anna: Townsperson) -> None:
    anna.open(WHERE)
    data = edited(anna.download(link(anna, "Hämta mallen")).data, "Deltagare: {{ answers.scenari }}")
    with database_of(app) as session:
        before = len(session.scalars(select(Content.sha256)).all())
    assert anna.upload(WHERE, "mall.docx", data).status_code == 422
    assert "Mallen togs inte emot" in anna.text and "Fält som inte finns" in anna.text
    assert "Deltagare:" in anna.text and "Menade du" in anna.text
    with database_of(app) as session:
        assert session.scalars(select(TemplateVersion)).all() == []
        assert len(session.scalars(select(Content.sha256)).all()) == before


@pytest.mark.parametrize(("name", "data"), [("", b""), ("mall.pdf", b"%PDF")])
def test_no_file_or_another_kind_is_an_error_beside_the_field(anna: Townsperson, name: str, data: bytes) -> None:
    anna.open(WHERE)
    assert anna.upload(WHERE, name, data).status_code == 422
    assert anna.page.xpath("//p[@id='file-error']")


def test_a_file_that_is_too_large_is_refused(anna: Townsperson) -> None:
    answer = anna._client.post(WHERE, data=b"x" * 26_000_000, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/admin/mallar/sv/nonsense",
        "/admin/mallar/xx/exercise",
        "/admin/mallar/sv/exercise?department=SN",
        f"/admin/mallar/sv/exercise/{'0' * 64}.docx",
        "/admin/mallar/version/1",
        "/admin/mallar/version/1/exempel/signed",
    ],
)
def test_what_is_not_there_is_not_found(anna: Townsperson, path: str) -> None:
    anna.open(path, status=404)


def test_the_first_page_of_the_administration_leads_there(anna: Townsperson) -> None:
    anna.open("/admin")
    assert link(anna, "Wordmallarna") == "/admin/mallar"


@pytest.mark.stock("demo")
def test_heads_do_not_reach_the_templates(visit: Visit, hall: Town) -> None:
    visit("chef.bun").open("/admin/mallar", status=403)
    assert hall.plan("BUN").id


@pytest.mark.browser
def test_the_pages_are_accessible_and_fit_a_phone(app: Flask, anna: Townsperson, page: Page) -> None:
    with database_of(app) as session:
        content = session.scalars(select(Content.sha256)).first()
        assert content is not None
        session.add(
            TemplateVersion(
                name="sv/exercise",
                sha256=content,
                filename="övning.docx",
                note="Ny slutrad",
                uploaded_at=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
                uploaded_by_id=1,
            )
        )
        session.commit()
    page.goto("/login")
    page.get_by_label("E-postadress").fill("anna@kommun.se")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    for width in (1280, NARROW["width"]):
        page.set_viewport_size({"width": width, "height": 800})
        for path in ("/admin/mallar", WHERE, "/admin/mallar/version/1"):
            page.goto(path)
            assert axe_findings(page) == [], path
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            assert not wide, (path, width)
