"""The main job, end to end in a real browser: five steps from a guided form to a signed Word document, in Swedish."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from docx import Document
from playwright.sync_api import Browser, Page

from continuity.services import demo
from continuity.services.record.verifying import verify_all
from tests.support.journey import Journey, journey
from tests.support.journey_pages import follow
from tests.support.people import database_of
from tests.support.servers import LiveServer
from tests.support.town import NOON

pytestmark = [pytest.mark.browser, pytest.mark.stock("demo")]

COORDINATOR = "samordnare.overformyndare@malarvik.example"
HEAD = "chef.overformyndare@malarvik.example"
SECURITY = "beredskap@malarvik.example"
REGISTRAR = "registrator@malarvik.example"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The Monday after the example's today."""
    with time_machine.travel(NOON, tick=True) as clock:
        yield clock


@pytest.fixture
def office(clock: time_machine.Traveller, browser: Browser, live_server: LiveServer) -> Iterator[Journey]:
    """Överförmyndarkontoret, which has not begun."""
    with journey(
        browser, live_server.url, clock, department="Överförmyndarkontoret", password=demo.password()
    ) as office:
        yield office


def words_of(path: Path) -> str:
    """Everything that a Word file says: its text, its tables, its header and its footer."""
    document = Document(str(path))
    parts = [document.element.body, document.sections[0].header._element, document.sections[0].footer._element]
    return "\n".join("".join(paragraph.itertext()) for part in parts for paragraph in part.iter("{*}p"))


def try_nonsense(office: Journey, page: Page) -> None:
    """A date and a number that are none: the page says what is wrong, keeps what was typed, and leads to it."""
    home = page.url
    follow(page.get_by_role("link", name="Var och hur länge det gäller"))
    page.get_by_label("Från och med när gäller det?", exact=True).fill("i morgon")
    office.press(page, "Spara och fortsätt")
    office.inspector.look_at_errors(page, "q_valid_from")
    assert page.get_by_label("Från och med när gäller det?", exact=True).input_value() == "i morgon"
    page.goto(home)


def bring_home(office: Journey, name: str, step: str, number: str, folder: Path, *, asked: bool = True) -> None:
    """One step from its start to the document that both have signed."""
    page = office.start(COORDINATOR, step)
    if name == "governing_document":
        try_nonsense(office, page)
    typed = office.fill(page, name)
    office.submit(page)
    if asked:
        office.advise(SECURITY, step)
    office.assign_number(REGISTRAR, step, number)
    office.clear(HEAD, step)
    office.sign(COORDINATOR, step)
    page = office.sign(HEAD, step)
    assert f"{step} är klart" in page.inner_text("h1")
    words = "\n".join(words_of(path) for path in office.download(page, folder))
    check_document(words, number, typed)


def check_document(words: str, number: str, typed: list[str]) -> None:
    """The file holds what was typed, the number and both signatures, and is no draft."""
    assert number in words
    assert "Kontinuitetssamordnare, Överförmyndarkontoret" in words
    assert "Överförmyndarchef" in words
    assert "UTKAST" not in words
    assert "FÖR UNDERSKRIFT" not in words
    lines = [line for text in typed for line in text.splitlines() if " " in line.strip()]
    assert lines
    assert [line for line in lines if line not in words] == []


def test_a_department_goes_through_all_five_steps(office: Journey, live_server: LiveServer, tmp_path: Path) -> None:
    bring_home(office, "governing_document", "Styrande dokument", "OFN/2026:12-003", tmp_path)
    bring_home(office, "business_impact_analysis", "Verksamhetsanalys", "OFN/2026:12-004", tmp_path)
    bring_home(office, "continuity_plan", "Kontinuitetsplan", "OFN/2026:12-005", tmp_path)
    office.open_now(HEAD, "Test och övning")
    bring_home(office, "exercise", "Test och övning", "OFN/2026:12-006", tmp_path, asked=False)
    office.open_now(HEAD, "Upprätthållande")
    bring_home(office, "maintenance", "Upprätthållande", "OFN/2026:12-007", tmp_path)
    with database_of(live_server.app) as session:
        report = verify_all(session)
        assert report.ok, report
