"""The main job, end to end in a real browser, in Swedish: five steps to signed Word documents, and a second year."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from docx import Document
from playwright.sync_api import Browser, Page

from continuity.config import Settings
from continuity.extensions import db
from continuity.jobs import opening
from continuity.services import demo
from continuity.services.record.verifying import verify_all
from tests.support.journey import Journey, journey
from tests.support.journey_pages import follow
from tests.support.people import database_of
from tests.support.servers import LiveServer
from tests.support.town import NOON, Town

pytestmark = [pytest.mark.browser, pytest.mark.stock("demo")]

COORDINATOR = "samordnare.overformyndare@malarvik.example"
HEAD = "chef.overformyndare@malarvik.example"
SECURITY = "beredskap@malarvik.example"
REGISTRAR = "registrator@malarvik.example"
A_YEAR_ON = timedelta(days=300)  # the exercise and the review open ninety days before they are due


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
        with office.uncounted():
            try_nonsense(office, page)
    typed = office.fill(page, name)
    assert any(" " in text for text in typed)
    office.submit(page)
    page = bring_to_signature(office, step, number, asked=asked)
    words = "\n".join(words_of(path) for path in office.download(page, folder))
    check_document(words, number, typed)


def bring_to_signature(office: Journey, step: str, number: str, *, asked: bool) -> Page:
    """What the others do with a step that was sent in; gives the page that says it is done."""
    if asked:
        office.advise(SECURITY, step)
    office.assign_number(REGISTRAR, step, number)
    office.clear(HEAD, step)
    office.sign(COORDINATOR, step)
    page = office.sign(HEAD, step)
    assert f"{step} är klart" in page.inner_text("h1")
    return page


def bring_home_again(
    office: Journey, step: str, number: str, changed: dict[str, str], folder: Path, *, asked: bool = True
) -> None:
    """The same step a year later: what is still right is confirmed, and only what is new is typed."""
    page = office.start(COORDINATOR, step)
    office.look(page, about="a second time")
    office.go_through(page, changed)
    office.submit(page)
    page = bring_to_signature(office, step, number, asked=asked)
    with office.uncounted():
        words = "\n".join(words_of(path) for path in office.download(page, folder))
    check_document(words, number, [])
    assert [text for text in changed.values() if text not in words] == []


def check_document(words: str, number: str, typed: list[str]) -> None:
    """The file holds what was typed, the number and both signatures, and is no draft."""
    assert number in words
    assert "Kontinuitetssamordnare, Överförmyndarkontoret" in words
    assert "Överförmyndarchef" in words
    assert "UTKAST" not in words
    assert "FÖR UNDERSKRIFT" not in words
    lines = [line for text in typed for line in text.splitlines() if " " in line.strip()]
    assert [line for line in lines if line not in words] == []


def first_year(office: Journey, folder: Path) -> None:
    """All five steps, each answer given by hand."""
    bring_home(office, "governing_document", "Styrande dokument", "OFN/2026:12-003", folder)
    bring_home(office, "business_impact_analysis", "Verksamhetsanalys", "OFN/2026:12-004", folder)
    bring_home(office, "continuity_plan", "Kontinuitetsplan", "OFN/2026:12-005", folder)
    office.open_now(HEAD, "Test och övning")
    bring_home(office, "exercise", "Test och övning", "OFN/2026:12-006", folder, asked=False)
    office.open_now(HEAD, "Upprätthållande")
    bring_home(office, "maintenance", "Upprätthållande", "OFN/2026:12-007", folder)


def second_year(office: Journey, folder: Path) -> None:
    """One exercise and one review, in a year in which nothing has changed."""
    held = {
        "valid_from": "2027-10-20",
        "held_on": "2027-09-16",
        "measured_h": "2 timmar",
        "next_exercise_on": "2028-09-15",
    }
    bring_home_again(office, "Test och övning", "OFN/2027:9-001", held, folder, asked=False)
    found = {"valid_from": "2027-10-20", "next_review_on": "2028-09-15"}
    bring_home_again(office, "Upprätthållande", "OFN/2027:9-002", found, folder)


def open_steps(live_server: LiveServer, department: str) -> list[str]:
    """The steps of a department that have a revision open."""
    with database_of(live_server.app) as session:
        return [step.name for step in Town(session).plan(department).steps if step.open_revision_id is not None]


def test_a_department_goes_through_its_first_year_and_its_second_takes_less_than_a_third_of_the_clicks(
    office: Journey, live_server: LiveServer, settings: Settings, tmp_path: Path
) -> None:
    first_year(office, tmp_path)
    clicks = office.presses
    assert open_steps(live_server, "OFN") == []

    office.clock.shift(A_YEAR_ON)
    opening.sweep(db.engine_of(live_server.app), settings, datetime.now(UTC))
    assert open_steps(live_server, "OFN") == ["exercise", "maintenance"]
    second_year(office, tmp_path)
    assert open_steps(live_server, "OFN") == []

    again = office.presses - clicks
    assert 0 < again * 3 < clicks, f"{again} clicks in the second year, {clicks} in the first"
    with database_of(live_server.app) as session:
        report = verify_all(session)
        assert report.ok, report
